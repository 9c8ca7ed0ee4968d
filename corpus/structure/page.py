"""A page as the stages see it: each block as one line, with the kind that reflow guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from sys import intern

from corpus.model import Layout
from corpus.structure.credits import signature
from corpus.structure.enumerators import OPENINGS, Enumerator, enumerator
from corpus.structure.wording import ends_sentence

# The longest line that can be a heading, a byline or a caption; a column of a newspaper headline has less.
SHORT = 80
_MARK = re.compile(r"(#{1,6})(?=[ \t\u3000])[ \t\u3000]*")
_BOLD = re.compile(r"\*\*[^*]{1,200}\*\*")
_SIGNS = frozenset("）)")  # a signature ends with one
_MARKDOWN = frozenset("#*")
OWN_LINE = "own_line"
HEADLINES = frozenset({"title", "subtitle", "heading", "label"})


# Stages read a line's fields some thousand times a page: a slot takes a third of the time of a named tuple's field.
@dataclass(slots=True)
class Line:
    """A block's text without outer space and Markdown mark; ``short`` ones can be more than paragraphs.

    ``first`` and ``last`` are its first and last character ("" where there is none), ``item`` is what enumerates it;
    ``signed``: it ends with a signature; ``stands``: reflow saw it among lines that stand.
    """

    text: str
    mark: int
    hint: str
    short: bool
    inside: bool
    first: str
    last: str
    item: Enumerator | None
    signed: bool
    stands: bool = False

    @property
    def hinted(self) -> bool:
        """Reflow or a Markdown mark calls it a headline."""
        return self.mark > 0 or self.hint in HEADLINES

    @property
    def finished(self) -> bool:
        """It ends with a stop, or with a signature behind one."""
        return self.signed or ends_sentence(self.text)


Page = Sequence[Line]


def page_of(layout: Layout) -> Page:
    """The blocks of a layout as lines."""
    lines, hole = list[Line](), 0
    for block in layout.blocks:
        spans, text, mark = block.spans, block.text.strip(), 0
        short = len(text) <= SHORT
        first = text[0] if text else ""  # half the time of a slice
        if short and first in _MARKDOWN:
            text, mark = plain(text)
            first = text[:1]
        item = enumerator(text) if first in OPENINGS else None
        last = text[-1] if text else ""
        signed = last in _SIGNS and bool(signature(text))
        inside = spans[0].start < hole
        # Characters are interned: a million lines end with few, and one of them takes 76 bytes.
        lines.append(
            Line(
                text,
                mark,
                block.kind,
                short,
                inside,
                intern(first),
                intern(last),
                item,
                signed,
                OWN_LINE in block.flags,
            )
        )
        if len(spans) > 1:
            hole = max(hole, spans[-1].start)
    return lines


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
