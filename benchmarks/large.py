"""CPU seconds and memory of ``corpus.clean`` on one large text.

``python benchmarks/large.py DIR [--size MB]`` writes the texts of DIR (*.txt) one after the other, again and again,
into a file of that size, and cleans it (minutes).
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

import corpus


def write(folder: Path, path: Path, size: int) -> int:
    """Write at least ``size`` bytes; how many were written."""
    pieces = [source.read_bytes() + b"\n\n" for source in sorted(folder.glob("*.txt"))]
    written = 0
    with path.open("wb") as file:
        for piece in cycle(pieces):
            if written >= size:
                return written
            written += file.write(piece)
    raise SystemExit(f"no *.txt in {folder}")


def peak() -> float:
    """Return the most memory that this process has had, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--size", type=int, default=200, metavar="MB")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.txt"
        size = write(options.dir, path, options.size * 1_000_000)
        before, start = peak(), time.process_time()
        document = corpus.clean(path)
        taken = time.process_time() - start
    print(f"{size / 1e6:.0f} MB, {len(document.blocks):,} blocks: {taken:.0f} CPU seconds, {peak():.2f} GB")
    print(f"(before it: {before:.2f} GB)")


if __name__ == "__main__":
    main()
