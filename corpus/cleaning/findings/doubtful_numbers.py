"""Series of numbers that are out of order: a number that repeats the one before, or leaves one out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.enumerators import OPENINGS, enumerator
from corpus.model.values import Block, Finding

LAST = 60
"""The highest number of a series that is looked at: higher ones are years, articles and pages."""
DEPTH = 4
"""Series of one form that are open at once: a list inside an item counts anew, and its item goes on after it."""
_HAN_NUMERALS = "〇零一二三四五六七八九十"
_NUMERALS = re.compile(f"[\\d{_HAN_NUMERALS}①-⑳]+")
_NUMERAL = re.compile(f"\\d+|[{_HAN_NUMERALS}]+|[①-⑳]")
_DECIMALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_RANKS = {
    family: rank
    for rank, family in enumerate(("chapter", "section", "han", "han_paren", "digit", "digit_paren", "circle"))
}
"""Families of marks, those above first."""


def find(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Find marks that repeat the number before, or leave one out that stands nowhere near."""
    series = dict[tuple[int, str], list[int]]()
    for at, block in enumerate(blocks):
        if block.text[:1] not in OPENINGS or block.kind not in ("heading", "label", "list_item", "paragraph"):
            continue
        mark = enumerator(block.text)
        if mark is None or mark.family not in _RANKS:
            continue
        rank, label = _RANKS[mark.family], block.text[: mark.end]
        for below in [key for key in series if key[0] > rank]:
            del series[below]  # a mark above begins the counts below it anew
        number = _number(label)
        if number is None or number > LAST:
            continue
        opened = series.setdefault((rank, _NUMERALS.sub("#", label.strip())), [])
        if _is_out_of_order(opened, number) and (number == opened[-1] or not _elsewhere(blocks, at, label, number)):
            start = block.spans[0].start
            yield Finding(start, min(start + mark.end, block.spans[0].end), "NUMBERING")
        _count(opened, number)


def _is_out_of_order(opened: Sequence[int], number: int) -> bool:
    """Return whether a number repeats the last one or leaves one out, and goes on with none that was before a list."""
    return number > 1 and number - 1 not in opened and bool(opened) and number in (opened[-1], opened[-1] + 2)


def _count(opened: list[int], number: int) -> None:
    """Go on with the innermost series that the number follows; else one that begins with it opens inside."""
    if number - 1 in opened:
        while opened[-1] != number - 1:
            opened.pop()
        opened[-1] = number
    elif number == 1:
        opened.append(number)
        del opened[:-DEPTH]
    else:
        opened[-1:] = [number]


def _number(label: str) -> int | None:
    """Read the number of a mark up to 99; None where it has none.

    >>> _number("第十二章"), _number("二三、"), _number("（一百）"), _number("③")
    (12, 23, None, 3)
    """
    found = _NUMERAL.search(label)
    if found is None or "百" in label or "千" in label:
        return None
    digits = found[0]
    if digits.isdecimal():
        return int(digits)
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    tens, ten, ones = (part.translate(_DECIMALS) for part in digits.partition("十"))
    return int(tens or "1") * 10 + int(ones or "0") if ten else int(tens)


def _elsewhere(blocks: Sequence[Block], at: int, label: str, number: int) -> bool:
    """Return whether the number before stands inside a block near: there the line was not taken for an item."""
    numerals = [str(number - 1), _han(number - 1), chr(ord("①") + number - 2)]
    near = "\n".join(block.text for block in blocks[max(0, at - 40) : at])
    return any(_NUMERAL.sub(numeral, label, count=1).strip() in near for numeral in numerals)


def _han(number: int) -> str:
    """Write a number up to 99 in Han.

    >>> _han(7), _han(10), _han(21)
    ('七', '十', '二十一')
    """
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")
