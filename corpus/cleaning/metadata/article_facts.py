"""What each article of a document states of itself: on a page with several, who wrote which piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.cleaning.metadata import read_metadata
from corpus.model.values import REGISTERED, Article, Block, Evidence, Layout, Metadata

FIELDS = ("title", "subtitle", "authors", "contributors", "publisher", "date", "places")
"""What an article is said to have of its own; all else holds for its document."""
_STATED = frozenset({"stated", *REGISTERED})


def read_articles(layout: Layout, whole: Metadata) -> tuple[Article, ...]:
    """Read what is known about each article of a layout, by its number.

    The only article of a document has what its document has, so that a register's values hold for it. Of several, each
    is read alone. Publisher and date of the page hold for an article that states none; nobody else's name does.
    """
    kept = [block for block in layout.blocks if block.kind != "furniture" and block.article is not None]
    numbers = sorted({block.article for block in kept if block.article is not None})
    if len(numbers) == 1:
        return (Article(numbers[0], _narrowed(whole)),)
    parts = (
        (number, replace(layout, blocks=tuple(block for block in kept if block.article == number)))
        for number in numbers
    )
    return tuple(Article(number, _narrowed(_inherited(read_metadata(part), whole))) for number, part in parts)


def articles_left(articles: Sequence[Article], blocks: Iterable[Block], whole: Metadata) -> tuple[Article, ...]:
    """Return the articles that still have a row after a review; the only one has what its document has."""
    numbers = {block.article for block in blocks if block.kind != "furniture"}
    left = tuple(each for each in articles if each.number in numbers)
    return (Article(left[0].number, _narrowed(whole)),) if left and len(articles) == 1 else left


def _narrowed(meta: Metadata) -> Metadata:
    return replace(meta, evidence=tuple(item for item in meta.evidence if item.field in FIELDS))


def _inherited(meta: Metadata, whole: Metadata) -> Metadata:
    """Give an article the publisher and the date of its document; a day that it states itself stays its own."""
    if whole.publisher and not meta.publisher:
        meta = replace(meta, publisher=whole.publisher, evidence=_with_evidence(meta, whole, "publisher"))
    if whole.date and (not meta.date or (meta.date_basis not in _STATED and whole.date_basis in _STATED)):
        evidence = _with_evidence(meta, whole, "date")
        meta = replace(meta, date=whole.date, date_basis=whole.date_basis, evidence=evidence)
    return meta


def _with_evidence(meta: Metadata, whole: Metadata, field: str) -> tuple[Evidence, ...]:
    """Return the evidence with the document's for a field in place of the article's own."""
    return (
        *(item for item in meta.evidence if item.field != field),
        *(item for item in whole.evidence if item.field == field),
    )
