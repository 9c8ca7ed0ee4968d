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
    starters = member(DIGIT, NUMERAL, OPEN_PAREN, ORDINAL, CIRCLED, BULLET, HASH, DASH, LATIN)
    at = np.flatnonzero(starters.take(lines.head_class[:, 0]))
    if len(at):
        marks[at] = _classify(lines.head_class[at])
    return marks


def _classify(head: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, size = np.arange(len(head)), head.shape[1] - 1
    first, second = head[:, 0], head[:, 1]

    def behind(classes: NDArray[np.bool_], start: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """How long a run of these classes is, and where it ends."""
        inside = classes.take(head[:, start:])
        run = np.logical_and.accumulate(inside, axis=1).sum(1)
        return run, np.minimum(run + start, size)

    digits, end = behind(member(DIGIT), 0)
    after, then = head[rows, end], head[rows, np.minimum(end + 1, size)]
    numerals, numeral_end = behind(member(NUMERAL), 0)
    after_numeral = head[rows, numeral_end]
    inner, inner_end = behind(member(DIGIT, NUMERAL), 1)
    spaced, spaced_end = behind(member(DIGIT, NUMERAL, SPACE), 1)
    few, some = (digits > 0) & (digits < 4), (numerals > 0) & (numerals < 5)
    point = (after == DOT) | (after == PAUSE)
    marks = np.zeros(len(head), np.uint8)
    # In rising order of precedence: a later line overrules an earlier one.
    for mark, chosen in (
        (NUMBERED, few & ((after == SPACE) | (after == COLON))),
        (LETTERED, (first == LATIN) & ((second == DOT) | (second == CLOSE_PAREN)) & (head[:, 2] != LATIN)),
        (DIGIT_POINT, few & point),
        (SECTION, few & (after == DOT) & (then == DIGIT)),
        (NUMERAL_PAUSE, some & ((after_numeral == PAUSE) | (after_numeral == DOT))),
        (HALF_BRACKETED, (few & (after == CLOSE_PAREN)) | (some & (after_numeral == CLOSE_PAREN))),
        (BRACKETED, (first == OPEN_PAREN) & (inner > 0) & (inner < 4) & (head[rows, inner_end] == CLOSE_PAREN)),
        (HEADING, first == HASH),
        (ITEM, ((first == BULLET) & (second != 0)) | ((first == DASH) & (second == SPACE))),
        (CIRCLE, first == CIRCLED),
        (CHAPTER, (first == ORDINAL) & (spaced > 0) & (head[rows, spaced_end] == UNIT)),
    ):
        marks[chosen] = mark
    return marks


# Positional value of a numeral: enough to see that 二 follows 一, 十一 follows 十.
_VALUES = {
    c: v for v, group in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in group
}


def counts_on(lines: Lines, marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Lines whose number is one above that of the last line with the same kind of mark (or the first of a run)."""
    result = np.zeros(len(lines), np.bool_)
    at = np.flatnonzero((marks > 0) & (marks != ITEM) & (marks != HEADING) & (marks != SECTION))
    last: dict[int, int] = {}
    heads = lines.head[at].tolist()
    for line, mark, codes in zip(at.tolist(), marks[at].tolist(), heads, strict=True):
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
