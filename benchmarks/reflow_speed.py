"""Speed of line-break repair beside ftfy: megabytes of UTF-8 per CPU second on documents of 10 kB, and the ratios.

``python benchmarks/reflow_speed.py DIR`` takes the texts of DIR (*.txt); needs ``pip install ftfy``. Reflow, structure,
both together and ftfy run in turn on the same documents, so that a busy machine slows all; a ratio is the median of
the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ftfy

from corpus.cleaning.reflow import reflow
from corpus.cleaning.structure import structure

SIZE = 10_000  # bytes


def documents(folder: Path) -> list[str]:
    """Return the beginnings of the texts, each about 10 kB."""
    texts = (path.read_bytes()[:SIZE].decode(errors="ignore") for path in sorted(folder.glob("*.txt")))
    return [text for text in texts if len(text.encode()) > SIZE * 0.8]


def both(text: str) -> object:
    return structure(reflow(text))


def seconds(work: Callable[[Any], object], items: Sequence[object]) -> float:
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    texts = documents(options.dir)
    layouts = [reflow(text) for text in texts]
    size = sum(len(text.encode()) for text in texts) / 1e6
    works: dict[str, tuple[Callable[[Any], object], Sequence[object]]] = {
        "ftfy": (ftfy.fix_text, texts),
        "reflow": (reflow, texts),
        "structure": (structure, layouts),
        "both": (both, texts),
    }
    seconds(both, texts)
    rounds = [{name: seconds(*work) for name, work in works.items()} for _ in range(options.rounds)]
    print(f"{len(texts)} documents, {options.rounds} rounds")
    for name in works:
        speed = size / min(taken[name] for taken in rounds)
        ratio = statistics.median(taken["ftfy"] / taken[name] for taken in rounds)
        print(f"{name:9} {speed:6.2f} MB/s, {ratio:5.2f} times ftfy")


if __name__ == "__main__":
    main()
