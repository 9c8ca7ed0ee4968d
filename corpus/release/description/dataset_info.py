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
from corpus.model.names import SPLITS
from corpus.release.description.citation import Work, bibtex, quoted
from corpus.release.layout import named_paths_of
from corpus.release.train_test import split_of_file


@dataclass(frozen=True, slots=True)
class TableSize:
    """How large a table is: its rows, the bytes of its files, and those of its columns before they were compressed."""

    rows: int
    files: int
    columns: int


def table_sizes(folder: Path) -> dict[str, dict[str, TableSize]]:
    """Return the sizes of the tables of a release whose files are written, by split; one without rows is left out."""
    return {
        table: {split_of_file(paths[0]): _size(paths) for _, paths in named_paths_of(folder, table)}
        for table in schema.TABLES
    }


def _size(paths: list[Path]) -> TableSize:
    rows, columns = 0, 0
    for path in paths:
        facts = pq.read_metadata(path)
        rows += facts.num_rows
        columns += sum(facts.row_group(group).total_byte_size for group in range(facts.num_row_groups))
    return TableSize(rows, sum(path.stat().st_size for path in paths), columns)


def dataset_info(
    work: Work, licence: str, description: str, sizes: Mapping[str, Mapping[str, TableSize]], version: str
) -> Iterator[str]:
    """Yield the lines of the front matter, a part for each table that has rows; ``version`` is that of the schema.

    The citation has the content hash, and datasets makes the name of its cache of a folder from these facts: so two
    releases never share one, although datasets looks at no file.
    """
    if any(sizes.values()):
        yield "dataset_info:"
    facts = {"description": description, "citation": bibtex(work), "homepage": work.address, "license": licence}
    tables = schema.tables(version)
    for table, splits in sizes.items():
        if splits:
            yield f"- config_name: {table}"
            yield from (f"  {name}: {quoted(value)}" for name, value in facts.items() if value)
            yield "  features:"
            yield from (f"  {line}" for field in schema.arrow(tables[table]) for line in _feature(field))
            yield from (f"  {line}" for line in _splits(splits))


def _splits(splits: Mapping[str, TableSize]) -> Iterator[str]:
    yield "splits:"
    for name in sorted(splits, key=SPLITS.index):
        yield from (f"- name: {name}", f"  num_bytes: {splits[name].columns}", f"  num_examples: {splits[name].rows}")
    yield f"download_size: {sum(size.files for size in splits.values())}"
    yield f"dataset_size: {sum(size.columns for size in splits.values())}"


def _feature(field: pa.Field) -> Iterator[str]:
    """Yield a column as datasets writes it in YAML."""
    yield f"- name: {field.name}"
    yield from (f"  {line}" for line in _typed(field.type))


def _typed(kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_struct(kind):
        yield "struct:"
        yield from (line for field in kind for line in _feature(field))
    elif not pa.types.is_list(kind):
        yield f"dtype: {_name(kind)}"
    elif pa.types.is_struct(kind.value_type):
        yield "list:"
        yield from (line for field in kind.value_type for line in _feature(field))
    else:
        yield f"list: {_name(kind.value_type)}"


def _name(kind: pa.DataType) -> str:
    """Return the name that datasets has for an Arrow type."""
    return {"float": "float32", "double": "float64"}.get(str(kind), str(kind))
