"""The file of weights: learnt from a folder of labelled texts and their renderings, written a tree a line."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cleaning.reflow import trees as model
from training.reflow.calibration import Decisions, curve, measured
from training.reflow.holding import Held, family_folds, hold, of_families
from training.reflow.samples import extractions, renderings
from training.reflow.stages import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.reflow.settings import Settings

PATH = Path(model.__file__).with_name("weights.json")


def make(folders: Sequence[Path], settings: Settings) -> tuple[bytes, list[str]]:
    """Learn the weights from the labelled texts of some folders; returns them and the figures of what was held out.

    The calibration comes from folds that hold out families of layouts together with documents.
    """
    samples = [*extractions(*folders), *renderings(settings, *folders)]
    held = [hold(fold, settings) for fold in family_folds(samples, settings)]
    logits = [np.stack((text.logit, text.truth), axis=1) for part in held for text in part.decisions]
    content = fit(samples, settings)
    content["calibration"] = curve(np.concatenate(logits))
    content["trust"] = measured([text for part in held for text in of_families(part)])
    return written(content), figures(held)


def figures(held: Sequence[Held]) -> list[str]:
    """Write how many of the breaks of each family were decided rightly, by weights that saw neither it nor the text."""
    found = defaultdict[str, list[Decisions]](list)
    for part in held:
        for sample, decisions in zip(part.tests, part.decisions, strict=True):
            found[sample.family].append(decisions)
    return [_figure(name, found[name]) for name in sorted(found)]


def _figure(name: str, texts: Sequence[Decisions]) -> str:
    """Write precision and recall of the ends, over all breaks between lines that were not set aside."""
    said, true = (np.concatenate(axis) for axis in ([t.ends >= 0.5 for t in texts], [t.truth for t in texts]))
    both = int((said & true).sum())
    precision, recall = both / max(1, int(said.sum())), both / max(1, int(true.sum()))
    return f"{name:12} {len(texts):4} texts {len(said):6} breaks  P {precision:.4f}  R {recall:.4f}"


def written(content: dict[str, Any]) -> bytes:
    """Write both stages and the calibration as JSON with a tree on each line."""
    stages = []
    for stage in ("first", "second"):
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in content[stage]["trees"])
        stages.append(f'"{stage}": {{"bias": {content[stage]["bias"]}, "trees": [\n{trees}\n]}}')
    stages.append(f'"calibration": {json.dumps(content["calibration"])}')
    if "trust" in content:
        stages.append(f'"trust": {json.dumps(content["trust"])}')
    return ("{" + ",\n".join(stages) + "}\n").encode()
