"""Cross-validated figures of reflow: leave documents out, layouts, or documents and families of layouts together.

``python benchmarks/reflow_cv.py DIR... [--leave doc|layout|family] [--folds 3]``. The first DIR holds the labelled
extractions, with ``score_set.py`` beside it; others may hold made layouts (``hatch run models:layouts``). Trains anew
for every fold (minutes each); prints the table by family, layout, extractor and genre, and what the confidence of the
decisions is worth. With ``--leave family`` no text is scored by weights that saw its document or its family at all.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the training has it

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from corpus.cleaning.reflow import trust
from corpus.cleaning.reflow.break_decision import reflow
from training.layouts.labelled import manifest, read
from training.reflow.calibration import Decisions, measured
from training.reflow.holding import Held, document_folds, family_folds, hold, layout_folds, of_families
from training.reflow.samples import LABELLED, extractions, renderings
from training.reflow.settings import Settings

COLUMNS = ("P", "R", "F1", "exact", "exsp", "lost", "inv", "page")
SETTINGS = Settings()
FOLDS = {"doc": document_folds, "layout": layout_folds, "family": family_folds}
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
HIGH, FLAGGED = 0.95, 0.8
Row = dict[str, Any]


def scorer(folder: Path) -> Any:
    """Load the scoring script of the labelled set."""
    spec = importlib.util.spec_from_file_location("score_set", folder.parent / "score_set.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hold_all(folders: Sequence[Path], leave: str, count: int) -> Iterator[Held]:
    """Learn from each fold and decide on what it holds out."""
    samples = [*extractions(*folders), *renderings(SETTINGS, *folders)]
    for fold in FOLDS[leave](samples, SETTINGS, count):
        yield hold(fold, SETTINGS)
        print(f"held out: {len(fold.tests)} texts", file=sys.stderr)


def scored(held: Sequence[Held], rows: dict[str, Row], score: Callable[..., Row]) -> Iterator[Row]:
    """Score each text that was held out, as reflow cuts it."""
    for part in held:
        for sample in part.tests:
            assert sample.folder is not None
            text, gold = read(sample.folder, sample.name)
            # To the scoring script notes are captions: what interrupts the text and is no furniture.
            gold = [item | {"kind": "caption"} if item["kind"] == "note" else item for item in gold]
            items = [{"kind": b.kind, "text": b.text} for b in reflow(text, stages=part.stages).blocks]
            yield score(gold, items) | rows[sample.name] | {"family": sample.family}


def show(results: list[Row], aggregate: Any) -> None:
    print(f"{'':22}{'n':>4}" + "".join(f"{name:>8}" for name in COLUMNS))
    for key in ("family", "layout", "extractor", "genre"):
        grouped = defaultdict(list)
        for row in results:
            grouped[row[key]].append(row)
        for name in sorted(grouped):
            line(name, aggregate(grouped[name]))
    made = [row for row in results if row["family"] != LABELLED]
    if made and len(made) < len(results):
        line("all made", aggregate(made))
    line("all", aggregate(results))


def line(name: str, total: dict[str, float]) -> None:
    print(f"{name:22}{total['samples']:>4}" + "".join(f"{total[column]:8.4f}" for column in COLUMNS))


def trusted(held: Sequence[Held]) -> Iterator[Decisions]:
    """Give the decisions what they are worth, measured on the other folds; of families left out, if any were."""
    for part in held:
        others = [decided for other in held if other is not part for decided in of_families(other)]
        worth = trust.load(measured(others))
        for decided in of_families(part):
            yield decided._replace(ends=worth.settled(decided.logit, decided.thought, decided.ends))


def reliability(decisions: Sequence[Decisions]) -> None:
    """Print how often the decisions were right, by how sure they were; what the flag of doubtful rows catches."""
    ends, truth = np.concatenate([d.ends for d in decisions]), np.concatenate([d.truth for d in decisions])
    sure, right = np.where(ends >= 0.5, ends, 1 - ends), (ends >= 0.5) == truth
    print("\n| sure | decisions | said | right |\n|---|---|---|---|")
    for low, high in pairwise(EDGES):
        some = (sure >= low) & (sure < high)
        if some.any():
            bounds = f"{low:.2f}-{min(high, 1):.2f}"
            print(f"| {bounds} | {int(some.sum())} | {sure[some].mean():.3f} | {right[some].mean():.3f} |")
    print(f"\nerrors {int((~right).sum())}, held at {HIGH} or more: {(sure[~right] >= HIGH).mean():.3f}")
    rows = [row for decided in decisions for row in blocks(decided)]
    flagged = [is_right for confidence, is_right in rows if confidence < FLAGGED]
    wrong = sum(not is_right for _, is_right in rows)
    caught = sum(not is_right for is_right in flagged)
    print(f"rows {len(rows)}, wrong {wrong}: flagged {len(flagged) / len(rows):.3f} of all,", end=" ")
    print(f"{caught / max(1, wrong):.3f} of the wrong")


def blocks(decided: Decisions) -> Iterator[tuple[float, bool]]:
    """List the confidence of each block, the least of its borders and joins, and whether it is a block of the truth."""
    sure = np.concatenate(([1.0], np.where(decided.ends >= 0.5, decided.ends, 1 - decided.ends), [1.0]))
    wrong = np.concatenate(([False], (decided.ends >= 0.5) != decided.truth, [False]))
    borders = [0, *(np.flatnonzero(decided.ends >= 0.5) + 1).tolist(), len(sure) - 1]
    for start, stop in pairwise(borders):
        yield float(sure[start : stop + 1].min()), not wrong[start : stop + 1].any()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dirs", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--leave", choices=tuple(FOLDS), default="doc")
    parser.add_argument("--folds", type=int, default=3)
    options = parser.parse_args()
    score = scorer(options.dirs[0])
    rows = {row["name"]: row for folder in options.dirs for row in manifest(folder)}
    held = list(hold_all(options.dirs, options.leave, options.folds))
    show(list(scored(held, rows, score.score_one)), score.agg)
    reliability(list(trusted(held)))


if __name__ == "__main__":
    main()
