"""Tables as Parquet files: written with the same bytes each time, and read a file or a document at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.model.schema import Column, arrow
from corpus.model.values import Segment
from corpus.release.content_hash import TableHash

ROW_GROUP_BYTES = 64 * 1024 * 1024  # the Hub's viewer wants under 286 MB; readers hold one in memory
ROW_GROUPS_PER_FILE = 8


def write_table(folder: Path, schema: pa.Schema, parts: Iterable[tuple[str, Iterable[pa.Table]]]) -> Mapping[str, str]:
    """Write a table's rows into files of a folder, which is made if there is a row; returns the columns' hashes.

    ``parts`` are what some files are called and their rows, in the order of their names: ``part`` is written to
    ``part-00000.parquet``, ... The bytes depend on the rows, the order and the pyarrow version alone: one chunk a row
    group, no statistics of the clock or the machine.
    """
    hashes = TableHash(schema)
    for name, tables in parts:
        _write_files(folder, name, schema, tables, hashes)
    return hashes.columns()


def _write_files(folder: Path, name: str, schema: pa.Schema, tables: Iterable[pa.Table], hashes: TableHash) -> None:
    writer: pq.ParquetWriter | None = None
    for number, group in enumerate(_row_groups(tables)):
        for batch in group.to_batches():
            hashes.update(batch)
        if number % ROW_GROUPS_PER_FILE == 0:
            if writer:
                writer.close()
            folder.mkdir(parents=True, exist_ok=True)
            writer = _writer(folder / f"{name}-{number // ROW_GROUPS_PER_FILE:05d}.parquet", schema)
        assert writer is not None
        writer.write_table(group, row_group_size=max(1, group.num_rows))
    if writer:
        writer.close()


def write_file(path: Path, table: pa.Table) -> Mapping[str, str]:
    """Write a small table as one file, also without rows; returns the columns' hashes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hashes = TableHash(table.schema)
    for batch in table.combine_chunks().to_batches():
        hashes.update(batch)
    with _writer(path, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashes.columns()


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=3,  # levels above 6 cost 5-50 times for 10 %
        use_content_defined_chunking=True,  # 1.7 % larger; an inserted row re-uploads a twelfth
        write_page_index=True,
        write_page_checksum=True,
    )


def _row_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Cut or join tables to about ``ROW_GROUP_BYTES``; where they are cut depends on the rows alone."""
    waiting: list[pa.Table] = []
    size = 0
    for table in tables:
        for piece in _pieces(table):
            waiting.append(piece)
            size += piece.nbytes
            if size >= ROW_GROUP_BYTES:
                yield pa.concat_tables(waiting).combine_chunks()
                waiting, size = [], 0
    if any(table.num_rows for table in waiting):
        yield pa.concat_tables(waiting).combine_chunks()


def _pieces(table: pa.Table) -> Iterator[pa.Table]:
    rows = max(1, table.num_rows * ROW_GROUP_BYTES // max(1, table.nbytes))
    for start in range(0, table.num_rows, rows):
        yield table.slice(start, rows)


def empty(columns: tuple[Column, ...]) -> pa.Table:
    """Return a table without rows."""
    return arrow(columns).empty_table()


def with_columns(table: pa.Table, columns: tuple[Column, ...]) -> pa.Table:
    """Return a table with the columns of the newest schema: those that its own had not are null."""
    for place, field in enumerate(arrow(columns)):
        if field.name not in table.column_names:
            table = table.add_column(place, field, pa.nulls(table.num_rows, field.type))
        elif table.schema.field(place).type != field.type:  # segments, whose bytes are hexadecimal now
            rows = table[field.name].to_pylist()
            values = [[Segment.of_facts(item).facts for item in row] for row in rows]
            table = table.set_column(place, field, pa.array(values, field.type))
    return table


def read_whole(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return the table in a file."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns=columns)


def read_tables(paths: Iterable[Path]) -> Iterator[pa.Table]:
    """Yield the tables of some Parquet files, one at a time."""
    for path in paths:
        yield pq.read_table(path)


def by_document(paths: Iterable[Path], columns: list[str] | None = None) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each document, in the order of the table, which keeps a document's rows together."""
    waiting: list[pa.Table] = []
    last = ""
    for path in paths:
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                table = file.read_row_group(number, columns=columns, use_threads=False).combine_chunks()
                for doc_id, part in _runs(table):
                    if waiting and doc_id != last:
                        yield last, pa.concat_tables(waiting)
                        waiting = []
                    last = doc_id
                    waiting.append(part)
    if waiting:
        yield last, pa.concat_tables(waiting)


def _runs(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    ids = table["doc_id"].to_pylist()
    start = 0
    for end in range(1, len(ids) + 1):
        if end == len(ids) or ids[end] != ids[start]:
            yield ids[start], table.slice(start, end - start)
            start = end


def dicts(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Yield the rows of a batch; column by column, which takes half the time of ``to_pylist``."""
    names = batch.schema.names
    for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        yield dict(zip(names, values, strict=True))
