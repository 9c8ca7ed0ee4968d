#!/usr/bin/env python3
"""How much of a next release must be sent again, on a Hub with Xet and on one without.

    python benchmarks/republish.py [--megabytes 200] [--folder DIR]

Builds three releases of generated text: the first; one with 1 % more documents, which sort last; one in which a
sentence is added in the middle of 1 % of the documents, evenly scattered. Then it compares the bytes of each with those
of the first:

- chunks: each file is cut where a rolling hash of the last 64 bytes says so (8 KiB at least, 64 KiB on average, 128 KiB
  at most: Xet's sizes and its kind of hash, with a table of our own), and what is counted are chunks that the first
  release does not have in any file. Xet adds hashes and shard files: a few parts in a thousand.
- whole files: what a Hub without Xet, S3 or a folder gets: every file that changed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
LEAST, MOST, MASK = 8 << 10, 128 << 10, np.uint64(0xFFFF << 48)
GEAR = np.random.Generator(np.random.PCG64(20261122)).integers(0, 2**64, 256, dtype=np.uint64)
BLOCK = 8 << 20


def text_of(number: int, sentence: str = "") -> str:
    """Make a document of about 200 kB; ``sentence`` is in its middle."""
    generator = random.Random(number)
    lines, size = [], 0
    while size < 200_000:
        line = "".join(generator.choices(HAN, k=generator.randint(40, 260))) + "。"
        lines.append(line)
        size += 3 * len(line) + 2
    lines[len(lines) // 2] += sentence
    return "\n\n".join(lines) + "\n"


def make_release(folder: Path, case: str, count: int) -> Path:
    """Return a release of generated documents, built if the folder does not have it."""
    import corpus

    more = max(1, count // 100)
    target = folder / case / "republish" / "0.1.0"
    if target.exists():
        return target
    with tempfile.TemporaryDirectory() as sources:
        for number in range(count + (more if case == "appended" else 0)):
            changed = case == "scattered" and number % 100 == 50
            text = text_of(number, "这一句是后来补上的。" if changed else "")
            (Path(sources) / f"doc-{number:05d}.txt").write_text(text, encoding="utf-8")
        corpus.build(sources, folder / case, name="republish", date="2026-11-22")
    return target


def cuts(data: bytes) -> Iterator[int]:
    """Find the ends of a file's chunks."""
    candidates = _candidates(np.frombuffer(data, dtype=np.uint8))
    start, at = 0, 0
    while start < len(data):
        end = min(start + MOST, len(data))
        at = int(np.searchsorted(candidates, start + LEAST, "left")) if at < len(candidates) else at
        if at < len(candidates) and candidates[at] < end:
            end = int(candidates[at])
        yield end
        start = end


def _candidates(data: np.ndarray) -> np.ndarray:
    """Find where the hash of the 64 bytes before has sixteen zero bits; the hash is doubled in width six times."""
    found = []
    for begin in range(0, len(data), BLOCK):
        before = max(0, begin - 63)
        hashes = GEAR[data[before : begin + BLOCK]]
        for width in (1, 2, 4, 8, 16, 32):
            wider = hashes.copy()
            wider[width:] += hashes[:-width] << np.uint64(width)
            hashes = wider
        hits = np.flatnonzero((hashes & MASK) == 0) + before + 1
        found.append(hits[hits > begin])
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def chunks(path: Path) -> Iterator[tuple[bytes, int]]:
    """List the chunks of a file: hash and size."""
    data, start = path.read_bytes(), 0
    for end in cuts(data):
        yield hashlib.sha256(data[start:end]).digest(), end - start
        start = end


def files(release: Path) -> dict[str, Path]:
    return {path.relative_to(release).as_posix(): path for path in sorted(release.rglob("*")) if path.is_file()}


def compare(first: Path, second: Path) -> tuple[int, int, int]:
    """Count bytes in all, in new chunks, and in files that changed."""
    known = {digest for path in files(first).values() for digest, _ in chunks(path)}
    old, total, new, whole = files(first), 0, 0, 0
    for name, path in files(second).items():
        size = path.stat().st_size
        total += size
        if name not in old or old[name].read_bytes() != path.read_bytes():
            whole += size
        own = 0
        for digest, length in chunks(path):
            own += length if digest not in known else 0
            known.add(digest)
        new += own
        if size > total / 100:
            print(f"    {name}: {own / 1e6:.2f} of {size / 1e6:.2f} MB in new chunks")
    return total, new, whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "corpus-republish")
    parser.add_argument("--fresh", action="store_true", help="build again")
    parser.add_argument("--most", type=float, default=5.0, help="exit code 1 if appending re-sends more per cent")
    args = parser.parse_args()
    folder = args.folder / str(args.megabytes)
    if args.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    first = make_release(folder, "first", args.megabytes * 5)
    shares = {}
    for case in ("appended", "scattered"):
        total, new, whole = compare(first, make_release(folder, case, args.megabytes * 5))
        shares[case] = 100 * new / total
        print(
            f"1 % of documents {case}: {total / 1e6:.1f} MB; in new chunks {new / 1e6:.2f} MB ({shares[case]:.2f} %), "
            f"in changed files {whole / 1e6:.1f} MB ({100 * whole / total:.0f} %)"
        )
    return 0 if shares["appended"] < args.most else 1


if __name__ == "__main__":
    sys.exit(main())
