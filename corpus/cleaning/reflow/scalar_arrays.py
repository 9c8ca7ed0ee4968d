"""Cached 0-d arrays by dtype: no type promotion on small arrays.

On a document of some hundred lines the calls cost more than the work: an operation of an array and a Python number
takes 2.0 µs, one of two arrays of one type 0.9.
"""

from __future__ import annotations

from typing import Any

import numpy as np


class Numbers(dict[float, Any]):
    """``I32[60]`` is 60 as an array; made when it is first asked for."""

    def __init__(self, kind: type[np.generic]) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, value: float) -> Any:
        self[value] = made = np.array(value, self._kind)
        return made


I16, I32, I64 = Numbers(np.int16), Numbers(np.int32), Numbers(np.int64)
U8, U16, U32, U64 = Numbers(np.uint8), Numbers(np.uint16), Numbers(np.uint32), Numbers(np.uint64)
F32 = Numbers(np.float32)
