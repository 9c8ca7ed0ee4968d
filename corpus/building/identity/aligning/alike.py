"""How alike texts are, and which of many are alike, without comparing each with each when there are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Shingles = tuple[NDArray[np.uint64], NDArray[np.int64]]

# Product of the characters on both sides: 4e9 take 0.1 s, for 64 cells are one machine word.
BUDGET = 4_000_000_000
CELLS = 1_000_000  # a matrix of floats of 4 MB
CROWD = 16  # a shingle that more texts share is a phrase of everybody's
SHINGLE, LATIN_SHINGLE = 4, 10  # characters; four Han are rarer together than ten letters
NEAREST = 4  # candidates for each text
_BASE = 0x9E3779B97F4A7C15  # the golden ratio's bits: odd, so that powers keep all 64


class Overlap(NamedTuple):
    """Texts ``old`` and ``new`` share ``shared`` shingles; ``of_old`` and ``of_new`` are the shares of their own."""

    old: int
    new: int
    shared: int
    of_old: float
    of_new: float


def likeness(one: str, two: str, cutoff: float = 0.0) -> float:
    """Compute 1 less the edit distance over the longer length; 0 below the cutoff."""
    if one == two:
        return 1.0
    if len(one) * len(two) > BUDGET:
        found = overlaps([one], [two])
        return min(found[0].of_old, found[0].of_new) if found else 0.0
    from rapidfuzz.distance import Levenshtein

    return float(Levenshtein.normalized_similarity(one, two, score_cutoff=cutoff))


def similar(old: Sequence[str], new: Sequence[str], cutoff: float) -> list[tuple[int, int, float]]:
    """Find pairs of texts at least as alike as the cutoff: all, or of many texts those that share shingles."""
    if not old or not new:
        return []
    if len(old) * len(new) <= 4:
        cells = ((i, j, likeness(one, two, cutoff)) for i, one in enumerate(old) for j, two in enumerate(new))
        return [cell for cell in cells if cell[2] >= cutoff]
    if len(old) * len(new) <= CELLS and sum(map(len, old)) * sum(map(len, new)) <= BUDGET:
        return _of_matrix(old, new, cutoff)
    pairs = ((o.old, o.new, likeness(old[o.old], new[o.new], cutoff)) for o in _nearest(overlaps(old, new)))
    return [pair for pair in pairs if pair[2] >= cutoff]


def _of_matrix(old: Sequence[str], new: Sequence[str], cutoff: float) -> list[tuple[int, int, float]]:
    import numpy as np
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    scores = cdist(old, new, scorer=Levenshtein.normalized_similarity, score_cutoff=cutoff, dtype=np.float32)
    rows, columns = np.nonzero(scores >= cutoff)
    return list(zip(rows.tolist(), columns.tolist(), scores[rows, columns].tolist(), strict=True))


def _nearest(found: Sequence[Overlap]) -> list[Overlap]:
    """Keep for each new text the few old ones with which it shares most."""
    ordered = sorted(found, key=lambda o: (o.new, -o.shared, o.old))
    result, last, count = list[Overlap](), -1, 0
    for overlap in ordered:
        count = count + 1 if overlap.new == last else 1
        last = overlap.new
        if count <= NEAREST:
            result.append(overlap)
    return result


def overlaps(old: Sequence[str], new: Sequence[str], *, every: int = 1, crowd: int = CROWD) -> list[Overlap]:
    """Find pairs of texts that share shingles which few others have, in time and memory linear in the characters.

    Of very many shingles one in ``every`` is looked at; shingles of more than ``crowd`` texts are not.
    """
    import numpy as np

    size = _size(old, new)
    left, right = (_uncrowded(*_sampled(*shingles(texts, size), every), crowd) for texts in (old, new))
    first = np.searchsorted(left[0], right[0], "left")
    counts = np.searchsorted(left[0], right[0], "right") - first
    place = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    codes = left[1][place].astype(np.int64) * len(new) + np.repeat(right[1], counts)
    pairs, shared = np.unique(codes, return_counts=True)
    i, j = pairs // max(1, len(new)), pairs % max(1, len(new))
    own, other = np.bincount(left[1], minlength=len(old)), np.bincount(right[1], minlength=len(new))
    rows = zip(
        i.tolist(), j.tolist(), shared.tolist(), (shared / own[i]).tolist(), (shared / other[j]).tolist(), strict=True
    )
    return [Overlap(*row) for row in rows]


def _size(old: Sequence[str], new: Sequence[str]) -> int:
    texts = (*old[:100], *new[:100])
    letters = sum(sum(char < "\u0250" for char in text[:200]) for text in texts)
    return LATIN_SHINGLE if letters * 2 > sum(min(200, len(text)) for text in texts) else SHINGLE


def shingles(texts: Sequence[str], size: int) -> Shingles:
    """Hash every ``size`` characters in a row: sorted, each once a text, and which text it is."""
    import numpy as np

    lengths = np.array([len(text) for text in texts], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(codes) < size:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    hashes = np.zeros(len(codes) - size + 1, np.uint64)
    for at in range(size):
        hashes = hashes * np.uint64(_BASE) + codes[at : len(codes) - size + 1 + at]
    owner = np.repeat(np.arange(len(texts)), lengths)
    inside = owner[: len(hashes)] == owner[size - 1 :]
    hashes, owner = hashes[inside], owner[: len(inside)][inside]
    order = np.lexsort((owner, hashes))
    hashes, owner = hashes[order], owner[order]
    fresh = np.ones(len(hashes), bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
    return hashes[fresh], owner[fresh]


def _sampled(hashes: NDArray[np.uint64], owner: NDArray[np.int64], every: int) -> Shingles:
    if every == 1:
        return hashes, owner
    chosen = (hashes >> 32) % every == 0  # the high half: the low bits are those of the last character
    return hashes[chosen], owner[chosen]


def _uncrowded(hashes: NDArray[np.uint64], owner: NDArray[np.int64], crowd: int) -> Shingles:
    import numpy as np

    _, place, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    few = counts[place] <= crowd
    return hashes[few], owner[few]
