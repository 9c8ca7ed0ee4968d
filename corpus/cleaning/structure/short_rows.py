"""Rows of short lines: verse, tables and code are not headlines; a headline is one of a small group above text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import HEADLINE
from corpus.cleaning.structure.page import Page

# At the page's ends: a label, a kicker, a title of two lines, a subtitle. Inside: a heading and one below it.
_AT_ENDS, _INSIDE = 6, 2
_ASIDE = frozenset({"furniture", "byline", "meta", "caption", "note", "label", "table"})


def without_rows(page: Page, kinds: Sequence[str]) -> list[str]:
    """Return the kinds, text again where headlines without a hint are but a row of short lines."""
    result = list(kinds)
    for group, at_end in _groups(kinds):
        unhinted = [index for index in group if not page[index].hinted]
        if unhinted and (
            len(unhinted) > (_AT_ENDS if at_end else _INSIDE) or not (at_end or _above_text(page, kinds, group))
        ):
            for index in unhinted:
                result[index] = ""
    return result


def _groups(kinds: Sequence[str]) -> Iterator[tuple[list[int], bool]]:
    """Yield headlines that follow one another, and whether they are at an end of the page."""
    group, first = list[int](), True
    for index, kind in enumerate(kinds):
        if kind == HEADLINE:
            group.append(index)
        elif kind not in _ASIDE:
            if group:
                yield group, first
                group = []
            first = False
    if group:
        yield group, True


def _above_text(page: Page, kinds: Sequence[str], group: Sequence[int]) -> bool:
    """Return whether the line below is text longer than the headline."""
    last = group[-1]
    below = next((at for at in range(last + 1, min(len(page), last + 9)) if kinds[at] not in _ASIDE), None)
    if below is None or kinds[below] not in ("", "list_item", "heading"):
        return below is not None
    return not page[below].short or kinds[below] == "heading" or page[below].finished or page[below].last in "：:，,、"
