"""The habits of a text, settled from its sure breaks: whether gaps part its paragraphs, how titles are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.asides import UNITS
from corpus.cleaning.reflow.break_features import FIRST
from corpus.cleaning.reflow.character_classes import (
    COLON,
    COMMA,
    DIGIT,
    ELLIPSIS,
    END,
    HAN,
    LATIN,
    NUMERAL,
    OPEN,
    OPEN_PAREN,
    ORDINAL,
    PAUSE,
    WORDS,
    among,
)
from corpus.cleaning.reflow.marks import (
    BRACKETED,
    CIRCLE,
    DIGIT_POINT,
    HALF_BRACKETED,
    ITEM,
    LETTERED,
    NONE,
    NUMBERED,
    NUMERAL_PAUSE,
    SECTION,
    member,
)
from corpus.cleaning.reflow.scalar_arrays import F32, I16, I32, I64, U32

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.survey import Survey

    Rows = NDArray[np.int16]
    Ends = NDArray[np.float32]

SURE_END, SURE_JOIN = 0.9, 0.1
PARTED, LIKELY, DOUBTFUL = 0.97, 0.75, 0.3
LEAST = 6  # so many sure ends tell a habit
FEW, MANY = 0.02, 0.97
UNWRAPPED = 130  # cells; no column is so wide
TITLE, LONG = 44, 60  # cells: of a title above text; of a line of text
SALUTATION = 24  # cells
SMALL, NARROW = 40, 30  # lines of a small text; cells: such a line may stand
FULL, ROOMY = 90, 80  # percent of the column
RAGGED = 4  # cells by which full lines differ
CUT_WORDS, CUT_SHARE = 2, 4  # so many, and one in so many, first lines of items are cut inside a word

_WIDTH, _WIDTH_NEXT, _FILL, _TAIL, _FINAL, _FINAL_NEXT, _HEAD = (
    FIRST.index(name)
    for name in ("width.here", "width.next", "fill_far.here", "tail.here", "final.here", "final.next", "head.next")
)
_MARK_NEXT, _COUNTED_NEXT, _STEP, _PAGE, _ASIDE, _BACK, _COHERES = (
    FIRST.index(name) for name in ("mark.next", "counted.next", "step", "page", "apart", "terminal.back", "coheres")
)
_MARK = FIRST.index("mark.here")
_BLANKS, _BLANKS_NEXT, _EXTRA = (FIRST.index(name) for name in ("blanks.here", "blanks.next", "blanks_usual"))
_PUNCTUATION = member(END, COMMA, PAUSE, ELLIPSIS, COLON, OPEN, OPEN_PAREN)
_ITEMS = member(NUMERAL_PAUSE, DIGIT_POINT, BRACKETED, HALF_BRACKETED, CIRCLE, ITEM, LETTERED)
_CITED = member(SECTION, BRACKETED, NUMBERED, DIGIT_POINT)
_OPEN_ENDED = member(*WORDS, COMMA, PAUSE, ORDINAL)
_GOES_ON = member(HAN, LATIN, NUMERAL)


def settle(known: Survey, rows: Rows, ends: Ends) -> None:
    """Judge breaks again by what the text does in other places."""
    _gaps(rows, ends)
    _starts(known, rows, ends)
    _titles(rows, ends)
    _hanging(rows, ends)
    _items(rows, ends)
    _salutations(rows, ends)
    _dates(known, rows, ends)
    _widest(known, rows, ends)
    _numbers(known, rows, ends)


def _widest(known: Survey, rows: Rows, ends: Ends) -> None:
    """Join, in a small text, a line as wide as the widest that breaks off to one that ends a sentence.

    A column is not learnt from so few lines.
    """
    if len(ends) > SMALL:
        return
    doubtful = (
        (ends >= F32[0.5]) & (ends < F32[PARTED]) & (rows[_FINAL_NEXT] == I16[END]) & (rows[_WIDTH] >= I16[NARROW])
    )
    doubtful &= _GOES_ON.take(rows[_TAIL]) & (rows[_MARK_NEXT] == I16[NONE]) & (rows[_STEP] < I16[2])
    if np.count_nonzero(doubtful):
        edges = (known.lines.indent + known.lines.width).take(known.body)
        doubtful &= (edges[:-1] * I32[10] >= edges.max() * I32[9]) & (rows[_BLANKS_NEXT] == rows[_BLANKS_NEXT].min())
        ends[doubtful] = DOUBTFUL


def _items(rows: Rows, ends: Ends) -> None:
    """Join the first lines of items that fill the column of such lines, narrower than others, where words show it.

    A tab after the mark may be lost: the line is full and looks short. Titles of one length above their text are not
    cut inside words.
    """
    marked = _ITEMS.take(rows[_MARK])
    if np.count_nonzero(marked) < LEAST:
        return
    full = marked & _OPEN_ENDED.take(rows[_TAIL]) & (rows[_MARK_NEXT] == I16[NONE]) & (rows[_PAGE] == I16[0])
    full &= (rows[_BLANKS_NEXT] == rows[_BLANKS_NEXT].min()) & (rows[_ASIDE] == I16[0])
    for mark in set(rows[_MARK][full].tolist()):
        own = full & (rows[_MARK] == I16[mark])
        column = rows[_WIDTH][rows[_MARK] == I16[mark]].max()
        own &= rows[_WIDTH] >= column - I16[RAGGED]
        cut = int(np.count_nonzero(own & (rows[_COHERES] > I16[0])))
        if cut >= CUT_WORDS and CUT_SHARE * cut >= int(np.count_nonzero(own)):
            ends[own] = np.minimum(ends[own], SURE_JOIN)


def _gaps(rows: Rows, ends: Ends) -> None:
    """Join full lines without a gap after them where every sure end has one and no paragraph has any inside."""
    gaps = rows[_EXTRA] > I16[0]
    within = (rows[_PAGE] == I16[0]) & (rows[_ASIDE] == I16[0])
    sure = (ends > F32[SURE_END]) & within
    count = int(np.count_nonzero(sure))
    if count < LEAST or np.count_nonzero(sure & gaps) < MANY * count:
        return
    inner = (ends < F32[SURE_JOIN]) & within
    if np.count_nonzero(inner & gaps) > FEW * np.count_nonzero(inner):
        return
    doubtful = (ends >= F32[0.5]) & (ends <= F32[SURE_END]) & within & ~gaps
    doubtful &= (rows[_FILL] >= I16[FULL]) & (rows[_MARK_NEXT] == I16[NONE]) & (rows[_STEP] < I16[2])
    ends[doubtful] = DOUBTFUL
    parted = (ends < F32[0.5]) & (ends >= F32[SURE_JOIN]) & within & gaps & _PUNCTUATION.take(rows[_TAIL])
    ends[parted] = LIKELY


def _starts(known: Survey, rows: Rows, ends: Ends) -> None:
    """Begin a paragraph at a line set in by some characters in text that is not wrapped: where all long lines are."""
    starts = (rows[_STEP] >= I16[3]) & (rows[_STEP] <= I16[8]) & (ends < F32[PARTED])
    if not np.count_nonzero(starts):
        return
    lines, body = known.lines, known.body
    indents = lines.indent.take(body)
    long = lines.width.take(body) >= I32[LONG]
    inside = indents[long]
    set_in = (inside >= I32[3]).nonzero()[0]
    # From the first on: over the text are lines about it.
    inside = inside[set_in[0] :] if len(set_in) else inside
    count = len(inside)
    usual = int(np.sort(inside)[count // 2]) if count else 0
    if count < 2 or np.count_nonzero(inside == I32[usual]) * 10 < 9 * count:
        starts &= rows[_WIDTH_NEXT] >= I16[UNWRAPPED]
    else:
        starts &= (indents[1:] == I32[usual]) | (rows[_WIDTH_NEXT] >= I16[UNWRAPPED])
    ends[starts] = PARTED


def _titles(rows: Rows, ends: Ends) -> None:
    """Take a short line without punctuation, over a gap that is unusual and a line of text, for a title."""
    gap = rows[_BLANKS_NEXT]
    short = (rows[_WIDTH] <= I16[TITLE]) & (gap > gap.min()) & (ends < F32[PARTED])
    if np.count_nonzero(short):
        short &= (rows[_COHERES] == I16[0]) & ~_PUNCTUATION.take(rows[_TAIL]) & (rows[_PAGE] == I16[0])
        short &= (rows[_WIDTH_NEXT] * I16[2] >= rows[_WIDTH] * I16[3]) & (rows[_ASIDE] == I16[0])
        free = (rows[_BACK] > I16[0]) | (rows[_BLANKS] > I16[0])
        free[0] = True
        short &= free
        ends[short] = PARTED


def _hanging(rows: Rows, ends: Ends) -> None:
    """Join a line set in a little further to the marked line above that breaks off: it goes on with the item."""
    hangs = (rows[_MARK] > I16[0]) & (rows[_STEP] >= I16[2]) & (rows[_STEP] <= I16[8]) & (ends >= F32[0.5])
    if np.count_nonzero(hangs):
        hangs &= (rows[_MARK_NEXT] == I16[NONE]) & (rows[_WIDTH] >= I16[TITLE]) & (ends < F32[1])
        hangs &= _OPEN_ENDED.take(rows[_FINAL]) & (rows[_PAGE] == I16[0])
        ends[hangs] = DOUBTFUL


def _salutations(rows: Rows, ends: Ends) -> None:
    """Part a salutation: a short line with a colon, over a gap or at the head of the text."""
    short = (rows[_TAIL] == I16[COLON]) & (rows[_WIDTH] <= I16[SALUTATION])
    if np.count_nonzero(short):
        gap = rows[_BLANKS] > rows[_BLANKS_NEXT].min()
        gap[0] = True
        ends[short & gap] = np.maximum(ends[short & gap], F32[PARTED])


def _dates(known: Survey, rows: Rows, ends: Ends) -> None:
    """Part a line with room left from one that opens with a date: ``2015年…``."""
    year = rows[_HEAD] == I16[DIGIT]
    if np.count_nonzero(year):
        fifth = known.lines.head[4].take(known.body[1:]) == U32[ord("年")]
        year &= fifth & (rows[_FILL] < I16[ROOMY]) & (ends < F32[PARTED]) & _GOES_ON.take(rows[_TAIL])
        ends[year] = PARTED


def _numbers(known: Survey, rows: Rows, ends: Ends) -> None:
    """Join ``[7]`` or ``5.1.1`` that counts on from nothing to a full line that breaks off: it is not an item.

    A heading would be short and have no stop.
    """
    if not np.count_nonzero(known.marks):
        return
    found = _CITED.take(rows[_MARK_NEXT]) & (ends >= F32[0.5])
    at = found.nonzero()[0]
    if len(at):
        measures = _measures(known, at + I64[1])
        cited = (rows[_COUNTED_NEXT].take(at) == I16[0]) & (
            (rows[_FINAL_NEXT].take(at) == I16[END]) | (rows[_WIDTH_NEXT].take(at) >= I16[LONG])
        )
        breaks = (rows[_FILL].take(at) >= I16[FULL]) & _OPEN_ENDED.take(rows[_FINAL].take(at))
        breaks &= (rows[_EXTRA].take(at) <= I16[0]) & (rows[_STEP].take(at) < I16[2]) & (ends.take(at) < F32[1])
        ends[at[(measures | cited) & breaks]] = DOUBTFUL


def _measures(known: Survey, at: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which lines of the body open with a figure, a blank and a unit: ``2 年``."""
    codes = known.lines.head.take(known.body.take(at), axis=1)
    short, long = among(codes[2], UNITS), among(codes[3], UNITS)
    result: NDArray[np.bool_] = ((codes[1] == U32[0x20]) & short) | ((codes[2] == U32[0x20]) & long)
    return result
