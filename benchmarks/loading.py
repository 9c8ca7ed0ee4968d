#!/usr/bin/env python3
"""How fast a release of 200 MB is read, beside Hugging Face's datasets, in one run.

    python benchmarks/loading.py [--megabytes 200] [--runs 5] [--folder DIR]

Makes the release once (DIR keeps it), then measures each way of reading in processes of their own: CPU seconds to the
first row after the imports, CPU seconds for all rows, and peak resident memory; medians over the runs, and ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"

PROBE = """
import json, os, resource, sys, time
{imports}
start = time.process_time()
rows = {rows}
iterator = iter(rows)
next(iterator)
first = time.process_time() - start
count = 1 + sum(1 for _ in iterator)
whole = time.process_time() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"first": first, "all": whole, "rows": count, "peak": peak}}))
"""
WAYS = {
    "corpus.rows": ("import corpus, pyarrow.parquet; corpus.rows", "corpus.rows({release!r})"),
    "corpus.rows, text only": (
        "import corpus, pyarrow.parquet; corpus.rows",
        "corpus.rows({release!r}, columns=['text'])",
    ),
    "datasets.load_dataset": ("import datasets", "datasets.load_dataset({release!r}, 'paragraphs', split='train')"),
    "corpus.load": ("import corpus, datasets; corpus.load", "corpus.load({release!r})"),
}
LOADS = {
    "datasets.load_dataset": (
        "import datasets",
        "datasets.load_dataset('parquet', data_files={files!r}, split='train')",
    ),
    "corpus.load": ("import corpus, datasets; corpus.load", "corpus.load({release!r})"),
}


def make_sources(folder: Path, megabytes: int) -> None:
    """Write files of about 1 MB, a paragraph a line, 40 to 260 characters each."""
    generator = random.Random(20261122)
    for number in range(megabytes):
        lines, size = [], 0
        while size < 1_000_000:
            line = "".join(generator.choices(HAN, k=generator.randint(40, 260))) + "。"
            lines.append(line)
            size += 3 * len(line) + 2
        (folder / f"part-{number:04d}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def make_release(folder: Path, megabytes: int) -> Path:
    """Return the release, built if the folder does not have it."""
    import corpus

    target = folder / "releases" / f"bench-{megabytes}" / "0.1.0"
    if not target.exists():
        with tempfile.TemporaryDirectory() as sources:
            make_sources(Path(sources), megabytes)
            corpus.build(sources, folder / "releases", name=f"bench-{megabytes}", date="2026-11-22")
    return target


def measure(imports: str, rows: str, environment: dict[str, str]) -> dict[str, float]:
    """Measure one run in a process of its own."""
    code = PROBE.format(imports=imports, rows=rows)
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return dict(json.loads(shown.stdout.splitlines()[-1]))


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "corpus-bench")
    args = parser.parse_args()
    release = make_release(args.folder, args.megabytes)
    environment = {
        **os.environ,
        "CORPUS_CACHE": str(args.folder / "cache"),
        "HF_HOME": str(args.folder / f"hf-{args.megabytes}"),
    }
    places = {"release": str(release), "files": sorted(str(p) for p in (release / "data" / "paragraphs").iterdir())}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in WAYS}
    for number in range(args.runs + 1):  # the first run warms the caches of all and is not counted
        for name, (imports, rows) in WAYS.items():
            result = measure(imports, rows.format(**places), environment)
            if number:
                found[name].append(result)
    print(
        f"{'':26}{'first row s':>12}{'all rows s':>12}{'rows':>9}{'peak MB':>9}   (CPU seconds, medians of {args.runs})"
    )
    table = {name: medians(runs) for name, runs in found.items()}
    for name, row in table.items():
        print(f"{name:26}{row['first']:12.3f}{row['all']:12.2f}{row['rows']:9.0f}{row['peak']:9.0f}")
    ratio = table["datasets.load_dataset"]["all"] / table["corpus.rows"]["all"]
    print(f"row iteration: corpus.rows is {ratio:.1f} times as fast as datasets.load_dataset (warm)")
    pairs: list[list[float]] = [[], []]
    for number in range(args.runs + 1):
        for index, (imports, rows) in enumerate(LOADS.values()):
            result = measure(imports, f"[{rows.format(**places)}]", environment)
            if number:
                pairs[index].append(result["first"])
    added = statistics.median(pairs[1]) / statistics.median(pairs[0]) - 1
    print(f"loading without reading: corpus.load takes {added:+.0%} of datasets' own time on the same files")


if __name__ == "__main__":
    main()
