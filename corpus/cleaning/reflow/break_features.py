"""What is known about each line break, as small integers: a row for each feature, a column for each break.

A break lies between two lines. It sees the features of four: ``here`` (the line it ends), ``next``, the one before
(``back``) and the one after the next (``on``); then what only the pair or the whole text tells.
"""

from __future__ import annotations

from itertools import chain
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.cleaning.reflow.character_classes import (
    CLOSE,
    CLOSE_PAREN,
    COLON,
    COMMA,
    ELLIPSIS,
    END,
    HAN,
    OPEN,
    OPEN_PAREN,
    PAUSE,
    QUOTE,
    SPACE,
)
from corpus.cleaning.reflow.cohesion import coheres
from corpus.cleaning.reflow.columns import FAR, NEAR, NEXT, Surroundings, margins, widths
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import F32, I16, I32, I64, U8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

    Ints = NDArray[np.int32]

PLACES = ("back", "here", "next", "on")
OF_LINES = (
    *("fill", "fill_near", "fill_far", "slack", "slack_near", "slack_far", "need", "width"),
    *("depth", "blanks", "opens", "gaps", "spread", "alnum", "mark", "counted"),
    *("tail", "tail_inner", "final", "head", "head_second", "terminal"),
)
"""Of each line: how full it is (percent of the column, cells to spare) by the width of the neighbourhood, of the next
lines, of the wider surroundings; the cells its first word needs; indent, blank lines before, brackets left open,
gaps, letter-spacing, share of letters and digits; its mark; classes of its first and last characters."""
OF_BREAKS = (
    *("fits", "fits_near", "fits_far", "step", "step_back", "step_on", "edge_step", "edge_lag", "ratio"),
    *("sum", "sum_back", "sum_on", "sum_three", "column", "near_to_far", "crowd", "terminals"),
    *("page", "apart", "lead", "coheres", "pinched", "opens_two", "opens_run"),
    *("same_mark", "since_mark", "indented_all", "indent_tells", "blanks_usual"),
    *("blanks_all", "blanks_inside", "blanks_at_end", "marks_all", "orphans_all"),
)
FIRST = (*(f"{name}.{place}" for place in PLACES for name in OF_LINES), *OF_BREAKS)
SECOND = (
    *("p", "p_back", "p_back2", "p_on", "p_on2", "opening"),
    *("fill_known", "fits_known", "slack_known", "shortfall", "so_far", "to_go", "known", "rate"),
    *("room_next", "opens_next", "room_on", "opening_odds"),
)
ALL = FIRST + SECOND

_COUNT = len(OF_LINES)
_WIDEST = 20_000


def first(
    lines: Lines, body: NDArray[np.intp], marks: NDArray[np.uint8], counted: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], Ints]:
    """Measure the breaks between neighbouring body lines (rows as in FIRST), and the right edge of each line."""
    every = (lines.indent, lines.width, lines.blanks, lines.wide, lines.alnum, lines.opens, lines.gaps, lines.spaced)
    indent, width, blanks, wide, alnum, opens, gaps, spaced = np.array(every).take(body, axis=1)
    heads, tails, mark = lines.head_class.take(body, axis=1), lines.tail_class.take(body, axis=1), marks.take(body)
    spread = letterspaced(spaced, wide)
    edge: Ints = indent + width - spaced * spread
    said, opened = final(tails), within(opens, -9, 9)
    terminal = _TERMINAL.take(said)
    columns = _columns(edge)
    of_lines = np.empty((_COUNT, len(body)), np.int16)
    _fill(
        of_lines,
        [
            *chain(*_fullness(edge, columns, spread)),
            *(_needs(heads), np.minimum(width, I32[_WIDEST]), np.minimum(indent - margins(indent), I32[60])),
            *(np.minimum(blanks, I32[9]), opened, gaps, spread),
            *(I32[100] * alnum // np.maximum(wide + alnum, I32[1]), mark, counted.take(body)),
            *(tails[0], tails[1], said, heads[0], heads[1], terminal),
        ],
    )
    table = np.empty((len(FIRST), len(body) - 1), np.int16)
    _shifted(of_lines, table)
    of_breaks = table[len(PLACES) * _COUNT :]
    np.subtract(of_lines[3:6, :-1], of_lines[6, 1:], out=of_breaks[:3])
    column, nothing = columns[0], np.zeros(len(body) - 1, np.int16)
    short = edge * I32[10] < column * I32[9]
    ended = terminal & short
    usual, all_blanks = _blanks(of_lines[9], short, said == U8[END], nothing)
    _fill(
        of_breaks[3:],
        [
            *_three(within(indent[1:] - indent[:-1], -60, 60)),
            *_edges(edge, width, column),
            *(column[:-1], I32[100] * columns[1][:-1] // columns[2][:-1]),
            *means([_crowded(of_lines[2]), terminal], 16, 100)[:, :-1],
            *_pages(lines, body, indent, nothing),
            coheres(lines.tail[0].take(body[:-1]), lines.head[0].take(body[1:])),
            _PUNCTUATION.take(tails[0, :-1]) & _PUNCTUATION.take(heads[0, 1:]),
            *_brackets(opened, terminal, nothing),
            *_marks(mark, nothing),
            # What only the whole text tells is written over these.
            *(nothing, nothing, usual, nothing, nothing, nothing, nothing, nothing),
        ],
    )
    orphans = _count(_ORPHAN.take(heads[0]))
    of_text = [*_indents(of_lines[8], ended), *all_blanks, 100 * _count(mark) // len(mark), 1000 * orphans // len(mark)]
    of_breaks[_OF_TEXT] = np.array(of_text, np.int16)[:, None]
    return table, edge


_TEXT = ("indented_all", "indent_tells", "blanks_all", "blanks_inside", "blanks_at_end", "marks_all", "orphans_all")
_OF_TEXT = np.array([OF_BREAKS.index(name) for name in _TEXT])


def _columns(edge: Ints) -> Ints:
    """Learn the right edge of the column around each line: from the neighbourhood, the next lines, the wider ones."""
    around, result = Surroundings(edge, FAR), np.empty((3, len(edge)), np.int32)
    for row, half in zip(result, (NEAR, NEXT, FAR), strict=True):
        np.maximum(around.upper(half), I32[2], out=row)
    return result


def _fill(table: NDArray[np.int16], rows: Sequence[NDArray[Any]]) -> None:
    """Write the rows, all at once: half to two thirds of the time of one by one."""
    np.concatenate(rows, out=table.reshape(-1), casting="unsafe")


def _shifted(of_lines: NDArray[np.int16], table: NDArray[np.int16]) -> None:
    """Write what each break sees of the four lines around it; beyond the ends of the text there is nothing."""
    size = of_lines.shape[1]
    padded = np.zeros((_COUNT, size + 2), np.int16)
    padded[:, 1:-1] = of_lines
    step, row = padded.itemsize, padded.strides[0]
    places = np.ndarray((len(PLACES), _COUNT, size - 1), np.int16, padded, strides=(step, row, step))
    table[: len(PLACES) * _COUNT].reshape(places.shape)[:] = places


def letterspaced(spaced: Ints, wide: Ints) -> NDArray[np.bool_]:
    """Find lines set with a space between any two characters, as justification does: they are full."""
    result: NDArray[np.bool_] = (spaced * I32[2] > wide) & (wide > I32[3])
    return result


def within(values: Ints, low: int, high: int) -> Ints:
    # np.clip takes three times as long on short arrays.
    result: Ints = np.minimum(np.maximum(values, I32[low]), I32[high])
    return result


def earlier(values: NDArray[Any], fill: int = 0) -> NDArray[Any]:
    """Replace each value by the one before."""
    result = np.empty_like(values)
    result[0], result[1:] = fill, values[:-1]
    return result


def _three(values: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the values, those before them and those after them; beyond the ends there is nothing."""
    padded = np.zeros(len(values) + 2, np.int32)
    padded[1:-1] = values
    return padded[1:-1], padded[:-2], padded[2:]


def means(rows: Sequence[NDArray[Any]], half: int, scale: int = 1) -> Ints:
    """Return the mean over the values around, row by row, times ``scale``."""
    size, count = len(rows[0]), len(rows)
    # The last row counts the values that a window sees.
    values = np.empty((count + 1, size), np.int32)
    values[-1] = 1
    for place, row in enumerate(rows):
        values[place] = row
    # The sums before each value, with as many more at either end as the window reaches beyond. They fit: a section
    # has less than a million lines.
    sums = np.zeros((count + 1, size + 2 * half + 1), np.int32)
    inner, after = sums[:, half + 1 : half + 1 + size], sums[:, half + 1 + size :]
    np.add.accumulate(values, axis=1, out=inner)
    after[:] = inner[:, -1:]
    total = sums[:, 2 * half + 1 :] - sums[:, :size]
    result: Ints = (total[:-1] if scale == 1 else total[:-1] * I32[scale]) // total[-1]
    return result


_CLOSING = member(CLOSE, CLOSE_PAREN, QUOTE, SPACE)
_TERMINAL = member(END, ELLIPSIS, COLON)
_BOUND = member(CLOSE, CLOSE_PAREN, COMMA, END, PAUSE, COLON)
# No typesetter lets a line begin with these: where some do, lines are fragments, cut where two signs meet.
_ORPHAN = member(CLOSE, CLOSE_PAREN, COMMA, END, PAUSE)
_PUNCTUATION = member(CLOSE, CLOSE_PAREN, COMMA, END, PAUSE, COLON, ELLIPSIS, OPEN, OPEN_PAREN)
_WORD = 2 + 2 * _BOUND.astype(np.intp)
_NARROW = member(*(c for c in range(1, HAN) if c != SPACE), COMMA, OPEN_PAREN)


def final(tails: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the class of the last character that is not a closing bracket or quote."""
    closing = _CLOSING.take(tails)
    inner = np.where(closing[1], tails[2], tails[1])
    result: NDArray[np.uint8] = np.where(closing[0], inner, tails[0])
    return result


def _needs(heads: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return the cells that the first word of each line takes, with what cannot be parted from it."""
    result: NDArray[np.intp] = _WORD.take(heads[1])
    at = _NARROW.take(heads[0]).nonzero()[0]
    if len(at):
        # Few lines open with such a word: it ends before the first flag that is not set, if any.
        inside = _NARROW.take(heads.take(at, axis=1).T)
        length = inside.argmin(1)
        result[at] = length + (length == I64[0]) * I64[len(heads)]
    return result


def _fullness(edge: Ints, columns: Ints, spread: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    percent, slack = np.minimum(edge * I32[100] // columns, I32[300]), within(columns - edge, -40, 200)
    if np.count_nonzero(spread):
        percent[:, spread], slack[:, spread] = 100, 0
    return percent, slack


def _crowded(fill: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Find lines that reach the edge of the column: in wrapped text most do."""
    result: NDArray[np.bool_] = (fill >= I16[93]) & (fill <= I16[103])
    return result


def _edges(edge: Ints, width: Ints, column: Ints) -> list[Ints]:
    """Measure how far apart the edges of the two lines are, those of the two around them; the ratio of their widths.

    The last are the sums of two and three widths in percent of the column: the pieces of one line fill it together.
    """
    lag = np.empty(len(edge) - 1, np.int32)
    lag[0] = 200
    np.minimum(np.abs(edge[2:] - edge[:-2]), I32[200], out=lag[1:])
    ratio = np.minimum(I32[100] * width[1:] // np.maximum(width[:-1], I32[1]), I32[400])
    pair = edge[:-1] + width[1:]
    total = np.minimum(I32[100] * pair // column[:-1], I32[300])
    three = np.zeros(len(edge) - 1, np.int32)
    np.minimum(I32[100] * (pair[:-1] + width[2:]) // column[1:-1], I32[300], out=three[1:])
    apart = np.minimum(np.abs(edge[1:] - edge[:-1]), I32[200])
    return [apart, lag, ratio, *_three(total), three]


def _indents(depth: NDArray[np.int16], ended: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the percentage of lines that are indented; and by how much more often after a line that ended short."""
    inside = (depth >= I16[2]) & (depth <= I16[8])
    below, ended = inside[1:], ended[:-1]
    all_set, all_ended, both = _count(below), _count(ended), _count(below & ended)
    others = 100 * (all_set - both) // (len(ended) - all_ended + 2)
    return 100 * (all_set + int(inside[0])) // (len(inside) + 1), 100 * both // (all_ended + 2) - others


def _count(flags: NDArray[np.bool_ | np.uint8]) -> int:
    return int(np.count_nonzero(flags))


def _percent(flags: NDArray[np.bool_], among: NDArray[np.bool_]) -> int:
    """Return the percentage of the flags that are set, drawn towards 0 where few are seen."""
    return 100 * _count(flags & among) // (_count(among) + 2)


def _blanks(
    blanks: NDArray[np.int16], short: NDArray[np.bool_], ended: NDArray[np.bool_], nothing: NDArray[np.int16]
) -> tuple[NDArray[np.int16], tuple[int, int, int]]:
    """Count the blank lines beyond the usual; how often there are any at all, inside sentences, after short ends."""
    here, short, ended = blanks[1:], short[:-1], ended[:-1]
    if not np.count_nonzero(here):
        return nothing, (0, 0, 0)
    usual = int(np.sort(here)[len(here) // 2])
    some = here > I16[0]
    inside, after = _percent(some, ~(ended | short)), _percent(some, ended & short)
    return here - I16[usual], (100 * _count(some) // (len(some) + 1), inside, after)


def _pages(lines: Lines, body: NDArray[np.intp], indent: Ints, nothing: NDArray[np.int16]) -> list[NDArray[Any]]:
    """Measure page breaks, what was set aside between, and the leading space that some tools leave for a page."""
    lead = (indent[1:] == I32[1]) & (indent[:-1] != I32[1])
    page: NDArray[Any] = nothing
    if np.count_nonzero(lines.page):
        pages = np.add.accumulate(lines.page, dtype=np.int32).take(body)
        page = np.minimum(pages[1:] - pages[:-1], I32[2])
    return [page, np.minimum(body[1:] - body[:-1] - I64[1], I64[5]), lead]


def _brackets(opens: Ints, terminal: NDArray[np.bool_], nothing: NDArray[np.int16]) -> list[NDArray[Any]]:
    """Count brackets and quotes still open at the break: in the last two lines, since the last line that ended."""
    if not np.count_nonzero(opens):
        return [nothing, nothing]
    total = np.add.accumulate(opens)
    starts = np.maximum.accumulate(earlier(terminal) * np.arange(len(opens)))
    run = total - earlier(total).take(starts)
    return [(opens + earlier(opens))[:-1], within(run[:-1], -9, 9)]


def _marks(marks: NDArray[np.uint8], nothing: NDArray[np.int16]) -> list[NDArray[Any]]:
    """Return whether the next line has the mark of the last marked line; how far back that is."""
    if not np.count_nonzero(marks):
        return [nothing, nothing + I16[30]]
    where, marked = np.arange(len(marks)), marks > U8[0]
    last = np.maximum.accumulate(np.where(marked, where, I64[-1]))[:-1]
    known = last >= I64[0]
    same = marked[1:] & (marks[last] == marks[1:]) & known
    return [same, np.where(known, np.minimum(where[:-1] - last, I64[20]), I64[30])]


def second(rows: NDArray[np.int16], edge: Ints, chance: NDArray[np.float32]) -> NDArray[np.int16]:
    """Measure for a second look: what the first thinks of the neighbours, and columns learnt from sure lines."""
    size = len(chance)
    around = np.empty(size + 4, np.int32)
    around[:2] = around[-2:] = 100
    percent = around[2:-2]
    percent[:] = chance * F32[100]
    begins, inner = parts(percent)
    known, shortfall = inner_column(edge, inner, begins)
    # A paragraph's first line falls short by its indent, which may not show: a full line does not open one.
    room = np.empty(size + 2, np.int32)
    room[:-1], room[-1] = within(known - edge, -40, 99), 99
    column = np.maximum(known - I32[shortfall] * begins, I32[2])[:-1]
    slack = within(column - edge[:-1], -40, 200)
    where, passed = np.arange(size + 1), np.add.accumulate(begins, dtype=np.intp)
    starts = np.empty(int(passed[-1]) + 1, np.intp)
    starts[:-1], starts[-1] = begins.nonzero()[0], size + 1
    table = np.empty((len(ALL), size), np.int16)
    table[: len(FIRST)] = rows
    more = [
        *(percent, around[1:-3], around[:-4], around[3:-1], around[4:], begins[:-1]),
        np.minimum(I32[100] * edge[:-1] // column, I32[300]),
        *(slack - rows[_NEED_NEXT], slack, slack),
        np.minimum(where[:-1] - starts.take(passed[:-1] - I64[1]), I64[50]),
        np.minimum(starts.take(passed[1:]) - where[1:], I64[50]),
        np.minimum(I32[100] * known[:-1] // np.maximum(rows[_COLUMN], I16[2]), I32[300]),
        *means([percent], 16),
        *(room[1:-1], room[1:-1] - I32[shortfall], room[2:], _odds(room[:-1], percent)[1:]),
    ]
    _fill(table[len(FIRST) :], more)
    table[_SHORTFALL] = shortfall
    return table


def parts(percent: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each line by the chances of its ends whether it opens a paragraph and whether it surely goes on."""
    begins, inner = np.empty(len(percent) + 1, np.bool_), np.zeros(len(percent) + 1, np.bool_)
    begins[0] = True
    np.greater(percent, I32[50], out=begins[1:])
    np.less(percent, I32[30], out=inner[:-1])
    return begins, inner


def _odds(room: Ints, percent: Ints) -> Ints:
    """Return ten times the log odds that a line with so much room opens a paragraph, by the sure lines of this text.

    Where first lines are indented, they fall short of the column, whether the indent shows or not.
    """
    bins = (within(room, -2, 5) + I32[2]) >> I32[1]
    goes_on, before = percent[1:] < I32[30], percent[:-1]
    opens, inner = goes_on & (before > I32[85]), goes_on & (before < I32[15])
    # One count for both: those that open in the first four bins, the inner ones next, the rest last.
    places = bins[1:-1] + (I32[8] - I32[8] * opens - I32[4] * inner)
    counts = [count + 1.0 for count in np.bincount(places, minlength=8)[:8].tolist()]
    # Eight numbers: arrays take five times as long.
    opening, inside = ([log(count / sum(row)) for count in row] for row in (counts[:4], counts[4:]))
    odds = np.array([round(10 * (one - other)) for one, other in zip(opening, inside, strict=True)], np.int32)
    result: Ints = odds.take(bins)
    return result


_NEED_NEXT, _COLUMN, _SHORTFALL = FIRST.index("need.next"), FIRST.index("column"), ALL.index("shortfall")


def inner_column(edge: Ints, inner: NDArray[np.bool_], begins: NDArray[np.bool_]) -> tuple[Ints, int]:
    """Return the column at each line (the median edge of sure inner lines around); how much first lines fall short."""
    plain = (inner & ~begins).nonzero()[0]
    if len(plain) < 3:
        plain = inner.nonzero()[0]
    if len(plain) < 3:
        return widths(edge), 0
    smooth = Surroundings(edge.take(plain), 4).middle(4)
    known = smooth.take(plain.searchsorted(np.arange(len(edge))), mode="clip")
    lacks = np.sort((known - edge)[inner & begins])
    return known, min(max(int(lacks[len(lacks) // 2]), -2), 10) if len(lacks) > 2 else 0
