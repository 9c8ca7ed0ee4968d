"""The kinds that lines alone tell: title, heading, list item, paragraph. The next stage refines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow import marks as m
from corpus.cleaning.reflow.character_classes import COLON, COMMA, ELLIPSIS, END, PAUSE
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.survey import Survey

SHORT = 72  # cells: no heading is longer
UNMARKED = 50  # cells: without a mark, a heading is shorter still
_IS_ITEM = m.member(m.ITEM, m.CIRCLE, m.DIGIT_POINT, m.HALF_BRACKETED, m.BRACKETED, m.NUMERAL_PAUSE, m.LETTERED)
_HEADS = m.member(m.CHAPTER, m.SECTION, m.NUMERAL_PAUSE, m.BRACKETED, m.NUMBERED, m.DIGIT_POINT).tolist()
_SAID = m.member(END, COMMA, PAUSE, ELLIPSIS, COLON)


def name(known: Survey, begins: NDArray[np.intp], stops: NDArray[np.intp]) -> list[str]:
    """Name the kind of each block of running text, given as ranges of ``known.body``."""
    if not len(begins):
        return []
    first, last = known.body.take(begins), known.body.take(stops - 1)
    lines = known.lines
    wide = np.add.reduceat(lines.width.take(known.body), begins)
    mark, said = known.marks.take(first), _SAID.take(lines.tail_class[0].take(last))
    is_short = (wide <= I32[SHORT]) & (stops - begins <= I64[2]) & ~said
    kinds = ["paragraph"] * len(begins)
    for at in _IS_ITEM.take(mark).nonzero()[0].tolist():
        kinds[at] = "list_item"
    widths, marks, short, ended = wide.tolist(), mark.tolist(), is_short.tolist(), said.tolist()
    # Only a short block can be a heading: a loop over these is faster than arrays of all.
    for at in (is_short | (mark == U8[m.HEADING])).nonzero()[0].tolist():
        if marks[at] == m.HEADING:
            kinds[at] = "heading"
        elif _HEADS[marks[at]]:
            if not (kinds[at] == "list_item" and marks[at] in (marks[at - 1 : at] + marks[at + 1 : at + 2])):
                kinds[at] = "heading"
        elif marks[at] == m.NONE and _is_bare(at, widths, ended, short):
            kinds[at] = "heading"
    if short[0] or marks[0] == m.HEADING:
        kinds[0] = "title"
    return kinds


def _is_bare(at: int, wide: list[int], said: list[bool], short: list[bool]) -> bool:
    """Return whether it is a short block without a mark, after a finished one and before one that is longer."""
    if wide[at] > UNMARKED or at + 1 == len(wide) or wide[at + 1] <= max(wide[at], 40):
        return False
    return not at or said[at - 1] or short[at - 1]
