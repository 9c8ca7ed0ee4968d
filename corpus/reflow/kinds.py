"""The kinds that lines alone tell: title, heading, list item, paragraph. The next stage refines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.reflow import marks as m
from corpus.reflow.chars import COLON, COMMA, ELLIPSIS, END, PAUSE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.reflow.survey import Survey

SHORT = 72  # cells: no heading is longer
UNMARKED = 50  # cells: without a mark, a heading is shorter still
_IS_ITEM = m.member(m.ITEM, m.CIRCLE, m.DIGIT_POINT, m.HALF_BRACKETED, m.BRACKETED, m.NUMERAL_PAUSE, m.LETTERED)
_HEADS = m.member(m.CHAPTER, m.SECTION, m.NUMERAL_PAUSE, m.BRACKETED, m.NUMBERED, m.DIGIT_POINT)
_SAID = m.member(END, COMMA, PAUSE, ELLIPSIS, COLON)


def name(known: Survey, begins: NDArray[np.intp], stops: NDArray[np.intp]) -> list[str]:
    """The kind of each block of running text, given as ranges of ``known.body``."""
    if not len(begins):
        return []
    first, last = known.body.take(begins), known.body.take(stops - 1)
    lines = known.lines
    mark = known.marks[first]
    wide = np.add.reduceat(lines.width.take(known.body), begins)
    final = lines.tail_class[last, 0]
    said = _SAID.take(final)
    short = (wide <= SHORT) & (stops - begins <= 2) & ~said
    heading = short & _HEADS.take(mark)
    heading &= ~_one_of_a_list(mark, wide)
    heading |= (mark == m.HEADING) | _bare(short, mark, wide, said)
    kinds = np.full(len(first), "paragraph", object)
    kinds[_IS_ITEM.take(mark)] = "list_item"
    kinds[heading] = "heading"
    kinds[:1][short[:1] | (mark[:1] == m.HEADING)] = "title"
    result: list[str] = kinds.tolist()
    return result


def _one_of_a_list(mark: NDArray[np.uint8], wide: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Blocks with a neighbour of the same mark: a heading has text between it and the next."""
    same = (mark[1:] == mark[:-1]) & _IS_ITEM.take(mark[1:])
    result = np.zeros(len(mark), np.bool_)
    result[:-1] = same
    result[1:] |= same
    return result


def _bare(
    short: NDArray[np.bool_], mark: NDArray[np.uint8], wide: NDArray[np.int64], said: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Short blocks without a mark, after a finished one and before one that is longer."""
    result: NDArray[np.bool_] = short & (mark == m.NONE) & (wide <= UNMARKED)
    result[-1] = False
    result[:-1] &= wide[1:] > np.maximum(wide[:-1], 40)
    result[1:] &= said[:-1] | short[:-1]
    return result
