"""A page as the stages see it: each block as one line, with the kind that reflow guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from sys import intern

from corpus.cleaning.structure.credits import signature
from corpus.cleaning.structure.enumerators import OPENINGS, Enumerator, enumerator
from corpus.cleaning.structure.stories import story_blocks
from corpus.cleaning.structure.wording import ends_sentence
from corpus.model.values import Layout

# The longest line that can be a heading, a byline or a caption; a column of a newspaper headline has less.
SHORT = 80
_MARK = re.compile(r"(#{1,6})(?=[ \t\u3000])[ \t\u3000]*")
_BOLD = re.compile(r"\*\*[^*]{1,200}\*\*")
_SIGNS = frozenset("）)")  # a signature ends with one
_MARKDOWN = frozenset("#*")
OWN_LINE = "own_line"
RUNNING = "running_head"  # the hint of a running head's first copy, which reflow kept
HEADLINES = frozenset({"title", "subtitle", "heading", "label"})


# Stages read a line's fields some thousand times a page: a slot takes a third of the time of a named tuple's field.
@dataclass(slots=True)
class Line:
    """A block's text without outer space and Markdown mark; ``short`` ones can be more than paragraphs.

    ``first`` and ``last`` are its first and last character ("" where there is none), ``item`` is what enumerates it;
    ``signed``: it ends with a signature; ``stands``: reflow saw it among lines that stand; ``in_story``: of a story,
    set in as its paragraphs are.
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
    in_story: bool = False

    @property
    def hinted(self) -> bool:
        """Reflow or a Markdown mark calls it a headline."""
        return self.mark > 0 or self.hint in HEADLINES

    @property
    def finished(self) -> bool:
        """It ends with a stop, or with a signature after one."""
        return self.signed or ends_sentence(self.text)


Page = Sequence[Line]


def page_of(layout: Layout) -> Page:
    """Return the blocks of a layout as lines."""
    lines, hole = list[Line](), 0
    story = story_blocks(layout.text, layout.blocks)
    for index, block in enumerate(layout.blocks):
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
        hint = RUNNING if block.kind == "label" and RUNNING in block.flags else block.kind
        alone = OWN_LINE in block.flags
        row = (text, mark, hint, short, inside, intern(first), intern(last), item, signed, alone, index in story)
        lines.append(Line(*row))
        if len(spans) > 1:
            hole = max(hole, spans[-1].start)
    return lines


def plain(text: str) -> tuple[str, int]:
    """Return a heading's text without its Markdown marks, and how many ``#`` it had.

    >>> plain("## **一、起步**")
    ('一、起步', 2)
    """
    text, mark = text.strip(), 0
    if text.startswith("#") and (match := _MARK.match(text)):
        text, mark = text[match.end() :], len(match[1])
    if text.startswith("**") and _BOLD.fullmatch(text):
        text = text[2:-2]
    return text, mark
