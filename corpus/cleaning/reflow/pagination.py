"""Numbers that follow the pages: what tells a page number or a numbered running head from a number in the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpus.cleaning.reflow.marks import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEAR = 4  # pages; a page number's neighbours are no farther
SERIES = 3  # so few numbers tell no order
EVEN = 0.2  # pages of one book differ by so much in their number of lines
_BORNE = re.compile(r"^\d{1,4}(?=\s|$)|(?<=\s)\d{1,4}$")
_FIGURES = re.compile(r"\d{1,5}")
_HAN_FIGURES = re.compile("[〇零一二三四五六七八九十百]{1,5}")


class Edge(NamedTuple):
    """A line at the edge of a page: its place, the page, its words, and these without figures and blanks."""

    line: int
    page: int
    content: str
    key: str


def follow(edges: Sequence[Edge]) -> bool:
    """Whether lines of one wording are one running head: all the same, or their number rises with the page.

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
    """Of two lines that differ in Han numbers only, whether these follow the pages; None for other lines."""
    bare, rest = _HAN_FIGURES.sub("", one.key), _HAN_FIGURES.sub("", other.key)
    if bare != rest or one.key == other.key:
        return None
    first, second = (_HAN_FIGURES.findall(edge.key) for edge in (one, other))
    values = [(number([*map(ord, a)]), number([*map(ord, b)])) for a, b in zip(first, second, strict=False)]
    return any(high - low == other.page - one.page for low, high in values)


def strays(numbers: Sequence[tuple[int, int, int]]) -> set[int]:
    """Of numbers at the edges of pages (line, page, value), the lines of those that no neighbour goes on from."""
    if len(numbers) < SERIES:
        return set()
    offsets = defaultdict[int, set[int]](set)
    for _, page, value in numbers:
        offsets[value - page].add(page)
    alone = {line for line, page, value in numbers if not _has_neighbour(page, offsets[value - page])}
    return alone if 2 * len(alone) < len(numbers) else set()


def _has_neighbour(page: int, pages: set[int]) -> bool:
    return any(page - step in pages or page + step in pages for step in range(1, NEAR + 1))


def are_even(lines: Iterable[int]) -> bool:
    """Whether lines stand nearly as far apart as pages are long."""
    steps = [below - above for above, below in pairwise(lines)]
    return max(steps) - min(steps) <= EVEN * max(steps)


def offset(numbers: Sequence[tuple[int, int]]) -> int | None:
    """How much more the number of a page is than its place, where enough pages (place, number) agree."""
    counts = Counter(value - page for page, value in numbers)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= SERIES and 2 * best[0][1] >= len(numbers) else None


def borne(content: str) -> list[int]:
    """The numbers that a running head bears at its ends, apart from its words by a blank; of a bare number itself.

    >>> borne("12 石桥志"), borne("第三章 石桥 7"), borne("7"), borne("石桥7号")
    ([12], [7], [7], [])
    """
    return [int(found) for found in _BORNE.findall(content.strip())]
