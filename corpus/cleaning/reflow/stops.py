"""Stops seen through what follows them: a note's figure, a lone closing quote; and a point that is the stop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import (
    CIRCLED,
    CLASS,
    CLOSE,
    CLOSE_PAREN,
    DIGIT,
    DOT,
    END,
    FUNCTION,
    HAN,
    NUMERAL,
    OTHER,
    TOPIC,
    UNIT,
    trait_table,
)
from corpus.cleaning.reflow.lines import TAIL
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from corpus.cleaning.reflow.lines import Lines

POINTS = 3  # so many lines end with a word and a point where the author's stop is a point
_NEAR = 12  # lines that share a column
_LONGEST = 16  # characters: a stop, quotes that close, a note's mark
_NOTED = re.compile(
    r"(?<=[。！？!?…；])([”’」』）)]{0,3})(?:(?P<bare>\d{1,3})|[\[［〔【(（]\d{1,3}[\]］〕】)）]|[⁰¹²³⁴-⁹]{1,3}|"
    r"[\u2460-\u2473])$"
)
# A figure before one of these is a number with its unit, which the line cuts.
_UNITS = frozenset(
    "0123456789０１２３４５６７８９.．,，%％‰℃°年月日号號时時分秒点點世个個名位人次件条條项項款章节節页頁回届屆级級层層楼樓"
    "万萬亿億千百十元岁歲家所座台臺辆輛只隻头頭张張份本册冊卷部种種类類倍成度米厘毫公克斤吨噸里亩畝平立升、—-～~至到多余餘"
)
_FOLLOWING = member(DIGIT, CIRCLED, CLOSE_PAREN, OTHER)
_WORD = member(HAN, NUMERAL, FUNCTION, TOPIC, UNIT, CLOSE, CLOSE_PAREN)


def see_through(text: str, lines: Lines) -> None:
    """Let the last characters of a line be those before a note's figure, and a lone quote end as the line above."""
    _notes(text, lines)
    _quotes(lines)
    _points(lines)


def _notes(text: str, lines: Lines) -> None:
    classes = lines.tail_class
    at = _FOLLOWING.take(classes[0]).nonzero()[0]
    if not len(at):
        return
    near = classes.take(at, axis=1)
    stopped = (near[1:] == U8[END]).any(0) | (near[0] == U8[CLOSE_PAREN]) | (near[2:] == U8[CLOSE]).any(0)
    size = len(lines)
    for line in at[stopped].tolist():
        start, stop = int(lines.first[line]), int(lines.last[line])
        found = _NOTED.search(text, max(start, stop - _LONGEST), stop)
        if not found or (found["bare"] and line + 1 < size and text[int(lines.first[line + 1])] in _UNITS):
            continue
        end = found.end(1)
        codes = np.array([ord(char) for char in text[max(start, end - TAIL) : end][::-1]], np.uint32)
        lines.tail[:, line], lines.tail_class[:, line] = 0, 0
        lines.tail[: len(codes), line] = codes
        lines.tail_class[: len(codes), line] = trait_table().take(codes) & U8[CLASS]


def _quotes(lines: Lines) -> None:
    """Move a closing quote alone on its line: the stop before it is the last of the line above.

    Where the line above, the quote and the line below fill no more than a column, all may be pieces of one line.
    """
    alone = lines.solid == I32[1]
    if not np.count_nonzero(alone):
        return
    alone &= lines.head_class[0] == U8[CLOSE]
    edges, size = lines.indent + lines.width, len(lines)
    for line in alone.nonzero()[0].tolist():
        below = min(line + 1, size - 1)
        row = int(edges[line - 1] + lines.width[line] + lines.width[below]) if line else 0
        if row > int(edges[max(0, line - _NEAR) : line + _NEAR].max()):
            lines.tail[1:, line] = lines.tail[:-1, line - 1]
            lines.tail_class[1:, line] = lines.tail_class[:-1, line - 1]


def _points(lines: Lines) -> None:
    """Take the half-width point for the stop where more lines end with a word and one than with ``。``."""
    classes = lines.tail_class
    point = classes[0] == U8[DOT]
    if np.count_nonzero(point) < POINTS:
        return
    point &= _WORD.take(classes[1])
    count = int(np.count_nonzero(point))
    stops = int(np.count_nonzero(lines.tail[0] == np.uint32(ord("。"))))
    if count >= POINTS and count > 2 * stops:
        classes[0, point] = END
