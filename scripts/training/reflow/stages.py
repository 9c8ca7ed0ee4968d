"""How the two stages are fitted, so that neither judges a document that it has learnt from."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import trees as model
from corpus.errors import UsageError
from training.reflow.boosting import boost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.reflow.samples import Sample
    from training.reflow.settings import Settings


def fit(samples: Sequence[Sample], settings: Settings, inner: int = 2) -> dict[str, Any]:
    """Fit both stages; the second learns from what a first one says of documents that it was not trained on."""
    prepared: list[Sample] = []
    for held in folds(samples, inner, settings.seed):
        trees = model.load(_first([s for s in samples if s.doc not in held], settings))
        prepared += with_second([s for s in samples if s.doc in held], trees)
    return {"first": _first(samples, settings), "second": _second(prepared, settings)}


def with_second(samples: Sequence[Sample], trees: model.Trees) -> list[Sample]:
    """Give the samples the rows of the second stage, from a first stage that has not seen them."""
    return [replace(s, second=_second_rows(s, trees)) for s in samples]


def _second_rows(sample: Sample, trees: model.Trees) -> NDArray[np.int16]:
    """Compute the rows of the second stage."""
    if not sample.rows.shape[1]:
        return np.zeros((len(features.ALL), 0), np.int16)
    return features.second(sample.rows, sample.edge, model.chance(trees.logit(sample.rows)))


def folds(samples: Sequence[Sample], count: int, seed: int) -> list[set[str]]:
    """Divide the documents into parts of nearly equal number."""
    docs = sorted({s.doc for s in samples})
    if len(docs) < count:
        raise UsageError(f"{len(docs)} documents cannot be divided into {count} parts")
    random.Random(seed).shuffle(docs)
    return [set(docs[k::count]) for k in range(count)]


def _first(samples: Sequence[Sample], settings: Settings) -> dict[str, Any]:
    """Fit the stage that sees each break by itself."""
    return boost(features.FIRST, *_together(samples, "rows"), settings.first_trees, settings.seed)


def _second(samples: Sequence[Sample], settings: Settings) -> dict[str, Any]:
    """Fit the stage that sees what the first says of the neighbours."""
    return boost(features.ALL, *_together(samples, "second"), settings.second_trees, settings.seed)


def _together(
    samples: Sequence[Sample], stage: Literal["rows", "second"]
) -> tuple[NDArray[np.int16], NDArray[np.bool_], NDArray[np.float32]]:
    """Join the rows of a stage, the labels and the weights of all samples."""
    rows = np.concatenate([s.rows if stage == "rows" else s.second for s in samples], axis=1)
    return rows, np.concatenate([s.ends for s in samples]), np.concatenate([s.weight for s in samples])
