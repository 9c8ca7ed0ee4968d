"""Marks that belong to lines, not to the text: ``>`` of quoted mail, ``¶``, a rule, the numbers of a canon's lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow.character_classes import DIGIT, END, LATIN
from corpus.cleaning.reflow.lines import split
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8, U32

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

LEAST = 3  # lines; of fewer no mark is constant
MOST = 0.9  # of the lines bear a mark that belongs to lines
WRAPPED, FILLED, WIDE = 0.7, 0.85, 24  # so many lines are nearly as wide as the widest, and that has so many cells

_QUOTED = re.compile(r"(?:>[ \t]?)+")
_NUMBERED = re.compile(
    r"[A-Za-z0-9_.,/-]{1,32}[\])>]?(?:[║│┃|:：\t]|[ \u3000]{1,8}|(?=[\u2e80-\uffef“‘])|$)[ \t\u3000]*"
)
# Numbers of items, of clauses, of hours and days are the text's own.
_OWN = re.compile(r"\d{1,3}[.．、)）\]]|[(\[]?\d{1,3}[)\]]|[A-Za-z][.)]|\d+(?:[.-]\d+)+\.?|.*\d:\d|\d{4}[-/]\d")
# Page, column and line: lines of a canon, wrapped or not.
_PLACE = re.compile(r"\d{3,4}[a-z]\d{2}[\W_]*$")
_FIGURES = re.compile(r"\d+")
_RULES, _SIGNS = "│┃║|¦", "¶↵↩⏎│┃║|¦\\"
_PREFIX = re.compile(r"(?:[│┃║|¦]|//+|;;+|%+|#)[ \t\u3000]*")
_SUFFIX = re.compile(r"[ \t\u3000]*[¶↵↩⏎│┃║|¦\\]$")
_HEADS = member(LATIN, DIGIT)


class LineMark(NamedTuple):
    """The mark of a line: its place, the line, whether it stays at the head of a paragraph."""

    start: int
    end: int
    line: int
    stays: bool


class Stripped(NamedTuple):
    """Lines measured without their marks; the marks; the lines before which a mark of another sort begins."""

    lines: Lines
    marks: Sequence[LineMark]
    borders: Sequence[int]


def strip(text: str, lines: Lines, start: int, end: int) -> Stripped:
    """Find the marks of lines and measure the lines without them; most texts have none."""
    marks = _quotes(text, lines) or _counting(text, lines) or _constant(text, lines)
    if not marks:
        return Stripped(lines, (), ())
    shorter, places, taken = list[str](), list[int](), list[int]()
    at, gone = start, 0
    for mark in marks:
        shorter.append(text[at : mark.start])
        places.append(mark.start - start - gone)
        gone += mark.end - mark.start
        taken.append(gone)
        at = mark.end
    shorter.append(text[at:end])
    bare = split("".join(shorter))
    shifts = np.array([0, *taken]) + start
    before, upto = np.array(places), np.array(places)
    bare = replace(
        bare,
        first=_shifted(bare.first, upto, shifts, "right"),
        last=_shifted(bare.last, before, shifts, "left"),
        stop=_shifted(bare.stop, upto, shifts, "right"),
    )
    return Stripped(bare, *_placed(text, bare, marks))


def _shifted(
    values: NDArray[np.int32], places: NDArray[np.int64], shifts: NDArray[np.int64], side: str
) -> NDArray[np.int32]:
    found = places.searchsorted(values, side="right" if side == "right" else "left")
    result: NDArray[np.int32] = (values + shifts.take(found)).astype(np.int32)
    return result


def _placed(text: str, lines: Lines, marks: Sequence[LineMark]) -> tuple[list[LineMark], list[int]]:
    """Return the marks with their lines as these are counted now, and where one sort of quote borders on another."""
    starts, stops = lines.first.tolist(), lines.stop.tolist()
    found = np.searchsorted(lines.stop, [mark.start for mark in marks]).tolist()
    placed = list[LineMark]()
    depths = dict[int, int]()
    for mark, line in zip(marks, found, strict=True):
        inside = line < len(stops) and (mark.start >= starts[line] or text.find("\n", mark.end, starts[line]) < 0)
        placed.append(mark._replace(line=line if inside else -1))
        if mark.stays and inside:
            depths[line] = text.count(">", mark.start, mark.end)
    borders = (
        [line for line in range(1, len(starts)) if depths.get(line, 0) != depths.get(line - 1, 0)] if depths else []
    )
    return placed, borders


def _quotes(text: str, lines: Lines) -> list[LineMark]:
    """Find lines of mail that quote Chinese text, two and more together."""
    quoted = lines.head[0] == U32[ord(">")]
    if np.count_nonzero(quoted) < 2:
        return []
    pairs = quoted.copy()
    pairs[1:] &= quoted[:-1]
    pairs[:-1] |= pairs[1:]
    pairs &= quoted
    if np.count_nonzero(pairs) < 2 or int(lines.wide[pairs].sum()) * 3 < int(lines.solid[pairs].sum()):
        return []
    return _marks(text, lines, pairs, _QUOTED.match, stays=True)


def _counting(text: str, lines: Lines) -> list[LineMark]:
    """Find numbers that count the lines of wrapped text, one by one."""
    headed = _HEADS.take(lines.head_class[0])
    count = int(np.count_nonzero(headed))
    if count < LEAST or count < MOST * len(lines):
        return []
    marks = _marks(text, lines, headed, _NUMBERED.match, stays=False)
    tokens = [text[mark.start : mark.end] for mark in marks]
    if len(marks) < MOST * len(lines) or not _count_on(tokens):
        return []
    places = all(_PLACE.search(token) for token in tokens[:LEAST])
    return marks if places or _is_wrapped(lines, marks) else []


def _count_on(tokens: Sequence[str]) -> bool:
    """Return whether the tokens have one shape, and each a last number one above the one before: no list, no hours."""
    bare = [token.strip(" \t\u3000║│┃|:：") for token in tokens]
    shapes = Counter(_FIGURES.sub("0", token) for token in bare)
    if shapes.most_common(1)[0][1] < MOST * len(bare) or any(map(_OWN.fullmatch, bare[:LEAST])):
        return False
    numbers = [[int(figure) for figure in _FIGURES.findall(token)] for token in bare]
    steps = sum(
        bool(a and b) and (b[-1] - a[-1] == 1 or (a[:-1] != b[:-1] and b[-1] <= 1)) for a, b in pairwise(numbers)
    )
    return steps >= MOST * (len(numbers) - 1)


def _constant(text: str, lines: Lines) -> list[LineMark]:
    """Find one sign at the head or at the end of every line of wrapped text."""
    marks = list[LineMark]()
    for signs, code, find in ((_RULES + "/;%#", lines.head[0], _PREFIX.match), (_SIGNS, lines.tail[0], _SUFFIX.search)):
        if len(lines) < LEAST or chr(code[0]) not in signs:
            continue
        same = code == code[0]
        # Markdown's headings open alike, and none ends with a stop.
        if code[0] == U32[ord("#")] and not np.count_nonzero(lines.tail_class[0] == U8[END]):
            continue
        if np.count_nonzero(same) >= MOST * len(lines):
            marks += _marks(text, lines, same, find, stays=False)
    if not marks or len(marks) < MOST * len(lines) or not _is_wrapped(lines, marks):
        return []
    # A rule inside the lines parts cells.
    inner = sum(
        any(sign in text[int(lines.first[k]) + 1 : int(lines.last[k]) - 1] for sign in _RULES)
        for k in range(9)
        if k < len(lines)
    )
    return [] if inner > LEAST else sorted(marks)


def _marks(
    text: str, lines: Lines, chosen: NDArray[np.bool_], find: Callable[..., re.Match[str] | None], *, stays: bool
) -> list[LineMark]:
    at = chosen.nonzero()[0]
    result = list[LineMark]()
    for line, start, stop in zip(at.tolist(), lines.first.take(at).tolist(), lines.last.take(at).tolist(), strict=True):
        found = find(text, start, stop)
        if found:
            result.append(LineMark(found.start(), found.end(), line, stays))
    return result


def _is_wrapped(lines: Lines, marks: Sequence[LineMark]) -> bool:
    """Return whether the lines without their marks are nearly all as wide as the widest, as those of a column are."""
    widths = lines.width.copy()
    for mark in marks:
        widths[mark.line] -= mark.end - mark.start
    widest = int(np.sort(widths)[-1 - len(widths) // 8])
    full = int(np.count_nonzero(widths >= I32[int(FILLED * widest)]))
    return (
        widest >= WIDE
        and full >= WRAPPED * len(widths) - 1
        and 2 * int(lines.wide.sum()) > int((widths * I64[1]).sum()) // 2
    )
