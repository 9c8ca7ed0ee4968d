"""The stage itself: survey the lines, judge every line break of the running text, cut it into blocks."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import first_kinds as kinds
from corpus.cleaning.reflow import habits, labels, lined, quotations, standing
from corpus.cleaning.reflow import trees as model
from corpus.cleaning.reflow.asides import NOTE, ROLES
from corpus.cleaning.reflow.character_classes import (
    COLON,
    COMMA,
    DIGIT,
    DOT,
    ELLIPSIS,
    END,
    FIGURE,
    FUNCTION,
    HAN,
    LATIN,
    NUMERAL,
    OPEN,
    OPEN_PAREN,
    PAUSE,
    TOPIC,
    WORDS,
    among,
)
from corpus.cleaning.reflow.line_joins import Joins, LineGroup
from corpus.cleaning.reflow.listings import FORCED, SLIVERS, runs
from corpus.cleaning.reflow.marks import HEADING, member
from corpus.cleaning.reflow.scalar_arrays import F32, I16, I32, I64, U8, U32
from corpus.cleaning.reflow.survey import Survey, survey
from corpus.cleaning.reflow.uprights import UPRIGHT
from corpus.model.values import LINED, Block, Edit, Layout, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.affixes import LineMark

SECTION = 1 << 19  # code points decided together; a longer text is cut at a sure break
SURE = 0.97
EVEN = 0.5
LIKELY = 0.9
PROBABLE, HARDLY = 0.7, 0.2
FULL, ROOMY, HALF = 90, 66, 50  # percent of the column
INSET, SPARE = 3, 6  # cells deeper than the margin; cells to spare after the next word
NEAR_CUT = 6  # breaks on either side of one inside an address
FEW = 8  # lines after a title that show how long lines are
SURELY_INNER, RAGGED = 0.1, 0.03  # of the lines that go on; where more leave room, type is not as wide as cells
HANGING = 3  # so many blank lines before quotes are a habit of the extractor
LONG, RATHER_LONG = 84, 60  # cells; no heading is as long as the first, few are as long as the second
UNWRAPPED = 130  # cells; no column is so wide
ALL_END = 90  # percent of the lines around that end with a sentence
VERSE_LINES, VERSE_FILL = 4, 60  # percent of the column
ASIDE_CONFIDENCE = 0.98
NOTE_KIND, UPRIGHT_FLAGS = ROLES[NOTE][0], ROLES[UPRIGHT][1]


def reflow(text: str, *, stages: model.Stages | None = None) -> Layout:
    """Cut a text into blocks: the running text in paragraphs, what interrupts it apart.

    >>> [block.text for block in reflow("一行沒有說完的話在這裡斷\\n開了。\\n\\n第二段。").blocks]
    ['一行沒有說完的話在這裡斷開了。', '第二段。']
    """
    blocks, edits = list[Block](), list[Edit]()
    for known, ends, groups, stop in _sections(text, stages):
        spaced = (known.labels == U8[labels.LEADER]) | (known.labels == U8[labels.PAGE])
        joins = Joins(text, known.lines, *_joined(known, ends, groups, stop), _marks(known, stop), spaced)
        blocks += joins.blocks(groups)
        edits += joins.edits
    return Layout(text, tuple(blocks), tuple(edits))


def _joined(
    known: Survey, ends: NDArray[np.float32], groups: list[LineGroup], stop: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Return the lines before and after each join in the lines before ``stop``, in order, and how sure it is."""
    joined = (ends < F32[EVEN]).nonzero()[0]
    before, then = known.body.take(joined), known.body.take(joined + I64[1])
    sure = F32[1] - ends.take(joined)
    notes = list[int]()
    if np.count_nonzero((known.roles == U8[NOTE]) | (known.roles == U8[UPRIGHT])):
        notes = [line for group in groups if _is_joined(group) for line in group.lines[1:]]
    if notes:
        before, then = np.concatenate((before, np.array(notes) - 1)), np.concatenate((then, notes))
        sure = np.concatenate((sure, np.full(len(notes), ASIDE_CONFIDENCE, np.float32)))
        order = then.argsort()
        before, then, sure = before[order], then[order], sure[order]
    kept = int(then.searchsorted(stop))
    return before[:kept], then[:kept], sure[:kept]


def _marks(known: Survey, stop: int) -> Sequence[LineMark]:
    """Return the marks of the lines before ``stop``."""
    marks = known.stripped.marks
    if not marks or stop == len(known.lines):
        return marks
    end = int(known.lines.stop[stop - 1])
    return [mark for mark in marks if mark.start <= end]


def _is_joined(group: LineGroup) -> bool:
    """Return whether the lines of what is set aside are joined: those of a note, of upright text."""
    return not group.untouched and (group.kind == NOTE_KIND or group.flags == UPRIGHT_FLAGS)


def _sections(
    text: str, stages: model.Stages | None
) -> Iterator[tuple[Survey, NDArray[np.float32], list[LineGroup], int]]:
    """Yield the text a piece at a time, each ending at a break that is sure; small texts are one piece.

    Of the lines of a piece those before the last number count.
    """
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > 2 * SECTION:
            end = text.find("\n", start + SECTION) + 1 or end
        known = survey(text, start, end)
        ends, stands = judge(known, stages)
        groups, stop = _groups(text, known, ends, stands), len(known.lines)
        if end < len(text):
            groups, start, stop = _cut(known, groups, ends, end)
        else:
            start = end
        yield known, ends, groups, stop


def _cut(
    known: Survey, groups: list[LineGroup], ends: NDArray[np.float32], end: int
) -> tuple[list[LineGroup], int, int]:
    """Return the groups before a piece's last sure break, where the next piece starts, the line after the groups."""
    late = np.flatnonzero(ends[: -64 or None] >= SURE)
    late = late[late >= len(ends) // 2]
    if not len(late):
        return groups, end, len(known.lines)
    line = int(known.body[late[-1] + 1])
    kept = [group for group in groups if group.lines[0] < line]
    if any(group.lines[-1] >= line for group in kept):
        return groups, end, len(known.lines)
    return kept, int(known.lines.stop[line - 1]) + 1, line


class Judged(NamedTuple):
    """What the trees say of each break, what that is as a chance, and the chance after the rules."""

    logit: NDArray[np.float32]
    thought: NDArray[np.float32]
    ends: NDArray[np.float32]


def judge(known: Survey, stages: model.Stages | None = None) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Judge each break of the running text: the chance that a block ends there; if only lines that stand say so."""
    if len(known.body) < 2:
        return np.zeros(0, np.float32), np.zeros(0, np.bool_)
    stages = stages or model.shipped()
    found, stands = judged(known, stages)
    return stages.trust.settled(*found), stands


def judged(known: Survey, stages: model.Stages) -> tuple[Judged, NDArray[np.bool_]]:
    """Judge the breaks of two lines or more by trees, then by rules; say where only lines that stand make one."""
    rows, edge = features.first(known.lines, known.body, known.marks, known.counted)
    found = judge_wrapped(known, rows, edge, stages)
    ends = found.ends
    wrapped = ends.copy()
    stands = standing.settle(known, rows, edge, ends)
    if len(known.addresses):
        # What cuts an address was wrapped, and so were the lines around.
        steps = np.bincount(np.maximum(known.addresses - NEAR_CUT, 0), minlength=len(ends) + 1)
        steps -= np.bincount(np.minimum(known.addresses + NEAR_CUT + 1, len(ends)), minlength=len(ends) + 1)
        near = steps[:-1].cumsum() > 0
        ends[near], stands[near] = wrapped[near], False
    # What a text does in other places, and what a mark or an address shows, is seen whether lines stand or not.
    habits.settle(known, rows, ends)
    quotations.settle(known, rows, ends)
    labels.settle(known, ends)
    # The page numbers of two lines of contents are not one number.
    cuts = np.concatenate((known.addresses, known.numbers[~stands[known.numbers]]))
    ends[cuts] = np.minimum(ends[cuts], HARDLY)
    return found, stands & (ends >= F32[EVEN])


def judge_wrapped(known: Survey, rows: NDArray[np.int16], edge: NDArray[np.int32], stages: model.Stages) -> Judged:
    """Judge each break as one of wrapped text."""
    guess = model.chance(stages.first.logit(rows))
    logit = stages.second.logit(features.second(rows, edge, guess))
    thought = stages.calibrated(logit)
    ends = thought.copy()
    _apart(known, ends)
    _commas(known, rows, ends)
    _sentences(rows, ends)
    _points(known, rows, ends)
    _rings(known, ends)
    _headings(rows, ends)
    _verse(rows, ends)
    _unfinished(rows, ends)
    _openings(rows, ends)
    _room(rows, ends)
    _inset(rows, ends)
    _titled(rows, edge, ends)
    _quotes(rows, ends)
    _subtitles(known, rows, ends)
    return Judged(logit, thought, ends)


def _apart(known: Survey, ends: NDArray[np.float32]) -> None:
    """Join nothing across a table, a listing or the border of a quote, nor to a Markdown heading."""
    if known.stripped.borders:
        borders = known.body.searchsorted(known.stripped.borders)
        ends[borders[(borders > 0) & (borders <= len(ends))] - 1] = 1
    forced = known.roles >= U8[FORCED]
    if np.count_nonzero(forced):
        passed = forced.cumsum()[known.body]
        ends[passed[1:] > passed[:-1]] = 1
    heading = known.marks == U8[HEADING]
    if np.count_nonzero(heading):
        heading = heading.take(known.body)
        ends[heading[1:] | heading[:-1]] = 1


def _sentences(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Part sentences by the text as a whole: where every line ends one, and where no blank line cuts one.

    Wrapped text ends a line in ten with a sentence: where nearly all do, each line is a paragraph.
    """
    sentence = rows[_FINAL] == I16[END]
    if int(np.count_nonzero(sentence)) * 3 > len(sentence):
        whole = sentence & (features.means([sentence], 8, 100)[0] >= I32[ALL_END])
        ends[whole] = np.maximum(ends[whole], SURE)
    if not rows[_CUTS, 0]:
        apart = (
            sentence
            & (rows[_EXTRA] > I16[0])
            & (rows[_PAGE] == I16[0])
            & (rows[_ASIDE] == I16[0])
            & (rows[_HEAD] != I16[OPEN])
        )
        ends[apart] = np.maximum(ends[apart], SURE)


def _points(known: Survey, rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Part sentences of Latin at a full stop before a capital where no other does what this line does.

    There a gap follows and no sentence has one inside; or there was room, and lines that go on leave none.
    """
    point = (rows[_TAIL] == I16[DOT]) & (rows[_HEAD] == I16[LATIN]) & (ends < F32[LIKELY])
    if not np.count_nonzero(point):
        return
    point &= known.lines.head[0].take(known.body[1:]) - U32[ord("A")] < U32[26]
    room, inner = rows[_FITS_FAR] >= I16[1], (ends < F32[SURELY_INNER]) & ~point
    gap = rows[_BLANKS_NEXT] > rows[_BLANKS_NEXT].min()
    cuts = gap & (ends < F32[EVEN]) & (rows[_TAIL] != I16[DOT]) & (rows[_FINAL] != I16[END])
    apart = gap & (np.count_nonzero(cuts) == 0)
    count = int(np.count_nonzero(inner))
    if count >= FEW and int(np.count_nonzero(inner & room)) <= RAGGED * count:
        apart |= room
    point &= apart & (rows[_PAGE] == I16[0]) & (rows[_ASIDE] == I16[0])
    ends[point] = LIKELY


def _rings(known: Survey, ends: NDArray[np.float32]) -> None:
    """Part items whose bullet is the letter o: so terminals draw a ring. One such line may be a word or a variable."""
    first, second, third = known.lines.head[:3]
    ring = (first == U32[ord("o")]) & (second == U32[ord(" ")])
    if np.count_nonzero(ring) > 1:
        ring &= third - U32[ord("a")] >= U32[26]
        ring = ring.take(known.body[1:]) & (np.count_nonzero(ring) > 1)
        ends[ring] = np.maximum(ends[ring], LIKELY)


def _commas(known: Survey, rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Join lines at a comma (one break in two hundred after one is a paragraph's end), verse apart."""
    comma = among(known.lines.tail[0].take(known.body[:-1]), "，,、") & (ends > F32[1 - LIKELY]) & (ends < F32[SURE])
    if np.count_nonzero(comma):
        ends[comma & (rows[_MARK_NEXT] == I16[0])] = 1 - LIKELY


def _headings(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Find headings of unwrapped text: short lines between blank lines, after an end and before a long line."""
    short = rows[_WIDTH_NEXT] >= I16[UNWRAPPED]
    if np.count_nonzero(short):
        short &= (rows[_WIDTH] < I16[RATHER_LONG]) & ~_PUNCTUATION.take(rows[_TAIL])
        short &= (rows[_BLANKS] > 0) & (rows[_BLANKS_NEXT] > 0) & (rows[_TERMINAL_BACK] > 0)
        ends[short] = np.maximum(ends[short], LIKELY)


def _verse(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Keep the lines of verse: short ones of one length that all end in punctuation."""
    short = rows[_FILL] <= I16[VERSE_FILL]
    if int(np.count_nonzero(short)) < VERSE_LINES:
        return
    short &= rows[_FILL_NEXT] <= I16[VERSE_FILL]
    if int(np.count_nonzero(short)) < VERSE_LINES:
        return
    even = short & (rows[_EDGE_STEP] <= I16[2]) & _PUNCTUATION.take(rows[_TAIL]) & (rows[_WIDTH] >= I16[8])
    if int(np.count_nonzero(even)) < VERSE_LINES - 1:
        return
    verse = runs(even, VERSE_LINES - 1)
    ends[verse] = np.maximum(ends[verse], SURE)


def _unfinished(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Join a line longer than any heading, without a sentence's end, to the next: a page or a column cut it.

    So does a shorter one where the break would cut a word.

    What follows must look like the rest of a paragraph, not like a heading: no mark, and long or with an end.
    """
    long = (rows[_WIDTH] >= I16[LONG]) | ((rows[_WIDTH] >= I16[RATHER_LONG]) & (rows[_COHERES] > I16[0]))
    if np.count_nonzero(long):
        long &= _OPEN_ENDED.take(rows[_FINAL]) & (rows[_MARK_NEXT] == I16[0]) & (rows[_HEAD] != I16[OPEN])
        long &= (rows[_FINAL_NEXT] == I16[END]) | (rows[_WIDTH_NEXT] >= I16[LONG])
        # A line set in as paragraphs are begins one.
        long &= (rows[_STEP] < I16[3]) | (rows[_PAGE] > I16[0]) | (rows[_STEP] > I16[8])
        long &= ends < F32[1]
        ends[long] = np.minimum(ends[long], 1 - LIKELY)


def _openings(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Open a paragraph at a blank line where others have none with an indent of two characters, in short texts too."""
    blanks = rows[_BLANKS_NEXT]
    opens = (rows[_STEP] >= I16[3]) & (rows[_STEP] <= I16[8])
    if np.count_nonzero(opens):
        opens &= (blanks > blanks.min()) & (rows[_PAGE] == I16[0]) & (rows[_ASIDE] == I16[0])
        # Behind a full line that breaks off the indent is that of an item's further lines.
        opens &= ~_OPEN_ENDED.take(rows[_FINAL]) | (rows[_FILL] < I16[FULL])
        ends[opens] = np.maximum(ends[opens], SURE)


def _room(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """End a line with much room left where lines are whole: a headline, a name (99 in 100 do).

    The lines of one title are joined by the next stage, which reads their wording.
    """
    if rows[_ORPHANS, 0]:
        return
    doubtful = (ends < F32[EVEN]) & (rows[_FILL] < I16[ROOMY])
    doubtful &= (ends >= F32[HARDLY]) | ((rows[_FILL] < I16[HALF]) & (rows[_FILL_NEXT] >= I16[ROOMY]))
    if np.count_nonzero(doubtful):
        doubtful &= (rows[_FILL_NEAR] < I16[ROOMY]) & (rows[_PAGE] == I16[0]) & (rows[_ASIDE] == I16[0])
        doubtful &= ~_LEADS_ON.take(rows[_TAIL]) & (rows[_HEAD] != I16[LATIN])
        # A label alone on its line opens what follows; a figure at the end calls for a note.
        doubtful &= (rows[_MARK_HERE] == I16[0]) & (rows[_TAIL] != I16[DIGIT])
        ends[doubtful] = np.maximum(ends[doubtful], PROBABLE)


def _titled(rows: NDArray[np.int16], edge: NDArray[np.int32], ends: NDArray[np.float32]) -> None:
    """Take a first line of less than half a column, over a blank line where others have none, for a title.

    A text of few lines shows no column to the features: its longest line is one.
    """
    if ends[0] >= PROBABLE or rows[_BLANKS_NEXT, 0] <= rows[_BLANKS_NEXT].min():
        return
    apart = _LEADS_ON[rows[_TAIL, 0]] or rows[_PAGE, 0] or rows[_ASIDE, 0]
    if not apart and 2 * int(edge[0]) < int(edge[:FEW].max()):
        ends[0] = PROBABLE


def _inset(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Part lines that are all indented alike and leave room: verse in prose, a list of names.

    Of a paragraph the first line is indented, of a hanging item all but the first, and these are full.
    """
    depth, below = rows[_DEPTH], rows[_DEPTH_NEXT]
    inset = (below >= I16[INSET]) & (rows[_PAGE] == I16[0]) & (rows[_ASIDE] == I16[0])
    if np.count_nonzero(inset):
        inset &= (depth == below) & (rows[_FITS_FAR] >= I16[SPARE]) & (rows[_FILL] < I16[ROOMY + 18])
        if np.count_nonzero(inset):
            ends[inset] = np.maximum(ends[inset], LIKELY)
            # What leads to them ends where they begin.
            enters = np.zeros(len(inset), np.bool_)
            enters[:-1] = inset[1:] & (depth[:-1] < below[:-1]) & _LEADS_TO.take(rows[_FINAL][:-1])
            ends[enters] = np.maximum(ends[enters], LIKELY)


def _quotes(rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Drop false blank lines before hanging quotes: those inside a sentence or after a colon."""
    quoted = rows[_HEAD] == I16[OPEN]
    if int(np.count_nonzero(quoted)) < HANGING:
        return
    quoted &= (rows[_EXTRA] > 0) & (rows[_FILL] >= FULL)
    if int(np.count_nonzero(quoted)) >= HANGING:
        false = quoted & (_RUNNING.take(rows[_FINAL]) | (rows[_FINAL] == COMMA))
        if int(np.count_nonzero(false)) >= HANGING - 1:
            false |= quoted & (rows[_FINAL] == COLON)
            ends[false] = np.minimum(ends[false], 1 - LIKELY)


def _subtitles(known: Survey, rows: NDArray[np.int16], ends: NDArray[np.float32]) -> None:
    """Open a subtitle or a signature at a dash that heads a line, after one that is not full or is set apart."""
    head = known.lines.head
    dash = head[0] == U32[0x2014]
    if np.count_nonzero(dash):
        dash = (dash & (head[1] == U32[0x2014])).take(known.body[1:])
        fill = rows[_FILL]
        dash &= (fill < 75) | (fill > 110) | ((rows[_EXTRA] > 0) & (rows[_PAGE] == 0))
        ends[dash] = np.maximum(ends[dash], SURE)


_LEADS_ON = member(COMMA, PAUSE, OPEN, OPEN_PAREN)
_LEADS_TO = member(COLON, END)
_RUNNING = member(*WORDS)
_OPEN_ENDED = member(HAN, NUMERAL, FUNCTION, TOPIC, FIGURE, LATIN, DIGIT, PAUSE)
_PUNCTUATION = member(END, COMMA, PAUSE, ELLIPSIS)
_FILL, _FILL_NEXT, _EDGE_STEP, _TAIL, _WIDTH = (
    features.FIRST.index(name) for name in ("fill_far.here", "fill_far.next", "edge_step", "tail.here", "width.here")
)
_BLANKS, _BLANKS_NEXT, _TERMINAL_BACK = (
    features.FIRST.index(name) for name in ("blanks.here", "blanks.next", "terminal.back")
)
_MARK_NEXT, _FINAL_NEXT, _WIDTH_NEXT, _COHERES = (
    features.FIRST.index(name) for name in ("mark.next", "final.next", "width.next", "coheres")
)
_FINAL, _CUTS, _EXTRA, _PAGE, _ASIDE, _HEAD = (
    features.FIRST.index(name) for name in ("final.here", "blanks_inside", "blanks_usual", "page", "apart", "head.next")
)
_ORPHANS, _FILL_NEAR, _STEP = (features.FIRST.index(name) for name in ("orphans_all", "fill_near.here", "step"))
_DEPTH, _DEPTH_NEXT, _FITS_FAR = (features.FIRST.index(name) for name in ("depth.here", "depth.next", "fits_far"))
_MARK_HERE = features.FIRST.index("mark.here")
_FIRST, _SURE = np.zeros(1, np.intp), np.ones(1, np.float32)


def _groups(text: str, known: Survey, ends: NDArray[np.float32], stands: NDArray[np.bool_]) -> list[LineGroup]:
    """Group the lines into blocks, in the order of their first line."""
    aside = list(_aside(known))
    if not len(known.body):
        return aside
    begins = np.concatenate((_FIRST, (ends >= F32[EVEN]).nonzero()[0] + I64[1]))
    stops = np.concatenate((begins[1:], [len(known.body)]))
    sure = np.concatenate((_SURE, ends, _SURE))
    confidence = np.minimum(sure.take(begins), sure.take(stops)).tolist()
    body = known.body.tolist()
    lines = [body[start:stop] for start, stop in zip(begins.tolist(), stops.tolist(), strict=True)]
    names = kinds.name(known, begins, stops)
    inside = each(LineGroup, zip(names, lines, confidence, repeat(()), repeat(False), strict=False))
    inside = lined.gather(text, known, inside, begins, stops, stands)
    return sorted([*aside, *inside], key=_first_line) if aside else inside


def _first_line(group: LineGroup) -> int:
    return group.lines[0]


def _aside(known: Survey) -> Iterator[LineGroup]:
    """Yield what was set aside, a block each; the lines of one note or one run of slivers together."""
    for start, end, role in known.runs():
        kind, flags = ROLES[role]
        yield LineGroup(kind, list(range(start, end)), ASIDE_CONFIDENCE, flags, role == SLIVERS or kind in LINED)
