"""Pairs of characters that belong together: a break between them cuts a word."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.scalar_arrays import U32

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def _pairs() -> NDArray[np.uint32]:
    """Read all pairs as sorted numbers: the first character times 2**16 plus the second."""
    text = (files("corpus.cleaning.reflow") / "cohesion.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    lefts = np.array([ord(left) for left, _ in rows], np.uint32).repeat([len(rights) for _, rights in rows])
    rights = np.frombuffer("".join([rights for _, rights in rows]).encode("utf-32-le"), np.uint32)
    return np.sort(lefts << 16 | rights)


def coheres(left: NDArray[np.uint32], right: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return whether each pair of code points occurs inside a word far more often than chance would have it."""
    pairs = _pairs()
    keys = (left << U32[16]) | (right & U32[0xFFFF])
    beyond = (left | right) > U32[0xFFFF]
    if np.count_nonzero(beyond):
        keys[beyond] = 0
    found: NDArray[np.bool_] = pairs.take(pairs.searchsorted(keys), mode="clip") == keys
    return found
