"""Lines that stand: whether the lines around a break are wrapped text at all.

Wrapped text fills its lines: after a line that does not end a sentence the next word had no room, and one column
explains this for all lines around. Verse, names, fields, cells, logs have no column that does, or repeat a shape, or
never have a sign inside a line. What is measured goes to boosted trees like those of the breaks; they were learnt
from made texts and know character classes and widths, no words (``scripts/training/reflow/standing_trees.py``).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import trees as model
from corpus.cleaning.reflow.character_classes import (
    BULLET,
    CIRCLED,
    CLOSE,
    CLOSE_PAREN,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    DOT,
    ELLIPSIS,
    END,
    HASH,
    OPEN,
    OPEN_PAREN,
    OTHER,
    PAUSE,
    QUOTE,
    among,
)
from corpus.cleaning.reflow.columns import Surroundings
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import F32, I16, I32, I64, U8, U32

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.survey import Survey

    Ints = NDArray[np.int32]
    Rows = NDArray[np.int16]

NAMES = (
    *(
        "inner",
        "signed",
        "cuts_words",
        "steps",
        "wide",
        "latin",
        "labels",
        "digits",
        "blanks",
        "same",
        "alike",
        "equal",
    ),
    *("paired", "commas", "going", "chances", "echo", "kept", "fields", "scripts"),
    *("inner_near", "signed_near", "steps_near", "same_near", "alike_near", "going_near", "chances_near"),
    *("echo_near", "kept_near", "fields_near"),
    *("misfits", "column", "room", "over", "opening", "shortfall", "room_known"),
    *("labelled", "labelled_next", "width", "width_next", "spaced_both", "same_here", "alike_here", "equal_here"),
    *(
        "paired_here",
        "commas_here",
        "chance",
        "echo_here",
        "kept_here",
        "fields_here",
        "scripts_here",
        "inner_here",
        "inner_next",
    ),
)
"""Around a break (``_near``: close by): signs inside lines, shares of lines with one at the end, of words cut; steps
of the right edge, widths, Latin; labels, figures at the end, blank lines; neighbours of one shape, with as many
blanks, as wide, every other line of one shape, with as many signs; lines without a stop; characters that neighbours
share in one place, how far their shapes agree where they open with more than words, cells between two signs, how much
more Latin one has than the other. The share of lines without a stop that no column explains, the column, cells to
spare and beyond. Whether the line opens a paragraph, by how much such lines fall short, cells to spare in the column
of the lines that surely go on. Then of the two lines alone."""
TAKEN = (
    *("final.here", "mark.here", "mark.next", "tail.here", "head.next", "fill_far.here", "fits", "fits_far"),
    *("edge_step", "coheres", "pinched", "sum", "orphans_all", "alnum.here", "alnum.next", "blanks.next", "depth.here"),
    *("depth.next", "need.next", "near_to_far", "crowd", "terminals"),
)
"""What the features of breaks tell already."""
ALL = (*NAMES, *TAKEN)
GLANCE = (*TAKEN, "width", "width_next", "same_here", "echo_here", "chance")
"""What costs next to nothing: a few trees that see no more tell where nothing can stand."""
AROUND, NEAR = 6, 2  # breaks on either side
OVER = 2  # cells by which a sign may hang over the column's edge
SHARES = (100, 85, 60)  # percent of the lines around that are no longer than the columns tried
SHAPE = 6  # first characters whose classes are compared
LABEL = 10  # a colon among so many first characters follows a label
EVEN = 0.5
UNWRAPPED = 130  # cells; no column is so wide
REGION = 4  # breaks; fewer are hardly a region to doubt
SEEN = 0.2  # at a glance; where no break has so much, nothing stands (of 32,000 breaks that do this passes over 60)
DOUBTFUL = 0.35  # what may stand is not joined: of 25,000 breaks of wrapped text that go on this costs 10


class StandingTrees(NamedTuple):
    """The trees that see ``GLANCE`` and those that see ``ALL``."""

    glance: model.Trees
    closely: model.Trees


class Pairs(NamedTuple):
    """The lines of the running text side by side: their classes; where neighbours share a class, a code.

    Of the classes the first and the last few count, of the codes the first.
    """

    heads: NDArray[np.uint8]
    tails: NDArray[np.uint8]
    same: Ints
    echo: Ints


def settle(
    known: Survey, rows: Rows, edge: Ints, ends: NDArray[np.float32], trees: StandingTrees | None = None
) -> NDArray[np.bool_]:
    """Raise the chances of breaks between lines that stand, and say which; only breaks to be joined are looked at."""
    stands = np.zeros(len(ends), np.bool_)
    at = (ends < F32[EVEN]).nonzero()[0]
    if not len(at):
        return stands
    trees, pairs = trees or shipped(), side_by_side(known)
    seen = model.chance(trees.glance.logit(glance(known, rows, ends, pairs))).take(at)
    if seen.max() < F32[SEEN]:
        return stands
    chance = model.chance(trees.closely.logit(table(known, rows, edge, ends, pairs).take(at, axis=1)))
    found = chance >= F32[DOUBTFUL if len(ends) >= REGION else EVEN]
    if np.count_nonzero(found):
        stands[at[found]] = True
        stands &= ~_lonely(rows, stands)
        kept = stands.take(at)
        ends[at[kept]] = np.maximum(chance[kept], F32[EVEN])
    return stands


def _lonely(rows: Rows, stands: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find commas of unwrapped text with no other close by: these cut a paragraph; verse has several."""
    comma = stands & (rows[_FINAL] == I16[COMMA]) & (rows[_COLUMN] >= I16[UNWRAPPED])
    padded = np.zeros(len(comma) + 4, np.bool_)
    padded[2:-2] = comma
    result: NDArray[np.bool_] = comma & ~(padded[:-4] | padded[1:-3] | padded[3:-1] | padded[4:])
    return result


@cache
def shipped() -> StandingTrees:
    """Load the trees that ship with the package."""
    return load(json.loads((files("corpus.cleaning.reflow") / "standing.json").read_text(encoding="utf-8")))


def load(content: dict[str, Any]) -> StandingTrees:
    """Read the trees from the file's form."""
    return StandingTrees(model.load(content["glance"], GLANCE), model.load(content["closely"], ALL))


def side_by_side(known: Survey) -> Pairs:
    """Compare the edges of neighbours."""
    lines, body = known.lines, known.body
    heads, tails, codes = lines.head_class, lines.tail_class, lines.head
    if len(body) < len(lines):
        heads, tails, codes = heads.take(body, axis=1), tails.take(body, axis=1), codes.take(body, axis=1)
    same = np.count_nonzero(heads[:SHAPE, 1:] == heads[:SHAPE, :-1], axis=0)
    same += np.count_nonzero(tails[:2, 1:] == tails[:2, :-1], axis=0)
    return Pairs(heads, tails, same.astype(np.int32), _equal(codes))


def _equal(codes: NDArray[np.uint32]) -> Ints:
    """Count the places where a line and the next have one character; beyond the end of a line there is none."""
    result: Ints = ((codes[:, 1:] == codes[:, :-1]) & (codes[:, 1:] > U32[0])).sum(0, dtype=np.int32)
    return result


def glance(known: Survey, rows: Rows, ends: NDArray[np.float32], pairs: Pairs) -> Rows:
    """Measure each break of the running text, a row for each of ``GLANCE``."""
    width = np.minimum(known.lines.width.take(known.body), I32[20_000])
    result = np.empty((len(GLANCE), rows.shape[1]), np.int16)
    rows.take(_TAKEN, axis=0, out=result[: len(TAKEN)], mode="clip")
    own = result[len(TAKEN) :]
    own[0], own[1], own[2], own[3] = width[:-1], width[1:], pairs.same, pairs.echo
    np.multiply(ends, F32[100], out=own[4], casting="unsafe")
    return result


def table(known: Survey, rows: Rows, edge: Ints, ends: NDArray[np.float32], pairs: Pairs) -> Rows:
    """Measure each break of the running text, a row for each of ``ALL``."""
    lines, body, size = known.lines, known.body, len(ends)
    counts = np.array((lines.width, lines.clauses, lines.spaced, lines.solid))
    if len(body) < len(lines):
        counts = counts.take(body, axis=1)
    heads, tails, same, echo = pairs
    width, clauses, spaced, solid = counts
    said = features.final(tails)
    signed = _SIGNS.take(said)
    inner = np.minimum(clauses - signed, I32[9])
    going = _GOING.take(said[:-1]) & (rows[_PAGE] + rows[_ASIDE] == I16[0])
    going &= ~among(lines.tail[0].take(body[:-1]), "；;")
    shapes, paired = np.concatenate((heads[:SHAPE], tails[:2])), np.zeros(size, np.int32)
    kept = _kept(heads)
    fields = np.minimum(width // (clauses + I32[1]), I32[99])
    if size > 2:
        other = (shapes[:, 2:] == shapes[:, :-2]).sum(0, dtype=np.int32)
        np.minimum(other[:-1], other[1:], out=paired[1:-1])
    labelled = (heads[1:LABEL] == U8[COLON]).any(0)
    around = np.empty((len(_AROUND), size), np.int32)
    around[0], around[1], around[2] = inner[:-1], signed[:-1], rows[_COHERES]
    np.minimum(rows[_EDGE_STEP], I16[40], out=around[3])
    np.minimum(width[:-1], I32[999], out=around[4])
    around[5], around[6], around[7], around[8] = rows[_ALNUM], labelled[:-1], tails[0, :-1] == U8[DIGIT], rows[_BLANKS]
    around[9], around[10] = same, (spaced[1:] == spaced[:-1]) & (spaced[1:] > I32[0])
    around[11], around[12] = solid[1:] == solid[:-1], paired
    around[13], around[14] = (clauses[1:] == clauses[:-1]) & (clauses[1:] > I32[0]), going
    np.multiply(ends, F32[100], out=around[15], casting="unsafe")
    around[16], around[17], around[18] = echo, kept, fields[:-1]
    np.abs(rows[_ALNUM] - rows[_ALNUM_NEXT], out=around[19])
    result, count = np.empty((len(ALL), size), np.int16), len(_AROUND)
    near = count + len(_NEAR)
    _means(around, result[:count], result[count:near])
    opening = _opening(edge, rows, around[15], result[near + 4 : near + 7])
    _fit(edge, rows, going, opening, result[near : near + 4])
    own = result[near + 7 : len(NAMES)]
    own[0], own[1] = labelled[:-1], labelled[1:]
    np.minimum(width[:-1], I32[20_000], out=own[2], casting="unsafe")
    np.minimum(width[1:], I32[20_000], out=own[3], casting="unsafe")
    np.minimum(spaced[:-1] * spaced[1:], I32[99], out=own[4], casting="unsafe")
    own[5:10], own[10:15] = around[9:14], around[15:20]
    own[15], own[16] = inner[:-1], inner[1:]
    result[len(NAMES) :] = rows.take(_TAKEN, axis=0)
    return result


# What each row around is multiplied with, so that its means are not lost in rounding; which rows are seen close by too.
_SCALES = (10, 100, 100, 1, 1, 1, 100, 100, 100, 10, 100, 100, 10, 100, 100, 1, 10, 10, 1, 1)
_AROUND = np.array(_SCALES, np.int32)[:, None]
_NEAR = np.array([0, 1, 3, 9, 10, 14, 15, 16, 17, 18])


def _kept(heads: NDArray[np.uint8]) -> Ints:
    """Count the first characters whose classes are those of the next line's, where some are more than letters."""
    run = np.logical_and.accumulate(heads[:, 1:] == heads[:, :-1])
    marked = (run & _MARKING.take(heads[:, 1:])).any(0)
    result: Ints = run.sum(0, dtype=np.int32) * marked
    return result


def _means(values: NDArray[np.int32], far: Rows, near: Rows) -> None:
    """Write the means over the breaks around, row by row, times their scales: far and wide, of some rows close by."""
    size, reach = values.shape[1], AROUND
    sums = np.zeros((len(values), size + 2 * reach + 1), np.int32)
    inner, after = sums[:, reach + 1 : reach + 1 + size], sums[:, reach + 1 + size :]
    np.add.accumulate(values * _AROUND, axis=1, out=inner)
    after[:] = inner[:, -1:]
    where = np.arange(size)
    for half, chosen, out in ((AROUND, sums, far), (NEAR, sums.take(_NEAR, axis=0), near)):
        counted = np.minimum(where + half + 1, size) - np.maximum(where - half, 0)
        shift = reach - half
        total = chosen[:, 2 * reach + 1 - shift : 2 * reach + 1 - shift + size] - chosen[:, shift : shift + size]
        np.floor_divide(total, counted, out=out, casting="unsafe")


def _opening(edge: Ints, rows: Rows, percent: Ints, out: Rows) -> Ints:
    """Measure how far lines that open paragraphs fall short of those that surely go on; returns it for each line.

    A paragraph's first line falls short by its indent, which may not show.
    """
    begins, inner = features.parts(percent)
    column, shortfall = features.inner_column(edge, inner, begins)
    opening: Ints = I32[shortfall] * begins[:-1]
    out[0], out[1] = begins[:-1], shortfall
    np.minimum(
        np.maximum((column - edge)[:-1] - opening - rows[_NEED], I32[-60]), I32[99], out=out[2], casting="unsafe"
    )
    return opening


def _fit(edge: Ints, rows: Rows, going: NDArray[np.bool_], opening: Ints, out: Rows) -> None:
    """Measure how well a column explains the ends of lines without a stop; the column; the room at each break, beyond.

    A line of wrapped text ends where the next word has no room: any column from its own edge to the end of that word
    explains it. Of a few columns the one is taken that explains most of the lines around.
    """
    at = going.nonzero()[0]
    if len(at) < 2:
        out[:] = 0
        return
    need = rows[_NEED]
    own, wanted = edge.take(at), need.take(at)
    loose = rows[_ALNUM].take(at) * own // I32[1000]  # Latin is not as wide in type as in cells
    column, misfits = _columns(own, own - loose - I32[OVER], own + wanted + loose + opening.take(at))
    if len(at) < len(going):
        nearest = np.minimum(at.searchsorted(np.arange(len(going))), len(at) - 1)
        column, misfits = column.take(nearest), misfits.take(nearest)
    over = edge[:-1] + opening - column
    out[0] = misfits
    np.minimum(column, I32[999], out=out[1], casting="unsafe")
    np.minimum(np.maximum(-over - need, I32[-60]), I32[99], out=out[2], casting="unsafe")
    np.minimum(np.maximum(over, I32[-99]), I32[99], out=out[3], casting="unsafe")


def _columns(edges: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Find the column that explains most of the lines around each, and what percentage it does not explain."""
    half = min(AROUND, len(edges) - 1)
    lows, highs = Surroundings(low, half).rows, Surroundings(high, half).rows
    ranked = np.sort(Surroundings(edges, half).rows, axis=1)
    tried = ranked[:, [share * 2 * half // 100 for share in SHARES]].T[:, :, None]
    counts = ((lows <= tried) & (highs > tried)).sum(2)
    chosen, where = counts.argmax(0), np.arange(len(edges))
    column: Ints = tried[chosen, where, 0]
    misfits: Ints = I64[100] - I64[100] * counts[chosen, where] // I64[2 * half + 1]
    return column, misfits


_MARKING = member(
    *(DIGIT, DASH, COLON, OPEN_PAREN, CLOSE_PAREN, OPEN, CLOSE, DOT, BULLET, QUOTE, OTHER, HASH, CIRCLED, COMMA, PAUSE)
)
_GOING, _SIGNS = ~member(END, ELLIPSIS, COLON), member(END, COMMA, PAUSE, COLON)
_TAKEN = np.array([features.FIRST.index(name) for name in TAKEN])
_COLUMN, _FINAL, _PAGE, _ASIDE, _EDGE_STEP, _COHERES, _ALNUM, _ALNUM_NEXT, _BLANKS, _NEED = (
    features.FIRST.index(name)
    for name in (
        "column",
        "final.here",
        "page",
        "apart",
        "edge_step",
        "coheres",
        "alnum.here",
        "alnum.next",
        "blanks.next",
        "need.next",
    )
)
