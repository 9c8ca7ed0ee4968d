#!/usr/bin/env python3
"""Place your own copies of the registered documents in seeds/raw/, after comparing their hashes with the register.

    python scripts/fetch_seeds.py --from DIR

Exit code 0 if all are in place, 1 if some are missing or differ (the others are placed), 2 on wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tomllib
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def wanted(register: Path) -> dict[str, str]:
    """Return the registered files with their SHA-256."""
    with register.open("rb") as file:
        return {source["file"]: source["sha256"] for source in tomllib.load(file)["source"]}


def by_hash(folder: Path) -> dict[str, Path]:
    """List the files of a folder by their SHA-256: what a copy is called does not matter."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="the folder that holds your copies")
    parser.add_argument("--register", type=Path, default=SEEDS / "register.toml")
    parser.add_argument("--to", type=Path, default=SEEDS / "raw")
    args = parser.parse_args()
    if not args.folder.is_dir():
        parser.error(f"{args.folder} is not a folder")
    here = by_hash(args.folder)
    missing = 0
    args.to.mkdir(parents=True, exist_ok=True)
    for name, digest in wanted(args.register).items():
        if digest in here:
            shutil.copyfile(here[digest], args.to / name)
            print(f"{name}: placed")
        else:
            missing += 1
            print(f"{name}: no file in {args.folder} has sha256 {digest}", file=sys.stderr)
    print(f"next: corpus build {args.to} --register {args.register} --out dist/releases", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
