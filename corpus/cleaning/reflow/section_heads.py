"""Heads of a single page: at its top, the words of a heading that the text has in another place too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.asides import GOES_ON, unfinished
from corpus.cleaning.reflow.running_heads import BODY, DEPTH, RUNNING_HEAD
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

WIDEST = 64  # cells; no heading is wider
CUT = 8  # characters of a head that may be cut short
_STOPS = "。；，、！？;,：:”’」』"
_SPACE = re.compile(r"\s+")


def find(text: str, lines: Lines, roles: NDArray[np.uint8]) -> None:
    """Set the role of heads that part a sentence; of others like them too, where the heading is further up."""
    tops = _tops(lines, roles)
    if not tops:
        return
    body = (roles == U8[BODY]).nonzero()[0]
    words = {top: _words(text, lines, top) for top in tops}
    narrow = body[lines.width.take(body) <= I32[WIDEST]].tolist()
    copies = dict[str, int]()  # the first line of the text with these words that is at no page's top
    for line in narrow:
        if line not in words and (said := _words(text, lines, line)):
            copies.setdefault(said, line)
    parting = [top for top in tops if _is_copy(words[top], copies) and _parts(lines, body, top)]
    if parting:
        above = [top for top in tops if copies.get(words[top], top) < top]
        roles[[*parting, *above]] = RUNNING_HEAD


def _tops(lines: Lines, roles: NDArray[np.uint8]) -> list[int]:
    """List the first line of the text on each page but the first, if it may be a head."""
    result = list[int]()
    for start in lines.page.nonzero()[0].tolist():
        top = next((line for line in range(start, min(start + DEPTH, len(lines))) if roles[line] == BODY), 0)
        if top and lines.width[top] <= WIDEST:
            result.append(top)
    return result


def _words(text: str, lines: Lines, line: int) -> str:
    """Return what a line says, without blanks; nothing if it ends like a sentence or a clause."""
    content = text[int(lines.first[line]) : int(lines.last[line])]
    return "" if content[-1] in _STOPS else _SPACE.sub("", content)


def _is_copy(words: str, copies: dict[str, int]) -> bool:
    """Return whether the text has the words as a line, or at the head of one: a head may be cut short."""
    return bool(words) and (words in copies or (len(words) >= CUT and any(line.startswith(words) for line in copies)))


def _parts(lines: Lines, body: NDArray[np.intp], top: int) -> bool:
    """Return whether the line above is full and breaks off, and the line below may go on from it."""
    place = int(body.searchsorted(top))
    if not 0 < place < len(body) - 1 or not unfinished(lines, body, np.array([place - 1])).item():
        return False
    return bool(GOES_ON[lines.head_class[0, body[place + 1]]])
