"""The rows of each document across the tables of a release, which all keep the documents in one order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.release import parquet
from corpus.release.layout import TABLE_FILES, paths_of

Row = Mapping[str, Any]
DOCUMENT_TABLES = ("documents", "paragraphs", "articles", "edits", "findings")


class DocumentTables:
    """Walks some tables beside the documents table; afterwards ``left`` names what belongs to no document."""

    def __init__(self, folder: Path, tables: Iterable[str] = DOCUMENT_TABLES) -> None:
        paths = {name: paths_of(folder, name) for name in tables}
        self._empty = {name: _empty(name, files) for name, files in paths.items()}
        self._walks = {name: parquet.by_document(files) for name, files in paths.items()}
        self._next = {name: next(walk, None) for name, walk in self._walks.items()}

    def __iter__(self) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        while (document := self._next["documents"]) is not None:
            yield document[0], {name: self._take(name, document[0]) for name in self._walks}

    def _take(self, table: str, doc_id: str) -> pa.Table:
        waiting = self._next[table]
        if waiting is None or waiting[0] != doc_id:
            return self._empty[table]
        self._next[table] = next(self._walks[table], None)
        return waiting[1]

    def left(self) -> dict[str, str]:
        """Return, by table, the document whose rows are out of order or have no document."""
        return {name: waiting[0] for name, waiting in self._next.items() if waiting}


def _empty(table: str, files: list[Path]) -> pa.Table:
    """Return a table without rows that has the columns of its files: they may be of an earlier schema."""
    return pq.read_schema(files[0]).empty_table() if files else parquet.empty(TABLE_FILES[table][1])


class OwnRows(NamedTuple):
    """The row of a document, and its rows of other tables; a release of an earlier schema has no articles."""

    document: Row
    paragraphs: list[Row]
    edits: list[Row]
    articles: list[Row]

    @property
    def by_table(self) -> dict[str, list[Row]]:
        """The rows by the name of their table."""
        return {
            "documents": [self.document],
            "paragraphs": self.paragraphs,
            "articles": self.articles,
            "edits": self.edits,
        }


def _dicts(table: pa.Table) -> Iterator[Row]:
    for batch in table.to_batches():
        yield from parquet.dicts(batch)


def each_document(folder: Path, left: dict[str, str] | None = None) -> Iterator[OwnRows]:
    """Yield the rows of each document; ``left`` takes what belongs to no document."""
    walk = DocumentTables(folder, ("documents", "paragraphs", "articles", "edits"))
    for _, tables in walk:
        (document,), *others = (list(_dicts(tables[name])) for name in ("documents", "paragraphs", "edits", "articles"))
        yield OwnRows(document, *others)
    if left is not None:
        left.update(walk.left())
