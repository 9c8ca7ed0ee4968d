"""Author lines: names with a role or in brackets; under a title or at the very end also names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.credits import Credit, read_credits
from corpus.cleaning.structure.page import Line, Page
from corpus.cleaning.structure.person_names import is_organisation
from corpus.cleaning.structure.wording import is_headline, is_part_head

_AUTHORLY = frozenset({"", "author", "supplier", "compiler", "translator"})
_STOPS = frozenset("。；;！？!?")  # at the end of most short lines, and of no credit
_ASIDE = frozenset({"furniture", "meta", "caption", "note", "label", "table"})
# Under a title are at most: its second line, a subtitle, two lines of authors.
_TALLEST = 5
_SIGNED = re.compile(r"(?:謹啟|谨启|謹啓|敬啟|敬启|敬上|謹上|谨上|謹識|谨识|敬邀|顿首)$")
# A document signs off in its last lines: an organisation, a date, an editor.
_LAST = 4


def bylines(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim lines that are nothing but credits."""
    for index, line in enumerate(page):
        if not line.short or kinds[index] or line.last in _STOPS:
            continue
        found = read_credits(line.text)
        if found and _is_authorly(found):
            yield index, "byline"


def _is_authorly(found: Sequence[Credit]) -> bool:
    roles = {credit.role for credit in found}
    return bool(roles & _AUTHORLY) and roles <= _AUTHORLY | {"photographer"}


def heads(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim names or an organisation between a title and its text: at the page's head, or after a signature."""
    above, fresh, named = 0, True, False
    for index, line in enumerate(page):
        kind = kinds[index]
        if kind in _ASIDE:
            continue
        if above and not kind and _names_somebody(line) and not _opens_title(page, index) and not named:
            yield index, "byline"
        elif kind == "byline":
            # Under the line of the author a name alone is a heading.
            fresh, named = True, above > 0 or named
        elif fresh and above < _TALLEST and _is_headlike(line):
            above += 1
        else:
            above, fresh, named = 0, line.signed, False


def tails(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim an organisation or a name alone in the last lines."""
    seen = 0
    for index in range(len(page) - 1, -1, -1):
        if kinds[index] in ("furniture", "meta", "byline"):
            continue
        seen += 1
        line = page[index]
        if seen > _LAST or not line.short or line.mark or (line.finished and not line.signed):
            return
        if index and not kinds[index] and _names_somebody(page[index]):
            yield index, "byline"


def _opens_title(page: Page, index: int) -> bool:
    """Return whether an organisation is the first line of a title: ``某市人民政府 / 关于……的通知``."""
    return index + 1 < len(page) and page[index + 1].text.startswith(("关于", "關於", "印发", "转发", "批转"))


def _is_headlike(line: Line) -> bool:
    return line.short and (line.mark > 0 or is_headline(line.text, 60))


def _names_somebody(line: Line) -> bool:
    if not line.short or line.mark or len(line.text) > 40 or line.last in "：:" or is_part_head(line.text):
        return False
    if read_credits(line.text, bare=True) or _SIGNED.search(line.text):
        return True
    return is_organisation(line.text) and not line.item
