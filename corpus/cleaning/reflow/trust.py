"""How far the final decision on each break can be trusted: measured on texts and families of layouts held out.

The trees give a logit, rules overrule some. What either is worth depends on the text: where the trees doubt many breaks
around, as they do in layouts unlike those they learnt from, the sure ones are worth less too. So each of some levels of
doubt has its own curve, and each value that a rule sets its own measured share of ends. The decisions stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cleaning.reflow.break_features import means
from corpus.cleaning.reflow.scalar_arrays import F32

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

HALF = 24  # breaks on either side whose doubt counts
VALUES = 100  # the values that rules set, in percent
THOUGHT = np.array([0.1, 0.5, 0.9], np.float32)  # what the trees thought of a break that a rule decides, in four bins
HARDLY, BARELY = np.float32(0.4999), np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Trust:
    """``edges`` part the levels of doubt, each with its curve; ``ruled`` has a row for each bin of what was thought."""

    edges: NDArray[np.int32]
    curves: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]
    ruled: NDArray[np.float32]

    def settled(self, logit: Floats, thought: Floats, ends: Floats) -> Floats:
        """Give each decision the share of ends that was measured for such ones, on the side that was decided."""
        if not self.curves:
            return ends
        level = doubt_levels(thought, self.edges)
        low, high = int(level.min()), int(level.max())
        share = np.interp(logit, *self.curves[low])
        for other in range(low + 1, high + 1):
            share = np.where(level == other, np.interp(logit, *self.curves[other]), share)
        result: Floats = share.astype(np.float32)
        at = (ends != thought).nonzero()[0]
        if len(at):
            result[at] = self.ruled[bins(thought.take(at)), percent(ends.take(at))]
        is_end = ends >= BARELY
        return np.where(is_end, np.maximum(result, BARELY), np.minimum(result, HARDLY))


def doubt_levels(thought: Floats, edges: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return the level of doubt around each break."""
    doubt = (np.minimum(thought, F32[1] - thought) * F32[1000]).astype(np.int32)
    levels: NDArray[np.intp] = edges.searchsorted(means([doubt], HALF)[0], "right")
    return levels


def bins(thought: Floats) -> NDArray[np.intp]:
    """Return the bin of what the trees thought."""
    places: NDArray[np.intp] = THOUGHT.searchsorted(thought, "right")
    return places


def percent(ends: Floats) -> NDArray[np.intp]:
    """Return the values that rules set in percent."""
    values: NDArray[np.intp] = np.rint(ends * F32[VALUES]).astype(np.intp)
    return values


def load(content: dict[str, Any] | None) -> Trust:
    """Read the measures from the form of the file; without any, what is decided is said as it is."""
    if content is None:
        return Trust(np.zeros(0, np.int32), (), np.zeros((0, 0), np.float32))
    curves = tuple(np.array(curve, np.float32).T.astype(np.float64).copy() for curve in content["curves"])
    ruled = np.tile(np.arange(VALUES + 1).astype(np.float32) / np.float32(VALUES), (len(THOUGHT) + 1, 1))
    for thought in range(len(THOUGHT) + 1):
        known = [(value, share) for of, value, share, _ in content["ruled"] if of == thought]
        if known:
            values, shares = (np.array(axis, np.float32) for axis in zip(*sorted(known), strict=True))
            nearest = np.abs(np.arange(VALUES + 1)[:, None] - values).argmin(1)
            ruled[thought] = shares[nearest]
    edges = np.array(content["edges"], np.int32)
    return Trust(edges, tuple((logits, shares) for logits, shares in curves), ruled)
