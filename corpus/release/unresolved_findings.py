"""Personal data that a release records: its findings of such types, and the reasons why they may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.model.finding_types import FIELD, TYPES
from corpus.release import layout, parquet

Row = Mapping[str, Any]


def reason_of(document: Row) -> str | None:
    """Return why the personal data of a document may stand, as the register states it."""
    said = (
        item["value"] for item in document["evidence"] or () if (item["field"], item["basis"]) == (FIELD, "register")
    )
    return next((value for value in said if value), None)


def reasons_in(folder: Path) -> dict[str, str]:
    """Return the stated reasons, by document."""
    rows = (
        row
        for path in layout.paths_of(folder, "documents")
        for row in parquet.read_whole(path, ["doc_id", "evidence"]).to_pylist()
    )
    return {row["doc_id"]: reason for row in rows if (reason := reason_of(row))}


def recorded_findings(folder: Path) -> list[Row]:
    """Return the rows of the findings table that are personal data and still in the text."""
    rows = parquet.read_whole(folder / layout.FINDINGS).to_pylist()
    return [row for row in rows if row["type"] in TYPES and row["state"] != "removed"]


def unresolved(folder: Path) -> dict[str, Counter[str]]:
    """Return how many findings of each type there are in the documents for which no reason is stated."""
    found, reasons = dict[str, Counter[str]](), reasons_in(folder)
    for row in recorded_findings(folder):
        if row["doc_id"] not in reasons:
            found.setdefault(row["doc_id"], Counter())[row["type"]] += 1
    return found
