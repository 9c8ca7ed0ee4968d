"""The edits that join lines, and the blocks with their spans and text."""

from __future__ import annotations

import re
from itertools import compress, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow import seams
from corpus.cleaning.reflow.affixes import LineMark
from corpus.cleaning.reflow.character_classes import (
    BLANKS,
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
    ORDINAL,
    QUOTE,
    RIGHT_TO_LEFT,
    WORDS,
)
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import I32
from corpus.model.values import Block, Edit, Span, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

JOIN, SPACE, HYPHEN = ("reflow.join",), ("reflow.join_space",), ("reflow.dehyphenate",)
INDENT = ("reflow.indent",)
DEDENTED = frozenset({"verse", "table"})  # indents of code are the author's, those of verse the page's
_BLANKS = "".join(map(chr, BLANKS))
UNCERTAIN = 0.8  # below, a break is for a reader to look at: see the reliability table in docs/benchmark.md

_AFTER = member(LATIN, DIGIT, OPEN_PAREN, QUOTE, RIGHT_TO_LEFT)
_BEFORE = member(LATIN, DIGIT, DOT, COMMA, COLON, CLOSE_PAREN, END, QUOTE, CLOSE, DASH, RIGHT_TO_LEFT)
_WIDE, _NARROW = member(*WORDS, ORDINAL), member(LATIN, DIGIT)
# Arabic's presentation forms are among the wide characters.
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]{5,}")  # Latin, Greek, Cyrillic


def _shared(indents: Sequence[str]) -> int:
    """Count the characters that all indents begin with."""
    low, high = min(indents), max(indents)
    return next((place for place, char in enumerate(low) if high[place] != char), len(low))


class LineGroup(NamedTuple):
    """The lines of one block in order, its kind, the confidence of its outer breaks."""

    kind: str
    lines: list[int]
    confidence: float
    flags: tuple[str, ...] = ()
    untouched: bool = False


class Joins:
    """Decides what each join of two lines inserts; collects the edits.

    ``before`` and ``then`` are the lines of each join, ``sure`` how sure it is. Lists, not arrays, once the choice is
    made which joins need a closer look: indexing an array costs ten times as much. ``marks``: what belongs to lines and
    goes at a join; ``spaced``: the lines that have a space before them whatever they are joined to.
    """

    def __init__(
        self,
        text: str,
        lines: Lines,
        before: NDArray[np.intp],
        then: NDArray[np.intp],
        sure: NDArray[np.float32],
        marks: Sequence[LineMark] = (),
        spaced: NDArray[np.bool_] | None = None,
    ) -> None:
        self.text = text
        self.first, self.last = lines.first.tolist(), lines.last.tolist()
        self._words: frozenset[str] | None = None
        self.dropped = list[Edit]()
        # What each line gives to its block's text: itself, and the space that a join inserts after it.
        self.pieces = [text[start:end] for start, end in zip(self.first, self.last, strict=True)]
        self.ends = list(self.last)
        starts, stops, trust = lines.last.take(before).tolist(), lines.first.take(then).tolist(), sure.tolist()
        trusted = np.empty(len(lines), np.float32)
        trusted.fill(1)
        trusted[then] = sure
        self.trust = trusted.tolist()
        self.edits = each(Edit, zip(starts, stops, repeat(""), repeat(JOIN), trust, strict=False))
        heads, tails = lines.head_class[0].take(then), lines.tail_class[0].take(before)
        latin = _AFTER.take(heads) & _BEFORE.take(tails)
        if np.count_nonzero(latin):  # upright text, a character a line
            latin &= (lines.solid.take(then) > I32[1]) | (lines.solid.take(before) > I32[1])
        mixed = (_WIDE.take(heads) & _NARROW.take(tails)) | (_NARROW.take(heads) & _WIDE.take(tails))
        if np.count_nonzero(mixed) and not seams.sets_blanks(text[self.first[0] : self.first[0] + seams.SAMPLE]):
            mixed[:] = False
        if spaced is not None:
            mixed |= spaced.take(then) & ~latin
        if np.count_nonzero(mixed):
            self._space(mixed.nonzero()[0].tolist(), before.tolist())
        apart = then - before > 1
        self.heads, self.feet = dict[int, LineMark](), dict[int, LineMark]()
        self.marks = marks
        if marks:
            self.heads = {mark.line: mark for mark in marks if mark.line >= 0 and mark.end <= self.first[mark.line]}
            self.feet = {mark.line: mark for mark in marks if mark.line >= 0 and mark.line not in self.heads}
            apart |= np.isin(then, list(self.heads)) | np.isin(before, list(self.feet))
        look = (latin | apart).nonzero()[0].tolist()
        if look:
            self._look(lines, look, before.tolist(), then.tolist(), latin.tolist(), apart.tolist())

    def _space(self, joins: Sequence[int], before: Sequence[int]) -> None:
        """Set a space where the text has one between Han and figures or Latin letters."""
        for join in joins:
            self.edits[join] = self.edits[join]._replace(inserted=" ", rule=SPACE)
            self.pieces[before[join]] += " "

    def _look(
        self, lines: Lines, look: list[int], before: list[int], then: list[int], latin: list[bool], apart: list[bool]
    ) -> None:
        """Edit joins between Latin words, and over an interruption, where only a space or a hyphen needs an edit."""
        kept = [True] * len(self.edits)
        for join in look:
            line = before[join]
            edit = self.edits[join]
            if latin[join]:
                edit = self._latin(edit)
            if apart[join] and line in self.feet:
                kept[join] = self._after_foot(join, edit, line, then[join])
                continue
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

    def _after_foot(self, join: int, edit: Edit, line: int, then: int) -> bool:
        """Join over a mark at a line's end: a blank is put where the line break was, before the next span's text."""
        if not edit.inserted or then in self.heads:
            return False
        start = self.text.index("\n", self.feet[line].end)
        self.edits[join] = edit._replace(start=start)
        self.pieces[line] += edit.inserted
        self.first[then] = start
        return True

    def _latin(self, edit: Edit) -> Edit:
        """Set a space between words of half-width characters; drop a hyphen where the text has the word without it."""
        start, end = edit.start, edit.end
        above, below = self.text[start - 1], self.text[end]
        if _ARABIC.match(above) or _ARABIC.match(below):
            return edit._replace(inserted=" ", rule=SPACE)
        if above >= "\u2e80" or below >= "\u2e80":
            return edit
        if seams.is_cut(self.text, start, end):
            return edit
        if above in "-\u2010\u00ad":
            return self._hyphenated(edit)
        return edit._replace(inserted=" ", rule=SPACE)

    def _hyphenated(self, edit: Edit) -> Edit:
        first = _LAST_WORD.search(self.text[max(0, edit.start - 40) : edit.start - 1])
        then = _FIRST_WORD.match(self.text, edit.end, edit.end + 40)
        if first is None or then is None or not then[0][0].islower() or first[0] + then[0] not in self._known():
            return edit
        return edit._replace(start=edit.start - 1, rule=HYPHEN)

    def _known(self) -> frozenset[str]:
        """Return the Latin words of this part of the text."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.text, self.first[0], self.last[-1]))
        return self._words

    def blocks(self, groups: Sequence[LineGroup]) -> list[Block]:
        """Make the block of each group of lines."""
        if self.marks:
            self._open(groups)
        pieces, trust, rows = self.pieces, self.trust, list[tuple[object, ...]]()
        for (kind, members, confidence, flags, untouched), span in zip(groups, self._whole(groups), strict=True):
            begin, end = members[0], members[-1]
            spans: tuple[Span, ...] = (span,)
            if kind in DEDENTED:
                text = self._dedented(members)
            elif untouched:
                text = self.text[span.start : span.end]
            elif begin == end:
                text = pieces[begin]
            elif end - begin + 1 == len(members) and not (self.marks and self._is_marked(members)):
                confidence = min(confidence, *trust[begin + 1 : end + 1])
                text = "".join(pieces[begin : end + 1])
            else:
                confidence = min(confidence, *[trust[line] for line in members[1:]])
                text = "".join([pieces[line] for line in members])
                spans = self._spans(members)
            if confidence < UNCERTAIN:
                flags = (*flags, "uncertain_break")
            rows.append((kind, text, spans, 0, None, (), confidence, flags, 1.0))
        if self.dropped:
            self.edits = sorted([*self.edits, *self.dropped])
        return sorted([*each(Block, rows), *self._furniture(groups)], key=_start) if self.marks else each(Block, rows)

    def _whole(self, groups: Sequence[LineGroup]) -> list[Span]:
        """Return the span of each group from its first line to its last; code begins with its indent."""
        first, last = self.first, self.last
        spans = each(Span, [(first[group.lines[0]], last[group.lines[-1]]) for group in groups])
        for place, group in enumerate(groups):
            if group.kind == "code":
                spans[place] = spans[place]._replace(start=self._line_start(group.lines[0]))
        return spans

    def _open(self, groups: Sequence[LineGroup]) -> None:
        """Give the mark that stays at the head of a paragraph to its text."""
        for group in groups:
            mark = self.heads.get(group.lines[0])
            if mark and mark.stays:
                line = mark.line
                self.pieces[line] = self.text[mark.start : self.first[line]] + self.pieces[line]
                self.first[line] = mark.start

    def _is_marked(self, members: Sequence[int]) -> bool:
        return any(line in self.heads for line in members[1:]) or any(line in self.feet for line in members[:-1])

    def _furniture(self, groups: Sequence[LineGroup]) -> Iterator[Block]:
        """Yield the marks that go, a block each."""
        opening = {group.lines[0] for group in groups}
        # A block that keeps its lines keeps the marks between them too.
        kept = {line for group in groups if group.untouched for line in group.lines}
        for mark in self.marks:
            sign = self.text[mark.start : mark.end]
            if not (mark.stays and mark.line in opening) and mark.line not in kept and sign.strip():
                start = mark.start + len(sign) - len(sign.lstrip())
                end = mark.end - len(sign) + len(sign.rstrip())
                yield Block("furniture", sign.strip(), (Span(start, end),), flags=("line_mark",))

    def _dedented(self, members: Sequence[int]) -> str:
        """Return the lines as they are, less the indent that all have in common and the blanks at their ends."""
        text = self.text
        starts = [self._line_start(line) for line in members]
        lines = list(zip(members, starts, strict=True))
        common = _shared([text[start : self.first[line]] for line, start in lines])
        pieces, last = [text[self.first[members[0]] : self.last[members[0]]]], self.last[members[0]]
        for line, start in lines[1:]:
            broken = start - len(text[last:start].lstrip(_BLANKS))
            self._drop(last, broken)
            self._drop(start, start + common)
            pieces += text[broken:start], text[start + common : self.last[line]]
            last = self.last[line]
        return "".join(pieces)

    def _drop(self, start: int, end: int) -> None:
        if start < end:
            self.dropped.append(Edit(start, end, "", INDENT))

    def _line_start(self, line: int) -> int:
        """Return where the line begins, its indent included."""
        first = self.first[line]
        start = self.text.rfind("\n", 0, first) + 1
        return max(start, self.text.rfind("\f", start, first) + 1)

    def _spans(self, members: list[int]) -> tuple[Span, ...]:
        """Make a span for each run of lines that nothing interrupts."""
        spans, start, before = list[Span](), members[0], members[0]
        for line in members[1:]:
            if line > before + 1 or line in self.heads or before in self.feet:
                spans.append(Span(self.first[start], self.ends[before]))
                start = line
            before = line
        return (*spans, Span(self.first[start], self.last[before]))


def _start(block: Block) -> int:
    return block.spans[0].start
