"""The texts of a page: each ends with a signature, or where the head of the next begins; headlines are in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.structure.claims import HEADLINE
from corpus.cleaning.structure.page import Page
from corpus.cleaning.structure.titles import is_dashed
from corpus.cleaning.structure.wording import ends_sentence

_ASIDE = frozenset({"furniture", "caption", "note", "meta", "label"})
_LINED = frozenset({"table", "code"})  # over the first text they are the page's head
# Words are looked for in this much of a text: its subject is named early, and the work stays linear.
_READ = 4000
# A caption or a subtitle is compared with every text only where they are as few as on a page.
FEW = 24


class Body(NamedTuple):
    """An article's own text: from its first line to the one after its last."""

    start: int
    end: int


def bodies(page: Page, kinds: Sequence[str]) -> list[Body]:
    """Find the texts of a page: each ends with a signature, or where the head of another begins."""
    found, start, end, closed = list[Body](), -1, -1, False
    for index, kind in enumerate(kinds):
        if kind in _ASIDE or (start < 0 and kind in _LINED):
            continue
        if kind == "byline":
            if start >= 0 and not closed and _is_below_text(page, kinds, index):
                end, closed = index + 1, True
        elif kind == HEADLINE:
            closed = closed or (start >= 0 and _opens_article(page, kinds, index))
        else:
            if closed and start >= 0:
                found.append(Body(start, end))
            start = index if closed or start < 0 else start
            end, closed = index + 1, kind == "" and page[index].signed
    return [*found, Body(start, end)] if start >= 0 else found


def _is_below_text(page: Page, kinds: Sequence[str], index: int) -> bool:
    above = next((at for at in range(index - 1, max(-1, index - 9), -1) if kinds[at] not in _ASIDE), -1)
    if above < 0 or kinds[above] not in ("", "list_item", "byline"):
        return False
    return kinds[above] == "byline" or not page[above].short or ends_sentence(page[above].text)


def _opens_article(page: Page, kinds: Sequence[str], index: int) -> bool:
    """Return whether a headline in the middle of a text has authors or a dashed subtitle below it."""
    below = next((at for at in range(index + 1, min(len(page), index + 4)) if kinds[at] != "furniture"), -1)
    if below < 0 or page[index].first in "—-":
        return False
    return kinds[below] == "byline" or (kinds[below] == HEADLINE and is_dashed(page[below]))


class HeadlineGroup(NamedTuple):
    """Headlines between two texts; ``gap`` is the number of the text below, ``lines`` their places."""

    gap: int
    lines: tuple[int, ...]


def groups(kinds: Sequence[str], texts: Sequence[Body]) -> Iterator[HeadlineGroup]:
    """Yield the headlines outside the texts, together those between the same two."""
    ends = [0, *(text.end for text in texts)]
    starts = [*(text.start for text in texts), len(kinds)]
    for gap, (start, end) in enumerate(zip(ends, starts, strict=True)):
        lines = tuple([index for index in range(start, end) if kinds[index] == HEADLINE])
        if lines:
            yield HeadlineGroup(gap, lines)


class Words:
    """How many of a headline's pairs of characters a text has; pairs that others have too count less."""

    def __init__(self, page: Page, texts: Sequence[Body]) -> None:
        self._texts = [_opening(page, text) for text in texts]

    def alike(self, line: str, text: int, others: Sequence[int]) -> float:
        """Measure likeness between 0 and 1: 1 when the text has every pair and none of ``others`` has any."""
        pairs = {line[at : at + 2] for at in range(len(line) - 1) if line[at : at + 2].isalnum()}
        mine = self._texts[text]
        score = sum(1 / (1 + 3 * sum(pair in self._texts[at] for at in others)) for pair in pairs if pair in mine)
        return score / max(1, len(pairs))


def _opening(page: Page, text: Body) -> str:
    pieces, length = list[str](), 0
    for index in range(text.start, text.end):
        pieces.append(page[index].text[: _READ - length])
        length += len(pieces[-1])
        if length >= _READ:
            break
    return "\n".join(pieces)
