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
    wide = np.add.reduceat(lines.width.take(known.body), begins).tolist()
    mark = known.marks.take(first)
    marks, is_item, may_head = mark.tolist(), _IS_ITEM.take(mark).tolist(), _HEADS.take(mark).tolist()
    said = _SAID.take(lines.tail_class[:, 0].take(last)).tolist()
    few = (stops - begins <= 2).tolist()
    short = [w <= SHORT and f and not s for w, f, s in zip(wide, few, said, strict=True)]
    kinds = ["list_item" if item else "paragraph" for item in is_item]
    # Only a short block can be a heading: a loop over these is faster than arrays of all.
    for at in [at for at, is_short in enumerate(short) if is_short or marks[at] == m.HEADING]:
        if marks[at] == m.HEADING:
            kinds[at] = "heading"
        elif may_head[at]:
            if not (is_item[at] and marks[at] in (marks[at - 1 : at] + marks[at + 1 : at + 2])):
                kinds[at] = "heading"
        elif marks[at] == m.NONE and _is_bare(at, wide, said, short):
            kinds[at] = "heading"
    if short[0] or marks[0] == m.HEADING:
        kinds[0] = "title"
    return kinds


def _is_bare(at: int, wide: list[int], said: list[bool], short: list[bool]) -> bool:
    """A short block without a mark, after a finished one and before one that is longer."""
    if wide[at] > UNMARKED or at + 1 == len(wide) or wide[at + 1] <= max(wide[at], 40):
        return False
    return not at or said[at - 1] or short[at - 1]
