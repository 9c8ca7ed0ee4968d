"""A layout as the readers of metadata see it, and how a reader reports what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.metadata.text_position import locate
from corpus.model.values import Block, Evidence, Layout

# Metadata stands at a document's ends: so much of it, in blocks, is read line by line, however long the document.
HEAD, TAIL = 40, 20
# Authors and contributors beyond this are a list of names, not credits.
MOST = 60


class Read(NamedTuple):
    """A value, the block and the range of its text that state it, and how sure that is."""

    field: str
    value: str
    block: Block
    start: int
    end: int
    basis: str = "stated"
    confidence: float = 0.9


Reader = Callable[[Layout], Iterator[Read]]


def evidence(layout: Layout, item: Read) -> Evidence:
    """What was read, with its place in the layout's text."""
    span = locate(item.block, layout.edits, item.start, item.end)
    return Evidence(item.field, item.value, span.start, span.end, item.basis, item.confidence)


def ends(layout: Layout) -> Sequence[Block]:
    """The blocks at the head and the tail, furniture left out."""
    blocks = layout.blocks
    chosen = blocks if len(blocks) <= HEAD + TAIL else (*blocks[:HEAD], *blocks[-TAIL:])
    return [block for block in chosen if block.kind != "furniture"]


def of_kind(layout: Layout, *kinds: str) -> Iterator[Block]:
    """All blocks of these kinds, wherever they stand: articles of a page have heads in the middle."""
    return (block for block in layout.blocks if block.kind in kinds)
