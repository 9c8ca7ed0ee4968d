"""Stamps: a short line between the halves of sentences again and again, as scanners print it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.asides import GOES_ON, STAMP, UNITS, WORD, unfinished
from corpus.cleaning.reflow.character_classes import COLON, COMMA, DIGIT, END, PAUSE, among
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.running_heads import BODY, PAGE_NUMBER
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

LEAST = 3  # copies
DIGITS, TEXT = 4, 30  # of a page's number; cells of a line of text
NARROWEST, WIDEST = 8, 60  # cells
SORTS = 8  # of stamps in one text
_SAID = member(END, COMMA, PAUSE, COLON)


def find(
    text: str, lines: Lines, marks: NDArray[np.uint8], roles: NDArray[np.uint8], calls: Collection[int] = ()
) -> None:
    """Set the role of lines that recur where a sentence should go on, and that are much shorter than a line of text.

    The lines in ``calls`` are figures that call for a note.
    """
    body = (roles == U8[BODY]).nonzero()[0]
    if len(body) < LEAST:
        return
    _numbers(text, lines, roles, body, calls)
    width = lines.width.take(body)
    inner = width[1:-1]
    at = ((inner * I32[3] < width[:-2] * I32[2]) & (inner >= I32[NARROWEST])).nonzero()[0] + I64[1]
    if len(at) < LEAST:
        return
    chosen, below = body.take(at), body.take(at + I64[1])
    plain = (marks.take(chosen) == U8[0]) & (marks.take(below) == U8[0])
    plain &= ~_SAID.take(lines.tail_class[0].take(chosen)) & GOES_ON.take(lines.head_class[0].take(below))
    at = at[plain & (width.take(at) <= I32[WIDEST])]
    at = at[unfinished(lines, body, at - I64[1])] if len(at) >= LEAST else at
    if len(at) < LEAST:
        return
    chosen = body.take(at)
    spans = zip(lines.first.take(chosen).tolist(), lines.last.take(chosen).tolist(), strict=True)
    contents = [text[start:stop] for start, stop in spans]
    counts = Counter(contents)
    stamps = {content for content, count in counts.most_common(SORTS) if _is_stamp(text, lines, content, count)}
    roles[chosen[[content in stamps for content in contents]]] = STAMP


def _is_stamp(text: str, lines: Lines, content: str, count: int) -> bool:
    """Return whether words recur as such lines only: words of the text occur inside its lines too."""
    return count >= LEAST and text.count(content, int(lines.first[0]), int(lines.last[-1])) <= count


def _numbers(text: str, lines: Lines, roles: NDArray[np.uint8], body: NDArray[np.intp], calls: Collection[int]) -> None:
    """Take a bare number between a full line that breaks off and its rest for a page's, though no page ends there."""
    bare = (lines.head_class[0].take(body) == U8[DIGIT]) & (lines.solid.take(body) <= I32[DIGITS])
    bare[0] = bare[-1] = False
    at = bare.nonzero()[0]
    if not len(at):
        return
    below = body.take(at + I64[1])
    goes_on = WORD.take(lines.head_class[0].take(below)) & ~among(lines.head[0].take(below), UNITS)
    at = at[goes_on & (lines.width.take(body.take(at - I64[1])) >= I32[TEXT])]
    at = at[unfinished(lines, body, at - I64[1])] if len(at) else at
    for line in body.take(at).tolist():
        if line not in calls and text[int(lines.first[line]) : int(lines.last[line])].isdecimal():
            roles[line] = PAGE_NUMBER
