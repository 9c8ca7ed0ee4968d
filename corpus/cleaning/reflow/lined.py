"""Blocks that keep their lines: lines that stand one under the other are verse, rows of a table, or code.

A line that stands and is none of these (a name, a field, talk, contents) stays a paragraph.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import COLON, DIGIT, OPEN
from corpus.cleaning.reflow.line_joins import LineGroup
from corpus.cleaning.reflow.listings import is_code, runs
from corpus.cleaning.reflow.marks import NONE
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines
    from corpus.cleaning.reflow.survey import Survey

    Flags = NDArray[np.bool_]

OWN_LINE = "own_line"  # a flag: the line stands, and is no headline
OWN, RAISED = 4, 3  # lines of a region; one break in so many is one because lines stand
ROWS, FIELDS = 3, 3  # a table has so many of each; two fields only where a bar or a tab parts them
ROW_LONGEST = 400  # characters
FIELD_LONGEST = 14  # characters, on the average
STATEMENTS = 2  # lines of code
STANZA, POEM = 4, 6  # lines of a stanza in one measure, of free verse
VERSE_WIDEST = 44  # cells
EVEN = 4  # cells between the longest and the shortest line of one measure
MEASURED = range(4, 13)  # characters of a line
STEPPED = 4  # cells; a line of verse may be indented by so many against the one above
SIGNED, SAYING = 0.75, 0.4

_SAYS = re.compile("[的了着在是我你他她它不这那就也还和与像把被让从吗呢吧啊谁这這們们沒没為为對对說说會会]")
_LEADER = re.compile(r"(?:[.．·…‥_-]{4,}|(?:[.．·…]\s){3,}[.．·…]?)\s*\d{1,4}$")
_SEPARATORS = ("|", "｜", "\t", "\u3000", ",", " ")
_BARS = "|｜\t"


def gather(
    text: str,
    known: Survey,
    groups: list[LineGroup],
    begins: NDArray[np.intp],
    stops: NDArray[np.intp],
    stands: Flags,
) -> list[LineGroup]:
    """Make one group of lines that are verse, a table or code; flag the others of a region of lines that stand.

    ``begins`` and ``stops`` are the groups as ranges of the running text; ``stands``: the breaks that are ones only
    because lines stand.
    """
    alone = stops - begins == I64[1]
    if np.count_nonzero(alone) < STATEMENTS:
        return groups
    first = known.body.take(begins)
    below = np.zeros(len(groups), np.bool_)  # a line of the running text right under another
    np.logical_and(alone[1:], alone[:-1], out=below[1:])
    below[1:] &= (first[1:] == first[:-1] + I64[1]) & (known.lines.blanks.take(first[1:]) == I32[0])
    below[1:] &= ~known.lines.page.take(first[1:])
    own = _contents(text, known, first)
    taken = dict[int, tuple[int, str]]()
    if np.count_nonzero(below):
        raised = np.zeros(len(groups), np.bool_)
        raised[1:] = stands.take(begins[1:] - I64[1])
        own |= _own(below, raised)
        for kind, start, stop in _found(text, known, first, below):
            if not any(place in taken for place in range(start, stop)):
                taken.update(dict.fromkeys(range(start, stop), (start, kind)))
    return _gathered(groups, taken, own) if taken or own else groups


def _own(below: Flags, raised: Flags) -> set[int]:
    """Find groups in runs of lines many of which stand: none of them is a headline."""
    found = set[int]()
    if not np.count_nonzero(raised):
        return found
    edges = np.diff(below.astype(np.int8), append=0).nonzero()[0]
    for before, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        count = last - before
        if count >= OWN - 1 and np.count_nonzero(raised[before + 1 : last + 1]) * RAISED >= count:
            found.update(range(before, last + 1))
    return found


def _contents(text: str, known: Survey, first: NDArray[np.intp]) -> set[int]:
    """Find groups that begin with a line of contents: dots or the like, and a page number."""
    lines, found = known.lines, set[int]()
    figures = (lines.tail_class[0].take(first) == U8[DIGIT]).nonzero()[0]
    for place in figures.tolist():
        line = first[place]
        if _LEADER.search(text, max(lines.first[line], lines.last[line] - 24), lines.last[line]):
            found.add(place)
    return found


def _gathered(groups: Sequence[LineGroup], taken: dict[int, tuple[int, str]], own: set[int]) -> list[LineGroup]:
    result = list[LineGroup]()
    for place, group in enumerate(groups):
        start, kind = taken.get(place, (place, group.kind))
        if start != place:
            last = result.pop()
            result.append(
                last._replace(lines=[*last.lines, *group.lines], confidence=min(last.confidence, group.confidence))
            )
        elif place in taken:
            result.append(LineGroup(kind, list(group.lines), group.confidence, group.flags, True))
        elif place in own:
            kind = group.kind if group.kind == "list_item" else "paragraph"
            result.append(group._replace(kind=kind, flags=(*group.flags, OWN_LINE)))
        else:
            result.append(group)
    return result


def _found(text: str, known: Survey, first: NDArray[np.intp], below: Flags) -> Iterator[tuple[str, int, int]]:
    """Yield the kind, the first group and the group after the last."""
    lines = known.lines
    solid, wide = lines.solid.take(first), lines.wide.take(first)
    yield from _tested("code", is_code, text, known, first, _stretches(wide * I32[2] <= solid, below, STATEMENTS))
    if not np.count_nonzero(runs(below, ROWS - 1)):
        return
    rows = (lines.spaced.take(first) > I32[0]) | _parted(text, lines, first)
    rows &= known.marks.take(first) == U8[NONE]  # items, references
    yield from _tested("table", _is_table, text, known, first, _stretches(rows, below, ROWS))
    indent = lines.indent.take(first)
    below[1:] &= np.abs(indent[1:] - indent[:-1]) <= I32[STEPPED]
    yield from _tested("verse", _is_verse, text, known, first, _stretches(_verselike(known, first), below, STANZA))


def _tested(
    kind: str,
    test: Callable[[list[str]], bool],
    text: str,
    known: Survey,
    first: NDArray[np.intp],
    stretches: Iterator[tuple[int, int]],
) -> Iterator[tuple[str, int, int]]:
    lines = known.lines
    for start, stop in stretches:
        if test([text[lines.first[line] : lines.last[line]] for line in first[start:stop].tolist()]):
            yield kind, start, stop


def _parted(text: str, lines: Lines, first: NDArray[np.intp]) -> Flags:
    """Find lines with a comma, a bar, a tab; looked for one by one, where the text has any."""
    result = np.zeros(len(first), np.bool_)
    signs = [sign for sign in _SEPARATORS if sign not in " \u3000" and sign in text]
    if signs:
        starts, stops = lines.first.take(first).tolist(), lines.last.take(first).tolist()
        for place, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            result[place] = stop - start < ROW_LONGEST and any(text.find(sign, start, stop) >= 0 for sign in signs)
    return result


def _verselike(known: Survey, first: NDArray[np.intp]) -> Flags:
    """Find short lines of Han without a mark, a label or an opening quote."""
    lines = known.lines
    heads = lines.head_class.take(first, axis=1)
    result = (lines.width.take(first) <= I32[VERSE_WIDEST]) & (lines.alnum.take(first) == I32[0])
    result &= (known.marks.take(first) == U8[NONE]) & ~(heads[:8] == U8[COLON]).any(0) & (heads[0] != U8[OPEN])
    few: Flags = result & (lines.clauses.take(first) <= I32[2])
    return few


def _stretches(likely: Flags, below: Flags, least: int) -> Iterator[tuple[int, int]]:
    """Yield runs of likely groups, each right under the one before it."""
    joined = likely[:-1] & likely[1:] & below[1:]
    if np.count_nonzero(joined) < least - 1:
        return
    edges = np.diff(runs(joined, least - 1).astype(np.int8), prepend=0, append=0).nonzero()[0]
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield start, stop + 1


def _is_table(rows: list[str]) -> bool:
    """Return whether all lines have as many short fields; not where a page number ends each, as in contents."""
    for sign in _SEPARATORS:
        fields = [row.strip(sign).split(sign) for row in rows] if sign in rows[0] else []
        counts = {len(row) for row in fields}
        if len(counts) != 1 or len(fields[0]) < (2 if sign in _BARS else FIELDS):
            continue
        sizes = sum(len(field) for row in fields for field in row)
        short = sizes <= FIELD_LONGEST * len(rows) * len(fields[0])
        single = sizes <= 2 * len(rows) * len(fields[0]) and sign == " "  # characters set apart
        if short and not single and not _counts_pages(fields):
            return not any(row[-1] in "。！？；，" for row in rows)
    return False


def _counts_pages(fields: list[list[str]]) -> bool:
    last = [row[-1].strip() for row in fields]
    if not all(map(str.isdecimal, last)):
        return False
    return all(int(one) <= int(two) for one, two in pairwise(last)) and last[0] != last[-1]


def _is_verse(rows: list[str]) -> bool:
    """Return whether lines have one measure and end with signs, or no signs and five or seven characters; or speak."""
    bare = [row.rstrip("，。；！？、…,.!?; \u3000") for row in rows]
    sizes = [len(row) for row in bare]
    signed = sum(one != two for one, two in zip(rows, bare, strict=True))
    stopped = sum(row[-1] in "。！？.!?" for row in rows)
    inner = sum(sign in row for row in bare for sign in "，。；、")
    if stopped > 0.7 * len(rows):
        return False
    if 2 * (max(sizes) - min(sizes)) <= EVEN and min(sizes) in MEASURED and not inner:
        if signed >= SIGNED * len(rows):
            return True
        if not signed and len(set(sizes)) == 1 and sizes[0] in (5, 7) and len(rows) % 2 == 0:
            return True
    if len(rows) < POEM or sum(sizes) < 4 * len(rows):
        return False
    return sum(_SAYS.search(row) is not None for row in bare) >= SAYING * len(rows)
