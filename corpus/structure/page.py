"""A page as the stages see it: each block as one line, with the kind that reflow guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.model import Block, Layout

# The longest line that can be a heading, a byline or a caption; a column of a newspaper headline has less.
SHORT = 80
_MARK = re.compile(r"(#{1,6})(?=[ \t\u3000])[ \t\u3000]*")
_BOLD = re.compile(r"\*\*[^*]{1,200}\*\*")
HEADLINES = frozenset({"title", "subtitle", "heading", "label"})


class Line(NamedTuple):
    """A block's text without outer space and Markdown mark; ``short`` ones can be more than paragraphs."""

    text: str
    mark: int
    hint: str
    short: bool
    inside: bool = False

    @property
    def hinted(self) -> bool:
        """Reflow or a Markdown mark calls it a headline."""
        return self.mark > 0 or self.hint in HEADLINES


Page = Sequence[Line]


def page_of(layout: Layout) -> Page:
    """The blocks of a layout as lines."""
    lines, hole = list[Line](), 0
    for block in layout.blocks:
        spans = block.spans
        lines.append(_line(block, spans[0].start < hole))
        if len(spans) > 1:
            hole = max(hole, spans[-1].start)
    return lines


def _line(block: Block, inside: bool) -> Line:
    text = block.text.strip()
    if len(text) > SHORT:
        return Line(text, 0, block.kind, False, inside)
    if text[:1] not in ("#", "*"):
        return Line(text, 0, block.kind, True, inside)
    return Line(*plain(text), block.kind, True, inside)


def plain(text: str) -> tuple[str, int]:
    """A heading's text without its Markdown marks, and how many ``#`` it had.

    >>> plain("## **一、起步**")
    ('一、起步', 2)
    """
    text, mark = text.strip(), 0
    if text.startswith("#") and (match := _MARK.match(text)):
        text, mark = text[match.end() :], len(match[1])
    if text.startswith("**") and _BOLD.fullmatch(text):
        text = text[2:-2]
    return text, mark
