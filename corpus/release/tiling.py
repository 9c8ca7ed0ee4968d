"""Check coverage without text: spans and edits partition the source, and lengths agree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from corpus.errors import IntegrityError

Row = Mapping[str, Any]


def check_tiling(document: Row, paragraphs: Iterable[Row], edits: Sequence[Row]) -> None:
    """Check that every code point lies in one span or in one edit outside all spans, and every byte in a segment.

    Raises
    ------
    IntegrityError
        A code point or a byte lies in none or in two, an edit reaches over a span's edge, or a paragraph is shorter
        than what its edits leave of its spans.
    """
    doc_id, paragraphs = document["doc_id"], list(paragraphs)
    spans = sorted((span["start"], span["end"]) for row in paragraphs for span in row["spans"])
    ranges = [(edit["start"], edit["end"]) for edit in edits]
    at = sum(segment["chars"] for segment in document["segments"])
    if _tiles([*spans, *_outside(spans, ranges, doc_id)]) != at:
        raise IntegrityError(f"{doc_id}: the spans and edits do not cover its {at} code points exactly once")
    size = _tiles((segment["start"], segment["end"]) for segment in document["segments"])
    if size is None or document["source_bytes"] not in (size, None):  # None: characters are withheld
        raise IntegrityError(f"{doc_id}: the segments do not cover its bytes exactly once")
    for row in paragraphs:
        _check_length(row, ranges)


def _tiles(ranges: Iterable[tuple[int, int]]) -> int | None:
    """Return where ranges that follow one another from 0 end; None where they do not."""
    at = 0
    for start, end in sorted(ranges):
        if start != at or end < start:
            return None
        at = end
    return at


def _outside(spans: Sequence[tuple[int, int]], edits: Sequence[tuple[int, int]], doc_id: str) -> list[tuple[int, int]]:
    """Return the edits outside all spans; each other one lies in one span as a whole. All are sorted and disjoint."""
    if any(end > start for (_, end), (start, _) in pairwise(edits)):
        raise IntegrityError(f"{doc_id}: its edits are not sorted, or overlap")
    outside, ends = [], [end for _, end in spans]
    for start, end in edits:
        place = bisect_left(ends, end)  # an insertion belongs to the span that ends at its position
        inside = place < len(spans) and spans[place][0] <= start and (spans[place][0] < start or start < end)
        if place < len(spans) and not inside and end > spans[place][0] and start < spans[place][1]:
            raise IntegrityError(f"{doc_id}: the edit at {start} reaches over the edge of a span")
        if not inside and start < end:
            outside.append((start, end))
    return outside


def _check_length(row: Row, edits: Sequence[tuple[int, int]]) -> None:
    """Check a paragraph's length: at least what its edits leave of its spans (what they insert is not known)."""
    least = 0
    for span in row["spans"]:
        first = bisect_left(edits, (span["start"], span["start"]))
        own = [edit for edit in _until(edits, first, span["end"]) if edit[0] >= span["start"]]
        least += span["end"] - span["start"] - sum(end - start for start, end in own)
    if row["n_chars"] < least:
        raise IntegrityError(f"{row['paragraph_id']}: it has {row['n_chars']} characters, its spans leave {least}")


def _until(edits: Sequence[tuple[int, int]], first: int, end: int) -> Iterable[tuple[int, int]]:
    while first < len(edits) and edits[first][1] <= end:
        yield edits[first]
        first += 1
