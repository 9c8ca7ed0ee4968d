"""How a letter or a notice closes: a name on its line below the last sentence, and the date below the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.dates import is_date
from corpus.cleaning.structure.page import Line, Page

_LONGEST = 24  # characters of a signature
_ASIDE = frozenset({"furniture", "caption"})
_STOPS = frozenset("。；;！？!?，,、：:…")
# A letter's date often has no year.
_DAY = re.compile(
    "[一二三四五六七八九十正冬腊臘\\d]{1,3}月[初一二三四五六七八九十廿\\d]{1,3}[日号號]?[清早晨晚夜午]{0,2}"
)

_FAREWELL, _OPENING = re.compile("此致|敬[礼禮][！!]?"), frozenset("此敬")


def signoffs(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim a date below a signature, or between a sentence and the next letter; the signature above it."""
    for index, line in enumerate(page):
        if not kinds[index] and line.first in _OPENING and _FAREWELL.fullmatch(line.text):
            yield index, "paragraph"
        if kinds[index] not in ("", "meta") or len(line.text) > _LONGEST or not _is_date(line.text):
            continue
        above = _next(kinds, index, -1)
        signed = above is not None and (
            kinds[above] == "byline" or (not kinds[above] and _is_signature(page, kinds, above))
        )
        if signed and above is not None and not kinds[above]:
            yield above, "byline"
        if signed or (above is not None and page[above].finished and _closes(page, kinds, index)):
            yield index, "meta"


def _is_date(text: str) -> bool:
    return "月" in text and (_DAY.fullmatch(text) is not None or is_date(text))


def _is_signature(page: Page, kinds: Sequence[str], index: int) -> bool:
    line = page[index]
    above = _next(kinds, index, -1)
    if above is None or line.mark or line.item or len(line.text) > _LONGEST or line.last in _STOPS:
        return False
    return (page[above].finished and _is_sentence(page[above])) or _FAREWELL.fullmatch(page[above].text) is not None


def _is_sentence(line: Line) -> bool:
    return line.last not in "：:" and not line.mark


def _closes(page: Page, kinds: Sequence[str], index: int) -> bool:
    """Return whether nothing follows, or another letter's salutation: a diary's date has its text below."""
    below = _next(kinds, index, 1)
    return below is None or (page[below].short and page[below].last in "：:")


def _next(kinds: Sequence[str], index: int, step: int) -> int | None:
    """Find the next line in a direction without furniture and captions, if it is near."""
    places = range(index + step, index + 9 * step, step)
    return next((at for at in places if 0 <= at < len(kinds) and kinds[at] not in _ASIDE), None)
