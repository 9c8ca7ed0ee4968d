"""Metadata of whole documents, and the evidence that stands where it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from layouts import layout_of, layouts

from corpus.cleaning import metadata
from corpus.cleaning.metadata.script_detection import simplified
from corpus.cleaning.structure import structure
from corpus.cleaning.structure.dates import find_dates
from corpus.model.edits import read
from corpus.model.values import Evidence, Layout, Span

CASES = json.loads((Path(__file__).parent / "documents.json").read_text(encoding="utf-8"))


def squeeze(text: str) -> str:
    return "".join(text.split())


def assert_evident(layout: Layout, item: Evidence) -> None:
    """The span lies in the text and holds the raw form of the value, tight around it."""
    assert item.start is not None
    assert item.end is not None
    assert 0 <= item.start <= item.end <= len(layout.text)
    raw = read(layout.text, [Span(item.start, item.end)], layout.edits)
    if item.field in ("title", "subtitle", "authors", "publisher"):
        assert squeeze(raw) == squeeze(item.value)
    elif item.field == "contributors":
        assert squeeze(item.value).startswith(squeeze(raw) + "(")
    elif item.field == "date":
        assert [found.value for found in find_dates(raw)] == [item.value]
    elif item.field == "places":
        assert item.value.startswith(simplified(raw)[:2])


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_document(case: dict[str, Any]) -> None:
    layout = structure(layout_of(case["lines"]))
    meta = metadata.read_metadata(layout)
    for field, expected in case["meta"].items():
        found = getattr(meta, field)
        if isinstance(found, tuple):
            found = [list(entry) if isinstance(entry, tuple) else entry for entry in found]
        assert found == expected, case["why"]
    for item in meta.evidence:
        assert_evident(layout, item)


@given(layouts())
def test_evidence_stands_where_it_says(layout: Layout) -> None:
    layout = structure(layout)
    meta = metadata.read_metadata(layout)
    for item in meta.evidence:
        assert_evident(layout, item)
    stated = {item.field for item in meta.evidence}
    for field in ("title", "subtitle", "authors", "contributors", "publisher", "date", "places", "genre"):
        assert bool(getattr(meta, field)) == (field in stated)
