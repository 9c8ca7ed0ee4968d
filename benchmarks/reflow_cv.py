"""Cross-validated figures of reflow: leave documents out, leave layouts out.

``python benchmarks/reflow_cv.py DIR [--leave doc|layout] [--folds 3]``. DIR holds the labelled extractions, with
``score_set.py`` beside it. Trains anew for every fold (minutes each); prints the table by layout, extractor and genre,
and the reliability of the probabilities, none of which saw its own document (or layout).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the training has it

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from corpus.cleaning.reflow import trees as model
from corpus.cleaning.reflow.break_decision import reflow
from training.layouts.labelled import manifest, read
from training.reflow.calibration import shipped_curve
from training.reflow.samples import extractions, renderings
from training.reflow.settings import Settings
from training.reflow.stages import fit, with_second

COLUMNS = ("P", "R", "F1", "exact", "exsp", "lost", "inv", "page")
SETTINGS = Settings()
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)


def scorer(folder: Path) -> Any:
    """Load the scoring script of the labelled set."""
    spec = importlib.util.spec_from_file_location("score_set", folder.parent / "score_set.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def groups(rows: list[dict[str, Any]], leave: str, count: int) -> list[set[str]]:
    """Divide the documents or layouts into folds."""
    names = sorted({row[leave] for row in rows})
    random.Random(SETTINGS.seed).shuffle(names)
    return [set(names[k::count]) for k in range(count)]


def cross_validate(folder: Path, leave: str, count: int) -> tuple[list[dict[str, Any]], list[tuple[float, bool]]]:
    """Score every sample, with the probability and truth of every break, from weights that did not see it."""
    score = scorer(folder).score_one
    rows = manifest(folder)
    extracted = list(extractions(folder))
    rewrapped = list(renderings(folder, SETTINGS))
    results, pairs = list[dict[str, Any]](), list[tuple[float, bool]]()
    for held in groups(rows, leave, count):
        seen = [s for s in extracted if getattr(s, leave) not in held]
        seen += [s for s in rewrapped if leave == "layout" or s.doc not in held]
        fitted = fit(seen, SETTINGS)
        fitted["calibration"] = shipped_curve()
        stages = model.stages(fitted)
        tests = [s for s in extracted if getattr(s, leave) in held]
        for s in with_second(tests, stages.first):
            pairs += zip(stages.calibrated(stages.second.logit(s.second)).tolist(), s.ends.tolist(), strict=True)
        for row in rows:
            if row[leave] in held:
                text, gold = read(folder, row["name"])
                items = [{"kind": b.kind, "text": b.text} for b in reflow(text, stages=stages).blocks]
                results.append({**score(gold, items), **row})
        print(f"held out: {len(held)} of {leave}", file=sys.stderr)
    return results, pairs


def show(results: list[dict[str, Any]], aggregate: Any) -> None:
    print(f"{'':22}{'n':>4}" + "".join(f"{name:>8}" for name in COLUMNS))
    for key in ("layout", "extractor", "genre"):
        grouped = defaultdict(list)
        for row in results:
            grouped[row[key]].append(row)
        for name in sorted(grouped):
            line(name, aggregate(grouped[name]))
    line("all", aggregate(results))


def line(name: str, total: dict[str, float]) -> None:
    print(f"{name:22}{total['samples']:>4}" + "".join(f"{total[column]:8.4f}" for column in COLUMNS))


def reliability(pairs: list[tuple[float, bool]]) -> None:
    """Count how often the decisions were right, by how sure they were."""
    table = np.array(pairs)
    chosen = table[:, 0] >= 0.5
    sure = np.where(chosen, table[:, 0], 1 - table[:, 0])
    right = chosen == (table[:, 1] > 0.5)
    print("\n| sure | decisions | right |\n|---|---|---|")
    for low, high in pairwise(EDGES):
        some = (sure >= low) & (sure < high)
        if some.any():
            print(f"| {low:.2f}-{min(high, 1):.2f} | {int(some.sum())} | {right[some].mean():.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--leave", choices=("doc", "layout"), default="doc")
    parser.add_argument("--folds", type=int, default=3)
    options = parser.parse_args()
    results, pairs = cross_validate(options.dir, options.leave, options.folds)
    show(results, scorer(options.dir).agg)
    reliability(pairs)


if __name__ == "__main__":
    main()
