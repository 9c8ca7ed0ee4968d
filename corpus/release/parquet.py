"""Tables as Parquet files: written with the same bytes each time, and read a file or a document at a time.

A file may come from a stranger: what its footer declares is compared with a budget before a page is decoded, every
page's checksum is verified, and Arrow's errors become ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.errors import IntegrityError, ResourceError
from corpus.model.foreign_errors import EXHAUSTED
from corpus.model.schema import Column, arrow
from corpus.model.values import Segment
from corpus.release.content_hash import TableHash

if TYPE_CHECKING:
    import pyarrow.dataset as ds

ROW_GROUP_BYTES = 64 * 1024 * 1024  # the Hub's viewer wants under 286 MB; readers hold one in memory
ROW_GROUPS_PER_FILE = 8

# What a file may grow to when it is decoded. Text compresses to a third, the most regular tables of our tests to a
# fortieth; 45 kB of one repeated value decoded to 2.6 GB.
SPARE_BYTES, MOST_GROWTH = 64 * 1024 * 1024, 100
SPARE_VALUES, MOST_VALUES = 100_000, 16  # values of a column beyond those, for each byte of the file


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


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Translate the errors of reading a file into ours, with its path.

    Raises
    ------
    IntegrityError
        It is missing or damaged: no Parquet, a wrong checksum, or content that cannot be decoded.
    ResourceError
        The disk or the memory fails.
    """
    try:
        yield
    except FileNotFoundError:
        raise IntegrityError(f"{path}: missing: the release had it", "fetch or build it again", str(path)) from None
    except MemoryError:
        raise ResourceError(f"{path}: too large for the memory of this machine", where=str(path)) from None
    except (pa.ArrowException, OSError, ValueError) as error:
        # pyarrow raises an OSError without a number for a wrong checksum and for a page that does not decode.
        number, reason = getattr(error, "errno", None), str(error).split("\n")[0][:200]
        if number in EXHAUSTED or isinstance(error, PermissionError):
            raise ResourceError(f"{path}: cannot be read: {reason}", where=str(path), code="UNREADABLE") from None
        raise IntegrityError(f"{path}: damaged: {reason}", "fetch or build the release again", str(path)) from None


@contextmanager
def opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Open a file, whose declared sizes have been looked at, and whose checksums are verified as its pages are read.

    Raises
    ------
    IntegrityError, ResourceError
        As `reading`, also for what the block reads; and where it would grow beyond the budget.
    """
    with reading(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        check_declared(file.metadata, path.stat().st_size, str(path))
        yield file


def check_declared(footer: pq.FileMetaData, size: int, where: str) -> None:
    """Compare what a footer declares with the budget that a file of ``size`` bytes has.

    Raises
    ------
    IntegrityError
        It declares more values, or more bytes when decompressed.
    """
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    leaves = [group.column(number) for group in groups for number in range(group.num_columns)]
    values = max((leaf.num_values for leaf in leaves), default=0)
    if values > SPARE_VALUES + MOST_VALUES * size or footer.num_rows > SPARE_VALUES + MOST_VALUES * size:
        raise _too_large(where, f"{max(values, footer.num_rows):,} values", size)
    grown = sum(leaf.total_uncompressed_size for leaf in leaves)
    if grown > budget(size) or min((leaf.total_uncompressed_size for leaf in leaves), default=0) < 0:
        raise _too_large(where, f"{grown:,} bytes", size)
    if any("DELTA_BYTE_ARRAY" in leaf.encodings for leaf in leaves):
        # Each string repeats a part of the one before: what comes out cannot be bounded beforehand.
        raise IntegrityError(f"{where}: its strings are encoded as DELTA_BYTE_ARRAY, which is not read", where=where)


def check_expansion(path: Path) -> None:
    """Check that repeated values, which a dictionary stores once, do not grow beyond the budget of a file.

    They are read as the numbers of their values: four bytes each, however long the value is.

    Raises
    ------
    IntegrityError, ResourceError
        As `opened`.
    """
    size = path.stat().st_size
    with opened(path) as file:
        names = [str(leaf.path_in_schema) for leaf in _strings(file.metadata)]
    with reading(path), pq.ParquetFile(path, page_checksum_verification=True, read_dictionary=names) as file:
        grown = 0
        for number in range(file.num_row_groups):
            for leaf in _strings(file.metadata, number):
                if leaf.num_values * leaf.total_uncompressed_size > budget(size) // 8:
                    column = file.read_row_group(number, columns=[leaf.path_in_schema], use_threads=False)
                    grown += sum(_length(chunk) for chunk in column.column(0).chunks)
                if grown > budget(size):
                    raise _too_large(str(path), "repeated values beyond its budget", size)


def budget(size: int) -> int:
    """Return to how many bytes a file of ``size`` bytes may grow."""
    return SPARE_BYTES + MOST_GROWTH * size


def _too_large(where: str, what: str, size: int) -> IntegrityError:
    return IntegrityError(
        f"{where}: it declares {what}, too much for a file of {size:,} bytes", "ask its publisher", where, "TOO_LARGE"
    )


def _strings(footer: pq.FileMetaData, number: int = 0) -> Iterator[Any]:
    """Yield the leaves of a row group that are strings or bytes; only their pages tell which have a dictionary."""
    if number < footer.num_row_groups:
        group = footer.row_group(number)
        leaves = (group.column(place) for place in range(group.num_columns))
        yield from (leaf for leaf in leaves if leaf.physical_type == "BYTE_ARRAY")


def _length(array: pa.Array) -> int:
    """Return how many bytes the strings of an array take once each has its own."""
    kind = array.type
    if pa.types.is_list(kind):
        return _length(array.flatten())
    if pa.types.is_struct(kind):
        return sum(_length(child) for child in array.flatten())
    if pa.types.is_dictionary(kind):
        lengths = pc.binary_length(array.dictionary).take(array.indices)
        return pc.sum(pc.cast(lengths, pa.int64())).as_py() or 0
    return int(array.nbytes)


def dataset(paths: Iterable[Path], schema: pa.Schema | None = None) -> ds.Dataset:
    """Return some files as one data set, whose pages' checksums are verified as they are read."""
    import pyarrow.dataset as ds

    options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
    form = ds.ParquetFileFormat(default_fragment_scan_options=options)
    return ds.dataset([str(path) for path in paths], schema=schema, format=form)


def read_whole(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return the table in a file.

    Raises
    ------
    IntegrityError, ResourceError
        As `opened`.
    """
    with opened(path) as file:
        return file.read(columns=columns)


def read_tables(paths: Iterable[Path]) -> Iterator[pa.Table]:
    """Yield the tables of some files that corpus has just written, one at a time."""
    for path in paths:
        with reading(path), pq.ParquetFile(path) as file:  # a fifth of the time of read_table, which makes a data set
            table = file.read(use_threads=False)
        yield table


def by_document(paths: Iterable[Path], columns: list[str] | None = None) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each document, in the order of the table, which keeps a document's rows together."""
    waiting: list[pa.Table] = []
    last = ""
    for path in paths:
        with opened(path) as file:
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
