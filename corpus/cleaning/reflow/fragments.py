"""Fragments: an extractor that begins a line wherever two pieces of type part; those of one line fill it together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.break_features import FIRST
from corpus.cleaning.reflow.character_classes import CLOSE, COLON, ELLIPSIS, END, among
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import F32, I16

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.survey import Survey

SHORT, LEAST, SHARE = 75, 4, 20  # percent of the column; so many short lines end with a comma, one line of so many
FILLED = 0.93  # of the column: what pieces of one line fill together
JOINED, UNSURE, SURE = 0.05, 0.45, 0.9

_SAID = member(END, ELLIPSIS, COLON, CLOSE)
_FILL, _TAIL, _STEP, _EXTRA, _MARK_NEXT, _PAGE, _COLUMN, _ORPHANS = (
    FIRST.index(name)
    for name in ("fill_far.here", "tail.here", "step", "blanks_usual", "mark.next", "page", "column", "orphans_all")
)


def settle(known: Survey, rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Join the pieces of lines, in a text where short lines end with commas as none does that is typeset.

    Where lines begin with signs too, two signs met at every cut: the trees have learnt that kind.
    """
    # Items end with semicolons, which are of the commas' class.
    paused = (rows[_FILL] < I16[SHORT]) & among(known.lines.tail[0].take(known.body[:-1]), "，,、")
    count = int(np.count_nonzero(paused))
    if count < LEAST or count * SHARE < len(ends) or rows[_ORPHANS, 0]:
        return
    lines, body = known.lines, known.body
    edges = (lines.indent + lines.width).take(body).tolist()
    column = rows[_COLUMN].tolist()
    free = (rows[_EXTRA] <= I16[0]) & (rows[_STEP] < I16[2]) & (rows[_MARK_NEXT] == 0) & (rows[_PAGE] == 0)
    free &= ends < F32[1]
    ends[paused & free] = JOINED
    # A break after a stop that the trees are sure of is one between paragraphs: rows do not cross it.
    free &= ~(_SAID.take(rows[_TAIL]) & (ends >= F32[SURE]))
    joins, said = free.tolist(), _SAID.take(rows[_TAIL]).tolist()
    at, size = 0, len(ends)
    while at < size:
        stop = _row(edges, column, joins, at)
        for inner in range(at, stop):
            ends[inner] = min(ends[inner], UNSURE if said[inner] else JOINED)
        # The last piece of a full line, without a stop, goes on below.
        if stop > at and stop < size and joins[stop] and not said[stop]:
            ends[stop] = min(ends[stop], JOINED)
        at = stop + 1


def _row(edges: list[int], column: list[int], joins: list[bool], at: int) -> int:
    """Find the last of the pieces that fill the column together from here on; the line itself where none do."""
    total, width = edges[at], max(column[at], 2)
    for stop in range(at + 1, min(at + 9, len(column))):
        if not joins[stop - 1]:
            return at
        total += edges[stop]
        if total > width + 2:
            return at
        if total >= FILLED * width:
            return stop
    return at
