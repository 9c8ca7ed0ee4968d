"""Withdrawn text that turns up again in a build: recognised by its place or by the ledger, and left out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from corpus.building.plan import Plan
from corpus.building.shards import SHARD_TABLES
from corpus.building.withheld import ledger
from corpus.building.withheld.ledger import Ledger, Recogniser
from corpus.building.withheld.withhold import (
    DocumentRows,
    WithheldText,
    source_range,
    spans_of,
    withheld_spans,
    withhold,
)
from corpus.errors import UsageError
from corpus.model import schema
from corpus.model.values import Span
from corpus.release.handle import Release
from corpus.release.restore import decoded_source, masked

Tables = Mapping[str, pa.Table]


def ledgers(plan: Plan) -> list[Ledger]:
    """Read the ledger that is given, else those beside the register and on the previous release's shelf."""
    if plan.ledger is not None:
        return [Ledger.read(plan.ledger)]
    places = [plan.register.path.parent] if plan.register.path else []
    places += [plan.previous.path.parent] if plan.previous else []
    paths = dict.fromkeys((place / ledger.NAME).resolve() for place in places)
    return [Ledger.read(path) for path in paths if path.is_file()]


class Withholder:
    """Leaves out of a document's rows what was withdrawn; ``notes`` says what a maintainer should look at."""

    def __init__(self, previous: Release | None, known: Sequence[Ledger], unchecked: bool) -> None:
        self.notes = list[str]()
        self._previous, self._unchecked = previous, unchecked
        self._recogniser = Recogniser(known)
        self._in_part = _in_part(previous) if previous else frozenset[str]()

    def is_withdrawn(self, source_sha256: str, texts: Iterable[str]) -> bool:
        """Return whether a source is a document that was withdrawn as a whole."""
        return bool(self._recogniser) and self._recogniser.is_document(source_sha256, texts) is not None

    def apply(self, doc_id: str, tables: Tables, known: Iterable[str]) -> Tables:
        """Remove what was withdrawn from the rows; ``known`` are texts that the previous release has: they stay."""
        if doc_id not in self._in_part and not self._recogniser:
            return tables
        exempt = set(known)
        spans = list[Span]()
        rows: DocumentRows | None = None
        if doc_id in self._in_part:
            rows = rows_of(tables)
            spans += self._by_place(doc_id, rows) or self._of_changed(doc_id, rows, exempt)
        elif any(
            text not in exempt and self._recogniser.find(text, doc_id)
            for text in tables["paragraphs"]["text"].to_pylist()
        ):
            rows = rows_of(tables)
            spans += self._recognised(doc_id, rows, exempt)
        fields = self._withdrawn_fields(doc_id, tables["documents"])
        if not spans and not fields:
            return tables
        rows = rows or rows_of(tables)
        return tables_of(withhold(rows, spans, WithheldText([*_texts_in(rows, spans), *fields])))

    def _withdrawn_fields(self, doc_id: str, document: pa.Table) -> list[str]:
        """Find withdrawn text in the fields that a register states anew."""
        values = (document[name][0].as_py() for name in ("title", "subtitle", "publisher", "issuer", "source_file"))
        return [value for value in values if value and self._recogniser and self._recogniser.find(value, doc_id)]

    def _by_place(self, doc_id: str, rows: DocumentRows) -> list[Span]:
        """Find where it was, if the source outside these places is unchanged."""
        assert self._previous is not None
        _, paragraphs, edits = self._previous.rows_of(doc_id)
        spans = withheld_spans(edits)
        before, now = _masked(paragraphs, edits), decoded_source(rows.paragraphs, rows.edits, doc_id)
        if len(before) != len(now):
            return []
        at = 0
        for span in [*spans, Span(len(now), len(now))]:
            if before[at : span.start] != now[at : span.start]:
                return []
            at = span.end
        return spans

    def _of_changed(self, doc_id: str, rows: DocumentRows, exempt: set[str]) -> list[Span]:
        """Find what the ledger recognises in a source that changed since characters of it were withheld."""
        found = list(self._recognised(doc_id, rows, exempt))
        if not self._recogniser and not self._unchecked:
            raise UsageError(
                f"{doc_id}: characters of it are withheld, its source changed since, and no ledger can recognise them",
                f"give --ledger FILE (corpus withdraw wrote it as {ledger.NAME}), or --no-ledger once you have taken "
                "the withdrawn text out of the source yourself",
            )
        if not found:
            self.notes.append(
                f"{doc_id}: its source changed, and the withdrawn text was not found in it; look whether it is gone"
            )
        return found

    def _recognised(self, doc_id: str, rows: DocumentRows, exempt: set[str]) -> Iterator[Span]:
        if not self._recogniser:
            return
        open_ = [row for row in rows.paragraphs if row["text"] not in exempt]
        found = {row["index"]: part for row in open_ if (part := self._recogniser.find(row["text"], doc_id))}
        for row in open_:
            part = found.get(row["index"])
            beside = [found[near].marks for near in (row["index"] - 1, row["index"] + 1) if near in found]
            if part is None and not any(self._recogniser.goes_on(row["text"], marks) for marks in beside):
                continue
            if part is None or part.end - part.start == len(row["text"]):
                yield from spans_of(row)
            else:
                yield from source_range(rows, row, part.start, part.end)


def _in_part(previous: Release) -> frozenset[str]:
    table = previous.documents.to_table(columns=["doc_id", "source_sha256"])
    pairs = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return frozenset(doc_id for doc_id, digest in pairs if digest is None)


def _masked(paragraphs: Sequence[Mapping[str, Any]], edits: Sequence[Mapping[str, Any]]) -> str:
    return decoded_source(paragraphs, masked(edits))


def _texts_in(rows: DocumentRows, spans: Sequence[Span]) -> list[str]:
    """Return the text in the spans: as decoded, and as it was repaired."""
    chars = decoded_source(rows.paragraphs, rows.edits)
    texts = [chars[span.start : span.end] for span in spans]
    for paragraph in rows.paragraphs:
        if all(any(one.start <= own.start and own.end <= one.end for one in spans) for own in spans_of(paragraph)):
            texts.append(paragraph["text"])
    return texts


def rows_of(tables: Tables) -> DocumentRows:
    """Read the rows of a document from its tables."""
    read = {name: table.to_pylist() for name, table in tables.items()}
    return DocumentRows(
        read["documents"][0],
        tuple(read["paragraphs"]),
        tuple(read["edits"]),
        tuple(read["findings"]),
        tuple(read["articles"]),
    )


_PARTS = ("paragraphs", "edits", "findings", "articles")


def tables_of(rows: DocumentRows) -> dict[str, pa.Table]:
    """Make the tables of a document from its rows."""
    made = {
        "documents": [rows.document],
        "paragraphs": rows.paragraphs,
        "articles": rows.articles,
        "edits": rows.edits,
        "findings": rows.findings,
    }
    return {name: pa.Table.from_pylist(list(made[name]), schema=schema.arrow(SHARD_TABLES[name])) for name in made}
