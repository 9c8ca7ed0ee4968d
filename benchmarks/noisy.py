"""Noise: 5 % of the Han of a text replaced by random code points of its codec; all must be read, proved and restored.

``python benchmarks/noisy.py [FILES]`` makes so many files (400) from the sample's texts, in each codec in turn, and
counts those that are refused, that crash, whose bytes do not come back, and whose characters are not those written.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from corpus.cleaning.clean import clean, prove
from corpus.errors import SourceError

SAMPLE = Path(__file__).resolve().parent.parent / "seeds" / "sample"
CODECS = ("gb18030", "big5hkscs", "cp950", "utf-8")
SHARE = 0.05
SIZES = (200, 1000, 4000)  # characters


@cache
def code_points(codec: str) -> list[str]:
    """List what the codec has: every code of two bytes, or Han, private use and plane 2."""
    if codec == "utf-8":
        return [chr(at) for at in (*range(0x3400, 0xA000), *range(0xE000, 0xF900), *range(0x20000, 0x2A000))]
    codes = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    read = (code.decode(codec, "replace") for code in codes)
    return [text for text in read if "\ufffd" not in text and (len(text) == 1 or text[0] in "Êê")]


@cache
def texts() -> list[str]:
    """Read the texts of the sample that are UTF-8."""
    found = []
    for path in sorted(SAMPLE.glob("*.txt")):
        try:
            found.append(path.read_text(encoding="utf-8-sig").replace("\0", ""))
        except UnicodeDecodeError:
            continue
    return [text for text in found if sum("\u4e00" <= char <= "\u9fff" for char in text) > 100]


def files(count: int, first: int = 0) -> Iterator[tuple[str, str, bytes]]:
    """Make noisy files: the codec, the text and its bytes."""
    for at in range(first, first + count):
        chance = random.Random(at)
        codec = CODECS[at % len(CODECS)]
        text = chance.choice(texts())[: chance.choice(SIZES)].encode(codec, "ignore").decode(codec)
        noisy = (
            chance.choice(code_points(codec)) if "\u4e00" <= char <= "\u9fff" and chance.random() < SHARE else char
            for char in text
        )
        text = "".join(noisy)
        yield codec, text, text.encode(codec)


def outcome(text: str, data: bytes) -> str:
    """Clean one file, and say what became of it."""
    try:
        document = clean(data)
        prove(document)
    except SourceError as error:
        return f"refused: {error.code}"
    except Exception as error:  # counted, not hidden: the line names its type
        return f"crashed: {type(error).__name__}"
    if document.source.encode() != data:
        return "not restored"
    return "read" if document.source.chars == text else "restored, other characters"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="?", type=int, default=400)
    count, start = parser.parse_args().files, time.perf_counter()
    outcomes = Counter((codec, outcome(text, data)) for codec, text, data in files(count))
    for (codec, what), number in sorted(outcomes.items()):
        print(f"{codec:10} {number:5}  {what}")
    print(f"{count} files in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
