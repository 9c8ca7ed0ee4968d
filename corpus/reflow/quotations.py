"""Quotes at a line break: one that closes goes back to its line, one speech ends before another opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.reflow.chars import CLOSE, ELLIPSIS, END, OPEN, among
from corpus.reflow.features import FIRST
from corpus.reflow.marks import member
from corpus.reflow.numbers import F32, I32, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.reflow.survey import Survey

JOINED, PARTED = 0.05, 0.95
_SAID = member(END, ELLIPSIS)
_ORPHANS, _EXTRA = FIRST.index("orphans_all"), FIRST.index("blanks_usual")


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
    alone = close & (lines.solid.take(body) == I32[1])
    if np.count_nonzero(alone):
        back = alone[1:] & ~fixed
        ends[back] = np.minimum(ends[back], F32[JOINED])
