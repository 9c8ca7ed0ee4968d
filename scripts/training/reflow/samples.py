"""What is learnt from: the breaks of extractions and of renderings, with their features, labels and weights."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow.survey import Survey, survey
from training.layouts.labelled import Item, body, manifest, read
from training.layouts.rewrapping.render import render
from training.reflow.labels import NO_ITEM, line_items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.reflow.settings import Settings

REWRAPPED = "rewrapped"  # the layout of renderings
LABELLED = "labelled"  # the family of texts whose manifest names none
RENDERED = 0.5  # what a break of a rendering weighs
BESIDE = 0.2  # what a break beside a line that is not of the text weighs


@dataclass(frozen=True, slots=True)
class Sample:
    """The breaks of one text: a row for each feature, a column for each break."""

    name: str
    doc: str
    layout: str
    family: str
    rows: NDArray[np.int16]
    edge: NDArray[np.int32]
    ends: NDArray[np.bool_]
    weight: NDArray[np.float32]
    folder: Path | None = None  # where the text is, if in a file
    second: NDArray[np.int16] = field(default_factory=lambda: np.zeros((0, 0), np.int16))


def extractions(*folders: Path) -> Iterator[Sample]:
    """Read the samples as they were extracted."""
    for folder in folders:
        for row in manifest(folder):
            yield _sample(row, *surveyed(folder, row["name"]), 1.0, folder)


def surveyed(folder: Path, name: str) -> tuple[Survey, NDArray[np.int64]]:
    """Read one text: what a survey finds, and the item of each line."""
    text, gold = read(folder, name)
    known = survey(text)
    lines = [text[a:b] for a, b in zip(known.lines.first, known.lines.last, strict=True)]
    return known, line_items(lines, gold)


def renderings(settings: Settings, *folders: Path) -> Iterator[Sample]:
    """Set the items of each document anew, as often as the settings say; of folders the first that has it counts."""
    rng = random.Random(settings.seed)
    for folder, row in first_of_each_document(folders):
        items = body(read(folder, row["name"])[1])
        for number in range(settings.renderings):
            text, lines = render(run_of(items, rng), rng)
            known = survey(text)
            own = np.array([line.item for line in lines])
            if len(own) != len(known.lines) or len(known.body) < 4:
                continue
            made = {"name": f"{row['doc']}~{number}", "doc": row["doc"], "layout": REWRAPPED, "family": REWRAPPED}
            yield _sample(made, known, own, RENDERED)


def _sample(
    row: dict[str, Any], known: Survey, items: NDArray[np.int64], scale: float, folder: Path | None = None
) -> Sample:
    """Put together what is known of each break between the lines of the body, and whether it ends an item."""
    if len(known.body) > 1:
        rows, edge = features.first(known.lines, known.body, known.marks, known.counted)
    else:  # all was set aside
        rows, edge = np.zeros((len(features.FIRST), 0), np.int16), np.zeros(len(known.body), np.int32)
    own = items[known.body]
    weight = np.where((own[:-1] == NO_ITEM) | (own[1:] == NO_ITEM), BESIDE, 1.0) * scale
    named = (row["name"], row["doc"], row["layout"], row.get("family", LABELLED))
    return Sample(*named, rows, edge, own[:-1] != own[1:], weight.astype(np.float32), folder)


def first_of_each_document(folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Keep the first row of each document: all its texts have the same items."""
    done = set[str]()
    for folder in folders:
        for row in manifest(folder):
            if row["doc"] not in done:
                done.add(row["doc"])
                yield folder, row


def run_of(items: Sequence[Item], rng: random.Random) -> Sequence[Item]:
    """Take a run of the items, so that renderings differ in content too."""
    size = min(len(items), rng.randint(30, 90))
    start = rng.randint(0, len(items) - size)
    return items[start : start + size]
