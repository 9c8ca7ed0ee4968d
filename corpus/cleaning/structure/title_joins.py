"""Blocks that were broken over lines are one block: spans end to end, the white space between removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from corpus.cleaning.structure.overrides import JOINED, TITLE, overridden
from corpus.cleaning.structure.titles import between
from corpus.model.edits import read
from corpus.model.values import Block, Edit, Layout, Span

RULE = ("structure.join_title",)


def join(
    layout: Layout, chains: Iterable[Sequence[int]], *, rule: tuple[str, ...] = RULE, sure: float = TITLE
) -> Layout:
    """Join the blocks of each chain (a title's lines) into one; return the same layout where nothing is broken.

    ``sure`` is how sure such joins are.
    """
    heads = {lines[0]: lines for lines in chains if len(lines) > 1 and _is_open(layout, lines)}
    if not heads:
        return layout
    edits = [edit for lines in heads.values() for edit in _edits(layout, lines, rule, sure)]
    every = tuple(sorted([*layout.edits, *edits]))
    return Layout(layout.text, tuple(_blocks(layout, heads, every, sure)), every)


def _blocks(layout: Layout, heads: dict[int, Sequence[int]], edits: Sequence[Edit], sure: float) -> Iterator[Block]:
    inner = {index for lines in heads.values() for index in lines[1:]}
    for index, block in enumerate(layout.blocks):
        if index in heads:
            yield overridden(_merged(layout, heads[index], edits), JOINED, sure)
        elif index not in inner:
            yield block


def _is_open(layout: Layout, lines: Sequence[int]) -> bool:
    """Return whether nothing but white space is between the lines."""
    return all(gap.start <= gap.end and not layout.text[gap.start : gap.end].strip() for gap in _gaps(layout, lines))


def _gaps(layout: Layout, lines: Sequence[int]) -> Iterator[Span]:
    for above, below in pairwise(lines):
        yield Span(layout.blocks[above].spans[-1].end, layout.blocks[below].spans[0].start)


def _edits(layout: Layout, lines: Sequence[int], rule: tuple[str, ...], sure: float) -> Iterator[Edit]:
    for gap, above, below in zip(_gaps(layout, lines), lines, lines[1:], strict=False):
        inserted = between(layout.blocks[above].text.rstrip(), layout.blocks[below].text.lstrip())
        if gap.start < gap.end or inserted:
            yield Edit(gap.start, gap.end, inserted, rule, sure)


def _merged(layout: Layout, lines: Sequence[int], edits: Sequence[Edit]) -> Block:
    first, last = layout.blocks[lines[0]], layout.blocks[lines[-1]]
    parts = [layout.blocks[index] for index in lines]
    whole = Span(first.spans[-1].start, last.spans[0].end)
    spans = (*first.spans[:-1], whole, *last.spans[1:])
    flags = tuple(dict.fromkeys(flag for part in parts for flag in part.flags))
    confidence = min(part.confidence for part in parts)
    return first._replace(text=read(layout.text, spans, edits), spans=spans, confidence=confidence, flags=flags)
