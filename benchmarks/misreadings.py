"""Misreadings: texts that were decoded wrongly and saved again; all must be flagged, and repaired or marked lost.

``python benchmarks/misreadings.py [DOCUMENTS] [FOLDER ...]`` makes so many documents (30) of each misreading from the
sample's texts. A line is right if it is what was written, or is covered by findings of state ``lost``. The same
documents without any misreading, and those of the folders, must have no flag.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from noisy import texts

from corpus.cleaning.clean import clean, prove
from corpus.cleaning.decoding import decode
from corpus.errors import SourceError
from corpus.model.values import Text

SIZES = (80, 300, 1500)  # characters
LOSSES = {"?": "?", "U+FFFD": "\ufffd", "nothing": ""}
Misread = Callable[[str], str]


def read_as(wrong: str, right: str, loss: str) -> Misread:
    """Return what reads the bytes of one codec as another; ``loss`` stands for what is no character of it."""

    def misread(text: str) -> str:
        data, shown = text.encode(right, "ignore"), []
        while data:
            try:
                return "".join(shown) + data.decode(wrong)
            except UnicodeDecodeError as error:
                shown += [data[: error.start].decode(wrong), loss]
                data = data[error.end :]
        return "".join(shown)

    return misread


def printed(text: str) -> str:
    """Print the bytes of UTF-8 as a program does."""
    return "".join(char if char.isascii() else "".join(f"\\x{byte:02x}" for byte in char.encode()) for char in text)


MISREADINGS: dict[str, Misread] = {
    **{f"utf-8 as cp936, losses as {name}": read_as("gbk", "utf-8", loss) for name, loss in LOSSES.items()},
    **{f"utf-8 as cp932, losses as {name}": read_as("cp932", "utf-8", loss) for name, loss in LOSSES.items()},
    **{f"utf-8 as {wrong}": read_as(wrong, "utf-8", "?") for wrong in ("mac_roman", "cp850", "cp437", "latin1")},
    **{f"gbk as {wrong}": read_as(wrong, "gb18030", "?") for wrong in ("mac_roman", "cp850", "cp437", "latin1")},
    "printed bytes": printed,
}


def documents(count: int, first: int = 0) -> Iterator[str]:
    """Cut documents out of the sample's texts."""
    for at in range(first, first + count):
        chance = random.Random(at)
        text, size = chance.choice(texts()), chance.choice(SIZES)
        start = chance.randrange(max(1, len(text) - size))
        yield text[start : start + size].replace("\ufeff", "").strip()


def outcome(text: str, misread: Misread) -> str:
    """Read one misread document, and say what became of it."""
    broken = misread(text)
    try:
        read = decode(broken.encode())
        prove(clean(broken.encode()))
    except SourceError as error:
        return f"refused: {error.code}"
    if "MOJIBAKE" not in read.flags:
        return "silent"
    return (
        "repaired"
        if read.text == text
        else "marked lost"
        if _all_marked(read, text)
        else "flagged, some lines unmarked"
    )


def _all_marked(read: Text, text: str) -> bool:
    """Return whether each line of a text that is not what was written is marked lost."""
    lost = [read.chars[finding.start : finding.end] for finding in read.findings if finding.state == "lost"]
    right = set(text.split("\n"))
    wrong = [line for line in read.text.split("\n") if line.strip() and line not in right]
    return all(any(line.strip() in place or place in line for place in lost) for line in wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="?", type=int, default=30)
    parser.add_argument("folders", nargs="*", type=Path)
    arguments = parser.parse_args()
    sound = list(documents(arguments.documents))
    for name, misread in MISREADINGS.items():
        outcomes = Counter(outcome(text, misread) for text in sound)
        print(f"{name:32}", ", ".join(f"{number} {what}" for what, number in outcomes.most_common()))
    files = [path.read_bytes() for folder in arguments.folders for path in sorted(folder.rglob("*.txt"))]
    flagged = sum("MOJIBAKE" in decode(data).flags for data in [*(text.encode() for text in sound), *files])
    print(f"not misread: {flagged} of {len(sound) + len(files)} flagged")


if __name__ == "__main__":
    main()
