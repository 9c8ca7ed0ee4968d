"""The title and subtitle: those of the document's first article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading, of_kind
from corpus.model.values import Block, Layout

_MARKS = re.compile(r"\s*(?:#{1,6}\s+)?(?:\*\*)?\s*(?:[—–―─\-]{1,4}\s*)?")
_END = re.compile(r"\s*(?:\*\*)?\s*$")


def read_titles(layout: Layout) -> Iterator[FieldReading]:
    """Read the first title, else the first of any article; a subtitle only beside its title."""
    titles = list(of_kind(layout, "title", "subtitle"))
    title = min((block for block in titles if block.kind == "title"), key=_article, default=None)
    if title is None:
        return
    yield _read("title", title)
    for block in titles:
        if block.kind == "subtitle" and block.article == title.article:
            yield _read("subtitle", block)
            return


def _article(block: Block) -> int:
    return block.article or 0


def _read(field: str, block: Block) -> FieldReading:
    match = _MARKS.match(block.text)
    start = match.end() if match else 0
    end = _END.search(block.text, max(start, len(block.text) - 8))
    stop = end.start() if end else len(block.text)
    return FieldReading(field, " ".join(block.text[start:stop].split()), block, start, stop, "stated", block.confidence)
