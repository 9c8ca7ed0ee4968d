"""How a logit becomes a probability: a curve that rises, from documents held out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow import trees as model

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 60  # of equal size, before neighbours are pooled


def curve(pairs: NDArray[np.float64]) -> list[list[float]]:
    """Compute the probability for a few logits, by pooling neighbours until it rises.

    ``pairs`` are logits and labels of breaks that the weights have not seen.
    """
    ordered = pairs[np.argsort(pairs[:, 0], kind="stable")]
    blocks = list[list[float]]()  # mean logit, ends, breaks
    for part in np.array_split(ordered, PARTS):
        blocks.append([part[:, 0].mean(), part[:, 1].sum() + 0.5, len(part) + 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            logit, ends, size = blocks.pop()
            before = blocks[-1]
            blocks[-1] = [
                (before[0] * before[2] + logit * size) / (before[2] + size),
                before[1] + ends,
                before[2] + size,
            ]
    return [[round(float(logit), 2), round(float(ends / size), 4)] for logit, ends, size in blocks]


def shipped_curve() -> list[list[float]]:
    """Return the calibration of the weights that ship: a few points from held-out documents."""
    return [list(point) for point in zip(*(axis.tolist() for axis in model.shipped().curve), strict=True)]
