"""Headings: enumerated ones, and short lines without a stop above text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import HEADLINE, Claim
from corpus.cleaning.structure.enumerators import HEADING_FAMILIES, Enumerator
from corpus.cleaning.structure.page import Line, Page
from corpus.cleaning.structure.wording import HAN, is_headline

# Without a hint from reflow a headline has at most this many characters.
_UNHINTED = 36
# ``可是为什么呢？`` is speech; a headline with a comma is short.
_ASKED, _CLAUSED, _TOPIC = 9, 24, 12
_COMMA = re.compile("[，,；;]")
_STRUCTURAL = frozenset({"part", "chapter", "section", "decimal"})
# A Han numeral alone parts an essay; figures alone would be page numbers.
_BARE = re.compile("[一二三四五六七八九十]{1,3}")
# A line of code, with a comment after it or none.
_CALL = re.compile(r"[a-z_][\w.]{0,40}\([^()]{0,80}\)[;\s]*(?:#.*)?$")
_ASIDE = frozenset({"furniture", "caption", "note"})
# A head has so many lines at most; a line of text so many characters at least.
_TALLEST, _TEXT = 24, 30
# What is shown on lines of its own, and what leads to it.
_SHOWN, _LEADING = frozenset({"code", "table"}), frozenset("为為是即得有成下：:")
# Behind these an article is over, or has not begun.
_CLOSING = frozenset({"byline", "meta"})


def headings(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim enumerated headings: a mark, a headline's wording after it, and something else below."""
    for index, line in enumerate(page):
        if line.short and not kinds[index] and not line.stands:
            mark = line.item
            if (len(line.text) < 4 and _BARE.fullmatch(line.text)) or (mark and _is_heading(page, kinds, index, mark)):
                yield index, "heading"


def _is_heading(page: Page, kinds: Sequence[str], index: int, mark: Enumerator) -> bool:
    line = page[index]
    rest = line.text[mark.end :].strip(" \u3000:：")
    if mark.family == "article":
        return not rest
    if mark.family not in HEADING_FAMILIES or not _is_worded(line, mark, rest):
        return False
    return line.hinted or mark.family in _STRUCTURAL or not _is_row(page, kinds, index, mark)


def _is_worded(line: Line, mark: Enumerator, rest: str) -> bool:
    if mark.family in _STRUCTURAL and not rest:
        return mark.family != "decimal"
    if mark.family == "decimal" and mark.depth > 1 and rest[-1:] in ("？", "?"):
        return True
    return bool(rest) and is_headline(rest, 80 if line.hinted or mark.family == "decimal" else 50)


def _is_row(page: Page, kinds: Sequence[str], index: int, mark: Enumerator) -> bool:
    """Return whether an item of the same family follows, or nothing: a list or a table of contents."""
    below = next(_onwards(kinds, index, 1), None)
    if below is None:
        return True
    following = page[below].item if page[below].short else None
    return following is not None and following.family == mark.family


def _onwards(kinds: Sequence[str], index: int, step: int) -> Iterator[int]:
    """Yield the next lines in a direction, without furniture and captions; few, for pages of furniture alone exist."""
    for at in range(index + step, index + 9 * step, step):
        if 0 <= at < len(kinds) and kinds[at] not in _ASIDE:
            yield at


def headlines(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim lines that could be a title, a subtitle or a heading by their wording and by the line above."""
    above, text, closed = None, False, True
    head = head_size(page)
    for index, line in enumerate(page):
        kind = kinds[index]
        if kind in _ASIDE:
            continue
        # Over the first line of text lines stand because they are headlines.
        set_apart = line.inside or (line.stands and index >= head) or (line.in_story and not line.mark)
        if not kind and line.short and not set_apart and not _leads_in(page, index):
            if above and text and _interrupts(line, above):
                yield index, "caption"
                continue
            if _could_stand(line, above) or (closed and _opens_headline(page, index)):
                yield index, HEADLINE
        above, text = line, not kind
        closed = kind in _CLOSING or line.signed


def _leads_in(page: Page, index: int) -> bool:
    """Return whether a formula or a listing below goes on with the line: ``面团的温度近似为``."""
    line = page[index]
    return line.last in _LEADING and not line.mark and index + 1 < len(page) and page[index + 1].hint in _SHOWN


def head_size(page: Page) -> int:
    """Return how many lines stand over the first line of text; none where no text follows them."""
    for index, line in enumerate(page[:_TALLEST]):
        if len(line.text) >= _TEXT and line.finished:
            return index
    return 0


def _is_plain_headline(text: str) -> bool:
    """Judge the wording without a hint: no exclamation, no short question, no clause but in a short line."""
    if not is_headline(text, _UNHINTED) or text[-1] in "！!" or (len(text) > _CLAUSED and _COMMA.search(text)):
        return False
    return text[-1] not in "？?" or len(text) >= _ASKED


def _interrupts(line: Line, above: Line) -> bool:
    """Return whether a headline's wording is under a paragraph that breaks off: a caption that cuts it."""
    if line.item or line.mark or line.last in "？?" or not (above.last in "，、," or HAN.match(above.last)):
        return False
    return _is_running(above) and _is_plain_headline(line.text)


def _is_running(line: Line) -> bool:
    """Return whether it is text with clauses, not a headline, an item or a row of a table."""
    if not line.short:
        return True
    return len(line.text) > _CLAUSED and not line.mark and not line.item and bool(_COMMA.search(line.text))


def _opens_headline(page: Page, index: int) -> bool:
    """Return whether it is ``石门站：`` alone, at the page's head or after an article, with the headline below."""
    text = page[index].text
    if text[-1] not in "：:" or len(text) > _TOPIC or not is_headline(text[:-1], _TOPIC) or index + 1 >= len(page):
        return False
    below = page[index + 1]
    return below.short and is_headline(below.text, _UNHINTED)


def _could_stand(line: Line, above: Line | None) -> bool:
    if line.item:
        return False
    if line.hinted:
        worded = is_headline(line.text, 80)
    else:
        worded = _is_plain_headline(line.text) and (above is None or above.short or above.finished)
    return worded and not _CALL.match(line.text)
