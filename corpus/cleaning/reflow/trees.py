"""Boosted oblivious trees: how likely a break ends its block, from the features of the break.

Every tree asks the same questions of all breaks and looks the answer up, so that one evaluation is a few array
operations whatever the number of breaks. The weights are text: see ``scripts/training/reflow/``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.cleaning.reflow import trust
from corpus.cleaning.reflow.break_features import ALL
from corpus.cleaning.reflow.scalar_arrays import F32, U64

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.trust import Trust

SCALE = 1000  # leaves are stored in thousandths of a logit
AT_ONCE = 1 << 12  # breaks evaluated together


@dataclass(frozen=True, slots=True)
class Trees:
    """``columns`` and ``values`` (a column) are the distinct questions, those from ``first_equal`` on ask for equality.

    ``asked[k]`` is the k-th question of each tree; the answers are the bits of a place in its leaves (at most 8).
    """

    columns: NDArray[np.intp]
    values: NDArray[np.int16]
    first_equal: int
    asked: NDArray[np.intp]
    leaves: NDArray[np.float32]
    offsets: NDArray[np.unsignedinteger[Any]]
    bias: float

    def logit(self, rows: NDArray[np.int16]) -> NDArray[np.float32]:
        """Return the log odds that each break (a column of ``rows``) is one."""
        if rows.shape[1] <= AT_ONCE:
            return self._logit(rows)
        parts = [self._logit(rows[:, k : k + AT_ONCE]) for k in range(0, rows.shape[1], AT_ONCE)]
        return np.concatenate(parts)

    def _logit(self, rows: NDArray[np.int16]) -> NDArray[np.float32]:
        seen, split, size = rows.take(self.columns, axis=0), self.first_equal, rows.shape[1]
        answers = np.zeros((len(seen), -(-size // 8) * 8), np.bool_)
        np.greater_equal(seen[:split], self.values[:split], out=answers[:split, :size])
        np.equal(seen[split:], self.values[split:], out=answers[split:, :size])
        # Eight answers are one number: a tree has at most eight questions, so that no bit leaves its byte.
        *lower, index = answers.view(np.uint64).take(self.asked, axis=0)
        for bits in reversed(lower):
            index <<= U64[1]
            index |= bits
        # All places are inside: "wrap" is the mode that asks least (27 µs; "clip" 39, "raise" 43).
        places = index.view(np.uint8)[:, :size] + self.offsets
        total: NDArray[np.float32] = self.leaves.take(places, mode="wrap").sum(0) + np.float32(self.bias)
        return total


def load(stage: dict[str, Any], names: Sequence[str] = ALL) -> Trees:
    """Read the trees of one stage from the file's form; ``names`` are those of the features, in order."""
    parsed = [[_question(q) for q in tree["if"]] for tree in stage["trees"]]
    distinct = sorted({q for tree in parsed for q in tree}, key=lambda q: (q[1], q))
    place = {q: k for k, q in enumerate(distinct)}
    depth = len(parsed[0])
    starts = np.arange(len(parsed)) << depth
    return Trees(
        columns=np.array([names.index(name) for name, _, _ in distinct], np.intp),
        values=np.array([[value] for _, _, value in distinct], np.int16),
        first_equal=sum(not equal for _, equal, _ in distinct),
        asked=np.array([[place[q] for q in tree] for tree in parsed], np.intp).T.copy(),
        leaves=np.array([tree["then"] for tree in stage["trees"]], np.float32).ravel() / np.float32(SCALE),
        # In the smallest type that holds all places: added faster.
        offsets=starts.astype(np.min_scalar_type(len(parsed) << depth))[:, None],
        bias=stage["bias"],
    )


def _question(text: str) -> tuple[str, bool, int]:
    """Read a question such as ``fill>=90`` or ``mark==3``."""
    equal = "==" in text
    name, value = text.split("==" if equal else ">=")
    return name, equal, int(value)


class Stages(NamedTuple):
    """Both looks at the breaks, the curve from the second's logit to a probability, and what decisions are worth."""

    first: Trees
    second: Trees
    curve: tuple[NDArray[np.float64], NDArray[np.float64]]
    trust: Trust

    def calibrated(self, logit: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the share of breaks with such a logit that were ends, on documents held out."""
        return np.interp(logit, *self.curve).astype(np.float32)


def chance(logit: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute the logistic function."""
    return np.asarray(F32[1] / (F32[1] + np.exp(-logit)), np.float32)


def stages(content: dict[str, Any]) -> Stages:
    """Read the model from the form of its file."""
    logits, shares = np.array(content["calibration"], np.float32).T.astype(np.float64)
    curve = (logits.copy(), shares.copy())
    return Stages(load(content["first"]), load(content["second"]), curve, trust.load(content.get("trust")))


@cache
def shipped() -> Stages:
    """Load the model that ships with the package."""
    return stages(json.loads((files("corpus.cleaning.reflow") / "weights.json").read_text(encoding="utf-8")))
