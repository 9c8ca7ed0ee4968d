"""Blanks where lines were joined: whether the joined text has one just where gold has one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from corpus.evaluating.comparing import Comparison
from corpus.evaluating.produced import in_source_order
from corpus.evaluating.stream import plain_lengths

BLANK = re.compile(r"\s+")


def blanks(pair: Comparison) -> Counter[str]:
    """Count joins with the blank that gold has, or rightly none: ``blanks_right`` of ``joins``.

    The wrong ones are apart as ``blanks_lacking`` and ``blanks_added``. Only joins inside one block of gold count;
    of a join that should not be boundaries tell.
    """
    counts = Counter(joins=0, blanks_right=0, blanks_lacking=0, blanks_added=0)
    wanted, places = set(_blanks_of_gold(pair)), _shared_places(pair)
    for place, has_blank in _joins(pair):
        before, after = places.get(place - 1), places.get(place)
        if before is None or after != before + 1 or pair.wanted.owners[before] != pair.wanted.owners[after]:
            continue
        needs = after in wanted
        counts["joins"] += 1
        counts["blanks_right" if needs == has_blank else "blanks_lacking" if needs else "blanks_added"] += 1
    return counts


def _blanks_of_gold(pair: Comparison) -> Iterator[int]:
    """Yield the places of gold's characters that a blank precedes, inside a block."""
    start = 0
    for block in pair.gold:
        lengths = plain_lengths(BLANK.split(block.text))
        yield from (start + length for length in lengths[:-1])
        start += lengths[-1]


def _shared_places(pair: Comparison) -> dict[int, int]:
    """Map the places of the output's characters to those of gold's."""
    return {
        step.b_start + ahead: step.a_start + ahead
        for step in pair.steps
        if step.equal
        for ahead in range(step.a_end - step.a_start)
    }


def _joins(pair: Comparison) -> Iterator[tuple[int, bool]]:
    """Yield the place in the output's stream after each join, and whether a blank is there."""
    start, taken = 0, Counter[int]()
    for number, piece in in_source_order(pair.blocks):
        first = taken[number]
        taken[number] += len(piece)
        inside = [join for join in pair.blocks[number].joins if first < join.place < taken[number]]
        edges = [0, *(join.place - first for join in inside), len(piece)]
        lengths = plain_lengths(piece[a:b] for a, b in pairwise(edges))
        yield from ((start + length, join.has_blank) for length, join in zip(lengths, inside, strict=False))
        start += lengths[-1]
