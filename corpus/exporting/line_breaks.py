"""Where the lines of the source ended inside a paragraph: what the edits in its spans took out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.exporting.formatting import Row


class LineEnd(NamedTuple):
    """A line of the source that ends inside a paragraph: the place in its text, and whether a word goes on over it."""

    place: int
    inside_word: bool = False
    new_page: bool = False


class SourceEdit(NamedTuple):
    """An edit as a release has it; what was withheld is empty."""

    start: int
    end: int
    removed: str
    inserted: str


def source_edits(rows: Iterable[Row]) -> list[SourceEdit]:
    """Read the edits of a document."""
    return [SourceEdit(row["start"], row["end"], row["removed"] or "", row["inserted"] or "") for row in rows]


def line_ends(paragraph: Row, edits: Sequence[SourceEdit]) -> list[LineEnd]:
    """Find the line ends of a paragraph in order: joins, seams of spans, and the lines that its text keeps.

    ``edits`` are those of the document.
    """
    kept = (LineEnd(place + 1) for place, char in enumerate(paragraph["text"]) if char == "\n")
    return sorted([*_removed(paragraph, edits), *kept])


def _removed(paragraph: Row, edits: Sequence[SourceEdit]) -> Iterator[LineEnd]:
    length, before = 0, None
    for start, end in ((span["start"], span["end"]) for span in paragraph["spans"]):
        if before is not None:
            yield LineEnd(length, True, "\f" in _dropped(edits, before, start))
        at = start
        for edit in _inside(edits, start, end):
            length += edit.start - at + len(edit.inserted)
            at = edit.end
            if "\n" in edit.removed and "\n" not in edit.inserted:
                yield LineEnd(length, not edit.inserted.isspace(), "\f" in edit.removed)
        length += end - at
        before = end


def _inside(edits: Sequence[SourceEdit], start: int, end: int) -> Sequence[SourceEdit]:
    """Return the edits in a span; an insertion at its end belongs to it, one at its start does not."""
    low = bisect_right(edits, start, key=lambda edit: edit.end)
    return edits[low : bisect_right(edits, end, lo=low, key=lambda edit: edit.end)]


def _dropped(edits: Sequence[SourceEdit], start: int, end: int) -> str:
    return "".join(edit.removed for edit in _inside(edits, start, end))
