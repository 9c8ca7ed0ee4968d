"""Arrow arrays of strings, and of lists of them, made without pandas."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def array_of(values: list[Any], type: pa.DataType) -> pa.Array:
    """Return an array of strings, or of lists of them.

    pa.array would import pandas, where that is installed, to see whether the list is one of pandas': that takes 2 s.
    """
    import pyarrow as pa

    if pa.types.is_string(type):
        builder = pa.lib.StringBuilder()
        builder.append_values(values)
        return builder.finish()
    ends = accumulate((len(value or ()) for value in values), initial=0)
    buffers = [_validity(values), pa.py_buffer(memoryview(array("i", ends)))]
    items = array_of([item for value in values for item in value or ()], type.value_type)
    return pa.Array.from_buffers(type, len(values), buffers, children=[items])


def _validity(values: list[Any]) -> pa.Buffer | None:
    """Return Arrow's bitmap of which values are not null."""
    import pyarrow as pa

    if None not in values:
        return None
    bits = sum(1 << index for index, value in enumerate(values) if value is not None)
    return pa.py_buffer(bits.to_bytes(len(values) // 8 + 1, "little"))
