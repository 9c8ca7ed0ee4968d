"""Looks for personal data in a release, also in one that was made before corpus had finders for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.cleaning.findings.personal_data import find
from corpus.model.finding_types import masked as hidden
from corpus.release.document_rows import each_document
from corpus.release.handle import Release
from corpus.release.restore import decoded_source, masked
from corpus.release.unresolved_findings import reason_of, recorded_findings

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """Where personal data is in a release, and its masked value; ``reason`` is why it may stand.

    ``paragraph_id`` is None for what is in no paragraph: a running head, a page's foot.
    """

    doc_id: str
    paragraph_id: str | None
    start: int
    end: int
    type: str
    value: str
    reason: str | None = None


def personal_data_in(release: Release) -> Iterator[PersonalDatum]:
    """Yield the personal data in the text of a release; of a standoff release what its findings table has.

    Raises
    ------
    IntegrityError
        Its rows do not give the sources back.
    """
    recorded = recorded_findings(release.path) if release.standoff else []
    for document, paragraphs, edits, _ in each_document(release.path):
        doc_id, reason = document["doc_id"], reason_of(document)
        if release.standoff:
            places = [(row["start"], row["end"], row["type"], "") for row in recorded if row["doc_id"] == doc_id]
        else:
            places = list(_places(decoded_source(paragraphs, masked(edits, "\n"), doc_id), edits))
        for start, end, kind, value in places:
            yield PersonalDatum(doc_id, _paragraph_at(paragraphs, start), start, end, kind, value, reason)


def _places(chars: str, edits: Sequence[Row]) -> Iterator[tuple[int, int, str, str]]:
    """Yield what is found and not removed as a whole by an edit."""
    for finding in find(chars):
        removed = sum(
            min(row["end"], finding.end) - max(row["start"], finding.start)
            for row in edits
            if row["start"] < finding.end and finding.start < row["end"] and not row["inserted"]
        )
        if removed < finding.end - finding.start:
            yield finding.start, finding.end, finding.type, hidden(chars[finding.start : finding.end])


def _paragraph_at(paragraphs: Sequence[Row], place: int) -> str | None:
    inside = (row for row in paragraphs if any(span["start"] <= place < span["end"] for span in row["spans"]))
    return next((row["paragraph_id"] for row in inside), None)
