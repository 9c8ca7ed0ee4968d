"""As what kind each block of gold was read, and headings at which level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from corpus.evaluating.comparing import Comparison, known_kind, matches

LOST = "none"  # no block of the output holds anything of it
PREFIX = "read."


def readings(pair: Comparison, kinds: Collection[str]) -> Counter[str]:
    """Count blocks of gold by their kind and by that of the output block with most of their characters.

    The count of headings that were read as paragraphs is ``read.heading.paragraph``. Of the headings whose level gold
    states and that were read as headings those at their level are ``levels`` of ``levels_of``.
    """
    counts = Counter(levels=0, levels_of=0)
    shared = [Counter[int]() for _ in pair.gold]
    for mine, theirs in matches(pair.wanted, pair.given, pair.steps):
        shared[mine][theirs] += 1
    for block, held in zip(pair.gold, shared, strict=True):
        most = pair.blocks[min(held, key=lambda number: (-held[number], number))] if held else None
        counts[f"{PREFIX}{block.kind}.{known_kind(most.kind, kinds) if most else LOST}"] += 1
        if most and block.level is not None and most.kind == "heading":
            counts.update(levels=most.level == block.level, levels_of=1)
    return counts
