#!/usr/bin/env python3
"""From a folder of sources to a published set: how many commands, and how much CPU each takes.

    python benchmarks/ten_thousand.py [--sources 10000] [--folder DIR]

Makes sources of generated text (no register, no metadata, about 2 kB each), then runs the commands that a maintainer
types, each in a process of its own, and adds up the CPU seconds of the process and its workers (by means of Linux). The
published set is a shelf in a folder: the network is not what is measured.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h
COMMANDS = (
    "register papers --write --rights cc0-1.0",
    "build papers --out releases --quiet",
    "publish releases/papers --to published --quiet",  # proves the release first, and reads everything back
)


def make_sources(folder: Path, count: int) -> int:
    """Write the sources, a hundred to a folder; return their bytes."""
    size = 0
    for number in range(count):
        generator = random.Random(number)
        paragraphs = ("".join(generator.choices(HAN, k=generator.randint(20, 200))) for _ in range(6))
        text = f"第{number}号通知\n\n" + "\n\n".join(f"　　{paragraph}。" for paragraph in paragraphs) + "\n"
        path = folder / f"{number // 100:03d}" / f"notice-{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        size += len(text.encode())
    return size


def run(command: str, folder: Path) -> tuple[float, float]:
    """Run a command, and return its CPU and wall seconds."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "CORPUS_CACHE": str(folder / "cache")}
    subprocess.run([sys.executable, "-m", "corpus", *command.split()], cwd=folder, env=environment, check=True)
    wall = time.perf_counter() - started
    wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return cpu, wall


def adopt_orphans() -> None:
    """Become the parent of what a command leaves behind: its workers are children of a server that outlives it."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def wait_for_orphans() -> None:
    """Wait until they have ended: only then the system adds up their CPU seconds."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="default: a temporary one")
    args = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        size = make_sources(folder / "papers", args.sources)
        print(f"{args.sources} sources, {size / 1e6:.1f} MB", flush=True)
        whole = 0.0
        for command in COMMANDS:
            cpu, wall = run(command, folder)
            whole += cpu
            print(f"corpus {command}: {cpu:.1f} s of CPU, {wall:.1f} s", flush=True)
        print(f"{len(COMMANDS)} commands, {whole:.1f} s of CPU")
    return 0


if __name__ == "__main__":
    sys.exit(main())
