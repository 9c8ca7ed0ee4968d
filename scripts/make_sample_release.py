#!/usr/bin/env python3
"""Build the release of the sample that the package brings, so that corpus.load("sample") works offline.

    python scripts/make_sample_release.py [--check]

Run it after a change of what a build makes of seeds/sample. With --check nothing is written: exit code 1 if it would
change.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import corpus
from corpus.release import layout
from corpus.release.manifest import read_manifest

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "corpus" / "data" / "releases"
VERSION, DATE = "0.2.0", "2026-12-01"
PREVIOUS = "0.1.0"  # stays as it was published: its paragraphs give those of the next release their IDs


def _rows(release: Path) -> tuple[str, list[str]] | None:
    """Return the content hash and the files; the bytes of Parquet depend on the version that wrote them."""
    if not (release / layout.MANIFEST).exists():
        return None
    manifest = read_manifest(release)
    return manifest["content_hash"], sorted(manifest["files"])


def _same(one: Path, two: Path) -> bool:
    return (two / layout.SUMS).exists() and (one / layout.SUMS).read_bytes() == (two / layout.SUMS).read_bytes()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shelf = PLACE / "sample"
        built = corpus.build(ROOT / "seeds" / "sample", folder, version=VERSION, date=DATE, previous=shelf / PREVIOUS)
        old = shelf / VERSION
        if (_rows(built.path) == _rows(old)) if args.check else _same(built.path, old):
            print(f"{old}: up to date")
            return 0
        if args.check:
            print(f"{old}: out of date; run python scripts/make_sample_release.py", file=sys.stderr)
            return 1
        shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(built.path, old)
        print(f"{old}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
