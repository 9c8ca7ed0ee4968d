"""Quotes at a line break: one that closes goes back to its line, one speech ends before another opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.break_features import FIRST
from corpus.cleaning.reflow.character_classes import (
    CLOSE,
    COLON,
    COMMA,
    ELLIPSIS,
    END,
    FIGURE,
    FUNCTION,
    HAN,
    NUMERAL,
    OPEN,
    TOPIC,
    among,
)
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import F32, I16, I32, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.survey import Survey

JOINED, PARTED = 0.05, 0.95
CUTS = 2  # so many quotes that a short line breaks off are no chance
_SAID = member(END, ELLIPSIS)
_SIGN = member(END, COLON, COMMA, ELLIPSIS)
_WORD = member(HAN, NUMERAL, FUNCTION, TOPIC, FIGURE)
_ORPHANS, _EXTRA, _FILL, _OPENS, _OPENS_NEXT, _TAIL, _FINAL, _STEP, _FINAL_NEXT = (
    FIRST.index(name)
    for name in (
        *(
            "orphans_all",
            "blanks_usual",
            "fill_far.here",
            "opens.here",
            "opens.next",
            "tail.here",
            "final.here",
            "step",
        ),
        "final.next",
    )
)


def settle(known: Survey, rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Settle the breaks beside quotes; ``rows`` are the features of the first look."""
    lines, body = known.lines, known.body
    close = lines.tail_class[0].take(body) == U8[CLOSE]
    if not np.count_nonzero(close):
        return
    tail, inner = lines.tail[0].take(body), lines.tail_class[1].take(body)
    said = close & _SAID.take(inner)
    opens = lines.head_class[0].take(body) == U8[OPEN]
    fixed = ends >= F32[1]
    # ``。”`` before ``“``: another speaks.
    speech = said[:-1] & among(tail[:-1], "”」』") & opens[1:] & ~fixed
    if rows[_ORPHANS, 0]:  # lines are pieces, cut where two signs meet: only a gap parts them
        speech &= rows[_EXTRA] > 0
    if np.count_nonzero(speech):
        ends[speech] = np.maximum(ends[speech], F32[PARTED])
    _pieces(known, rows, ends)
    alone = close & (lines.solid.take(body) == I32[1])
    if np.count_nonzero(alone):
        back = alone[1:] & ~fixed
        ends[back] = np.minimum(ends[back], F32[JOINED])


def _pieces(known: Survey, rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Join short lines that break off inside a quote: an extractor began a line at each.

    No typesetter leaves room after a word in the middle of a speech.
    """
    room = rows[_FILL] < I16[75]
    cut = room & (rows[_OPENS] > I16[0]) & _WORD.take(rows[_TAIL]) & (rows[_OPENS_NEXT] < I16[0])
    if int(np.count_nonzero(cut)) < CUTS:
        return
    lines, body = known.lines, known.body
    quote = lines.head_class[0].take(body) == U8[OPEN]
    rest = np.zeros(len(ends), np.bool_)
    rest[1:] = cut[:-1]
    # A line without a sign at its end may be a heading.
    said = room & (quote[:-1] | rest) & (rows[_TAIL] == I16[CLOSE]) & _SIGN.take(rows[_FINAL_NEXT])
    spoken = quote[1:] & (rows[_FINAL] == I16[COLON])
    pieces = (cut | said | spoken) & (rows[_EXTRA] <= I16[0]) & (rows[_STEP] < I16[2]) & (ends < F32[1])
    ends[pieces] = np.minimum(ends[pieces], F32[JOINED])
