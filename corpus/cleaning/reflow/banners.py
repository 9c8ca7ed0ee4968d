"""The first copy of a running head: a chapter's heading or a book's name that no other line holds stays in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow import page_numbers
from corpus.cleaning.reflow.page_numbers import Edge, is_finished
from corpus.cleaning.reflow.scalar_arrays import I32, U8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

HEADING, LABEL = 31, 32  # no paragraph goes on across them
TITLE = 60  # cells; a headline is no wider
SHORT = 0.7  # of the width of its neighbours: such a line ends its paragraph
NEAR, PAGE = 12, 40  # lines that share a column; lines of a page
DISTINCT = 200  # wordings of running heads that are compared with one another

_NUMBERED = re.compile(
    r"第\s?[\d一二三四五六七八九十百〇零]{1,5}\s?[章节節编編篇部卷回讲講]|[一二三四五六七八九十]{1,3}、|\d{1,2}\."
)
_FIGURES = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


def keep(text: str, lines: Lines, roles: NDArray[np.uint8], heads: Sequence[Edge]) -> None:
    """Give the first copy of each running head a role of its own, unless another line of the text holds it.

    A head that bears the page's number is the page's; one inside a sentence is none of the text.
    """
    if not heads:
        return
    free = dict[int, list[Edge]]()
    for group in _wordings(heads):
        for copies in _copies(group):
            at = next((edge for edge in copies if _is_free(text, lines, roles, edge.line)), None)
            if at is not None:
                free[at.line] = copies
    copied = _copied(text, lines, roles, [text[int(lines.first[at]) : int(lines.last[at])] for at in free])
    pages = [edge.page for edge in heads]
    for (line, group), known in zip(free.items(), copied, strict=True):
        if not known:
            chapter = line == group[0].line and _is_chapter(text, lines, roles, group, max(pages) - min(pages))
            roles[line] = HEADING if chapter else LABEL


def _wordings(heads: Sequence[Edge]) -> list[list[Edge]]:
    """Group the running heads by their wording, in the order of their pages; readings by OCR go with the likest."""
    groups = defaultdict[str, list[Edge]](list)
    for edge in sorted(heads):
        groups[edge.key].append(edge)
    often = {key: group for key, group in groups.items() if len(group) > 1}
    if len(often) > DISTINCT or not often:
        often = groups
    rare = [key for key in groups if key not in often]
    for key, group in [(key, groups[key]) for key in rare] if len(rare) < DISTINCT else ():
        if often:
            nearest = min(often, key=lambda other: len(set(key) ^ set(other)))
            often[nearest] = sorted([*often[nearest], *group])
    return list(often.values())


def _copies(group: Sequence[Edge]) -> list[list[Edge]]:
    """Return the copies of each line that may be a heading: where heads bear the page's number, those without it."""
    if len({edge.content for edge in group}) == 1 or not _bears_page(group):
        return [[edge for edge in group if _plain(edge.content) == _plain(group[0].content)]]
    figures = [len(_FIGURES.findall(edge.content)) for edge in group]
    result = defaultdict[str, list[Edge]](list)
    for edge, count in zip(group, figures, strict=True):
        if count < max(figures):
            result[_plain(edge.content)].append(edge)
    return list(result.values())


def _plain(content: str) -> str:
    return _SPACE.sub("", content)


def _bears_page(group: Sequence[Edge]) -> bool:
    """Return whether the figures in it, not those of its chapter alone, rise from page to page."""
    same_key = [edge for edge in group if edge.key == group[0].key]
    contents = {_plain(edge.content) for edge in same_key}
    return len(contents) > 1 and page_numbers.follow(same_key)


def _is_free(text: str, lines: Lines, roles: NDArray[np.uint8], line: int) -> bool:
    """Return whether the text before is finished: a sentence's end, or a line with room left."""
    before = next((at for at in range(line - 1, max(-1, line - PAGE), -1) if not roles[at]), None)
    if before is None or _is_finished(text, lines, before):
        return True
    near = lines.indent[max(0, before - NEAR) : before + NEAR] + lines.width[max(0, before - NEAR) : before + NEAR]
    return int(lines.indent[before] + lines.width[before]) < SHORT * int(near.max())


def _is_finished(text: str, lines: Lines, line: int) -> bool:
    stop = int(lines.last[line])
    return is_finished(text[max(0, stop - 3) : stop])


def _copied(text: str, lines: Lines, roles: NDArray[np.uint8], heads: Sequence[str]) -> list[bool]:
    """Tell of each head whether a line of the text says the same, or its name below a chapter's number."""
    wanted = [(_plain(head), _plain(_NUMBERED.sub("", head, count=1))) for head in heads]
    every = {words for pair in wanted for words in pair if words}
    if not every:
        return []
    first = np.isin(lines.head[0], [ord(words[0]) for words in every])
    widest = max(TITLE, 2 * max(map(len, every)))
    at = (first & (lines.width <= I32[widest]) & (roles == U8[0])).nonzero()[0]
    spans = zip(lines.first.take(at).tolist(), lines.last.take(at).tolist(), strict=True)
    found = every.intersection(_plain(text[start:stop]) for start, stop in spans)
    return [any(words in found for words in pair) for pair in wanted]


def _is_chapter(text: str, lines: Lines, roles: NDArray[np.uint8], group: Sequence[Edge], pages: int) -> bool:
    """Tell a chapter (a numbered head, one of several in turn, or the only headline of the text) from a book's name."""
    if _NUMBERED.match(group[0].content) or 2 * (group[-1].page - group[0].page) < pages:
        return True
    below = group[0].line + 1
    while below < len(lines) and roles[below]:
        below += 1
    if group[0].line or below >= len(lines):
        return False
    return int(lines.width[below]) > TITLE or text[int(lines.last[below]) - 1] in "。！？，；：,;"
