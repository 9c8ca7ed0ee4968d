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
_ITEMS = (m.ITEM, m.CIRCLE, m.DIGIT_POINT, m.HALF_BRACKETED, m.BRACKETED, m.NUMERAL_PAUSE, m.LETTERED)


def name(known: Survey, begins: NDArray[np.intp], stops: NDArray[np.intp]) -> list[str]:
    """The kind of each block of running text, given as ranges of ``known.body``."""
    if not len(begins):
        return []
    first, last = known.body[begins], known.body[stops - 1]
    lines = known.lines
    mark = known.marks[first]
    wide = np.add.reduceat(lines.width[known.body], begins)
    final = lines.tail_class[last, 0]
    said = m.member(END, COMMA, PAUSE, ELLIPSIS, COLON).take(final)
    short = (wide <= SHORT) & (stops - begins <= 2) & ~said
    heading = short & m.member(m.CHAPTER, m.SECTION, m.NUMERAL_PAUSE, m.BRACKETED, m.NUMBERED, m.DIGIT_POINT).take(mark)
    heading &= ~_one_of_a_list(mark, wide)
    heading |= (mark == m.HEADING) | _bare(short, mark, wide, said)
    kinds = np.full(len(first), "paragraph", object)
    kinds[m.member(*_ITEMS).take(mark)] = "list_item"
    kinds[heading] = "heading"
    kinds[:1][short[:1] | (mark[:1] == m.HEADING)] = "title"
    result: list[str] = kinds.tolist()
    return result


def _one_of_a_list(mark: NDArray[np.uint8], wide: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Blocks with a neighbour of the same mark: a heading has text between it and the next."""
    same = (mark[1:] == mark[:-1]) & m.member(*_ITEMS).take(mark[1:])
    result: NDArray[np.bool_] = np.append(same, False) | np.append(False, same)
    return result


def _bare(
    short: NDArray[np.bool_], mark: NDArray[np.uint8], wide: NDArray[np.int64], said: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Short blocks without a mark, after a finished one and before one that is longer."""
    longer = np.append(wide[1:] > np.maximum(wide[:-1], 40), False)
    after = np.append(True, said[:-1] | short[:-1])
    result: NDArray[np.bool_] = short & (mark == m.NONE) & (wide <= UNMARKED) & longer & after
    return result
