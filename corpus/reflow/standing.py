"""Lines that stand: whether the lines around a break are wrapped text at all.

Wrapped text fills its lines: behind a line that does not end a sentence the next word had no room, and one column
explains this for all lines around. Verse, names, fields, cells, logs have no column that does, or repeat a shape, or
never have a sign inside a line. What is measured goes to boosted trees like those of the breaks; they were learnt
from made texts and know character classes and widths, no words (``scripts/training/train_standing.py``).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.reflow import features, model
from corpus.reflow.chars import COLON, COMMA, DIGIT, ELLIPSIS, END, PAUSE, among
from corpus.reflow.marks import member
from corpus.reflow.numbers import F32, I16, I32, I64, U8
from corpus.reflow.regions import Surroundings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.reflow.survey import Survey

    Ints = NDArray[np.int32]
    Rows = NDArray[np.int16]

NAMES = (
    *("misfits", "misfits_far", "room", "over", "going", "column"),
    *("inner", "signed", "cuts_words", "steps", "wide", "latin", "labels", "digits", "blanks", "same", "alike", "equal"),
    *("paired", "commas"),
    *("inner_near", "signed_near", "steps_near", "same_near", "alike_near", "going_near"),
    *("labelled", "labelled_next", "width", "width_next", "spaced_both", "same_here", "alike_here", "equal_here"),
    *("paired_here", "commas_here"),
    *("chance", "chance_near", "inner_here", "inner_next"),
)
"""Around a break (``_near``: close by): the share of lines that no column explains; cells to spare and beyond that
column; shares of lines without a stop, with signs inside, with one at the end, of words cut, of labels, figures at
the end, blank lines; of neighbours with one shape, one number of blanks,
one width, of every other line with one shape, of neighbours with one number of signs. Then of the two lines alone."""
TAKEN = (
    *("final.here", "mark.here", "mark.next", "tail.here", "head.next", "fill_far.here", "fits", "fits_far"),
    *("edge_step", "coheres", "pinched", "sum", "orphans_all", "alnum.here", "alnum.next", "blanks.next", "depth.here"),
    *("depth.next", "need.next"),
)
"""What the features of breaks tell already."""
ALL = (*NAMES, *TAKEN)
AROUND, NEAR, WIDELY = 6, 2, 12  # breaks on either side
OVER = 2  # cells by which a sign may hang over the column's edge
SHARES = (100, 90, 80, 65, 50)  # percent of the lines around that are no longer than the columns tried
SHAPE = 6  # first characters whose classes are compared
LABEL = 10  # a colon among so many first characters is behind a label
EVEN = 0.5


def settle(
    known: Survey, rows: Rows, edge: Ints, ends: NDArray[np.float32], trees: model.Trees | None = None
) -> NDArray[np.bool_]:
    """Raise the chances of the breaks between lines that stand, and say which; the others would not be joined anyway."""
    stands = ends < F32[EVEN]
    if np.count_nonzero(stands):
        chance = model.chance((trees or shipped()).logit(table(known, rows, edge, ends)))
        stands &= chance >= F32[EVEN]
        ends[stands] = chance[stands]
    return stands


@cache
def shipped() -> model.Trees:
    """The trees that ship with the package."""
    content: dict[str, Any] = json.loads((files("corpus.reflow") / "standing.json").read_text(encoding="utf-8"))
    return model.load(content, ALL)


def table(known: Survey, rows: Rows, edge: Ints, ends: NDArray[np.float32]) -> Rows:
    """What is known of each break of the running text, a row for each of ``ALL``."""
    lines, body = known.lines, known.body
    width, clauses, spaced, solid = np.array((lines.width, lines.clauses, lines.spaced, lines.solid)).take(body, axis=1)
    heads, tails = lines.head_class.take(body, axis=1), lines.tail_class.take(body, axis=1)
    said = features.final(tails)
    signed = _SIGNS.take(said)
    inner = np.minimum(clauses - signed, I32[9])
    going = ~_ENDED.take(said[:-1]) & (rows[_PAGE] == I16[0]) & (rows[_ASIDE] == I16[0])
    going &= ~among(lines.tail[0].take(body[:-1]), "；;")
    fit = _fit(edge, rows, going)
    same = _same(heads, tails, 1)
    alike = (spaced[1:] == spaced[:-1]) & (spaced[1:] > I32[0])
    equal = solid[1:] == solid[:-1]
    commas = (clauses[1:] == clauses[:-1]) & (clauses[1:] > I32[0])
    paired = np.zeros(len(same), np.int64)
    paired[1:-1] = np.minimum(_same(heads, tails, 2)[:-1], _same(heads, tails, 2)[1:])[: len(same) - 2]
    labelled = (heads[1:LABEL] == U8[COLON]).any(0)
    percent = (ends * F32[100]).astype(np.int32)
    steps = np.minimum(rows[_EDGE_STEP], I16[40])
    shares = [inner[:-1] * 10, signed[:-1], rows[_COHERES], steps, width[:-1], rows[_ALNUM], labelled[:-1]]
    shares += [tails[0, :-1] == U8[DIGIT], rows[_BLANKS] > I16[0], same * 10, alike, equal]
    shares += [paired * 10, commas]
    scale = np.array([[1], [100], [100], [1], [1], [1], [100], [100], [100], [1], [100], [100], [1], [100]])
    far = np.minimum(_means(shares, AROUND, scale), I64[20_000])
    near = _means([inner[:-1] * 10, signed[:-1], steps, same * 10, alike, going, percent], NEAR, _NEAR_SCALE)
    own = [labelled[:-1], labelled[1:], width[:-1], width[1:], np.minimum(spaced[:-1] * spaced[1:], 99)]
    own += [same, alike, equal, paired, commas, percent, near[6], inner[:-1], inner[1:]]
    result = np.empty((len(ALL), rows.shape[1]), np.int16)
    parts = [*fit, *far, *near[:6], *own]
    for place, part in enumerate(parts):
        result[place] = np.minimum(part, I32[20_000])
    result[len(NAMES) :] = rows[_TAKEN]
    return result


def _same(heads: NDArray[np.uint8], tails: NDArray[np.uint8], lag: int) -> NDArray[np.intp]:
    """How many of the first and last characters of each line are of one class with those of a line below it."""
    same: NDArray[np.intp] = (heads[:SHAPE, lag:] == heads[:SHAPE, :-lag]).sum(0)
    same += (tails[:2, lag:] == tails[:2, :-lag]).sum(0)
    return same


_NEAR_SCALE = np.array([[1], [100], [1], [1], [100], [100], [1]])


def _means(rows: list[NDArray[Any]], half: int, scale: NDArray[np.intp]) -> NDArray[np.intp]:
    """The mean over the breaks around, row by row, times its scale."""
    size = len(rows[0])
    sums = np.zeros((len(rows), size + 1), np.int64)
    for place, row in enumerate(rows):
        np.add.accumulate(row, out=sums[place, 1:])
    where = np.arange(size)
    low, high = np.maximum(where - half, 0), np.minimum(where + half + 1, size)
    result: NDArray[np.intp] = scale * (sums[:, high] - sums[:, low]) // (high - low)
    return result


def _fit(edge: Ints, rows: Rows, going: NDArray[np.bool_]) -> list[NDArray[Any]]:
    """How well one column explains where the lines without a stop end, close by and farther; the room at each break.

    A line of wrapped text ends where the next word has no room: any column from its own edge to the end of that word
    explains it. Of a few columns the one is taken that explains most of the lines around.
    """
    size = len(going)
    at = going.nonzero()[0]
    if len(at) < 2:
        return [np.zeros(size, np.int32)] * 4 + [np.zeros(size, np.int32)] * 2
    own = edge.take(at)
    loose = I32[OVER] + rows[_ALNUM].take(at) * own // I32[1000]  # Latin is not as wide in type as in cells
    low, high = own - loose, own + rows[_NEED].take(at) + loose - I32[OVER]
    column, misfits = _columns(own, low, high, AROUND)
    _, widely = _columns(own, low, high, WIDELY)
    nearest = np.minimum(at.searchsorted(np.arange(size)), len(at) - 1)
    column = column.take(nearest)
    room = features.within(column - edge[:-1] - rows[_NEED], -60, 99)
    over = features.within(edge[:-1] - column, -99, 99)
    share = I64[100] * _windowed(going) // I64[2 * AROUND + 1]
    return [misfits.take(nearest), widely.take(nearest), room, over, share, np.minimum(column, I32[999])]


def _windowed(flags: NDArray[np.bool_]) -> NDArray[np.intp]:
    return _means([flags], AROUND, np.array([[2 * AROUND + 1]]))[0]


def _columns(edges: Ints, low: Ints, high: Ints, half: int) -> tuple[Ints, Ints]:
    """The column that explains most of the lines around each, and what percentage it does not explain."""
    half = min(half, len(edges) - 1)
    lows, highs, ranked = (Surroundings(values, half).rows for values in (low, high, edges))
    ranked = np.sort(ranked, axis=1)
    best, column = np.full(len(edges), -1), np.zeros(len(edges), np.int32)
    for share in SHARES:
        tried = ranked[:, share * 2 * half // 100]
        count = ((lows <= tried[:, None]) & (highs > tried[:, None])).sum(1)
        better = count > best
        best, column = np.where(better, count, best), np.where(better, tried, column)
    misfits: Ints = I64[100] - I64[100] * best // I64[2 * half + 1]
    return column, misfits


_ENDED, _SIGNS = member(END, ELLIPSIS, COLON), member(END, COMMA, PAUSE, COLON)
_TAKEN = np.array([features.FIRST.index(name) for name in TAKEN])
_PAGE, _ASIDE, _EDGE_STEP, _COHERES, _ALNUM, _BLANKS, _NEED = (
    features.FIRST.index(name)
    for name in ("page", "apart", "edge_step", "coheres", "alnum.here", "blanks.next", "need.next")
)
