"""The algebra of edits: apply, compose, undo; and encoding a decoded source back to its bytes.

An edit list is sorted and disjoint. Every step proposes edits on the text that it is given; ``compose`` makes one
list from the decoded source to the text of all steps, so that no step needs to know those before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from typing import NamedTuple

from corpus.model.values import Edit, Segment, Span


def ordered(edits: Iterable[Edit], length: int) -> tuple[Edit, ...]:
    """Sort edits and check that they are disjoint and inside a text of ``length`` code points.

    Raises
    ------
    ValueError
        Two edits overlap, two insert at one place, or one reaches outside the text.
    """
    result = tuple(sorted(edits, key=_place))
    end, last = 0, None
    for edit in result:
        if not edit.start <= edit.end <= length or edit.start < end or _place(edit) == last:
            raise ValueError(f"edit [{edit.start}, {edit.end}) overlaps another or leaves a text of {length}")
        end, last = edit.end, _place(edit)
    return result


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with the edits applied.

    >>> apply("上\\n下", [Edit(1, 2, "")])
    '上下'
    """
    pieces, at = list[str](), 0
    for edit in edits:
        pieces += text[at : edit.start], edit.inserted
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def within(edits: Sequence[Edit], span: Span, first: int = 0) -> Sequence[Edit]:
    """Return the edits that lie in a span; an insertion at its end belongs to it, one at its start does not.

    ``first`` is an index before which no edit of the span lies (to walk spans in order).
    """
    low = bisect_right(edits, span.start, lo=first, key=lambda edit: edit.end)
    high = bisect_right(edits, span.end, lo=low, key=lambda edit: edit.end)
    return edits[low:high]


def read(text: str, spans: Iterable[Span], edits: Sequence[Edit]) -> str:
    """Return the text of a block: its spans in order, edits applied, concatenated."""
    return "".join(_read_span(text, span, edits) for span in spans)


def _read_span(text: str, span: Span, edits: Sequence[Edit]) -> str:
    pieces, at = list[str](), span.start
    for edit in within(edits, span):
        pieces += text[at : edit.start], edit.inserted
        at = edit.end
    pieces.append(text[at : span.end])
    return "".join(pieces)


class ReadPiece(NamedTuple):
    """A part of a block: a run between edits, or what an edit made; ``first`` to ``last`` is its range in the text."""

    place: Span
    first: int
    last: int
    edit: Edit | None = None


def pieces(spans: Iterable[Span], edits: Sequence[Edit]) -> Iterator[ReadPiece]:
    """Yield each edit of some spans and each run between edits, with the range that it has in their text."""
    at = 0
    for span in spans:
        place = span.start
        for edit in within(edits, span):
            if place < edit.start:
                yield ReadPiece(Span(place, edit.start), at, at + edit.start - place)
                at += edit.start - place
            yield ReadPiece(Span(edit.start, edit.end), at, at + len(edit.inserted), edit)
            at += len(edit.inserted)
            place = edit.end
        if place < span.end:
            yield ReadPiece(Span(place, span.end), at, at + span.end - place)
            at += span.end - place


class Offsets:
    """Maps spans of an edited text to the text that the edits were made on."""

    __slots__ = ("_edits", "_starts")

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [place for place, _, _ in _after(edits)]

    def span(self, span: Span) -> Span:
        """Return where the characters of a span that is not empty came from; deletions beside it stay outside.

        >>> Offsets([Edit(0, 2)]).span(Span(0, 1))
        Span(start=2, end=3)
        """
        return Span(self._origin(span.start).start, self._origin(span.end - 1).end)

    def _origin(self, position: int) -> Span:
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return Span(position, position + 1)
        edit = self._edits[index]
        beyond = position - self._starts[index] - len(edit.inserted)
        if beyond < 0:
            return Span(edit.start, edit.end)
        return Span(edit.end + beyond, edit.end + beyond + 1)


class _Change(NamedTuple):
    """An edit of either list, placed in the text between the two."""

    start: int
    end: int
    late: bool
    edit: Edit


def _after(edits: Iterable[Edit]) -> Iterator[tuple[int, int, Edit]]:
    """Yield each edit with the range that its inserted text has in the edited text."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield start, start + len(edit.inserted), edit
        shift += len(edit.inserted) - (edit.end - edit.start)


def compose(first: Sequence[Edit], then: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return one list that does ``first`` and then ``then``, whose offsets count in the text after ``first``.

    Edits that touch the same characters become one: their rules in order, the lowest confidence.
    """
    if not first:
        return tuple(then)
    early = (_Change(start, end, False, edit) for start, end, edit in _after(first))
    late = (_Change(edit.start, edit.end, True, edit) for edit in then)
    result, group, high, shift = list[Edit](), list[_Change](), 0, 0
    for change in merge(early, late, key=lambda change: change[:3]):
        if group and change.start >= high:
            edit, shift = _merged(group, high, shift)
            _add(result, edit)
            group = []
        high = max(high, change.end) if group else change.end
        group.append(change)
    if group:
        _add(result, _merged(group, high, shift)[0])
    return tuple(result)


def _add(result: list[Edit], edit: Edit) -> None:
    """Append; two insertions at one place become one."""
    if result and edit.start == edit.end == result[-1].start == result[-1].end:
        last = result.pop()
        rules = tuple(dict.fromkeys(last.rule + edit.rule))
        edit = Edit(edit.start, edit.end, last.inserted + edit.inserted, rules, min(last.confidence, edit.confidence))
    result.append(edit)


def _merged(group: list[_Change], high: int, shift: int) -> tuple[Edit, int]:
    """Return the group as one edit, and the shift (between less before) after it."""
    if len(group) == 1:
        edit = group[0].edit
        if not group[0].late:
            return edit, shift + len(edit.inserted) - (edit.end - edit.start)
        if len(edit.rule) == 1:
            # Most groups: an edit alone keeps its rules, so that millions share them.
            return (edit._replace(start=edit.start - shift, end=edit.end - shift) if shift else edit), shift
    low = group[0].start
    early = [change for change in group if not change.late]
    late = [change.edit for change in group if change.late]
    after = shift + sum(len(c.edit.inserted) - (c.edit.end - c.edit.start) for c in early)
    pieces, at = list[str](), low
    for change in early:
        # Characters that no early edit inserted are covered by a late edit: any filler does.
        pieces += "\0" * (change.start - at), change.edit.inserted
        at = change.end
    pieces.append("\0" * (high - at))
    local = [edit._replace(start=edit.start - low, end=edit.end - low) for edit in late]
    inserted = apply("".join(pieces), local)
    rules = tuple(dict.fromkeys(name for edit in [*(c.edit for c in early), *late] for name in edit.rule))
    confidence = min(change.edit.confidence for change in group)
    return Edit(low - shift, high - after, inserted, rules, confidence), after


def undo(edited: str, edits: Sequence[Edit], removed: Sequence[str]) -> str:
    """Return the text before the edits, from the edited text and what each edit removed."""
    pieces, at = list[str](), 0
    for (start, end, _), was in zip(_after(edits), removed, strict=True):
        pieces += edited[at:start], was
        at = end
    pieces.append(edited[at:])
    return "".join(pieces)


def encode(chars: str, segments: Iterable[Segment]) -> bytes:
    """Return the bytes of a decoded source: each segment's code points encoded, or its raw bytes."""
    pieces, at = list[bytes](), 0
    for segment in segments:
        text = chars[at : at + segment.chars]
        pieces.append(text.encode(segment.encoding) if segment.raw is None else segment.raw)
        at += segment.chars
    return b"".join(pieces)
