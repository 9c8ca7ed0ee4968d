"""The places of a release that a reviewer should look at, the doubtful first, each with what would confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from corpus.model.decisions import FIELD, HEAD, Decision, around, of_paragraph, recorded_decisions
from corpus.model.edits import ReadPiece, pieces
from corpus.model.values import Edit, Span
from corpus.release.document_rows import DocumentTables
from corpus.release.handle import Release

Row = Mapping[str, Any]
SURE = 0.8  # what is as sure is not asked about
WORDS = ("LATIN_IN_HAN", "DOUBLED", "SEAM", "NUMBERING")
"""Findings where a word may be wrong."""
_JOINS = ("reflow.", "structure.")
_NEAR = 1e-6  # confidences are float32 in the tables


class Doubt(NamedTuple):
    """A doubtful place: what may be wrong, how sure corpus is (None: unknown), and the decision that it is right.

    What is doubtful: a ``break`` between two paragraphs, a ``join`` of two lines, a paragraph's ``kind``, a line that
    was removed as ``furniture``, a ``word``, or how a ``paragraph`` was put together.
    """

    what: str
    sure: float | None
    right: Decision
    kind: str
    name: str = ""

    @property
    def order(self) -> tuple[object, ...]:
        """What doubts are sorted by: the least sure first, those of unknown measure last, else as in the release."""
        return self.sure is None, self.sure or 0.0


def decided(doubt: Doubt, action: str, *becomes: str) -> Decision:
    """Return another decision about the same place."""
    return doubt.right._replace(action=action, becomes=becomes)


def doubts(release: Release, below: float = SURE) -> list[Doubt]:
    """Return the doubtful places of a release, the most doubtful first.

    Raises
    ------
    UsageError
        It is a standoff release: there are no words to anchor a decision by.
    """
    release.require_text()
    found = list[Doubt]()
    for _, tables in DocumentTables(release.path):
        rows = {name: table.to_pylist() for name, table in tables.items()}
        found += doubts_of(rows["documents"][0], rows["paragraphs"], rows["edits"], rows["findings"], below)
    return [each for _, each in sorted(enumerate(found), key=lambda item: (item[1].order, item[0]))]


def doubts_of(
    document: Row, paragraphs: Sequence[Row], edits: Sequence[Row], findings: Sequence[Row], below: float = SURE
) -> Iterator[Doubt]:
    """Yield the doubtful places of a document, in no order."""
    if document["source_sha256"] is None:  # characters are withheld: no place can be anchored with certainty
        return
    changes = [Edit(row["start"], row["end"], row["inserted"], tuple(row["rule"]), row["confidence"]) for row in edits]
    read = [list(pieces([Span(**span) for span in row["spans"]], changes)) for row in paragraphs]
    inner = [_weakest_join(each) for each in read]
    for row, parts in zip(paragraphs, read, strict=True):
        yield from _joins(row, parts, below)
        yield from _kind(row, below)
    reviewed = {edit.end for edit in changes if FIELD in edit.rule}
    asked = set[str]()
    for at, (one, two) in enumerate(pairwise(paragraphs)):
        sure = max(one["confidence"], two["confidence"])
        explained = inner[at] <= one["confidence"] + _NEAR and inner[at + 1] <= two["confidence"] + _NEAR
        if sure < below and not explained and two["spans"][0]["start"] not in reviewed:
            asked |= {one["paragraph_id"], two["paragraph_id"]}
            yield _break(one, two, sure)
    for row, weakest in zip(paragraphs, inner, strict=True):
        if row["confidence"] < min(below, weakest - _NEAR) and row["paragraph_id"] not in asked:
            yield Doubt("paragraph", row["confidence"], _whole(row), row["kind"])
    said = [(each.start, each.end) for each in recorded_decisions(document["evidence"]) if each.start is not None]
    yield from _furniture(document, edits, findings, said)
    yield from _words(paragraphs, read, findings, said)


def _is_join(edit: Edit | None) -> bool:
    return edit is not None and FIELD not in edit.rule and any(name.startswith(_JOINS) for name in edit.rule)


def _weakest_join(parts: Iterable[ReadPiece]) -> float:
    return min((part.edit.confidence for part in parts if part.edit and _is_join(part.edit)), default=1.0)


def _joins(row: Row, parts: Iterable[ReadPiece], below: float) -> Iterator[Doubt]:
    for part in parts:
        if part.edit and _is_join(part.edit) and part.edit.confidence < below and part.first > 0:
            before, after = around(row["text"], part.first, part.last)
            right = of_paragraph(
                "right", row["paragraph_id"], before=before, after=row["text"][part.first : part.last] + after,
                at=part.place.start,
            )  # fmt: skip
            if after.strip():
                yield Doubt("join", part.edit.confidence, right, row["kind"])


def _break(one: Row, two: Row, sure: float) -> Doubt:
    before, _ = around(one["text"], len(one["text"]), len(one["text"]))
    _, after = around(two["text"], 0, 0)
    right = of_paragraph("right", one["paragraph_id"], before=before, after=after, at=one["spans"][-1]["end"])
    return Doubt("break", sure, right, one["kind"])


def _whole(row: Row) -> Decision:
    return of_paragraph("right", row["paragraph_id"], exact=row["text"][:HEAD], at=row["spans"][0]["start"])


def _kind(row: Row, below: float) -> Iterator[Doubt]:
    sure = row.get("kind_confidence")
    if sure is not None and sure < below:
        yield Doubt("kind", sure, _whole(row), row["kind"])


def _furniture(
    document: Row, edits: Sequence[Row], findings: Sequence[Row], said: Sequence[tuple[Any, Any]]
) -> Iterator[Doubt]:
    removed = {(row["start"], row["end"]): row for row in edits}
    for finding in findings:
        row = removed.get((finding["start"], finding["end"])) if finding["type"] == "UNCERTAIN_FURNITURE" else None
        if row and row["removed"] and not _is_said(finding, said):
            exact = row["removed"].strip()[:HEAD]
            yield Doubt(
                "furniture",
                row["confidence"],
                Decision("right", document["doc_id"], exact=exact, at=row["start"]),
                "furniture",
            )


def _words(
    paragraphs: Sequence[Row],
    read: Sequence[Sequence[ReadPiece]],
    findings: Sequence[Row],
    said: Sequence[tuple[Any, Any]],
) -> Iterator[Doubt]:
    for finding in findings:
        if finding["type"] not in WORDS or finding["state"] != "kept" or _is_said(finding, said):
            continue
        for row, parts in zip(paragraphs, read, strict=True):
            inside = [_range(part, finding["start"], finding["end"]) for part in parts]
            places = [place for place in inside if place]
            if places:
                low, high = places[0][0], places[-1][1]
                before, after = around(row["text"], low, high)
                right = of_paragraph(
                    "right", row["paragraph_id"], before=before, exact=row["text"][low:high], after=after,
                    at=finding["start"],
                )  # fmt: skip
                if right.of_word:
                    yield Doubt("word", None, right, row["kind"], finding["type"])
                break


def _range(part: ReadPiece, start: int, end: int) -> tuple[int, int] | None:
    """Return the range of a row's text that comes from a range of the source."""
    if part.first == part.last or part.place.end <= start or part.place.start >= end:
        return None
    if part.edit:
        return part.first, part.last
    return part.first + max(0, start - part.place.start), part.last - max(0, part.place.end - end)


def _is_said(finding: Row, said: Sequence[tuple[Any, Any]]) -> bool:
    """Return whether a decision is about the place of a finding."""
    return any(start <= finding["start"] and finding["end"] <= end for start, end in said)
