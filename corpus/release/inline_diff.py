"""Two versions of a text as runs of characters that were kept, removed or added."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

LONGEST = 4000  # characters between the equal ends; more are shown as replaced, for the comparison is quadratic


class DiffRun(NamedTuple):
    """Characters and what became of them: ``kept``, ``removed`` or ``added``."""

    text: str
    state: str


def diff_runs(before: str, after: str) -> Iterator[DiffRun]:
    """Yield the runs of two texts in order.

    >>> [tuple(run) for run in diff_runs("旧书店", "古书店")]
    [('旧', 'removed'), ('古', 'added'), ('书店', 'kept')]
    """
    head, tail = _equal_ends(before, after)
    one, two = before[head : len(before) - tail], after[head : len(after) - tail]
    yield from _shown(before[:head], "kept")
    if max(len(one), len(two)) > LONGEST:
        yield from (*_shown(one, "removed"), *_shown(two, "added"))
    else:
        for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
            if tag == "equal":
                yield DiffRun(one[a:b], "kept")
            else:
                yield from (*_shown(one[a:b], "removed"), *_shown(two[c:d], "added"))
    yield from _shown(before[len(before) - tail :], "kept")


def _shown(text: str, state: str) -> list[DiffRun]:
    return [DiffRun(text, state)] if text else []


def _equal_ends(one: str, two: str) -> tuple[int, int]:
    short = min(len(one), len(two))
    head = next((at for at in range(short) if one[at] != two[at]), short)
    tail = next((at for at in range(short - head) if one[-1 - at] != two[-1 - at]), short - head)
    return head, tail
