"""Names that a conversion leaves as their documents write them: 余小雨 is not called 餘小雨 in Traditional text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus.loading.string_arrays import array_of

if TYPE_CHECKING:
    import pyarrow as pa

NAMED_IN = ("authors", "contributors", "publisher", "issuer", "affiliations")
"""The columns of the documents table that name persons and bodies."""
BESIDE = "_names"
"""The column that goes with a batch into its conversion; it does not come out."""
SHORTEST = 2
"""Characters: one alone is a word of many texts."""
Convert = Callable[[list[str]], list[str]]


def names_by_document(rows: Iterable[Mapping[str, Any]], conversions: Collection[Convert]) -> dict[str, list[str]]:
    """Return the names of each document that one of some conversions would change."""
    named = {row["doc_id"]: set(_names(row[column] for column in row if column in NAMED_IN)) for row in rows}
    every = sorted({name for names in named.values() for name in names if len(name) >= SHORTEST})
    changed = {
        name for convert in conversions for name, after in zip(every, convert(every), strict=True) if after != name
    }
    return {doc_id: sorted(names & changed) for doc_id, names in named.items() if names & changed}


def _names(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _names([value["name"]])
        elif value:
            yield from _names(value)


def with_names(batch: pa.RecordBatch, names: Mapping[str, list[str]]) -> pa.RecordBatch:
    """Return a batch, which must have the column ``doc_id``, with the names of each row's document beside it."""
    import pyarrow as pa

    beside = [names.get(doc_id, []) for doc_id in batch.column("doc_id").to_pylist()]
    fields = [*batch.schema, pa.field(BESIDE, pa.list_(pa.string()))]
    columns = [*batch.columns, array_of(beside, fields[-1].type)]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields, batch.schema.metadata))


def without_names(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, list[tuple[str, ...]]]:
    """Return a batch without the names beside it, and these."""
    if BESIDE not in batch.schema.names:
        return batch, [()] * batch.num_rows
    names = [tuple(row) for row in batch.column(BESIDE).to_pylist()]
    return batch.select(schema_without_names(batch.schema).names), names


def schema_without_names(schema: pa.Schema) -> pa.Schema:
    """Return the schema of a batch without the names beside it."""
    import pyarrow as pa

    return pa.schema([field for field in schema if field.name != BESIDE], schema.metadata)


def convert_around(names: Sequence[str], texts: list[str], convert: Convert) -> list[str]:
    """Convert texts but for names in them: what is between two is converted for itself.

    >>> convert_around(["小雨"], ["大雨小雨"], lambda texts: [text.replace("雨", "风") for text in texts])
    ['大风小雨']
    """
    if not names:
        return convert(texts)
    # The longest first: of a name within a name the whole is meant.
    name = re.compile(f"({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})")
    parts = [name.split(text) for text in texts]
    between = iter(convert([piece for pieces in parts for piece in pieces[::2]]))
    return ["".join(piece if at % 2 else next(between) for at, piece in enumerate(pieces)) for pieces in parts]
