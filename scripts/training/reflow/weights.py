"""The file of weights: learnt from a folder of labelled texts and their renderings, written a tree a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.cleaning.reflow import trees as model
from training.reflow.calibration import curve
from training.reflow.samples import extractions, renderings
from training.reflow.stages import fit, held_out

if TYPE_CHECKING:
    from training.reflow.settings import Settings

PATH = Path(model.__file__).with_name("weights.json")


def make(folder: Path, settings: Settings) -> bytes:
    """Learn the weights from the labelled texts of a folder; with the default settings and 189 texts, 5 CPU minutes."""
    samples = [*extractions(folder), *renderings(folder, settings)]
    return written(fit(samples, settings) | {"calibration": curve(held_out(samples, settings))})


def written(content: dict[str, Any]) -> bytes:
    """Write both stages and the calibration as JSON with a tree on each line."""
    stages = []
    for stage in ("first", "second"):
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in content[stage]["trees"])
        stages.append(f'"{stage}": {{"bias": {content[stage]["bias"]}, "trees": [\n{trees}\n]}}')
    stages.append(f'"calibration": {json.dumps(content["calibration"])}')
    return ("{" + ",\n".join(stages) + "}\n").encode()
