"""The edits that join lines, and the blocks with their spans and text."""

from __future__ import annotations

import re
from itertools import compress, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow.character_classes import (
    CLOSE,
    CLOSE_PAREN,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    DOT,
    END,
    LATIN,
    OPEN_PAREN,
    QUOTE,
)
from corpus.cleaning.reflow.marks import member
from corpus.model.values import Block, Edit, Span, each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

JOIN, SPACE, HYPHEN = ("reflow.join",), ("reflow.join_space",), ("reflow.dehyphenate",)
UNCERTAIN = 0.8  # below, a break is for a reader to look at: see the reliability table in docs/benchmark.md

_AFTER = member(LATIN, DIGIT, OPEN_PAREN, QUOTE)
_BEFORE = member(LATIN, DIGIT, DOT, COMMA, COLON, CLOSE_PAREN, END, QUOTE, CLOSE, DASH)
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s\u2e80-\uffef]*[-/_.?&=#%+~]$")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{5,}")


class Group(NamedTuple):
    """The lines of one block in order, its kind, the confidence of its outer breaks."""

    kind: str
    lines: list[int]
    confidence: float
    flags: tuple[str, ...] = ()
    untouched: bool = False


class Joins:
    """Decides what each join of two lines inserts; collects the edits.

    ``before`` and ``then`` are the lines of each join, ``sure`` how sure it is. Lists, not arrays, once the choice is
    made which joins need a closer look: indexing an array costs ten times as much.
    """

    def __init__(
        self,
        text: str,
        lines: Lines,
        before: NDArray[np.intp],
        then: NDArray[np.intp],
        sure: NDArray[np.float32],
    ) -> None:
        self.text = text
        self.first, self.last = lines.first.tolist(), lines.last.tolist()
        self._words: frozenset[str] | None = None
        # What each line gives to its block's text: itself, and the space that a join inserts behind it.
        self.pieces = [text[start:end] for start, end in zip(self.first, self.last, strict=True)]
        self.ends = list(self.last)
        starts, stops, trust = lines.last.take(before).tolist(), lines.first.take(then).tolist(), sure.tolist()
        trusted = np.empty(len(lines), np.float32)
        trusted.fill(1)
        trusted[then] = sure
        self.trust = trusted.tolist()
        self.edits = each(Edit, zip(starts, stops, repeat(""), repeat(JOIN), trust, strict=False))
        latin = _AFTER.take(lines.head_class[0].take(then)) & _BEFORE.take(lines.tail_class[0].take(before))
        apart = then - before > 1
        look = (latin | apart).nonzero()[0].tolist()
        if look:
            self._look(lines, look, before.tolist(), then.tolist(), latin.tolist(), apart.tolist())

    def _look(
        self, lines: Lines, look: list[int], before: list[int], then: list[int], latin: list[bool], apart: list[bool]
    ) -> None:
        """Joins between Latin words, and over an interruption, where only a space or a hyphen needs an edit."""
        kept = [True] * len(self.edits)
        for join in look:
            line = before[join]
            edit = self.edits[join]
            if latin[join]:
                edit = self._latin(edit)
            if apart[join]:
                end = int(lines.stop[line]) + 1 if edit.inserted else self.last[line]
                edit = edit._replace(end=end)
                if edit.rule == JOIN:
                    kept[join] = False
                self.ends[line] = end
            self.edits[join] = edit
            self.pieces[line] = self.text[self.first[line] : edit.start] + edit.inserted
        if not all(kept):
            self.edits = list(compress(self.edits, kept))

    def _latin(self, edit: Edit) -> Edit:
        """A space between two words of half-width characters; a hyphen goes where the text has the word without it."""
        start, end = edit.start, edit.end
        if self.text[start - 1] >= "\u2e80" or self.text[end] >= "\u2e80":
            return edit
        if self.text[start - 1] in "-\u2010\u00ad":
            return self._hyphenated(edit)
        if _URL.search(self.text, max(0, start - 200), start):
            return edit
        return edit._replace(inserted=" ", rule=SPACE)

    def _hyphenated(self, edit: Edit) -> Edit:
        first = _LAST_WORD.search(self.text[max(0, edit.start - 40) : edit.start - 1])
        then = _FIRST_WORD.match(self.text, edit.end, edit.end + 40)
        if first is None or then is None or not then[0][0].islower() or first[0] + then[0] not in self._known():
            return edit
        return edit._replace(start=edit.start - 1, rule=HYPHEN)

    def _known(self) -> frozenset[str]:
        """The Latin words of this part of the text."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.text, self.first[0], self.last[-1]))
        return self._words

    def blocks(self, groups: Sequence[Group]) -> list[Block]:
        """The block of each group of lines."""
        first, last, pieces, trust, rows = self.first, self.last, self.pieces, self.trust, list[tuple[object, ...]]()
        whole = each(Span, [(first[group.lines[0]], last[group.lines[-1]]) for group in groups])
        for (kind, members, confidence, flags, untouched), span in zip(groups, whole, strict=True):
            begin, end = members[0], members[-1]
            spans: tuple[Span, ...] = (span,)
            if begin == end:
                text = pieces[begin]
            elif untouched:
                text = self.text[span.start : span.end]
            elif end - begin + 1 == len(members):
                confidence = min(confidence, *trust[begin + 1 : end + 1])
                text = "".join(pieces[begin : end + 1])
            else:
                confidence = min(confidence, *[trust[line] for line in members[1:]])
                text = "".join([pieces[line] for line in members])
                spans = self._spans(members)
            if confidence < UNCERTAIN:
                flags = (*flags, "uncertain_break")
            rows.append((kind, text, spans, 0, None, (), confidence, flags))
        return each(Block, rows)

    def _spans(self, members: list[int]) -> tuple[Span, ...]:
        """A span for each run of lines that nothing interrupts."""
        spans, start, before = list[Span](), members[0], members[0]
        for line in members[1:]:
            if line > before + 1:
                spans.append(Span(self.first[start], self.ends[before]))
                start = line
            before = line
        return (*spans, Span(self.first[start], self.last[before]))
