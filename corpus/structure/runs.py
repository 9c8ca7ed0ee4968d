"""Rows of short lines: a headline stands alone or in a small group above text; verse, tables and code do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.structure.claims import HEADLINE
from corpus.structure.page import Page

# A label, a kicker, a title of two lines, a subtitle: no headline has more lines.
_TALLEST = 5


def drop_rows(page: Page, kinds: Sequence[str]) -> list[str]:
    """Kinds without the headlines that are rows of short lines; those with a hint stay."""
    result = list(kinds)
    for start, end in _groups(kinds):
        unhinted = [index for index in range(start, end) if kinds[index] == HEADLINE and not page[index].hinted]
        if len(unhinted) > (_TALLEST if start == _first(kinds) else 2) or (unhinted and _hangs(kinds, start, end)):
            for index in unhinted:
                result[index] = ""
    return result


def _first(kinds: Sequence[str]) -> int:
    return next((index for index, kind in enumerate(kinds) if kind not in ("furniture", "label", "meta")), 0)


def _groups(kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of headlines that follow one another; furniture and credits between do not part them."""
    start, last = -1, -1
    for index, kind in enumerate(kinds):
        if kind == HEADLINE:
            start, last = (index if start < 0 else start), index
        elif start >= 0 and kind not in ("furniture", "byline", "meta", "caption"):
            yield start, last + 1
            start = -1
    if start >= 0:
        yield start, last + 1


def _hangs(kinds: Sequence[str], start: int, end: int) -> bool:
    """In the middle of a text, a headline has something below it; at the end it can stand after its text."""
    return False
