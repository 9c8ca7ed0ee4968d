"""``dataset_info`` of the card: columns, rows and bytes of each table, by which datasets misses a file that is lost.

Without it ``load_dataset`` gives the rows of the files that it finds, and says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.model import schema
from corpus.release.layout import paths_of


@dataclass(frozen=True, slots=True)
class TableSize:
    """How large a table is: its rows, the bytes of its files, and those of its columns before they were compressed."""

    rows: int
    files: int
    columns: int


def table_sizes(folder: Path) -> dict[str, TableSize]:
    """Return the sizes of the tables of a release whose files are written."""
    return {table: _size(paths_of(folder, table)) for table in schema.TABLES}


def _size(paths: list[Path]) -> TableSize:
    rows, columns = 0, 0
    for path in paths:
        facts = pq.read_metadata(path)
        rows += facts.num_rows
        columns += sum(facts.row_group(group).total_byte_size for group in range(facts.num_row_groups))
    return TableSize(rows, sum(path.stat().st_size for path in paths), columns)


def dataset_info(sizes: Mapping[str, TableSize], version: str) -> Iterator[str]:
    """Yield the lines of the front matter, a part for each table that has rows; ``version`` is that of the schema."""
    listed = [(table, size) for table, size in sizes.items() if size.rows]
    if listed:
        yield "dataset_info:"
    tables = schema.tables(version)
    for table, size in listed:
        yield from (f"- config_name: {table}", "  features:")
        yield from (f"  {line}" for field in schema.arrow(tables[table]) for line in _feature(field))
        yield from ("  splits:", "  - name: train")
        yield from (f"    num_bytes: {size.columns}", f"    num_examples: {size.rows}")
        yield from (f"  download_size: {size.files}", f"  dataset_size: {size.columns}")


def _feature(field: pa.Field) -> Iterator[str]:
    """Yield a column as datasets writes it in YAML."""
    yield f"- name: {field.name}"
    yield from (f"  {line}" for line in _typed(field.type))


def _typed(kind: pa.DataType) -> Iterator[str]:
    if not pa.types.is_list(kind):
        yield f"dtype: {_name(kind)}"
    elif pa.types.is_struct(kind.value_type):
        yield "list:"
        yield from (line for field in kind.value_type for line in _feature(field))
    else:
        yield f"list: {_name(kind.value_type)}"


def _name(kind: pa.DataType) -> str:
    """Return the name that datasets has for an Arrow type."""
    return {"float": "float32", "double": "float64"}.get(str(kind), str(kind))
