"""How reflow does on manual pages that others wrote, and groff wraps; never to be learnt from.

``python benchmarks/foreign_pages.py DIR``: DIR is ``usr/share/man/zh_CN`` of Debian's manpages-zh, unpacked. The pages
and their hashes are in ``foreign_pages.tsv``. Each is formatted at 78 columns, and at 3000, where a paragraph is a
line: that tells which line borders are ends. Prints precision and recall of the ends, the share of paragraphs whole.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from corpus.cleaning.reflow import reflow

LIST = Path(__file__).with_suffix(".tsv")
GROFF = ("groff", "-Tutf8", "-Kutf8", "-man", "-mzh", "-P-cbou")
SPACE = re.compile(r"\s+")


def pages() -> list[tuple[str, str]]:
    """Read the pages of the list, each with its hash."""
    rows = (line.split("\t") for line in LIST.read_text(encoding="utf-8").splitlines())
    return [(name, digest) for name, digest in rows]


def source(folder: Path, name: str, digest: str) -> bytes:
    """One page as it was written, its files compared with the hash."""
    data = (folder / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        sys.exit(f"{folder / name}: not the file that was measured")
    return gzip.decompress(data)


def formatted(page: bytes, columns: int) -> str:
    """Format the page, without its head and foot."""
    done = subprocess.run([*GROFF, f"-rLL={columns}n"], input=page, capture_output=True, check=True)
    lines = done.stdout.decode().strip("\n").split("\n")
    return "\n".join(lines[1:-1])


def ends(blocks: list[str]) -> tuple[set[int], str]:
    """Where blocks end, in characters that are not blank, and all these characters."""
    places, whole = set[int](), ""
    for block in blocks:
        whole += SPACE.sub("", block)
        places.add(len(whole))
    return places, whole


def moved(places: set[int], narrow: str, wide: str) -> set[int]:
    """Find the places in the wide text: hyphens and feet stand in one of the two only."""
    result = set[int]()
    for step in Levenshtein.opcodes(narrow, wide):
        inside = [at for at in places if step.src_start < at <= step.src_end]
        result.update(min(step.dest_end, step.dest_start + at - step.src_start) for at in inside)
    return result


def measured(page: bytes) -> tuple[int, int, int, int]:
    """Count ends found, ends said, ends true, and paragraphs whole."""
    true, wide = ends([line for line in formatted(page, 3000).split("\n") if line.strip()])
    places, narrow = ends([block.text for block in reflow(formatted(page, 78)).blocks])
    said = moved(places, narrow, wide)
    borders = pairwise(sorted({0, *true}))
    whole = sum(b in said and not said.intersection(range(a + 1, b)) for a, b in borders)
    return len(true & said), len(said), len(true), whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    folder = parser.parse_args().dir
    total = [0, 0, 0, 0]
    for name, digest in pages():
        counts = measured(source(folder, name, digest))
        total = [a + b for a, b in zip(total, counts, strict=True)]
        show(name, *counts)
    show("all", *total)


def show(name: str, found: int, said: int, true: int, whole: int) -> None:
    precision, recall, share = found / max(1, said), found / max(1, true), whole / max(1, true)
    print(f"{name:24} {true:5} ends  P {precision:.3f}  R {recall:.3f}  whole {share:.3f}")


if __name__ == "__main__":
    main()
