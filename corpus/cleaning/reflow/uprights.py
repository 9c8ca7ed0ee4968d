"""Vertical text that an extractor gives one character a line: where such lines read on, they are one paragraph.

Words of Latin, figures and the calls of notes are set sideways: a line each between the characters, at times with
some of these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import CLOSE, COMMA, ELLIPSIS, END, PAUSE, among
from corpus.cleaning.reflow.cohesion import coheres
from corpus.cleaning.reflow.listings import SLIVERS
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

UPRIGHT = 30  # no paragraph goes on across it
READS_ON = 15  # percent of the neighbours that belong to one word; cells of a table have fewer
PARTS = 4  # so many lines of punctuation in a hundred show sentences
SEEN, DISTINCT = 60, 60  # percent of so many characters that differ; cells repeat a few

SIDEWAYS, TOGETHER = 30, 2  # cells of a line in upright text; so many one after the other
MARK = 7  # characters of the mark of a clause or a section
_LABEL = re.compile(
    "第[〇零一二三四五六七八九十百0-9]{1,4}[条條章节節款編编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
)
_LABEL_HEADS = "第一二三四五六七八九十（("

_SIGNS = member(END, COMMA, PAUSE, ELLIPSIS)
_STOPS = member(END, ELLIPSIS, CLOSE)


def find(lines: Lines, roles: NDArray[np.uint8]) -> None:
    """Set the role of runs of one-character lines that are a text rather than cells or a list."""
    slivers = roles == U8[SLIVERS]
    if not np.count_nonzero(slivers):
        return
    fenced = np.zeros(len(roles) + 2, np.bool_)
    fenced[1:-1] = slivers & (lines.width <= I32[2])
    starts, stops = (fenced[1:] != fenced[:-1]).nonzero()[0].reshape(-1, 2).T
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        if _reads_on(lines, start, stop):
            roles[start:stop] = UPRIGHT
    _sideways(lines, roles)


def _sideways(lines: Lines, roles: NDArray[np.uint8]) -> None:
    """Let upright text go on over the short lines inside it, to single characters below."""
    upright = roles == U8[UPRIGHT]
    if not np.count_nonzero(upright):
        return
    single = upright | ((lines.width <= I32[2]) & (lines.wide > I32[0]) & (roles < U8[SLIVERS]))
    beside = (lines.width <= I32[SIDEWAYS]) & (roles == U8[0])
    tight = (lines.blanks == I32[0]) & ~lines.page
    free, size = (single | beside) & ~upright & tight, len(roles)
    ends = (upright[:-1] & free[1:]).nonzero()[0].tolist()
    for end in ends:
        at, last = end + 1, end
        while at < size and tight[at] and (single[at] or (beside[at] and at - last <= TOGETHER)):
            last = at if single[at] else last
            at += 1
        roles[end + 1 : last + 1] = UPRIGHT


def _reads_on(lines: Lines, start: int, stop: int) -> bool:
    codes, size = lines.head[0, start:stop], stop - start
    if size < 2 or 100 * len(set(codes[:SEEN].tolist())) < DISTINCT * min(size, SEEN):
        return False
    signs = int(np.count_nonzero(_SIGNS.take(lines.head_class[0, start:stop])))
    if 100 * signs >= PARTS * size and 2 * signs < size:
        return True
    words = int(np.count_nonzero(coheres(codes[:-1], codes[1:])))
    return 100 * words >= READS_ON * size


def begins(lines: Lines, at: NDArray[np.intp], roles: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which of the lines begin a paragraph of upright text: after a stop and a gap, or with a clause's mark."""
    upright = roles == U8[UPRIGHT]
    if not np.count_nonzero(upright):
        return np.zeros(len(at), np.bool_)
    blanks = lines.blanks.take(at)
    usual = int(blanks[upright][1:].min(initial=9))
    ended = _STOPS.take(lines.head_class[0].take(np.maximum(at - 1, 0)))
    result: NDArray[np.bool_] = upright & (blanks > I32[usual]) & ended
    heads = lines.head[0].take(at)
    for place in (upright & ended & ~result & among(heads, _LABEL_HEADS)).nonzero()[0].tolist():
        result[place] = _LABEL.match("".join(map(chr, heads[place : place + MARK].tolist()))) is not None
    return result
