"""Dates as documents write them, read into ISO 8601 with the precision that they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_FULLWIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_HAN_DIGITS = {
    char: digit
    for digit, chars in enumerate(("〇零○Ｏ", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_D = "[0-9０-９]"
_H = "[〇零○一二三四五六七八九十廿卅]"
_YEAR = rf"(?<![0-9０-９])(?P<year>(?:{_D}\s?){{4}})\s?年|(?P<hanyear>[〇零○一二三四五六七八九]{{4}})\s?年"
_GAP = r"[ \t\u3000]{0,6}"
_MINGUO = rf"(?:中{_GAP}[华華]{_GAP}民{_GAP}[国國]|民[国國]){_GAP}(?P<minguo>{_D}{{1,3}}|[{_H[1:-1]}百]{{1,6}}|元){_GAP}年"
_MONTH = rf"(?:{_GAP}(?P<month>{_D}{{1,2}}|{_H}{{1,3}}|元){_GAP}月(?!份?前)(?:{_GAP}(?P<day>{_D}{{1,2}}|{_H}{{1,3}}){_GAP}日)?)?"
_NUMERIC = r"(?<![\d.\-/])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?:(?P=sep)(?P<d>\d{1,2}))?(?![\d.\-/]*\d)"
_DATE = re.compile(rf"(?:{_MINGUO}|{_YEAR}){_MONTH}|{_NUMERIC}")
_HINT = re.compile(r"(?:19|20)\d\d[-/.]")  # a date has this or 年; most paragraphs have neither
_VALID = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
EARLIEST, LATEST = 1000, 2199


class Found(NamedTuple):
    """A date in ISO 8601, reduced where less is known, and its place."""

    value: str
    start: int
    end: int


def valid_date(text: str) -> bool:
    """Return whether the text is an ISO 8601 date that exists: a year, a month or a day.

    >>> valid_date("2020-02-30"), valid_date("2020-05"), valid_date("2020-5")
    (False, True, False)
    """
    match = _VALID.fullmatch(text)
    if not match or match[1] == "0000":
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def find_dates(text: str) -> Iterator[Found]:
    """Yield every date with a year; one that cannot be (``2月30日``) is not guessed at.

    >>> [found.value for found in find_dates("二〇二〇年五月起，至民國109年6月12日")]
    ['2020-05', '2020-06-12']
    """
    for match in _DATE.finditer(text) if "年" in text or _HINT.search(text) else ():
        value = _value(match)
        if value:
            yield Found(value, match.start(), match.end())


def is_date(text: str) -> bool:
    """Return whether a line is a date and nothing more, with a month at least.

    >>> is_date("2019年6月12日"), is_date("2019年")
    (True, False)
    """
    if not 6 <= len(text) <= 24 or text[-1] not in "日月)）0123456789":
        return False
    match = _DATE.fullmatch(text.strip("（）() \u3000"))
    return match is not None and len(_value(match)) > 4


def _value(match: re.Match[str]) -> str:
    year, month, day = _year(match), _count(match["month"] or match["m"]), _count(match["day"] or match["d"])
    parts = [f"{year:04d}", *(f"{number:02d}" for number in (month, day) if number is not None)]
    value = "-".join(parts)
    return value if EARLIEST <= year <= LATEST and valid_date(value) else ""


def _year(match: re.Match[str]) -> int:
    if match["minguo"]:
        return 1911 + (1 if match["minguo"] == "元" else _count(match["minguo"]) or 0)
    if match["hanyear"]:
        return int("".join(str(_HAN_DIGITS[char]) for char in match["hanyear"]))
    return int("".join((match["year"] or match["y"]).split()).translate(_FULLWIDTH))


def _count(text: str | None) -> int | None:
    """Read a small number in digits of any width or in Han: ``十二``, not ``廿``, ``一百零九`` for a Minguo year."""
    if not text:
        return None
    text = text.translate(_FULLWIDTH)
    if text.isdecimal():
        return int(text)
    if text[0] in "廿卅":
        return {"廿": 20, "卅": 30}[text[0]] + (_HAN_DIGITS.get(text[1:], 0) if text[1:] else 0)
    if text == "元":
        return 1
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        return 100 * _HAN_DIGITS.get(hundreds, 1) + (_count(rest.lstrip("零〇○")) or 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_HAN_DIGITS.get(tens, 1) if tens else 1) + (_HAN_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_HAN_DIGITS.get(char, 0)) for char in text))
