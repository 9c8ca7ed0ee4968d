"""Letters and notices: a salutation opens one, a signature and a date close it, on every page of a collection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

NARROW = 40  # cells; no salutation and no signature is wider
SIGNERS = 3  # lines between the last sentence of a letter and its date
COLONS = "：:"
STOPS = "。！？!?…"
_CLOSERS = "”’」』）)"

_H = "一二三四五六七八九十〇零○元廿卅"
_DATE = re.compile(
    rf"(?:[公农農阴陰旧舊夏]?[历曆])?(?:(?:公元|民国|民國|[\u3400-\u9fff]{{2}})?[\d{_H}]{{1,4}}年)?"
    rf"(?:[\d{_H}正冬腊臘]{{1,3}}月(?:初?[\d{_H}]{{1,3}}[日号號]?)?)(?:[清早晨晚中下午夜]{{1,2}})?"
)
_FAREWELL = re.compile(
    r"(?:此致|敬礼|敬禮|此复|此覆|特此.{2,6}|[祝顺順即敬].{1,10}[安好祺绥綏利乐樂康福礼禮]|谨启|謹啟)[!！]?"
)


def is_date(content: str) -> bool:
    """Return whether a line is nothing but a date in words: with its month, and a year or a day.

    >>> is_date("三月十日"), is_date("2022年9月1日"), is_date("三月的雨")
    (True, True, False)
    """
    content = "".join(content.split())
    return "月" in content and len(content) > 3 and bool(_DATE.fullmatch(content))


def is_farewell(content: str) -> bool:
    """Return whether a line is a formula that closes a letter.

    >>> is_farewell("敬礼！"), is_farewell("祝您愉快"), is_farewell("礼物")
    (True, False, False)
    """
    return _FAREWELL.fullmatch(content) is not None


def closings(text: str, lines: Lines, roles: NDArray[np.uint8], pages: Sequence[tuple[int, int]]) -> set[int]:
    """Return the lines that close the letter of their page; empty where a page's date follows a sentence that is cut.

    A date printed under every page of a book is below halves of sentences too.
    """
    found, letters = set[int](), 0
    firsts, lasts = lines.first.tolist(), lines.last.tolist()
    if not any(
        "月" in text[firsts[max(start, stop - 3)] : lasts[stop - 1]] or text[lasts[start] - 1] in COLONS
        for start, stop in pages
    ):
        return found
    for start, stop in pages:
        inner = [line for line in range(stop - 1, max(stop - 2 * SIGNERS, start) - 1, -1) if not roles[line]]
        closing, cut = _closing(text, lines, inner)
        if cut:
            return set()
        if closing or (_is_signed(text, lines, inner) and _opens(text, lines, start)):
            found.update(closing or inner[:1])
            letters += 1
    return found if letters > 1 else set()


def _opens(text: str, lines: Lines, line: int) -> bool:
    """Return whether a page opens with a salutation."""
    return int(lines.width[line]) <= NARROW and text[int(lines.last[line]) - 1] in COLONS


def _closing(text: str, lines: Lines, upwards: Sequence[int]) -> tuple[list[int], bool]:
    """Find a date at the foot of a page with the signature above it; say whether they are below half a sentence."""
    if not upwards or not is_date(_content(text, lines, upwards[0])):
        return [], False
    for count, line in enumerate(upwards[1 : SIGNERS + 2], 1):
        if _is_finished(_content(text, lines, line)):
            return list(upwards[:count]), False
        if lines.width[line] > NARROW:
            return [], True
    return [], False


def _is_signed(text: str, lines: Lines, upwards: Sequence[int]) -> bool:
    """Return whether it is a short line without a stop below a sentence that is whole."""
    if len(upwards) < 2 or lines.width[upwards[0]] > NARROW:
        return False
    last, above = (_content(text, lines, line) for line in upwards[:2])
    return not _is_finished(last) and last[0] >= "\u3400" and _is_finished(above)


def _is_finished(content: str) -> bool:
    return content.rstrip(_CLOSERS)[-1:] in STOPS or is_farewell(content)


def _content(text: str, lines: Lines, line: int) -> str:
    return text[max(int(lines.first[line]), int(lines.last[line]) - 80) : int(lines.last[line])]
