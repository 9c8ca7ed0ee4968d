#!/usr/bin/env python3
"""The flagship's release, from the register to dist: seeds placed, built, proved, its standoff made, both signed.

    python scripts/release.py --from DIR --version 0.1.0 [--date 2026-11-22] [--previous RELEASE] [--key key.pem]

DIR holds your copies of the registered documents. Exit codes are those of corpus. Nothing is published: the rights of
the text are unknown, so `corpus publish dist/releases/NAME/VERSION --to PLACE --text standoff` comes next.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "seeds" / "register.toml"


def run(*command: str, allowed: tuple[int, ...] = (0,)) -> None:
    """Run a program of this project, and stop with its exit code if it fails."""
    print("+", " ".join(command), file=sys.stderr)
    code = subprocess.run([sys.executable, *command], cwd=ROOT).returncode
    if code not in allowed:
        sys.exit(code)


def make_standoff(release: Path, out: Path) -> None:
    """Make the standoff release beside the full one."""
    import corpus
    from corpus.release.standoff import make_standoff as make

    if out.exists():
        print(f"{out}: already exists", file=sys.stderr)
    else:
        print(make(corpus.open_release(release), out))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="the folder that holds your copies")
    parser.add_argument("--version", required=True)
    parser.add_argument("--date", help="of the release; default: SOURCE_DATE_EPOCH, else today")
    parser.add_argument("--previous", type=Path, help="the release before, which gives its IDs on")
    parser.add_argument("--key", type=Path, help="your private key, Ed25519 in PEM")
    parser.add_argument("--register", type=Path, default=REGISTER)
    parser.add_argument("--raw", type=Path, default=ROOT / "seeds" / "raw")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    args = parser.parse_args()
    name = tomllib.loads(args.register.read_text(encoding="utf-8"))["dataset"]["name"]
    release, standoff = args.out / "releases" / name / args.version, args.out / "standoff" / name / args.version
    register = ("--register", str(args.register.resolve()))
    run("scripts/fetch_seeds.py", "--from", str(args.folder.resolve()), *register, "--to", str(args.raw))
    options = [("--date", args.date), ("--previous", args.previous and args.previous.resolve())]
    more = [str(word) for option, value in options if value for word in (option, value)]
    build = ("build", str(args.raw), *register, "--out", str(args.out / "releases"), "--version", args.version, *more)
    run("-m", "corpus", *build, allowed=(0, 1))  # 1: a source is quarantined, and the card says so
    run("-m", "corpus", "verify", str(release))
    make_standoff(release, standoff)
    run("-m", "corpus", "verify", str(standoff))
    for folder in (release, standoff) if args.key else ():
        run("-m", "corpus", "sign", str(folder), "--key", str(args.key.resolve()))
    print(f"next: corpus publish {standoff} --to PLACE --text standoff", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
