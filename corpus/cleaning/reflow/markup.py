"""Markup as people and parsers write it: fences, formulas, HTML, front matter, tables; each stays as it is.

Whole lines open and close them. What a fence holds is code whatever it looks like, blank lines and indents included;
a fence may be inside a quote, whose sign is at the head of each of its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow.character_classes import BULLET, DASH, DIGIT, HASH, among
from corpus.cleaning.reflow.listings import MARKED_CODE as CODE
from corpus.cleaning.reflow.listings import MARKED_TABLE as TABLE
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

_OPENERS = "`~$\\<-|:>"
LONGEST = 2000  # lines; what is not closed before is not open
INDENT = 4  # cells
MOST_SIGNS = 10  # of a fence, that count
FRONT = 100  # lines of front matter at the most

_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
_QUOTED = re.compile(r"(?:>[ \t]{0,3})+(?=[`~>]|$)")
_DISPLAY = re.compile(r"\$\$")
_BRACKET = re.compile(r"\\\[")
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|alignat|aligned|gather|gathered|multline|eqnarray|split|cases|array|[pbvBV]?matrix|"
    r"tabular|tabularx|longtable|verbatim|lstlisting|minted|tikzpicture|displaymath|math)\*?)\}"
)
_TABULAR = re.compile(r"array|tabular|longtable")
_HTML = re.compile(
    r"</?(?:address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|img|legend|li|link|main|menu|meta|nav|ol|optgroup|"
    r"option|p|param|picture|pre|script|section|source|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead|title|"
    r"tr|track|ul|video|br)(?=[\s/>]|$)|<!--|<!DOCTYPE|<\?xml",
    re.I,
)
_CLOSED = {
    "<pre": "</pre>",
    "<scr": "</script>",
    "<sty": "</style>",
    "<tex": "</textarea>",
    "<!--": "-->",
    "<tab": "</table>",
}
_KEYED = re.compile(r"[\w\u3400-\u9fff-]{1,40}\s?:(?:\s|$)|\s+\S|#|- ")
_RULED = re.compile(r"\|?\s?:?-{1,}:?\s{0,8}(?:\|\s{0,8}:?-{1,}:?\s{0,8}){1,60}\|?")


_LISTED = member(DASH, BULLET)


class Region(NamedTuple):
    """Lines that are one piece of markup, from the first to the one after the last."""

    first: int
    stop: int
    role: int


def find(text: str, lines: Lines, roles: NDArray[np.uint8], *, open_ended: bool = False) -> list[int]:
    """Set the role of the lines of markup, furniture among them or not; the first line of each piece.

    ``open_ended``: the text goes on after these lines, so that a fence may be closed there.
    """
    likely = among(lines.head[0], _OPENERS).nonzero()[0]
    if not len(likely):
        return []
    opened = list(_regions(text, lines, likely.tolist(), open_ended))
    for region in opened:
        roles[region.first : region.stop] = region.role
    tables = (among(lines.head[0].take(likely), "|:-") & (lines.solid.take(likely) > I32[4])).nonzero()[0]
    opened += _tables(text, lines, roles, likely.take(tables).tolist())
    if opened or np.count_nonzero(lines.head_class[0] == U8[HASH]):
        opened += _indented(lines, roles)
    return [region.first for region in opened]


def _regions(text: str, lines: Lines, likely: list[int], open_ended: bool) -> Iterator[Region]:
    reader, reached = _Reader(text, lines, open_ended), 0
    for line in likely:
        if line >= reached and (region := reader.region(line)) is not None:
            yield region
            reached = region.stop


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


class _Reader:
    """Reads single lines of a text, for the few that may open markup."""

    def __init__(self, text: str, lines: Lines, open_ended: bool) -> None:
        self.text, self.lines, self.open_ended = text, lines, open_ended
        self._size = len(lines)
        self._closing = dict[tuple[str, int], list[int]]()
        self._places = dict[str, tuple[int, int]]()

    def line(self, number: int) -> str:
        return self.text[int(self.lines.first[number]) : int(self.lines.last[number])]

    def region(self, start: int) -> Region | None:
        """Return what begins with this line, if anything."""
        first = int(self.lines.first[start])
        head = self.text[first : first + 2]
        if head[0] in "`~":
            return self._fenced(start)
        if head[0] == "$":
            return self._closed(start, _DISPLAY, "$$") if head == "$$" else None
        if head[0] == "\\":
            return self._latex(start)
        if head[0] == "<":
            return self._html(start)
        if head[0] == ">":
            return self._quoted(start)
        return self._front(start) if head[0] == "-" else None

    def _fenced(self, start: int) -> Region | None:
        opening = _FENCE.match(self.line(start)[:200])
        if not opening:
            return None
        closing = self._fences(opening[1][0], min(len(opening[1]), MOST_SIGNS))
        place = bisect_right(closing, start)
        if place < len(closing):
            return Region(start, closing[place] + 1, CODE)
        return Region(start, self._size, CODE) if self.open_ended else None

    def _quoted(self, start: int) -> Region | None:
        """Read a fence in a quote; the quote ends at the first line without its sign."""
        line = self.line(start)[:200]
        quote = _QUOTED.match(line)
        opening = _FENCE.match(line, quote.end()) if quote else None
        if opening is None:
            return None
        for number in range(start + 1, min(self._size, start + LONGEST)):
            line = self.line(number)
            if line[:1] != ">":
                return None
            rest = line[_end(_QUOTED.match(line)) :]
            if rest.startswith(opening[1]) and not rest.strip(opening[1][0]):
                return Region(start, number + 1, CODE)
        return None

    def _fences(self, sign: str, count: int) -> list[int]:
        """Find the lines of at least so many signs and nothing else; looked for once."""
        if (sign, count) not in self._closing:
            likely = (self.lines.head[0] == ord(sign)) & (self.lines.head[count - 1] == ord(sign))
            found = likely.nonzero()[0].tolist()
            self._closing[sign, count] = [line for line in found if not self.line(line).strip(sign)]
        return self._closing[sign, count]

    def _closed(self, start: int, opening: re.Pattern[str], closing: str, role: int = CODE) -> Region | None:
        """Read to the line that has the closing sign; nothing where none has."""
        first = int(self.lines.first[start])
        match = opening.match(self.text, first, first + 200)
        if match is None:
            return None
        place = self._next(closing, match.end())
        if place < 0 or place >= int(self.lines.last[-1]):
            return None
        end = int(self.lines.first.searchsorted(place, "right"))
        return Region(start, end, role) if end - start <= LONGEST else None

    def _next(self, sign: str, after: int) -> int:
        """Find the next place of a closing sign; where it is known to lie farther on, nothing is searched again."""
        known = self._places.get(sign)
        if known is None or (known[1] >= 0 and known[1] < after) or after < known[0]:
            known = after, self.text.find(sign, after)
            self._places[sign] = known
        return known[1]

    def _latex(self, start: int) -> Region | None:
        if match := _ENVIRONMENT.match(self.line(start)[:200]):
            role = TABLE if _TABULAR.match(match[1]) else CODE
            return self._closed(start, _ENVIRONMENT, f"\\end{{{match[1]}}}", role)
        return self._closed(start, _BRACKET, "\\]")

    def _html(self, start: int) -> Region | None:
        """Read an element of several kinds to its end, others to the next blank line."""
        line = self.line(start)
        if not _HTML.match(line[:200]):
            return None
        opening = line[:4].lower()
        role = TABLE if opening == "<tab" else CODE
        if (closing := _CLOSED.get(opening)) and (region := self._closed(start, _HTML, closing, role)):
            return region
        after = start + 1
        while after < self._size and int(self.lines.blanks[after]) == 0:
            after += 1
        return Region(start, after, CODE)

    def _front(self, start: int) -> Region | None:
        """Read lines of ``key: value`` between two of ``---`` at the very beginning."""
        if start or self.line(start) != "---" or int(self.lines.blanks[0]):
            return None
        for number in range(1, min(self._size, FRONT)):
            line = self.line(number)
            if line in ("---", "..."):
                return Region(0, number + 1, CODE)
            if not _KEYED.match(" " * bool(self.lines.indent[number]) + line):
                return None
        return None


def _indented(lines: Lines, roles: NDArray[np.uint8]) -> Iterator[Region]:
    """Yield lines without Han that are indented as code is, after a blank line in a text with other markup."""
    deep = (lines.indent >= I32[INDENT]) & (lines.wide == I32[0]) & (roles < U8[TABLE])
    deep &= ~_LISTED.take(lines.head_class[0]) & (lines.head_class[0] != U8[DIGIT])
    if not np.count_nonzero(deep):
        return
    edges = np.diff(deep.astype(np.int8), prepend=0, append=0).nonzero()[0]
    for start, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if lines.blanks[start] and (after == len(lines) or lines.blanks[after]):
            roles[start:after] = CODE
            yield Region(start, after, CODE)


def _tables(text: str, lines: Lines, roles: NDArray[np.uint8], ruled: list[int]) -> Iterator[Region]:
    """Yield tables: a line of dashes and bars, the line above it, and those with bars below up to a blank line."""
    for line in ruled:
        start, stop = int(lines.first[line]), int(lines.last[line])
        if line == 0 or stop - start > 2000 or roles[line] >= CODE or not _RULED.fullmatch(text, start, stop):
            continue
        after = line + 1
        while after < len(lines) and not lines.blanks[after] and "|" in text[lines.first[after] : lines.last[after]]:
            after += 1
        if "|" in text[lines.first[line - 1] : lines.last[line - 1]]:
            roles[line - 1 : after] = TABLE
            yield Region(line - 1, after, TABLE)
