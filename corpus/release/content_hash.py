"""A hash of a table's content that does not depend on how the table was written.

Per column and nested field: SHA-256 over validity (a byte a row), lengths (int64) and values, each in row order and
little-endian. Batches, chunks, compression and the writer's version do not matter; a value, a null or an order does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


class TableHash:
    """Takes a table's batches in row order."""

    def __init__(self, schema: pa.Schema) -> None:
        self._streams: dict[str, dict[str, Any]] = {name: {} for name in schema.names}

    def update(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch."""
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            streams = self._streams[name]
            for stream, data in _streams(column, name):
                streams.setdefault(stream, hashlib.sha256()).update(data)

    def columns(self) -> Mapping[str, str]:
        """Return the hash of each column, in hexadecimal."""
        return {name: _joined(streams) for name, streams in self._streams.items()}


def of_hashes(hashes: Mapping[str, Mapping[str, str]]) -> str:
    """Return one hash for all tables, from their columns' hashes."""
    lines = (f"{table}.{name} {value}\n" for table in sorted(hashes) for name, value in sorted(hashes[table].items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _joined(streams: Mapping[str, Any]) -> str:
    whole = hashlib.sha256()
    for stream in sorted(streams):
        whole.update(stream.encode() + b"\0" + streams[stream].digest())
    return whole.hexdigest()


def _streams(array: pa.Array, path: str) -> Iterator[tuple[str, memoryview | bytes]]:
    yield f"{path}:valid", _fixed(pc.cast(array.is_valid(), pa.uint8()))
    kind = array.type
    if pa.types.is_list(kind):
        yield f"{path}:lengths", _fixed(pc.cast(pc.fill_null(pc.list_value_length(array), 0), pa.int64()))
        yield from _streams(array.flatten(), path + ".item")
    elif pa.types.is_struct(kind):
        for index, child in enumerate(array.flatten()):
            yield from _streams(child, f"{path}.{kind.field(index).name}")
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        filled = pc.fill_null(array, b"" if pa.types.is_binary(kind) else "")
        yield f"{path}:lengths", _fixed(pc.cast(pc.binary_length(filled), pa.int64()))
        yield f"{path}:values", _variable(filled)
    else:
        number = pc.cast(array, pa.uint8()) if pa.types.is_boolean(kind) else array
        yield f"{path}:values", _fixed(pc.fill_null(number, 0))


def _fixed(array: pa.Array) -> memoryview:
    width = array.type.bit_width // 8
    data = array.buffers()[1]
    return memoryview(data)[array.offset * width : (array.offset + len(array)) * width] if data else memoryview(b"")


def _variable(array: pa.Array) -> memoryview:
    _, offsets, data = array.buffers()
    if not len(array) or data is None:
        return memoryview(b"")
    places = memoryview(offsets).cast("i")
    return memoryview(data)[places[array.offset] : places[array.offset + len(array)]]
