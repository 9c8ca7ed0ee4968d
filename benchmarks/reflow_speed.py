"""Speed of reflow beside ftfy: megabytes of UTF-8 per CPU second on documents of 10 kB, and how many times ftfy's.

``python benchmarks/reflow_speed.py DIR`` takes the texts of DIR (*.txt); needs ``pip install ftfy``. Both run in turn
on the same documents, so that a busy machine slows both; the ratio is the median of the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import ftfy

from corpus.reflow import reflow

SIZE = 10_000  # bytes


def documents(folder: Path) -> list[str]:
    """The beginnings of the texts, each about 10 kB."""
    texts = (path.read_bytes()[:SIZE].decode(errors="ignore") for path in sorted(folder.glob("*.txt")))
    return [text for text in texts if len(text.encode()) > SIZE * 0.8]


def seconds(work: Callable[[str], object], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    texts = documents(options.dir)[::4]
    size = sum(len(text.encode()) for text in texts) / 1e6
    seconds(reflow, texts)
    rounds = [(seconds(reflow, texts), seconds(ftfy.fix_text, texts)) for _ in range(options.rounds)]
    ours, theirs = (size / min(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(theirs / ours for ours, theirs in rounds)
    print(f"{len(texts)} documents: reflow {ours:.2f} MB/s, ftfy {theirs:.2f} MB/s, {ratio:.2f} times")


if __name__ == "__main__":
    main()
