"""Page numbers: their usual shapes, and what tells a number that follows the pages from a number in the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow.character_classes import among
from corpus.cleaning.reflow.marks import number
from corpus.cleaning.reflow.scalar_arrays import I32

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.cleaning.reflow.lines import Lines

NUMBER_LONGEST = 14  # characters; a page number has no more
SERIES = 3  # so few numbers tell no order
APART = 6  # lines; page numbers of a series that are bare are no nearer to one another
NEAR = 4  # pages; a page number's neighbours are no farther
EVEN = 0.2  # pages of one book differ by so much in their number of lines
_BORNE = re.compile(r"^\d{1,4}(?=\s|$)|(?<=\s)\d{1,4}$")
_FIGURES = re.compile(r"\d{1,5}")
_HAN_FIGURES = re.compile("[〇零一二三四五六七八九十百]{1,5}")

_N = r"(?:\d{1,4}|[ivxlcIVXLC]{1,7}|[一二三四五六七八九十百〇零]{1,4})"
_D = r"[-—–―－~～·•.|_=*]"
_DECORATED = re.compile(
    rf"(?:{_D}{{1,4}}\d{{1,4}}{_D}{{1,4}}|第{_N}[页頁](?:[,，/]?[共总總]{_N}[页頁])?|"
    rf"[共总總]{_N}[页頁][,，/]?第{_N}[页頁]|[Pp]age\d{{1,4}}(?:(?:of|/)\d{{1,4}})?)"
)
_AT_EDGE = re.compile(
    rf"(?:{_D}?(?:\d{{1,4}}|[ivxlc]{{1,7}}|[IVXLC]{{1,7}}){_D}?|{_D}{{1,3}}{_N}{_D}{{1,3}}|"
    rf"[〔\[【(（]\d{{1,4}}[)）】\]〕]|\d{{1,4}}(?:/|／|of)\d{{1,4}}|[Pp]\.?\d{{1,4}}|[页頁]码?[:：]?\d{{1,4}})"
)
_STARTS = "0123456789０１２３４５６７８９第共总總页頁Pp-—–―－~～·•.|_=*"
_ENDS = "页頁-—–―－~～·•.|_=*"


class Edge(NamedTuple):
    """A line at the edge of a page: its place, the page, its words, and these without figures and blanks."""

    line: int
    page: int
    content: str
    key: str


def find(text: str, lines: Lines) -> list[int]:
    """Find the page numbers that their shape gives away anywhere, and series of bare ones."""
    short = (lines.solid <= I32[NUMBER_LONGEST]) & among(lines.head[0], _STARTS)
    found, bare = list[int](), list[tuple[int, int]]()
    at = short.nonzero()[0]
    for line, start, stop in zip(at.tolist(), lines.first.take(at).tolist(), lines.last.take(at).tolist(), strict=True):
        opening, closing = text[start], text[stop - 1]
        if opening.isdecimal():
            if closing.isdecimal() and len(content := "".join(text[start:stop].split())) < 5 and content.isdecimal():
                bare.append((line, int(content)))
        elif (closing in _ENDS or closing.isdecimal()) and _DECORATED.fullmatch("".join(text[start:stop].split())):
            found.append(line)
    if len(bare) >= SERIES and not np.count_nonzero(lines.page):
        series = _series(bare)
        if series and not _parts_text(text, lines, series):
            found += series
    return found


def _parts_text(text: str, lines: Lines, series: Sequence[int]) -> bool:
    """Return whether numbers part finished paragraphs, at distances that differ: those of an essay's sections.

    The first may be below a title.
    """
    above = [text[max(0, int(lines.last[line - 1]) - 2) : int(lines.last[line - 1])] for line in series[1:]]
    return all(map(is_finished, above)) and not are_even(series)


def _series(numbers: list[tuple[int, int]]) -> list[int]:
    """Find the lines of bare numbers that count up through the text."""
    best: list[int] = []
    run: list[int] = []
    for (before, low), (line, high) in pairwise(numbers):
        if high != low + 1 or line - before < APART:
            run = []
            continue
        if not run:
            run.append(before)
        run.append(line)
        if len(run) > len(best):
            best = run
    return best if len(best) >= SERIES else []


def is_number(content: str) -> bool:
    """Return whether it is a page number in one of the shapes that only the edge of a page has."""
    return not ("\u3400" <= content[0] <= "\u9fff" and content[0] not in "页頁") and bool(
        _AT_EDGE.fullmatch("".join(content.split()))
    )


def is_finished(end: str) -> bool:
    """Return whether the last characters of a line end a sentence, before a quote or bracket that closes or without."""
    return end.rstrip("”’」』》）)")[-1:] in "。！？!?…：:"


def follow(edges: Sequence[Edge]) -> bool:
    """Return whether lines of one wording are one running head: all the same, or their number rises with the page.

    >>> heads = [Edge(line, page, f"石桥志 {page + 11}", "石桥志") for line, page in ((0, 0), (9, 1), (30, 3))]
    >>> follow(heads), follow([head._replace(content=f"例 {at * at}") for at, head in enumerate(heads, 1)])
    (True, False)
    """
    numbers = [[int(figure) for figure in _FIGURES.findall(edge.content)] for edge in edges]
    steps = [
        _keeps_step(numbers[at], numbers[at + 1], edges[at + 1].page - edges[at].page) for at in range(len(edges) - 1)
    ]
    return 2 * sum(steps) >= len(steps)


def _keeps_step(above: Sequence[int], below: Sequence[int], pages: int) -> bool:
    if above == below:
        return True
    return any(high - low == pages for low, high in zip(above, below, strict=False))


def alike_but_for_number(one: Edge, other: Edge) -> bool | None:
    """Return whether the numbers of two lines that differ in Han numbers only follow the pages; else None."""
    bare, rest = _HAN_FIGURES.sub("", one.key), _HAN_FIGURES.sub("", other.key)
    if bare != rest or one.key == other.key:
        return None
    first, second = (_HAN_FIGURES.findall(edge.key) for edge in (one, other))
    values = [(number([*map(ord, a)]), number([*map(ord, b)])) for a, b in zip(first, second, strict=False)]
    return any(high - low == other.page - one.page for low, high in values)


def strays(numbers: Sequence[tuple[int, int, int]]) -> set[int]:
    """Find the lines of those numbers at the edges of pages (line, page, value) that no neighbour goes on from."""
    found = alone(numbers) if len(numbers) >= SERIES else set()
    return found if 2 * len(found) < len(numbers) else set()


def alone(numbers: Sequence[tuple[int, int, int]]) -> set[int]:
    """Find the lines of those numbers that do not count on with the pages around."""
    offsets = defaultdict[int, set[int]](set)
    for _, page, value in numbers:
        offsets[value - page].add(page)
    return {line for line, page, value in numbers if not _has_neighbour(page, offsets[value - page])}


def _has_neighbour(page: int, pages: set[int]) -> bool:
    return any(page - step in pages or page + step in pages for step in range(1, NEAR + 1))


def are_even(lines: Iterable[int]) -> bool:
    """Return whether lines are nearly as far apart as pages are long."""
    steps = [below - above for above, below in pairwise(lines)]
    return max(steps) - min(steps) <= EVEN * max(steps)


def offset(numbers: Sequence[tuple[int, int]]) -> int | None:
    """Return how much more the number of a page is than its place, where enough pages (place, number) agree."""
    counts = Counter(value - page for page, value in numbers)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= SERIES and 2 * best[0][1] >= len(numbers) else None


def borne(content: str) -> list[int]:
    """Read the numbers that a running head has at its ends, apart from its words by a blank; of a bare number itself.

    >>> borne("12 石桥志"), borne("第三章 石桥 7"), borne("7"), borne("石桥7号")
    ([12], [7], [7], [])
    """
    return [int(found) for found in _BORNE.findall(content.strip())]
