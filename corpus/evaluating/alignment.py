"""Which characters of one text are which of another, in order: the common runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from corpus.errors import MissingExtraError

WINDOW = 32  # characters of an anchor: long enough to occur once, short enough to fit between two errors


class CommonRun(NamedTuple):
    """Equal characters: ``length`` from ``a`` in one text and from ``b`` in the other."""

    a: int
    b: int
    length: int


class AlignedStretch(NamedTuple):
    """A stretch of both texts, equal or not."""

    equal: bool
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def align(a: str, b: str) -> list[AlignedStretch]:
    """Align two texts: stretches that are equal and that are not, in order.

    Windows that occur once pin the texts together, and only what lies between them is compared character by
    character (Levenshtein): the time grows with the length, not with its square. Text that moved is not followed,
    for corpus never moves any.

    >>> [step.equal for step in align("春江水暖", "春江水暖")]
    [True]
    """
    if a == b:
        return [AlignedStretch(True, 0, len(a), 0, len(b))]
    steps, at_a, at_b = list[AlignedStretch](), 0, 0
    for run in [*_anchors(a, b), CommonRun(len(a), len(b), 0)]:
        steps += _between(a, b, AlignedStretch(False, at_a, run.a, at_b, run.b))
        at_a, at_b = run.a + run.length, run.b + run.length
        if run.length:
            steps.append(AlignedStretch(True, run.a, at_a, run.b, at_b))
    return steps


def levenshtein() -> Any:
    """Import rapidfuzz's Levenshtein, which only evaluating needs.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    try:
        from rapidfuzz.distance import Levenshtein
    except ModuleNotFoundError:
        raise MissingExtraError.of("rapidfuzz", "evaluate") from None
    return Levenshtein


def _between(a: str, b: str, gap: AlignedStretch) -> Iterator[AlignedStretch]:
    _, a_start, a_end, b_start, b_end = gap
    if a_start == a_end and b_start == b_end:
        return
    for tag, i, j, k, m in levenshtein().opcodes(a[a_start:a_end], b[b_start:b_end]):
        yield AlignedStretch(tag == "equal", a_start + i, a_start + j, b_start + k, b_start + m)


def _anchors(a: str, b: str) -> list[CommonRun]:
    """Find the windows of ``a`` that ``b`` has once, as many in order as there are."""
    places = dict[str, int | None]()
    for i in range(0, len(a) - WINDOW + 1, WINDOW):
        window = a[i : i + WINDOW]
        places[window] = None if window in places else i
    found = dict[int, int | None]()
    for j in range(len(b) - WINDOW + 1):
        if (place := places.get(b[j : j + WINDOW])) is not None:
            found[place] = None if place in found else j
    runs = [CommonRun(i, j, WINDOW) for i, j in sorted(found.items()) if j is not None]
    kept = list[CommonRun]()
    for run in _rising(runs):
        if not kept or run.b >= kept[-1].b + WINDOW:
            kept.append(run)
    return kept


def _rising(runs: Sequence[CommonRun]) -> list[CommonRun]:
    """Return the longest chain of runs that are in order in both texts."""
    ends, tails, before = list[int](), list[int](), list[int]()
    for number, run in enumerate(runs):
        length = bisect_left(ends, run.b)
        before.append(tails[length - 1] if length else -1)
        ends[length : length + 1], tails[length : length + 1] = [run.b], [number]
    chain, number = list[CommonRun](), tails[-1] if tails else -1
    while number >= 0:
        chain.append(runs[number])
        number = before[number]
    return chain[::-1]
