"""A document under review: its blocks and edits while decisions are applied; every code point stays covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.cleaning.review.anchors import Anchored
from corpus.cleaning.structure.kind_trust import DOUBTFUL, UNCERTAIN
from corpus.cleaning.structure.sections import sections
from corpus.model.decisions import FIELD
from corpus.model.edits import read, within
from corpus.model.values import LINED, Block, Document, Edit, Evidence, Metadata, Span

UNSURE = ("uncertain_break", DOUBTFUL)
TAKEN = "another decision changes it"
SPLIT_UP = "the words are in several pieces of the source"
_JOINS = ("reflow.", "structure.")
_Test = Callable[[Block], bool]


@dataclass(slots=True)
class _Entry:
    """A block with what is known of its breaks: the release says only how sure the weakest is.

    A break is at least as sure as the surer of the two blocks that it parts; ``other`` is a doubt that neither a break
    nor a join explains.
    """

    block: Block
    before: float = 1.0
    after: float = 1.0
    other: float = 1.0
    touched: bool = False


class ReviewDraft:
    """Applies decisions whose places have been found, one after the other."""

    def __init__(self, document: Document) -> None:
        self.chars, self.edits, self.meta = document.source.chars, list(document.edits), document.meta
        self._entries = [_Entry(block) for block in document.blocks]
        self._corrected, self._first = list[Span](), document.blocks
        rows = [entry for entry in self._entries if entry.block.kind != "furniture"]
        for one, two in pairwise(rows):
            one.after = two.before = max(one.block.confidence, two.block.confidence)
        for entry in rows:
            explained = min(entry.before, entry.after, self._inner(entry.block))
            entry.other = entry.block.confidence if entry.block.confidence < explained else 1.0

    @property
    def blocks(self) -> list[Block]:
        """The blocks in the order of their first span."""
        return [entry.block for entry in self._entries]

    def apply(self, found: Anchored) -> str:
        """Apply a decision; return why it cannot be, or nothing."""
        apply = {
            "join": self._join,
            "split": self._split,
            "kind": self._kind,
            "correct": self._correct,
            "keep": self._keep,
            "right": self._confirm,
        }.get(found.decision.action, self._state)
        return "" if found.done else apply(found)

    def finish(self) -> None:
        """Set what follows from the decisions: order, sections, and how sure each touched block is."""
        headings = _headings(self._first)
        self._entries.sort(key=lambda entry: entry.block.spans[0].start)
        for entry in self._entries:
            if entry.touched and entry.block.kind != "furniture":
                entry.block = self._settled(entry)
        blocks = self.blocks
        if _headings(blocks) == headings:
            return
        columns = zip(*((block.kind, block.level, block.article) for block in blocks), strict=True)
        for entry, section in zip(self._entries, sections(blocks, *columns), strict=True):
            if entry.block.kind != "furniture":
                entry.block = entry.block._replace(section=section)

    def _settled(self, entry: _Entry) -> Block:
        sure = min(entry.before, entry.after, entry.other, self._inner(entry.block))
        flags = [flag for flag in entry.block.flags if flag not in UNSURE]
        flags += ["uncertain_break"] if sure < UNCERTAIN else []
        flags += [DOUBTFUL] if entry.block.kind_confidence < UNCERTAIN else []
        return entry.block._replace(confidence=sure, flags=tuple(flags))

    def _inner(self, block: Block) -> float:
        """Return how sure the weakest join inside a block is."""
        joins = (edit for span in block.spans for edit in within(self.edits, span) if _is_join(edit))
        return min((edit.confidence for edit in joins), default=1.0)

    def _join(self, found: Anchored) -> str:
        above = self._row(lambda block: block.spans[-1].end == found.start)
        below = self._row(lambda block: block.spans[0].start == found.end)
        if above is None or below is None or above is below:
            return TAKEN
        between = (span.start for each in self._entries for span in each.block.spans)
        stop = min([start for start in between if found.start <= start < found.end] or [found.end])
        one, two = above.block, below.block
        if not self._replace(Span(found.start, stop), separator(one, two)):
            return SPLIT_UP
        whole = (Span(one.spans[-1].start, two.spans[0].end),)
        middle = whole if stop == found.end else (Span(one.spans[-1].start, stop), two.spans[0])
        spans = (*one.spans[:-1], *middle, *two.spans[1:])
        flags = tuple(dict.fromkeys((*one.flags, *two.flags)))
        joined = one._replace(spans=spans, flags=flags, text=read(self.chars, spans, self.edits))
        merged = _Entry(joined, above.before, below.after, min(above.other, below.other), True)
        self._entries[self._entries.index(above)] = merged
        self._entries.remove(below)
        return ""

    def _split(self, found: Anchored) -> str:
        entry = self._row(lambda block: _parts(block, found.start, found.end) is not None)
        parts = _parts(entry.block, found.start, found.end) if entry else None
        if entry is None or parts is None:
            return TAKEN
        gaps = [Span(max(found.start, span.start), min(found.end, span.end)) for span in entry.block.spans]
        if not all(self._replace(gap, "") for gap in gaps if gap.start < gap.end):
            return SPLIT_UP
        one, two = (
            entry.block._replace(spans=spans, text=read(self.chars, spans, self.edits), section=entry.block.section)
            for spans in parts
        )
        at = self._entries.index(entry)
        self._entries[at : at + 1] = [
            _Entry(one, entry.before, 1.0, entry.other, True),
            _Entry(two, 1.0, entry.after, entry.other, True),
        ]
        return ""

    def _correct(self, found: Anchored) -> str:
        place = Span(found.start, found.end)
        entry = self._row(lambda block: any(s.start <= place.start <= place.end <= s.end for s in block.spans))
        if entry is None or any(span.start < place.end and place.start < span.end for span in self._corrected):
            return TAKEN
        before = list(self.edits)
        replaced = self._replace(place, found.inserted)
        text = read(self.chars, entry.block.spans, self.edits) if replaced else ""
        if not text.strip():
            self.edits = before
            return "nothing would be left of the paragraph" if replaced else TAKEN
        self._corrected.append(place)
        entry.block = entry.block._replace(text=text)
        return ""

    def _kind(self, found: Anchored) -> str:
        entry = self._row(lambda block: block.spans[0].start == found.start)
        if entry is None:
            return TAKEN
        kind = found.decision.becomes[0]
        if kind == "furniture":
            if not all(self._replace(span, "") for span in entry.block.spans):
                return SPLIT_UP
            entry.block = entry.block._replace(kind=kind, level=None, flags=(FIELD,), kind_confidence=1.0)
            return ""
        level = (found.decision.level or entry.block.level or self._level_at(entry)) if kind == "heading" else None
        entry.block = entry.block._replace(kind=kind, level=level, kind_confidence=1.0)
        entry.touched = True
        return ""

    def _level_at(self, entry: _Entry) -> int:
        """Return the level of the heading before, or the highest."""
        above = self._entries[: self._entries.index(entry)]
        levels = (one.block.level for one in reversed(above) if one.block.article == entry.block.article)
        return next((level for level in levels if level is not None), 1)

    def _keep(self, found: Anchored) -> str:
        entry = self._entry(lambda block: block.kind == "furniture" and block.spans[0].start == found.start)
        if entry is None:
            return TAKEN
        block = entry.block
        source = "".join(self.chars[span.start : span.end] for span in block.spans)
        if source != block.text and len(block.spans) > 1:
            return SPLIT_UP
        for span in block.spans:
            covered = within(self.edits, span)
            if sum(edit.end - edit.start for edit in covered) != span.end - span.start:
                return SPLIT_UP
        for span in block.spans:
            if source == block.text:
                self._take(span)
            else:
                self._replace(span, block.text)
        above = [one.block for one in self._entries[: self._entries.index(entry)] if one.block.kind != "furniture"]
        article = block.article if block.article is not None or not above else above[-1].article
        kind = (*found.decision.becomes, "paragraph")[0]
        entry.block = block._replace(kind=kind, article=article, flags=(), confidence=1.0, kind_confidence=1.0)
        entry.touched = True
        return ""

    def _confirm(self, found: Anchored) -> str:
        if not found.decision.exact:
            self._trust(Span(found.start, found.end))
            for entry in self._entries:
                first, last = entry.block.spans[0].start, entry.block.spans[-1].end
                entry.after = 1.0 if last == found.start else entry.after
                entry.before = 1.0 if first == found.end else entry.before
                entry.touched |= first <= found.end and found.start <= last
            return ""
        confirmed = self._entry(lambda block: block.spans[0].start == found.start)
        if confirmed is None:
            return TAKEN
        for span in confirmed.block.spans:
            self._trust(span)
        confirmed.before = confirmed.after = confirmed.other = 1.0
        confirmed.block = confirmed.block._replace(kind_confidence=1.0)
        confirmed.touched = True
        return ""

    def _trust(self, place: Span) -> None:
        """Mark the doubtful edits of a place as reviewed."""
        for edit in within(self.edits, place):
            if edit.confidence < 1 or _is_break(edit):
                rules = tuple(dict.fromkeys((*edit.rule, FIELD)))
                self.edits[self.edits.index(edit)] = edit._replace(rule=rules, confidence=1.0)

    def _state(self, found: Anchored) -> str:
        field, values = found.decision.action, found.decision.becomes
        self.meta = _stated(self.meta, field, values)
        return ""

    def _row(self, is_meant: _Test) -> _Entry | None:
        return self._entry(lambda block: block.kind != "furniture" and is_meant(block))

    def _entry(self, is_meant: _Test) -> _Entry | None:
        return next((entry for entry in self._entries if is_meant(entry.block)), None)

    def _replace(self, place: Span, inserted: str) -> bool:
        """Put one edit by the rule ``review`` in the place of those there; False where one reaches over its border."""
        if any(edit.start < place.end and place.start < edit.end for edit in _reaching(self.edits, place)):
            return False
        taken = self._take(place)
        if place.start < place.end or inserted:
            rules = tuple(dict.fromkeys((*(name for edit in taken for name in edit.rule), FIELD)))
            self.edits.append(Edit(*place, inserted, rules))
            self.edits.sort()
        return True

    def _take(self, place: Span) -> Sequence[Edit]:
        taken = list(within(self.edits, place))
        gone = set(taken)
        self.edits = [edit for edit in self.edits if edit not in gone]
        return taken


def separator(above: Block, below: Block) -> str:
    """Return what a reviewed join puts between two texts: a line break in verse, a blank between Latin words."""
    if above.kind in LINED:
        return "\n"
    last, first = above.text.rstrip()[-1:], below.text.lstrip()[:1]
    latin = last.isascii() and first.isascii()
    return " " if latin and (last.isalnum() or last in ".,;:!?)") and (first.isalnum() or first in "(\"'") else ""


def _parts(block: Block, start: int, end: int) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    """Return the spans before and after a cut; None where it leaves nothing on one side."""
    spans = block.spans
    left = [at for at, span in enumerate(spans) if span.start < start <= span.end]
    right = [at for at, span in enumerate(spans) if span.start <= end < span.end]
    if not left or not right or left[0] > right[-1]:
        return None
    first, last = left[0], right[-1]
    before = (*spans[:first], Span(spans[first].start, start))
    return before, (Span(end, spans[last].end), *spans[last + 1 :])


def _headings(blocks: Sequence[Block]) -> list[tuple[object, ...]]:
    """Return what sections are made of."""
    return [(block.text, block.level, block.article) for block in blocks if block.level is not None]


def _reaching(edits: Sequence[Edit], place: Span) -> Iterator[Edit]:
    """Yield edits that share characters with a place and do not lie in it."""
    inside = set(within(edits, place))
    yield from (edit for edit in edits if edit.start < edit.end and edit not in inside)


def _is_join(edit: Edit) -> bool:
    return FIELD not in edit.rule and any(name.startswith(_JOINS) for name in edit.rule)


def _is_break(edit: Edit) -> bool:
    return "layout.break" in edit.rule


def _stated(meta: Metadata, field: str, values: tuple[str, ...]) -> Metadata:
    """Return the metadata with a reviewer's value; the evidence of the text stays beside it."""
    stated = tuple(Evidence(field, value, None, None, FIELD) for value in values)
    evidence = (*meta.evidence, *stated)
    if field == "title":
        return replace(meta, title=values[0], evidence=evidence)
    return replace(meta, authors=values, evidence=evidence)
