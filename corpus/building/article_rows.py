"""Rows of the articles table: what each article states, and the IDs of the paragraphs at its ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from corpus.building.table_rows import Row, RowOrigin, table
from corpus.cleaning.metadata.article_facts import FIELDS
from corpus.cleaning.metadata.script_detection import script_of
from corpus.model import schema
from corpus.model.values import Document

ENDS = ("first_paragraph", "last_paragraph")


def article_rows(document: Document, origin: RowOrigin, ids: Iterable[str]) -> Iterator[Row]:
    """Make the rows of the articles table."""
    paragraphs = [
        {"article": block.article, "paragraph_id": paragraph_id}
        for block, paragraph_id in zip(document.paragraphs, ids, strict=True)
    ]
    ends, script = ends_of(paragraphs), document.meta.script or "mixed"
    for number, meta in document.articles:
        text = "".join(block.text for block in document.paragraphs if block.article == number)
        yield {
            "doc_id": origin.doc_id,
            "article": number,
            "title": meta.title,
            "subtitle": meta.subtitle,
            "authors": list(meta.authors),
            "contributors": [{"name": name, "role": role} for name, role in meta.contributors],
            "publisher": meta.publisher,
            "date": meta.date,
            "date_basis": meta.date_basis,
            "places": list(meta.places),
            "script": script_of(text, document=script),
            "evidence": [item._asdict() for item in meta.evidence],
            **ends[number],
        }


def ends_of(paragraphs: Iterable[Mapping[str, Any]]) -> dict[int, dict[str, str]]:
    """Return the IDs of the first and of the last paragraph of each article.

    >>> ends_of([{"article": 0, "paragraph_id": "a-0001"}, {"article": None, "paragraph_id": "a-0002"}])
    {0: {'first_paragraph': 'a-0001', 'last_paragraph': 'a-0001'}}
    """
    found = dict[int, dict[str, str]]()
    for row in paragraphs:
        if row["article"] is not None:
            found.setdefault(row["article"], dict.fromkeys(ENDS, row["paragraph_id"]))[ENDS[1]] = row["paragraph_id"]
    return found


def with_ends(articles: Iterable[Row], paragraphs: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Give articles the IDs of their paragraphs; one that has no paragraph left has no row."""
    ends = ends_of(paragraphs)
    return [{**row, **ends[row["article"]]} for row in articles if row["article"] in ends]


def completed(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Add the articles of a document from a release that had no such table: what its other rows say of them."""
    paragraphs = tables["paragraphs"].select(["article", "paragraph_id", "spans", "script"]).to_pylist()
    (document,) = tables["documents"].to_pylist()
    rows = with_ends(_articles(document, paragraphs), paragraphs)
    return {**tables, "articles": table(schema.ARTICLES, rows)}


def _articles(document: Row, paragraphs: Sequence[Row]) -> Iterator[Row]:
    numbers = sorted({row["article"] for row in paragraphs if row["article"] is not None})
    for number in numbers:
        own = [row for row in paragraphs if row["article"] == number]
        evidence = [item for item in document["evidence"] if item["field"] in FIELDS]
        row = {name: document[name] for name in ("doc_id", *FIELDS, "date_basis")}
        if len(numbers) > 1:
            evidence = [item for item in evidence if item["field"] in ("publisher", "date") or _is_in(own, item)]
            row |= _stated(evidence)
        scripts = {each["script"] for each in own}
        script = scripts.pop() if len(scripts) == 1 else "mixed"
        yield {**row, "article": number, "script": script, "evidence": evidence}


def _is_in(paragraphs: Iterable[Row], item: Row) -> bool:
    return item["start"] is not None and any(
        span["start"] <= item["start"] < span["end"] for row in paragraphs for span in row["spans"]
    )


def _stated(evidence: Iterable[Row]) -> Row:
    """Return the fields that a piece of evidence states."""
    values = dict[str, list[str]]()
    for item in evidence:
        values.setdefault(item["field"], []).append(item["value"])
    people = [value.rpartition(" (") for value in values.get("contributors", ())]
    return {
        **{name: values[name][0] if name in values else None for name in ("title", "subtitle")},
        **{name: list(dict.fromkeys(values.get(name, ()))) for name in ("authors", "places")},
        "contributors": [{"name": name, "role": role.rstrip(")")} for name, _, role in people],
    }
