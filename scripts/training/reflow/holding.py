"""What is held out: documents, and with them families of layouts, so that no test is like what was learnt from.

In each fold some documents and some families are held. Learnt from is what is of neither; tested is what is of both,
and the labelled set's own layouts of the documents.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow import trees as model
from corpus.cleaning.reflow.break_decision import judged
from corpus.cleaning.reflow.survey import survey
from training.layouts.labelled import read
from training.reflow.calibration import Decisions, curve
from training.reflow.samples import LABELLED, REWRAPPED, Sample
from training.reflow.stages import fit, folds, with_second

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from training.reflow.settings import Settings

FOLDS = 3


class Fold(NamedTuple):
    """The samples to learn from and those to test with."""

    seen: list[Sample]
    tests: list[Sample]


class Held(NamedTuple):
    """The stages of one fold and its tests, with the decisions on each."""

    stages: model.Stages
    tests: list[Sample]
    decisions: list[Decisions]


def family_folds(samples: Sequence[Sample], settings: Settings, count: int = FOLDS) -> Iterator[Fold]:
    """Hold out families and documents together."""
    families = sorted({s.family for s in samples} - {LABELLED, REWRAPPED})
    random.Random(settings.seed).shuffle(families)
    for number, docs in enumerate(folds(samples, count, settings.seed)):
        held = set(families[number::count])
        seen = [s for s in samples if s.doc not in docs and s.family not in held]
        yield Fold(seen, [s for s in samples if s.doc in docs and s.family in held | {LABELLED}])


def document_folds(samples: Sequence[Sample], settings: Settings, count: int = FOLDS) -> Iterator[Fold]:
    """Hold out documents, in all their layouts."""
    for docs in folds(samples, count, settings.seed):
        tests = [s for s in samples if s.doc in docs and s.family != REWRAPPED]
        yield Fold([s for s in samples if s.doc not in docs], tests)


def layout_folds(samples: Sequence[Sample], settings: Settings, count: int = FOLDS) -> Iterator[Fold]:
    """Hold out layouts, of documents that are seen in others."""
    layouts = sorted({s.layout for s in samples} - {REWRAPPED})
    random.Random(settings.seed).shuffle(layouts)
    for number in range(count):
        held = set(layouts[number::count])
        yield Fold([s for s in samples if s.layout not in held], [s for s in samples if s.layout in held])


def hold(fold: Fold, settings: Settings) -> Held:
    """Learn from a fold and decide on its tests; the curve is that of the tests, which the trees have not seen."""
    fitted = fit(fold.seen, settings)
    first, second = model.load(fitted["first"]), model.load(fitted["second"])
    pairs = [np.stack((second.logit(s.second), s.ends), axis=1) for s in with_second(fold.tests, first)]
    stages = model.stages(fitted | {"calibration": curve(np.concatenate(pairs))})
    return Held(stages, fold.tests, [_decided(s, stages) for s in fold.tests])


def of_families(held: Held) -> list[Decisions]:
    """Keep the decisions on families that were left out, of texts with any; all if no family was."""
    pairs = [pair for pair in zip(held.tests, held.decisions, strict=True) if len(pair[1].truth)]
    return [text for sample, text in pairs if sample.family != LABELLED] or [text for _, text in pairs]


def _decided(sample: Sample, stages: model.Stages) -> Decisions:
    """Decide on one text as reflow does."""
    assert sample.folder is not None
    text, _ = read(sample.folder, sample.name)
    if not len(sample.ends):
        none = np.zeros(0, np.float32)
        return Decisions(none, none, none, sample.ends)
    found, _ = judged(survey(text), stages)
    return Decisions(*found, sample.ends)
