"""The heaviest part of some pairs that keeps the order of both sides."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Pair = tuple[int, int]


def longest(pairs: Sequence[Pair]) -> list[Pair]:
    """Find the longest chain of pairs, sorted by their first member, in which the second rises too.

    >>> longest([(0, 3), (1, 0), (2, 1), (3, 4)])
    [(1, 0), (2, 1), (3, 4)]
    """
    ends, at, before = list[int](), list[int](), list[int]()
    for index, (_, second) in enumerate(pairs):
        place = bisect_left(ends, second)
        before.append(at[place - 1] if place else -1)
        if place == len(ends):
            ends.append(second)
            at.append(index)
        else:
            ends[place], at[place] = second, index
    return _walk(pairs, before, at[-1] if at else -1)


def heaviest(pairs: Sequence[tuple[int, int, float]]) -> list[Pair]:
    """Find the chain of the largest weight in which both members rise; of equal ones, the first in order.

    A tree of maxima over the second member: p pairs take p log p steps, however long the two sides are.
    """
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))  # one first member is taken once: seconds fall
    places = {second: place for place, second in enumerate(sorted({second for _, second, _ in ordered}), 1)}
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(places) + 1)
    before = list[int]()
    for index, (_, second, weight) in enumerate(ordered):
        total, last = _highest(best, places[second] - 1)
        before.append(last)
        _raise(best, places[second], (total + weight, index))
    return _walk([pair[:2] for pair in ordered], before, _highest(best, len(places))[1])


def _walk(pairs: Sequence[Pair], before: Sequence[int], last: int) -> list[Pair]:
    chain = list[Pair]()
    while last >= 0:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]


def _highest(best: Sequence[tuple[float, int]], place: int) -> tuple[float, int]:
    found = (0.0, -1)
    while place:
        if best[place][0] > found[0]:
            found = best[place]
        place &= place - 1
    return found


def _raise(best: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    while place < len(best):
        if value[0] > best[place][0]:
            best[place] = value
        place += place & -place
