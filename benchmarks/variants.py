#!/usr/bin/env python3
"""How fast text comes in another script, in this process alone and with worker processes, in one run.

    python benchmarks/variants.py [--megabytes 100] [--runs 3] [--script Hant] [--folder DIR]

Makes a release once (DIR keeps it), then reads all its rows, unchanged and converted: wall seconds, CPU seconds of
this process and its workers, and how many cores that kept busy. Each measurement in a process of its own; medians.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from loading import make_release

PROBE = """
import corpus, json, os, time
rows = corpus.scan({release!r}, columns=["text"], script={script!r})
rows.head(1)
wall, before = time.perf_counter(), os.times()
size = sum(batch.nbytes for batch in rows.shown(rows.source.batches_as_stored(), workers={workers}))
wall, after = time.perf_counter() - wall, os.times()
cpu = sum(after[:4]) - sum(before[:4])
print(json.dumps({{"wall": wall, "cpu": cpu, "busy": cpu / wall, "megabytes": size / 1e6}}))
"""


def measure(release: Path, script: str | None, workers: int | None) -> dict[str, float]:
    code = PROBE.format(release=str(release), script=script, workers=workers)
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(json.loads(shown.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--script", default="Hant")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "corpus-bench")
    args = parser.parse_args()
    os.environ["CORPUS_CACHE"] = str(args.folder / "cache")
    release = make_release(args.folder, args.megabytes)
    ways = {
        "unchanged": (None, 1),
        f"{args.script}, this process": (args.script, 1),
        f"{args.script}, workers": (args.script, None),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(args.runs):
        for name, way in ways.items():
            found[name].append(measure(release, *way))
    table = {name: {key: median(run[key] for run in runs) for key in runs[0]} for name, runs in found.items()}
    print(f"{'':24}{'wall s':>8}{'CPU s':>8}{'CPU/wall':>10}{'MB/s':>8}   (medians of {args.runs})")
    for name, row in table.items():
        rate = row["megabytes"] / row["wall"]
        print(f"{name:24}{row['wall']:8.2f}{row['cpu']:8.2f}{row['busy']:10.2f}{rate:8.1f}")
    _, one, many = table.values()
    print(f"workers take {many['wall'] / one['wall']:.2f} of the time of one process ({os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
