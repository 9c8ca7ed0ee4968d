"""What corpus made of a source, in the order in which the source has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from corpus.cleaning.clean import clean
from corpus.errors import SourceError
from corpus.model.edits import read, within
from corpus.model.values import LINED, Block, Document


class LineJoin(NamedTuple):
    """Where lines of the source were joined: the place in a block's text after the join, and if a blank is there."""

    place: int
    has_blank: bool


class Made(NamedTuple):
    """A block that was made: ``pieces`` are its stretches of text, each with its place in the source."""

    kind: str
    pieces: tuple[tuple[int, str], ...]
    article: int | None = None
    level: int | None = None
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    joins: tuple[LineJoin, ...] = ()
    kind_confidence: float = 1.0

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.pieces)


def produce(data: bytes, declared: str | None = None) -> Document | None:
    """Clean a source without what a register states of it; None: it is refused, so that nothing comes of it."""
    try:
        return clean(data, declared=declared)
    except SourceError:
        return None


def made(document: Document | None) -> list[Made]:
    """List the blocks of a document, furniture included."""
    if document is None:
        return []
    return [part for block in document.blocks for part in by_line(_made(document, block))]


def _made(document: Document, block: Block) -> Made:
    pieces = _pieces(document, block)
    joins = () if block.kind in (*LINED, "furniture") else tuple(_joins(document, block))
    return Made(
        block.kind, pieces, block.article, block.level, block.confidence, block.flags, joins, block.kind_confidence
    )


def _joins(document: Document, block: Block) -> Iterator[LineJoin]:
    """Yield the joins of a block: the edits that take a line break out of one of its spans."""
    length = 0
    for span in block.spans:
        at = span.start
        for edit in within(document.edits, span):
            length += edit.start - at + len(edit.inserted)
            at = edit.end
            if "\n" in document.source.chars[edit.start : edit.end] and "\n" not in edit.inserted:
                yield LineJoin(length, edit.inserted != "" and edit.inserted.isspace())
        length += span.end - at


def by_line(block: Made) -> list[Made]:
    """Count a block that keeps its lines as a block a line: so each of its lines weighs as much as a block.

    >>> [part.text for part in by_line(Made("verse", ((0, "春江水暖\\n鸭先知"),)))]
    ['春江水暖', '鸭先知']
    """
    if block.kind not in LINED or "\n" not in block.text:
        return [block]
    parts = [
        block._replace(pieces=((place, line),), joins=())
        for place, text in block.pieces
        for line in text.split("\n")
        if line.strip()
    ]
    return parts or [block]


def _pieces(document: Document, block: Block) -> tuple[tuple[int, str], ...]:
    if block.kind == "furniture":  # the document's edits drop it, so they cannot read it
        return ((block.spans[0].start, block.text),)
    return tuple((span.start, read(document.source.chars, (span,), document.edits)) for span in block.spans)


def in_source_order(blocks: Iterable[Made]) -> list[tuple[int, str]]:
    """Sort the pieces, each with the number of its block, as the source has them.

    A paragraph that a caption interrupts is one block before the caption; its second piece follows. So the
    pieces of gold and of output are in one order, and what compares them needs no idea of moved text.
    """
    pieces = [(place, number, text) for number, block in enumerate(blocks) for place, text in block.pieces]
    return [(number, text) for _, number, text in sorted(pieces, key=lambda piece: piece[0])]
