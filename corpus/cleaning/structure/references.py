"""Bibliographies: the items after ``参考文献``, and items that a type mark such as ``[J]`` gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import HEADLINE, Claim
from corpus.cleaning.structure.page import Page

_HEAD = re.compile(
    r"(?:主要)?(?:参考文献|參考文獻|参考书目|參考書目|引用文献|引用文獻|References|Bibliography)\s*[:：]?", re.I
)
_HEAD_FIRST = frozenset("主参參引RrBb")  # spares most lines the expression
_NUMBERED = re.compile(
    r"[-*•]?\s*(?:[\[［【〔]\s?\d{1,3}\s?[\]］】〕]|\d{1,3}\s?[.．、]|[\u2460-\u2473]|[（(]\d{1,3}[)）])"
)
# GB/T 7714 marks of a document's type, with the online forms.
_TYPED = re.compile(r"[\[［](?:[JMDCNRSPGZAK]|DB|CP|EB)(?:/OL|/CD|/MT|/DK)?[\]］]")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|https?://")
_TYPED_FIRST = frozenset("-*•[［【")
_MARK = re.compile(r"[-*•]?\s*[\[［【]\s?\d{1,3}\s?[\]］】]")


def references(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim the heading and its items; the list ends with the first line that is no item."""
    inside = False
    for index, line in enumerate(page):
        if kinds[index]:
            continue
        first = line.first
        if first in _HEAD_FIRST and line.short and is_bibliography(line.text):
            inside = True
            yield index, HEADLINE
        elif (first in _TYPED_FIRST and _is_typed(line.text)) or (inside and _is_item(line.text)):
            yield index, "reference"
        else:
            inside = False


def is_bibliography(text: str) -> bool:
    """Return whether a heading opens a bibliography."""
    return bool(text) and text[0] in _HEAD_FIRST and bool(_HEAD.fullmatch(text))


def _is_item(text: str) -> bool:
    """Return whether a line after the heading is an item: by a number before it, or a year of publication in it."""
    return bool(_NUMBERED.match(text) or _YEAR.search(text, 0, 400))


def _is_typed(text: str) -> bool:
    return bool(_MARK.match(text) and _TYPED.search(text, 0, 400))
