"""How trees are grown: boosted oblivious trees, whose every level asks one question of all breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.cleaning.reflow.trees import SCALE
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

DEPTH, RATE, RIDGE = 6, 0.1, 2.0
CATEGORIES = frozenset({"tail", "tail_inner", "final", "head", "head_second", "mark"})
SEEN = 0.3  # share of the breaks, and of the questions, that a tree is grown with
LEAST_MET = 50  # breaks that have a value of a category, or it is not asked for
QUANTILES = np.linspace(0.005, 0.995, 18)


class Question(NamedTuple):
    """Whether a feature has the value, or at least the value."""

    column: int
    equal: bool
    value: int


def boost(
    names: Sequence[str],
    rows: NDArray[np.int16],
    ends: NDArray[np.bool_],
    weight: NDArray[np.float32],
    trees: int,
    seed: int,
    rate: float = RATE,
    seen: float = SEEN,
) -> dict[str, Any]:
    """Fit trees by Newton steps on the logistic loss, each on some of the breaks and of the questions.

    The result is a stage as ``corpus.cleaning.reflow.trees`` loads it.
    """
    rng = np.random.default_rng(seed)
    # Shuffled once: then any block of neighbours is a sample, and needs no copy.
    order = rng.permutation(len(ends))
    asked = _questions(names, rows)
    asked = [asked[k] for k in rng.permutation(len(asked))]
    table = _answers(rows[:, order], asked)
    target, weight = ends[order].astype(np.float32), weight[order]
    bias = _log_odds(target, weight)
    score = np.full(len(target), bias, np.float32)
    grown = []
    for _ in range(trees):
        chance = 1 / (1 + np.exp(-score))
        gradient, hessian = weight * (target - chance), weight * chance * (1 - chance)
        some, columns = _block(len(target), seen, rng), _block(len(asked), seen, rng)
        picked = columns.start + np.array(_chosen(table[columns, some].T, gradient[some], hessian[some]))
        leaf = (2.0 ** np.arange(len(picked)) @ table[picked]).astype(np.intp)
        values = _leaves(leaf, gradient, hessian, rate)
        score += values[leaf].astype(np.float32) / SCALE
        grown.append({"if": [_spelt(names, asked[q]) for q in picked], "then": values.astype(int).tolist()})
    return {"bias": round(bias, 4), "trees": grown}


def _block(size: int, share: float, rng: np.random.Generator) -> slice:
    """Draw a run of neighbours that is a share of all."""
    length = max(DEPTH, round(size * share))
    start = int(rng.integers(0, max(1, size - length + 1)))
    return slice(start, start + length)


def _questions(names: Sequence[str], rows: NDArray[np.int16]) -> list[Question]:
    """List what may be asked: quantiles of numbers, the values of categories."""
    result = list[Question]()
    for column, name in enumerate(names):
        values, counts = np.unique(rows[column], return_counts=True)
        if name.split(".")[0] in CATEGORIES:
            met = zip(values, counts, strict=True)
            result += [Question(column, True, int(value)) for value, count in met if count >= LEAST_MET]
        else:
            at = np.searchsorted(np.cumsum(counts), QUANTILES * counts.sum())
            # The least value does not make a question; a feature that has only one value gives none.
            thresholds = sorted(set(values[at.clip(1).clip(max=len(values) - 1)]))
            result += [Question(column, False, int(value)) for value in thresholds if value > values[0]]
    return result


def _answers(rows: NDArray[np.int16], asked: Sequence[Question]) -> NDArray[np.float32]:
    """Answer each question (a row) for each break (a column), as numbers that matrices multiply fast."""
    table = np.empty((len(asked), rows.shape[1]), np.float32)
    for answers, (column, equal, value) in zip(table, asked, strict=True):
        answers[:] = rows[column] == value if equal else rows[column] >= value
    return table


def _log_odds(target: NDArray[np.float32], weight: NDArray[np.float32]) -> float:
    """Compute the score of a break of which nothing is known."""
    share = np.average(target, weights=weight)
    if not 0 < share < 1:
        raise UsageError("all breaks have the same label", "see whether the gold is that of the texts")
    return float(np.log(share / (1 - share)))


def _chosen(table: NDArray[np.float32], gradient: Floats, hessian: Floats) -> list[int]:
    """Choose the questions of one tree, one a level, each the best for all leaves together."""
    leaf, chosen = np.zeros(len(gradient), np.intp), list[int]()
    for level in range(DEPTH):
        leaves = 1 << level
        sides = np.zeros((2 * leaves, len(gradient)), np.float32)
        sides[leaf, np.arange(len(gradient))] = gradient
        sides[leaves + leaf, np.arange(len(gradient))] = hessian
        total = sides.sum(1)
        yes = sides @ table
        no = total[:, None] - yes
        gain = (yes[:leaves] ** 2 / (yes[leaves:] + RIDGE) + no[:leaves] ** 2 / (no[leaves:] + RIDGE)).sum(0)
        gain[chosen] = -1
        best = int(np.argmax(gain))
        chosen.append(best)
        leaf += table[:, best].astype(np.intp) << level
    return chosen


def _leaves(leaf: NDArray[np.intp], gradient: Floats, hessian: Floats, rate: float) -> NDArray[np.float64]:
    """Compute the step of each leaf, in the whole numbers that the file holds."""
    size = 1 << DEPTH
    values = np.bincount(leaf, gradient, size) / (np.bincount(leaf, hessian, size) + RIDGE)
    return np.rint(np.clip(values, -4, 4) * rate * SCALE)


def _spelt(names: Sequence[str], question: Question) -> str:
    """Write a question as the file does: ``fill.here>=90`` or ``mark.next==3``."""
    return f"{names[question.column]}{'==' if question.equal else '>='}{question.value}"
