"""Documents as rows of the tables of a release."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from corpus.cleaning.metadata.script_detection import script_of
from corpus.model import schema
from corpus.model.values import Block, Document

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """What a document's rows say beside its content: its ID, its rights, and the file that it was.

    ``version`` is None where the version that is being built had it first.
    """

    doc_id: str
    rights: str
    source_file: str
    source_sha256: str
    source_bytes: int
    version: str | None
    flags: tuple[str, ...] = ()


def document_row(document: Document, origin: RowOrigin) -> Row:
    """Make the row of the documents table."""
    meta, text = document.meta, document.source
    return {
        "doc_id": origin.doc_id,
        "title": meta.title,
        "subtitle": meta.subtitle,
        "authors": list(meta.authors),
        "contributors": [{"name": name, "role": role} for name, role in meta.contributors],
        "publisher": meta.publisher,
        "date": meta.date,
        "date_basis": meta.date_basis,
        "places": list(meta.places),
        "genre": meta.genre,
        "language": meta.language,
        "script": meta.script,
        "evidence": [item._asdict() for item in meta.evidence],
        "rights": origin.rights,
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in meta.identifiers],
        "keywords": list(meta.keywords),
        "container": meta.container._asdict() if meta.container else None,
        "issuer": meta.issuer,
        "affiliations": list(meta.affiliations),
        "source_file": origin.source_file,
        "source_sha256": origin.source_sha256,
        "source_bytes": origin.source_bytes,
        "encoding": text.encoding,
        "segments": [segment.facts for segment in text.segments],
        "n_paragraphs": len(document.paragraphs),
        "n_edits": len(document.edits),
        "flags": sorted({*document.flags, *origin.flags}),
        "first_version": origin.version,
    }


def paragraph_rows(document: Document, origin: RowOrigin, ids: Iterable[str]) -> Iterator[Row]:
    """Make the rows of the paragraphs table."""
    feeds = page_breaks(document.source.chars)
    script = document.meta.script or "mixed"
    for index, (block, paragraph_id) in enumerate(zip(document.paragraphs, ids, strict=True)):
        yield {
            "paragraph_id": paragraph_id,
            "doc_id": origin.doc_id,
            "index": index,
            "first_version": origin.version,
            "page": 1 + bisect_right(feeds, block.spans[0].start) if feeds else None,
            **_block(block, script),
        }


def page_breaks(chars: str) -> list[int]:
    """Return the places of the form feeds, which begin pages; none when no text follows one.

    >>> page_breaks("甲\f乙\f"), page_breaks("甲\f")
    ([1, 3], [])
    """
    feeds = [match.start() for match in re.finditer("\f", chars)] if "\f" in chars else []
    return feeds if feeds and chars[feeds[0] :].strip() else []


def _block(block: Block, script: str) -> Row:
    return {
        "article": block.article,
        "kind": block.kind,
        "level": block.level,
        "text": block.text,
        "n_chars": len(block.text),
        "section": list(block.section),
        "script": script_of(block.text, document=script),
        "spans": [span._asdict() for span in block.spans],
        "content_hash": hashlib.sha256(block.text.encode()).hexdigest(),
        "confidence": block.confidence,
        "kind_confidence": block.kind_confidence,
        "flags": list(block.flags),
    }


def edit_rows(document: Document, origin: RowOrigin) -> Iterator[Row]:
    """Make the rows of the edits table."""
    chars = document.source.chars
    for edit in document.edits:
        yield {
            "doc_id": origin.doc_id,
            "start": edit.start,
            "end": edit.end,
            "removed": chars[edit.start : edit.end],
            "inserted": edit.inserted,
            "rule": list(edit.rule),
            "confidence": edit.confidence,
            "withheld": False,
        }


def finding_rows(document: Document, origin: RowOrigin) -> Iterator[Row]:
    """Make the rows of the findings table."""
    for finding in document.findings:
        yield {"doc_id": origin.doc_id, **finding._asdict()}


def table(columns: tuple[schema.Column, ...], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Make an Arrow table of rows."""
    return pa.Table.from_pylist(list(rows), schema=schema.arrow(columns))
