"""How a logit becomes a probability: a curve that rises, from documents held out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.cleaning.reflow import trees as model
from corpus.cleaning.reflow import trust

if TYPE_CHECKING:
    from collections.abc import Sequence

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


EDGES = (8, 20, 45)  # thousandths of doubt around, between the levels
LEAST = 300  # decisions that a level of doubt needs for a curve of its own
FEW = 12  # decisions; with fewer of a kind nothing is measured
GRID = np.arange(-8, 8.5, 0.5)  # logits of a smooth curve
STEPS, DRAWN = 30, 2.0  # of the fit; how strongly it is drawn to the logistic function


class Decisions(NamedTuple):
    """The decisions on the breaks of one text: what was judged, and the truth."""

    logit: NDArray[np.float32]
    thought: NDArray[np.float32]
    ends: NDArray[np.float32]
    truth: NDArray[np.bool_]


def measured(decisions: Sequence[Decisions]) -> dict[str, Any]:
    """Measure what decisions are worth: a curve for each level of doubt, a share for each value that a rule set."""
    edges = np.array(EDGES, np.int32)
    level = np.concatenate([trust.doubt_levels(text.thought, edges) for text in decisions])
    logit, thought, ends, truth = (np.concatenate(axis) for axis in zip(*decisions, strict=True))
    own = ends == thought
    curves = list[list[list[float]]]()
    for number in range(len(edges) + 1):
        some = own & (level == number)
        # With too few of a level its neighbour's curve serves.
        few = np.count_nonzero(some) < LEAST
        at = own if few else some
        curves.append(curves[-1] if few and curves else smooth(logit[at], truth[at]))
    return {"edges": list(EDGES), "curves": curves, "ruled": _ruled(thought[~own], ends[~own], truth[~own])}


def smooth(logit: NDArray[np.float32], truth: NDArray[np.bool_]) -> list[list[float]]:
    """Fit a logistic curve in the logit by Newton steps: with few decisions steadier than pooled neighbours."""
    known = np.stack((logit, np.ones_like(logit)), axis=1).astype(np.float64)
    start = factors = np.array([1.0, 0.0])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-known @ factors))
        slope = known.T @ (truth - chance) - DRAWN * (factors - start)
        bend = (known * (chance * (1 - chance))[:, None]).T @ known + DRAWN * np.eye(2)
        factors = factors + np.clip(np.linalg.solve(bend, slope), -0.5, 0.5)  # a full step may run away
    shares = 1 / (1 + np.exp(-(max(factors[0], 0.0) * GRID + factors[1])))
    return [[float(at), round(float(share), 4)] for at, share in zip(GRID, shares, strict=True)]


def _ruled(thought: NDArray[np.float32], ends: NDArray[np.float32], truth: NDArray[np.bool_]) -> list[list[float]]:
    """Count the true ends among the breaks that a rule gave a value, by what the trees thought of them."""
    keys = np.stack((trust.bins(thought), trust.percent(ends)), axis=1)
    rows = list[list[float]]()
    for of, value in np.unique(keys, axis=0).tolist():
        right = truth[(keys == (of, value)).all(1)]
        if len(right) >= FEW:
            rows.append([of, value, round((int(right.sum()) + 0.5) / (len(right) + 1), 3), len(right)])
    return rows


def shipped_curve() -> list[list[float]]:
    """Return the calibration of the weights that ship: a few points from held-out documents."""
    return [list(point) for point in zip(*(axis.tolist() for axis in model.shipped().curve), strict=True)]
