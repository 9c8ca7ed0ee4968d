"""Lines of contents that an extractor cut apart: an entry, the dots that lead to its page, the page's number."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow.character_classes import END, among
from corpus.cleaning.reflow.scalar_arrays import U8

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

_DOT = ".·…‥．"
# ``1.2 优点和缺点 . . . . .``, ``第二章………``; two ellipses end a sentence that breaks off.
_LEADER = re.compile(r"(?:[.·．]{4,}|(?:[.·．][ \u3000]){3,}[.·．]?|[…‥]{3,})[.·…‥．\s]*$")
_SEEN = ("....", ". . .", "····", "· · ·", "………", "‥‥‥", "．．．．")
LEAST = 3  # leaders in a text that has contents
PAGE_DIGITS, MANY = 4, 12  # characters of a number; cells of dots that are no ellipsis
NEAR = 8  # lines between two pages' numbers that have dots
_NUMBERING = "0123456789.．ivxlc"
JOINED, PARTED = 0.05, 0.97


class Contents(NamedTuple):
    """The lines that are dots alone, those that end in dots after words, and the numbers of pages below them."""

    dots: list[int]
    led: list[int]
    pages: list[int]


NO_CONTENTS = Contents([], [], [])


def find(text: str, lines: Lines, free: NDArray[np.bool_]) -> Contents:
    """Find the pieces of the lines of contents; there are none in a text with few leaders.

    Six dots may be an ellipsis: dots alone count where a page's number follows, or where they are many.
    """
    start, end = int(lines.first[0]), int(lines.last[-1])
    if not any(text.find(dots, start, end) >= 0 for dots in _SEEN):
        return NO_CONTENTS
    alone, led = list[int](), list[int]()
    for line in (free & among(lines.tail[0], _DOT)).nonzero()[0].tolist():
        content = text[int(lines.first[line]) : int(lines.last[line])]
        if found := _LEADER.search(content):
            (led if content[: found.start()].strip() else alone).append(line)
    if len(alone) + len(led) < LEAST:
        return NO_CONTENTS
    pages = {line + 1: page for line in sorted([*alone, *led]) if (page := _page(lines, line + 1))}
    dots = [line for line in alone if line + 1 in pages or lines.width[line] >= MANY]
    return Contents(dots, led, sorted([*pages, *_bare_entries(lines, pages)]))


def _bare_entries(lines: Lines, pages: dict[int, int]) -> Iterator[int]:
    """Yield the page numbers after entries without dots: between two of the contents, and in their order."""
    for low, high in pairwise(pages):
        for line in range(low + 2, high - 1 if high - low <= NEAR else 0):
            if 0 < pages[low] <= _page(lines, line) <= pages[high] and _is_entry(lines, line - 1):
                yield line


def _is_entry(lines: Lines, line: int) -> bool:
    """Return whether a line has words, and does not end a sentence."""
    size = min(int(lines.solid[line]), len(lines.head))
    return lines.tail_class[0, line] != U8[END] and not among(lines.head[:size, line], _NUMBERING).all()


def _page(lines: Lines, line: int) -> int:
    """Return the page's number that is all of a line, -1 for ``iv``; 0 for any other line."""
    size = int(lines.solid[line]) if line < len(lines) else 0
    if not 0 < size <= PAGE_DIGITS:
        return 0
    codes = lines.head[:size, line]
    if among(codes, "0123456789").all():
        return int("".join(map(chr, codes.tolist())))
    return -1 if among(codes, "ivxlc").all() else 0


def settle(
    lines: Lines, body: NDArray[np.intp], dots: NDArray[np.intp], pages: NDArray[np.intp], ends: NDArray[np.float32]
) -> None:
    """Join the dots at some places of the body to the entry above, and pages' numbers to these; part what follows."""
    for place in dots[dots > 0].tolist():
        if lines.tail_class[0, body[place - 1]] != U8[END]:
            ends[place - 1] = JOINED
    for place in pages[pages > 0].tolist():
        ends[place - 1] = JOINED
        ends[place : place + 1] = PARTED
    above = dots[np.isin(dots - 1, pages)]
    ends[above - 1] = PARTED
