"""Enumeration marks at the start of a line, and whether they count on from the one before."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import (
    BULLET,
    CIRCLED,
    CLASS,
    CLOSE_PAREN,
    COLON,
    DASH,
    DIGIT,
    DOT,
    HASH,
    LATIN,
    NUMERAL,
    OPEN_PAREN,
    ORDINAL,
    PAUSE,
    SPACE,
    UNIT,
)
from corpus.cleaning.reflow.lines import HEAD
from corpus.cleaning.reflow.scalar_arrays import U8, U16

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

(
    NONE,
    NUMERAL_PAUSE,  # 一、
    DIGIT_POINT,  # 1. 1、
    SECTION,  # 1.2  1.2.3
    BRACKETED,  # （一） (1)
    HALF_BRACKETED,  # 1） 一）
    CHAPTER,  # 第一章 第 3 條
    CIRCLE,  # ①
    ITEM,  # • - *
    HEADING,  # Markdown
    LETTERED,  # A. a)
    NUMBERED,  # 1 甲: a number and a space
) = range(12)


@cache
def member(*classes: int) -> NDArray[np.bool_]:
    """Make a table that says of each class whether it is one of these."""
    table = np.zeros(CLASS + 1, np.bool_)
    table[list(classes)] = True
    return table


def find(lines: Lines) -> NDArray[np.uint8]:
    """Find which mark opens each line. Only lines whose first two characters can open one are looked at."""
    marks = np.zeros(len(lines), np.uint8)
    first, second = lines.head_class[:2]
    at = _OPENS.take((first.astype(np.uint16) << U16[CLASS_BITS]) | second).nonzero()[0]
    if len(at):
        # Documents have some dozen such lines: an expression for each takes a third of the time of array operations.
        classes = lines.head_class.take(at, axis=1).T.tobytes()
        found = [_MARK.match(classes, start, start + HEAD) for start in range(0, len(classes), HEAD)]
        marks[at] = [0 if match is None else match.lastindex or 0 for match in found]
        chapters = (marks == U8[CHAPTER]).nonzero()[0]
        if len(chapters):
            ends = [match.end() % HEAD for match in found if match is not None and match.lastindex == CHAPTER]
            marks[chapters[_CITED.take(lines.head[ends, chapters], mode="clip")]] = NONE
    return marks


# A chapter that is spoken of in the middle of a sentence: 第三章的, 第三章、.
_CITED = np.zeros(1 << 16, np.bool_)
_CITED[[ord(sign) for sign in "，,、。；;的和与與及或"]] = True


_NUMBERS = member(*(mark for mark in range(1, NUMBERED + 1) if mark not in (ITEM, HEADING, SECTION)))


def _shape(*signs: Iterable[int]) -> bytes:
    """Write the expression for a run of characters, each of one of some classes; a class is a byte."""
    return b"".join(b"[%s]" % b"".join(re.escape(bytes([kind])) for kind in sign) for sign in signs)


_D, _NUMBER = _shape([DIGIT]) + b"{1,3}", _shape([NUMERAL]) + b"{1,4}"
_IN_BRACKETS = _shape([DIGIT, NUMERAL]) + b"{1,3}"
_SHAPES = {
    NUMERAL_PAUSE: _NUMBER + _shape([PAUSE, DOT]),
    DIGIT_POINT: _D + b"(?:%s|%s(?!%s))" % (_shape([PAUSE]), _shape([DOT]), _shape([DIGIT])),
    SECTION: _D + _shape([DOT]),
    BRACKETED: _shape([OPEN_PAREN]) + _IN_BRACKETS + _shape([CLOSE_PAREN]),
    HALF_BRACKETED: b"(?:%s|%s)%s" % (_D, _NUMBER, _shape([CLOSE_PAREN])),
    CHAPTER: _shape([ORDINAL]) + _shape([DIGIT, NUMERAL, SPACE]) + b"+" + _shape([UNIT]),
    CIRCLE: _shape([CIRCLED]),
    ITEM: b"%s|%s" % (_shape([DASH], [SPACE]), _shape([BULLET], range(1, CLASS + 1))),
    HEADING: _shape([HASH]),
    LETTERED: _shape([LATIN], [DOT, CLOSE_PAREN]) + b"(?!%s)" % _shape([LATIN]),
    NUMBERED: _D + _shape([SPACE, COLON]),
}
# The group that matches is the mark.
_MARK = re.compile(b"|".join(b"(%s)" % _SHAPES[mark] for mark in sorted(_SHAPES)), re.DOTALL)
_SECOND = {
    DIGIT: (DIGIT, PAUSE, DOT, CLOSE_PAREN, SPACE, COLON),
    NUMERAL: (NUMERAL, PAUSE, DOT, CLOSE_PAREN),
    OPEN_PAREN: (DIGIT, NUMERAL),
    ORDINAL: (DIGIT, NUMERAL, SPACE),
    LATIN: (DOT, CLOSE_PAREN),
    DASH: (SPACE,),
    BULLET: range(1, CLASS + 1),
    HASH: range(CLASS + 1),
    CIRCLED: range(CLASS + 1),
}
CLASS_BITS = CLASS.bit_length()
_OPENS = np.zeros(1 << 2 * CLASS_BITS, np.bool_)
for _first, _seconds in _SECOND.items():
    _OPENS[[(_first << CLASS_BITS) | _second for _second in _seconds]] = True


# Positional value of a numeral: enough to see that 二 follows 一, 十一 follows 十.
_VALUES = {
    ord(c): v for v, group in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in group
}
_UNITS = {ord("十"): 10, ord("百"): 100}


def counts_on(lines: Lines, marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Find lines whose number is one above that of the last line with the same kind of mark (or the first of a run)."""
    result = np.zeros(len(lines), np.bool_)
    at = _NUMBERS.take(marks).nonzero()[0]
    last: dict[int, int] = {}
    heads = lines.head.take(at, axis=1).T.tolist()
    for line, mark, codes in zip(at.tolist(), marks.take(at).tolist(), heads, strict=True):
        value = number(codes)
        result[line] = value == last.get(mark, 0) + 1 or value == 1
        last[mark] = value
    return result


def number(codes: list[int]) -> int:
    """Read the first number among the characters, decimal or Chinese; -1 for none.

    >>> [number([ord(c) for c in s]) for s in ("12.", "（十二）", "二十、", "第三章", "①", "b)")]
    [12, 12, 20, 3, 1, 2]
    """
    value, tens, seen = 0, 0, False
    for code in codes:
        if 48 <= code <= 57:
            value, seen = value * 10 + code - 48, True
        elif code in _UNITS:
            tens, value, seen = tens + (value or 1) * _UNITS[code], 0, True
        elif code in _VALUES:
            value, seen = _VALUES[code], True
        elif 0x2460 <= code < 0x2474:
            return code - 0x2460 + 1
        elif 97 <= (code | 32) <= 122 and not seen:
            return (code | 32) - 96
        elif seen:
            break
    return tens + value if seen else -1
