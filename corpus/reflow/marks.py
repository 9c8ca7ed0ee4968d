"""Enumeration marks at the start of a line, and whether they count on from the one before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from corpus.reflow.chars import (
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
from corpus.reflow.lines import HEAD
from corpus.reflow.numbers import I64, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.reflow.lines import Lines

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
    """A table that says of each class whether it is one of these."""
    table = np.zeros(CLASS + 1, np.bool_)
    table[list(classes)] = True
    return table


def find(lines: Lines) -> NDArray[np.uint8]:
    """Which mark opens each line. Only lines that begin with a sign that can open one are looked at."""
    marks = np.zeros(len(lines), np.uint8)
    at = member(*_BEHIND).take(lines.head_class[:, 0]).nonzero()[0]
    if len(at):
        marks[at] = _classify(lines.head_class.take(at, axis=0))
    return marks


def first_false(rows: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many flags at the head of each row are set."""
    length: NDArray[np.intp] = rows.argmin(1)
    whole = rows[:, 0] & (length == I64[0])
    if np.count_nonzero(whole):
        length[whole] = rows.shape[1]
    return length


_NUMBERS = member(*(mark for mark in range(1, NUMBERED + 1) if mark not in (ITEM, HEADING, SECTION)))

# A mark is a run of signs that depends on the first one, and the sign behind the run. After brackets and 第 the run
# begins at the second sign; a sign that is no key here is a run of its own.
_RUN = {
    DIGIT: (DIGIT,),
    NUMERAL: (NUMERAL,),
    OPEN_PAREN: (DIGIT, NUMERAL),
    ORDINAL: (DIGIT, NUMERAL, SPACE),
}
_SHORTEST = {OPEN_PAREN: 2, ORDINAL: 2}
_LONGEST = {DIGIT: 3, NUMERAL: 4, OPEN_PAREN: 4}
_BEHIND = {
    DIGIT: {SPACE: NUMBERED, COLON: NUMBERED, DOT: DIGIT_POINT, PAUSE: DIGIT_POINT, CLOSE_PAREN: HALF_BRACKETED},
    NUMERAL: {PAUSE: NUMERAL_PAUSE, DOT: NUMERAL_PAUSE, CLOSE_PAREN: HALF_BRACKETED},
    OPEN_PAREN: {CLOSE_PAREN: BRACKETED},
    ORDINAL: {UNIT: CHAPTER},
    LATIN: {DOT: LETTERED, CLOSE_PAREN: LETTERED},
    DASH: {SPACE: ITEM},
    BULLET: dict.fromkeys(range(1, CLASS + 1), ITEM),
    HASH: dict.fromkeys(range(CLASS + 1), HEADING),
    CIRCLED: dict.fromkeys(range(CLASS + 1), CIRCLE),
}


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.uint8], NDArray[np.uint8]]:
    """Which sign goes on with the run of a first sign; how long the run may be; the mark by first sign and last."""
    inside = np.zeros((CLASS + 1, CLASS + 1), np.bool_)
    lengths = np.ones((2, CLASS + 1), np.uint8)
    lengths[1] = HEAD
    found = np.zeros((CLASS + 1, CLASS + 1), np.uint8)
    for opening, run in _RUN.items():
        inside[opening, list(run)] = True
    for row, limits in zip(lengths, (_SHORTEST, _LONGEST), strict=True):
        row[list(limits)] = list(limits.values())
    for opening, behind in _BEHIND.items():
        found[opening, list(behind)] = list(behind.values())
    return inside, lengths, found


def _classify(head: NDArray[np.uint8]) -> NDArray[np.uint8]:
    size = head.shape[1]
    inside, (shortest, longest), found = _tables()
    first = head[:, 0]
    pair = first.astype(np.intp) << I64[5]
    run = inside.take(pair[:, None] | head)
    run[:, 0] = True
    length = first_false(run)
    place = np.arange(0, head.size, size) + np.minimum(length, I64[size - 1])
    behind = head.take(place)
    marks: NDArray[np.uint8] = found.take(pair | behind)
    marks[(length < shortest.take(first)) | (length > longest.take(first))] = NONE
    marks[(marks == U8[LETTERED]) & (head[:, 2] == U8[LATIN])] = NONE
    point = (marks == U8[DIGIT_POINT]) & (behind == U8[DOT])
    marks[point & (head.take(place + I64[1], mode="clip") == U8[DIGIT])] = SECTION
    return marks


# Positional value of a numeral: enough to see that 二 follows 一, 十一 follows 十.
_VALUES = {
    c: v for v, group in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in group
}


def counts_on(lines: Lines, marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Lines whose number is one above that of the last line with the same kind of mark (or the first of a run)."""
    result = np.zeros(len(lines), np.bool_)
    at = _NUMBERS.take(marks).nonzero()[0]
    last: dict[int, int] = {}
    heads = lines.head.take(at, axis=0).tolist()
    for line, mark, codes in zip(at.tolist(), marks.take(at).tolist(), heads, strict=True):
        value = number(codes)
        result[line] = value == last.get(mark, 0) + 1 or value == 1
        last[mark] = value
    return result


def number(codes: list[int]) -> int:
    """The first number among the characters, decimal or Chinese; -1 for none.

    >>> [number([ord(c) for c in s]) for s in ("12.", "（十二）", "二十、", "第三章", "①", "b)")]
    [12, 12, 20, 3, 1, 2]
    """
    value, tens, seen = 0, 0, False
    for code in codes:
        char = chr(code)
        if 48 <= code <= 57:
            value, seen = value * 10 + code - 48, True
        elif char == "十":
            tens, value, seen = tens + (value or 1) * 10, 0, True
        elif char == "百":
            tens, value, seen = tens + (value or 1) * 100, 0, True
        elif char in _VALUES:
            value, seen = _VALUES[char], True
        elif 0x2460 <= code < 0x2474:
            return code - 0x2460 + 1
        elif 97 <= (code | 32) <= 122 and not seen:
            return (code | 32) - 96
        elif seen:
            break
    return tens + value if seen else -1
