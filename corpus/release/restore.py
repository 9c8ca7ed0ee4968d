"""From a release's rows back to the source: undo the edits, encode the segments, and the bytes are restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.errors import IntegrityError
from corpus.model.edits import encode, within
from corpus.model.values import Edit, Segment, Span

Row = Mapping[str, Any]


def restore(document: Row, paragraphs: Iterable[Row], edits: Iterable[Row]) -> bytes:
    """Return the source bytes of a document, from its rows of the three tables alone.

    Raises
    ------
    IntegrityError
        The rows do not cover the source, or characters of it are withheld.
    """
    segments = list(_segments(document))
    edits = list(edits)
    if any(row["withheld"] or row["removed"] is None for row in edits):
        raise IntegrityError(f"{document['doc_id']}: characters of this document are withheld")
    chars = decoded_source(paragraphs, edits, document["doc_id"])
    if len(chars) != sum(segment.chars for segment in segments):
        raise IntegrityError(f"{document['doc_id']}: the segments do not cover the decoded source")
    try:
        return encode(chars, segments)
    except (UnicodeError, LookupError) as error:
        raise IntegrityError(f"{document['doc_id']}: a segment cannot be encoded: {error}") from None


LONGEST = 1 << 30  # characters; a source has at most half as many bytes


def check_lengths(paragraphs: Iterable[Row], edits: Iterable[Row], doc_id: str) -> None:
    """Check that each paragraph's text is as long as its spans with the edits applied, whatever was removed.

    Raises
    ------
    IntegrityError
        One is longer or shorter.
    """
    changes = [Edit(row["start"], row["end"], row["inserted"]) for row in edits]
    for _ in _span_texts(paragraphs, changes, doc_id):
        pass


def _segments(document: Row) -> Iterator[Segment]:
    try:
        yield from map(Segment.of_facts, document["segments"])
    except ValueError as error:
        raise IntegrityError(f"{document['doc_id']}: the bytes of a segment are not hexadecimal: {error}") from None


def masked(edits: Iterable[Row], mask: str = "\0") -> list[Row]:
    """Return the edits, those withheld with a mask for each character that is not there.

    Raises
    ------
    IntegrityError
        One is longer than any source.
    """
    edits = list(edits)
    for row in edits:
        if row["end"] - row["start"] > LONGEST:
            raise IntegrityError(f"{row['doc_id']}: the edit at {row['start']} is longer than any source")
    return [{**row, "removed": mask * (row["end"] - row["start"])} if row["withheld"] else row for row in edits]


def decoded_source(paragraphs: Iterable[Row], edits: Sequence[Row], doc_id: str = "") -> str:
    """Return the decoded source: the paragraphs' spans with their edits undone, and between them what was removed.

    Raises
    ------
    IntegrityError
        A code point lies in no span and no edit, or a paragraph's text is longer or shorter than its spans.
    """
    changes = [Edit(row["start"], row["end"], row["inserted"]) for row in edits]
    removed = {(row["start"], row["end"]): row["removed"] for row in edits}
    pieces, at = list[str](), 0
    for span, text in sorted(_span_texts(paragraphs, changes, doc_id)):
        at = _between(pieces, at, span.start, changes, removed, doc_id)
        if at != span.start:
            raise IntegrityError(f"{doc_id}: code points {at} to {span.start} lie in no span and no edit")
        pieces.append(_undone(text, span, changes, removed))
        at = span.end
    _between(pieces, at, None, changes, removed, doc_id)
    return "".join(pieces)


def _span_texts(paragraphs: Iterable[Row], changes: Sequence[Edit], doc_id: str) -> Iterable[tuple[Span, str]]:
    """Yield each span with its share of the paragraph's text."""
    for row in paragraphs:
        at = 0
        for place in row["spans"]:
            span = Span(place["start"], place["end"])
            edits = within(changes, span)
            length = span.end - span.start + sum(len(e.inserted) - (e.end - e.start) for e in edits)
            yield span, row["text"][at : at + length]
            at += length
        if at != len(row["text"]):
            raise IntegrityError(f"{doc_id}: {row['paragraph_id']}: the text is not its spans with the edits applied")


def _undone(text: str, span: Span, changes: Sequence[Edit], removed: Mapping[tuple[int, int], str]) -> str:
    pieces, at, source = list[str](), 0, span.start
    for edit in within(changes, span):
        kept = edit.start - source
        pieces += text[at : at + kept], removed[edit.start, edit.end]
        at, source = at + kept + len(edit.inserted), edit.end
    return "".join([*pieces, text[at:]])


def _between(
    pieces: list[str],
    start: int,
    end: int | None,
    changes: Sequence[Edit],
    removed: Mapping[tuple[int, int], str],
    doc_id: str,
) -> int:
    """Add what the edits outside all spans removed; returns how far they reach."""
    if end is not None and start >= end:
        return start
    at = start
    last = changes[-1].end if changes else 0
    for edit in within(changes, Span(start, last if end is None else end)) if end is not None or start < last else ():
        if edit.start != at or edit.inserted:
            raise IntegrityError(f"{doc_id}: code points {at} to {edit.start} lie in no span and no edit")
        pieces.append(removed[edit.start, edit.end])
        at = edit.end
    return at
