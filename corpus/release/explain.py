"""Where a paragraph came from: its lines in the decoded source, each edit on them with its rule, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from corpus.release.handle import Release
from corpus.release.lineage import Fate
from corpus.release.restore import decoded_source, masked

Row = Mapping[str, Any]
BLOCK = "\u2588"  # shown for each character that is withheld


@dataclass(frozen=True, slots=True)
class EditShown:
    """An edit with its place: line and column of the decoded source, from 1."""

    line: int
    column: int
    start: int
    end: int
    removed: str | None
    inserted: str
    rule: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the decoded source: ``inside`` are its columns in the paragraph, ``edited`` those that an edit has."""

    number: int
    text: str
    inside: tuple[tuple[int, int], ...]
    edited: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A paragraph and what was done to make it."""

    paragraph: Row
    document: Row
    lines: tuple[LineShown, ...]
    edits: tuple[EditShown, ...]
    before: str | None
    after: str | None
    history: tuple[str, ...] = ()


def explain(release: Release, paragraph_id: str) -> Explanation:
    """Explain a paragraph of a release, from the release alone; an old ID leads to what it became.

    Raises
    ------
    GoneError
        It was removed, withdrawn, or split into several.
    UsageError
        The release has no such ID, or no text (a standoff release).
    """
    release.require_text()
    return _explained(release, release.paragraph(paragraph_id), release.trace(paragraph_id))


def explain_all(release: Release, paragraph_id: str) -> tuple[Explanation, ...]:
    """Explain each paragraph that an ID leads to: of one that was split, all its pieces.

    Raises
    ------
    GoneError
        It was removed or withdrawn.
    UsageError
        The release has no such ID, or no text (a standoff release).
    """
    release.require_text()
    fate = release.trace(paragraph_id)
    if not fate.heirs:
        release.paragraph(paragraph_id)  # raises with what happened
    return tuple(_explained(release, release.paragraph(heir), fate) for heir in fate.heirs)


def _explained(release: Release, row: Row, fate: Fate) -> Explanation:
    document, paragraphs, edits = release.rows_of(row["doc_id"])
    chars = decoded_source(paragraphs, masked(edits, BLOCK), row["doc_id"])
    reach = row["spans"][0]["start"], row["spans"][-1]["end"]
    near = [edit for edit in edits if edit["end"] > reach[0] and edit["start"] < reach[1]]
    starts = _line_starts(chars)
    return Explanation(
        paragraph=row,
        document=document,
        lines=tuple(_lines(chars, starts, reach, row["spans"], near)),
        edits=tuple(_shown(edit, starts) for edit in near),
        before=paragraphs[row["index"] - 1]["text"] if row["index"] else None,
        after=paragraphs[row["index"] + 1]["text"] if row["index"] + 1 < len(paragraphs) else None,
        history=tuple(map(str, fate.events)),
    )


def _line_starts(chars: str) -> list[int]:
    # Lines as the rule line_ends makes them, CR LF being one end.
    starts = [0]
    for at, char in enumerate(chars):
        if char in "\n\x0b\x85\u2028\u2029" or (char == "\r" and chars[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
    return starts


def _shown(edit: Row, starts: Sequence[int]) -> EditShown:
    from bisect import bisect_right

    line = bisect_right(starts, edit["start"])
    return EditShown(
        line,
        edit["start"] - starts[line - 1] + 1,
        edit["start"],
        edit["end"],
        edit["removed"],
        edit["inserted"],
        tuple(edit["rule"]),
        edit["confidence"],
    )


def _lines(
    chars: str, starts: Sequence[int], reach: tuple[int, int], spans: Sequence[Row], edits: Sequence[Row]
) -> Iterator[LineShown]:
    for number, (start, end) in enumerate(pairwise([*starts, len(chars)]), 1):
        if end > reach[0] and start < reach[1]:
            inside = _columns(start, end, [(span["start"], span["end"]) for span in spans])
            edited = _columns(start, end, [(edit["start"], edit["end"]) for edit in edits])
            yield LineShown(number, chars[start:end], inside, edited)


def _columns(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(
        (max(start, low) - start, min(end, high) - start) for low, high in ranges if low < end and high > start
    )
