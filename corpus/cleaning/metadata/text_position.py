"""Where a piece of a block's text is in the layout's text, through spans and edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.model.edits import within
from corpus.model.values import Block, Edit, Span


class _Piece(NamedTuple):
    """Characters that the block took over unchanged: where in the block, where in the text, how many."""

    at: int
    start: int
    length: int


def locate(block: Block, edits: Sequence[Edit], start: int, end: int) -> Span:
    """Return the range of the layout's text that ``block.text[start:end]`` was read from, tight around it."""
    first = last = None
    for piece in _pieces(block, edits):
        if first is None and start < piece.at + piece.length:
            first = piece.start + max(0, start - piece.at)
        if piece.at < end:
            last = piece.start + min(piece.length, end - piece.at)
    if first is None or last is None or last < first:
        return block.spans[0]
    return Span(first, last)


def _pieces(block: Block, edits: Sequence[Edit]) -> Iterator[_Piece]:
    at = 0
    for span in block.spans:
        start = span.start
        for edit in within(edits, span):
            yield _Piece(at, start, edit.start - start)
            at += edit.start - start + len(edit.inserted)
            start = edit.end
        yield _Piece(at, start, span.end - start)
        at += span.end - start
