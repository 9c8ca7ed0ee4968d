"""Lines that must stay as they are: tables, code, runs of single characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import among
from corpus.cleaning.reflow.marks import NONE, NUMBERED
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

TABLE, CODE, SLIVERS = 16, 17, 18
MARKED_CODE, MARKED_TABLE = 19, 20  # what markup opens and closes; blank lines inside do not part it
FORCED = TABLE  # from here on, no paragraph goes on after such lines

_STATEMENT = re.compile(
    r"[#$>%]!?\s?[A-Za-z/]|//|/\*|\*/|\./|</?\w|--?[A-Za-z]|"
    r"(?:def|class|import|from|return|if|for|while|else|elif|try|except|with|int|long|float|double|char|void|bool|boolean|"
    r"String|var|let|const|func|function|fn|public|private|static|package|use|using|namespace|export|set|cd|sudo|apt|"
    r"apt-get|pip|npm|git|echo|ls|cp|mv|rm|make|docker|curl|SELECT|FROM|WHERE|INSERT|UPDATE|CREATE|ORDER|GROUP)\b|"
    r"[\w.\[\]\"'-]{1,40}\s?[-+*/:]?=\s?\S|[A-Za-z_][\w.]{0,60}\s?\(.{0,200}\)|\[[\w.-]{1,40}\]$|[{}()\[\]]+[;,]?$|"
    r".{0,200}[;{}\\]\s{0,8}(?:(?://|#|/\*|--).{0,200})?$"
)
STATED = 0.6  # so much of a listing has the form of code

_RULES = "|│┃┌├└┏┣┗+╔║╚"
_CODE_TAIL, _CODE_HEAD = "{};:\\>=(,", "#$<}/{@-"
_SET_OFF = re.compile(r"\S{1,8}(?:\t|\s{3})")  # a mark in a column of its own
ROW_LONGEST = 400  # characters
LEAST_SLIVERS = 12  # fewer one-character lines may be page numbers, cells, a broken heading
MANY, NARROW = 4000, 8  # cells; so many lines as narrow as this are no prose either


def find(text: str, lines: Lines, found: NDArray[np.uint8], roles: NDArray[np.uint8]) -> None:
    """Set the role of the lines of tables, listings and slivers among those that have none."""
    free = roles == U8[0]
    narrow = free & (lines.width <= I32[2])
    if np.count_nonzero(narrow) >= LEAST_SLIVERS:
        roles[runs(narrow, LEAST_SLIVERS)] = SLIVERS
    if len(lines) > MANY:
        roles[runs(free & (lines.width <= NARROW), MANY)] = SLIVERS
    gaps = _gaps(text, lines, found)
    columns = free & (gaps > I32[0])
    ruled = free & among(lines.head[0], _RULES) & among(lines.tail[0], _RULES) & (lines.solid > I32[2])
    if np.count_nonzero(columns) or np.count_nonzero(ruled):
        table = runs(columns & (gaps > 1), 2) | runs(columns, 3) | runs(ruled, 2)
        roles[table & ((gaps > 0) | ruled)] = TABLE
    _code(lines, found, roles)
    if np.count_nonzero(roles >= U8[TABLE]):
        _listings(text, lines, roles)


def _gaps(text: str, lines: Lines, found: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Count the gaps that may part columns: not the one after the mark of an item."""
    result = lines.wide_gaps
    at = ((result > I32[0]) & (found != NONE) & (found != NUMBERED)).nonzero()[0]
    if len(at):
        starts = lines.first.take(at).tolist()
        set_off = [_SET_OFF.match(text, start) is not None for start in starts]
        result = result.copy()
        result[at] -= np.array(set_off, np.int32)
    return result


def is_code(rows: Sequence[str]) -> bool:
    """Return whether most lines have the form of code."""
    return sum(_STATEMENT.match(row) is not None for row in rows) >= STATED * len(rows)


def _listings(text: str, lines: Lines, roles: NDArray[np.uint8]) -> None:
    """Let a listing go on with every line like code; code whose comments form a column looks like a table."""

    def is_like(line: int) -> bool:
        start, stop = int(lines.first[line]), int(lines.last[line])
        return text[start] < "\u2e80" and stop - start < ROW_LONGEST and _STATEMENT.match(text, start, stop) is not None

    listed = (roles == U8[TABLE]) | (roles == U8[CODE])
    edges = np.diff(listed.astype(np.int8), prepend=0, append=0).nonzero()[0]
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if sum(map(is_like, range(start, stop))) < STATED * (stop - start):
            continue
        while start and roles[start - 1] == 0 and not lines.blanks[start] and is_like(start - 1):
            start -= 1
        while stop < len(lines) and roles[stop] == 0 and not lines.blanks[stop] and is_like(stop):
            stop += 1
        roles[start:stop] = CODE


def runs(flags: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Keep the flags in runs of at least so many."""
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
    """Mark runs of lines without Han, rich in signs, that end or begin as code does."""
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
