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
_MINGUO = (
    rf"(?:中{_GAP}[华華]{_GAP}民{_GAP}[国國]|民[国國]){_GAP}(?P<minguo>{_D}{{1,3}}|[{_H[1:-1]}百]{{1,6}}|元){_GAP}年"
)
_MONTH = (
    rf"(?:{_GAP}(?P<month>{_D}{{1,2}}|{_H}{{1,3}}|元){_GAP}月(?!份?前)(?:{_GAP}(?P<day>{_D}{{1,2}}|"
    rf"{_H}{{1,3}}){_GAP}日)?)?"
)
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


_SHORT_MINGUO = re.compile(r"(?<!\d)(\d{2,3})\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})(?:日|(?!\d))")


def minguo_date(text: str, start: int, end: int) -> Found | None:
    """Find a date whose year counts from 1912 without saying so, as pages of Taiwan print it.

    >>> minguo_date("發布日期：109-10-23", 5, 14)
    Found(value='2020-10-23', start=5, end=14)
    """
    match = _SHORT_MINGUO.search(text, start, end)
    if not match or int(match[1]) > 150:
        return None
    value = f"{1911 + int(match[1])}-{int(match[2]):02d}-{int(match[3]):02d}"
    return Found(value, match.start(), match.end()) if valid_date(value) else None


# Reigns of the last two dynasties, with the year before their first.
_REIGNS = {
    "洪武": 1367, "建文": 1398, "永樂": 1402, "洪熙": 1424, "宣德": 1425, "正統": 1435, "景泰": 1449,
    "天順": 1456, "成化": 1464, "弘治": 1487, "正德": 1505, "嘉靖": 1521, "隆慶": 1566, "萬曆": 1572,
    "泰昌": 1619, "天啟": 1620, "崇禎": 1627, "順治": 1643, "康熙": 1661, "雍正": 1722, "乾隆": 1735,
    "嘉慶": 1795, "道光": 1820, "咸豐": 1850, "同治": 1861, "光緒": 1874, "宣統": 1908, "永乐": 1402,
    "正统": 1435, "天顺": 1456, "隆庆": 1566, "万历": 1572, "天启": 1620, "崇祯": 1627, "顺治": 1643,
    "嘉庆": 1795, "咸丰": 1850, "光绪": 1874, "宣统": 1908,
}  # fmt: skip
_REIGN = re.compile(rf"({'|'.join(_REIGNS)})\s?([元一二三四五六七八九十]{{1,3}})\s?年")


def reign_date(text: str) -> Found | None:
    """Find a year of a Ming or Qing reign.

    >>> reign_date("乾隆四十二年歲次丁酉仲春")
    Found(value='1777', start=0, end=6)
    """
    match = _REIGN.search(text)
    year = small_number(match[2]) if match else None
    return Found(f"{_REIGNS[match[1]] + year:04d}", match.start(), match.end()) if match and year else None


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
    year = _year(match)
    month, day = (small_number(match[name] or match[name[0]]) for name in ("month", "day"))
    parts = [f"{year:04d}", *(f"{number:02d}" for number in (month, day) if number is not None)]
    value = "-".join(parts)
    return value if EARLIEST <= year <= LATEST and valid_date(value) else ""


def _year(match: re.Match[str]) -> int:
    if match["minguo"]:
        return 1911 + (1 if match["minguo"] == "元" else small_number(match["minguo"]) or 0)
    if match["hanyear"]:
        return int("".join(str(_HAN_DIGITS[char]) for char in match["hanyear"]))
    return int("".join((match["year"] or match["y"]).split()).translate(_FULLWIDTH))


def small_number(text: str | None) -> int | None:
    """Return the value of a number in digits of any width or in Han, up to 999; None where there is no text.

    >>> small_number("十二"), small_number("廿三"), small_number("一百零九"), small_number("二〇")
    (12, 23, 109, 20)
    """
    if not text:
        return None
    text = text.translate(_FULLWIDTH)
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    if text[0] in "廿卅":
        return {"廿": 20, "卅": 30}[text[0]] + (_HAN_DIGITS.get(text[1:], 0) if text[1:] else 0)
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        return 100 * _HAN_DIGITS.get(hundreds, 1) + (small_number(rest.lstrip("零〇○")) or 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_HAN_DIGITS.get(tens, 1) if tens else 1) + (_HAN_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_HAN_DIGITS.get(char, 0)) for char in text))
