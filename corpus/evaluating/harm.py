"""Harm: whole lines that were joined though each is a block of its own, and text that was removed as furniture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from corpus.evaluating.alignment import align
from corpus.evaluating.comparing import FURNITURE, Comparison, matches
from corpus.evaluating.stream import stream


def harm(pair: Comparison, lines: Iterable[str]) -> Counter[str]:
    """Count borders between lines that stand: ``harmed`` of ``standing``, and by kind as ``harmed.verse`` etc.

    A line of the source stands if it is a block of gold, whole: nobody has wrapped it. The border between two that
    follow one another is harmed when one output block has both. The kind is that of the line above.
    """
    counts, whole = Counter(standing=0, harmed=0), _standing(pair, lines)
    for above, below in pairwise(range(len(pair.gold))):
        left, right = pair.parts[above], pair.parts[below]
        if above in whole and below in whole and left and right:
            kind, joined = pair.gold[above].kind, left[-1] == right[0]
            counts.update({"standing": 1, f"standing.{kind}": 1, "harmed": joined, f"harmed.{kind}": joined})
    return counts


def _standing(pair: Comparison, lines: Iterable[str]) -> set[int]:
    """Find the blocks of gold that are one line of the source, and that line nothing but the block."""
    source = stream(enumerate(lines))
    in_block, in_line = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for block, line in matches(pair.wanted, source, align(pair.wanted.text, source.text)):
        in_block[block].add(line)
        in_line[line].add(block)
    return {
        block
        for block, own in in_block.items()
        if pair.gold[block].kind != FURNITURE and len(own) == 1 and all(len(in_line[line]) == 1 for line in own)
    }


def removed(pair: Comparison) -> Counter[str]:
    """Count what was removed as furniture: blocks ``removed_rightly`` of ``removed``; characters of text ``dropped``.

    A block is removed rightly if it holds no character of a block of gold that is text.
    """
    gone = [number for number, block in enumerate(pair.blocks) if block.kind == FURNITURE and number in pair.held]
    rightly = sum(all(pair.gold[mine].kind == FURNITURE for mine in pair.held[number]) for number in gone)
    dropped = sum(
        pair.gold[mine].kind != FURNITURE and not pair.is_row(theirs)
        for mine, theirs in matches(pair.wanted, pair.given, pair.steps)
    )
    return Counter(removed=len(gone), removed_rightly=rightly, dropped=dropped)
