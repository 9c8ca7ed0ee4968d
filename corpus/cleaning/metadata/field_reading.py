"""A layout as the readers of metadata see it, and how a reader reports what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.metadata.text_position import locate
from corpus.model.values import Block, Evidence, Layout

# Metadata is at a document's ends: so many blocks of it are read line by line, however long the document.
HEAD, TAIL = 40, 20
# Authors and contributors beyond this are a list of names, not credits.
MOST = 60


class FieldReading(NamedTuple):
    """A value, the block and the range of its text that state it, and how sure that is."""

    field: str
    value: str
    block: Block
    start: int
    end: int
    basis: str = "stated"
    confidence: float = 0.9


Reader = Callable[[Layout], Iterator[FieldReading]]


def evidence(layout: Layout, item: FieldReading) -> Evidence:
    """Return what was read, with its place in the layout's text."""
    span = locate(item.block, layout.edits, item.start, item.end)
    return Evidence(item.field, item.value, span.start, span.end, item.basis, item.confidence)


def ends(layout: Layout) -> Sequence[Block]:
    """Return the blocks at the head and the tail, furniture left out."""
    blocks = layout.blocks
    chosen = blocks if len(blocks) <= HEAD + TAIL else (*blocks[:HEAD], *blocks[-TAIL:])
    return [block for block in chosen if block.kind != "furniture"]


def beside_text(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks over the first and below the last paragraph of running text; none where there is no such."""
    near = [*range(min(_OVER, len(blocks))), *range(max(_OVER, len(blocks) - _BELOW), len(blocks))]
    texts = [at for at in near if blocks[at].kind == "paragraph" and len(blocks[at].text) > _RUNNING]
    if not texts:
        return []
    return [blocks[at] for at in near if not texts[0] <= at <= texts[-1] and blocks[at].kind != "furniture"]


_OVER, _BELOW, _RUNNING = 24, 8, 40


def of_kind(layout: Layout, *kinds: str) -> Iterator[Block]:
    """Yield all blocks of these kinds, wherever they are: articles of a page have heads in the middle."""
    return (block for block in layout.blocks if block.kind in kinds)
