"""Lines that must stay as they are: tables, code, runs of single characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import among
from corpus.cleaning.reflow.marks import NONE
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

TABLE, CODE, SLIVERS = 16, 17, 18
MARKED_CODE, MARKED_TABLE = 19, 20  # what markup opens and closes; blank lines inside do not part it
FORCED = TABLE  # from here on, no paragraph goes on behind such lines

_RULES = "|│┃┌├└┏┣┗+╔║╚"
_CODE_TAIL, _CODE_HEAD = "{};:\\>=(,", "#$<}/{@-"
LEAST_SLIVERS = 12  # fewer one-character lines may be page numbers, cells, a broken heading
MANY, NARROW = 4000, 8  # cells; so many lines as narrow as this are no prose either


def find(lines: Lines, found: NDArray[np.uint8], roles: NDArray[np.uint8]) -> None:
    """Set the role of the lines of tables, listings and slivers among those that have none."""
    free = roles == U8[0]
    narrow = free & (lines.width <= I32[2])
    if np.count_nonzero(narrow) >= LEAST_SLIVERS:
        roles[runs(narrow, LEAST_SLIVERS)] = SLIVERS
    if len(lines) > MANY:
        roles[runs(free & (lines.width <= NARROW), MANY)] = SLIVERS
    columns = free & (lines.wide_gaps > I32[0])
    ruled = free & among(lines.head[0], _RULES) & among(lines.tail[0], _RULES) & (lines.solid > I32[2])
    if np.count_nonzero(columns) or np.count_nonzero(ruled):
        table = runs(columns & (lines.wide_gaps > 1), 2) | runs(columns, 3) | runs(ruled, 2)
        roles[table & ((lines.wide_gaps > 0) | ruled)] = TABLE
    _code(lines, found, roles)


def runs(flags: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """The flags that stand in runs of at least so many."""
    fenced = np.zeros(len(flags) + 2, np.bool_)
    fenced[1:-1] = flags
    edges = (fenced[1:] != fenced[:-1]).nonzero()[0]
    start, stop = edges[::2], edges[1::2]
    long = stop - start >= least
    steps = np.zeros(len(flags) + 1, np.int8)
    steps[start[long]] = 1
    steps[stop[long]] = -1
    return np.cumsum(steps[:-1], dtype=np.int8).astype(np.bool_)


def _code(lines: Lines, found: NDArray[np.uint8], roles: NDArray[np.uint8]) -> None:
    """Runs of lines without Han, rich in signs, that end or begin as code does."""
    latin = (roles == U8[0]) & (lines.wide * I32[6] <= lines.solid)
    if np.count_nonzero(latin) < 3:
        return
    signs = lines.solid - lines.alnum - lines.wide
    rich = latin & (signs * 7 >= lines.solid) & (found == NONE)
    shaped = among(lines.tail[0], _CODE_TAIL) | among(lines.head[0], _CODE_HEAD)
    total = np.concatenate(([0, 0, 0], (rich & shaped).cumsum(), [0, 0]))
    total[-2:] = total[-3]
    near = total[5:] - total[:-5] >= 2
    roles[runs(rich & near, 3)] = CODE
