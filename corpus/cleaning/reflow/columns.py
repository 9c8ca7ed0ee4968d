"""The column of each line: its right edge and its margin, learnt from the lines around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

FAR, NEAR, NEXT = 24, 8, 3  # lines on either side that share a column


class Surroundings:
    """The values of the lines around each line; at the ends of the text the nearest fill in, mirrored."""

    __slots__ = ("_rows", "half")

    def __init__(self, values: Ints, half: int) -> None:
        size = len(values)
        before = values[half:0:-1] if size > half else values[:1].repeat(half)
        after = values[-2 : -half - 2 : -1] if size > half else values[-1:].repeat(half)
        padded = np.concatenate((before, values, after))
        # Overlapping rows of one buffer: 1 µs, a gather takes 18.
        self._rows = np.ndarray((size, 2 * half + 1), padded.dtype, padded, strides=2 * padded.strides)
        self.half = half

    @property
    def rows(self) -> Ints:
        """The values around each line, a row for each."""
        return self._rows

    def upper(self, half: int, at: NDArray[np.intp] | None = None) -> Ints:
        """Return the upper eighth: not the maximum, for a line of Latin or an overfull one exceeds the rest."""
        return self._ranked(half, 2 * half - (2 * half + 1) // 8, at)

    def lower(self, half: int) -> Ints:
        """Return the lower eighth."""
        return self._ranked(half, half // 4)

    def middle(self, half: int) -> Ints:
        """Return the median."""
        return self._ranked(half, half)

    def _ranked(self, half: int, rank: int, at: NDArray[np.intp] | None = None) -> Ints:
        """Return the value of a rank around every line, or around those at some places only."""
        rows = self._rows[:, self.half - half : self.half + half + 1]
        rows = rows if at is None else rows[at]
        if rank == 2 * half:
            highest: Ints = rows.T.max(0)  # column by column: a third of the time of a partition
            return highest
        # Rows are short: to sort them all takes half to all of the time of a partition.
        result: Ints = np.sort(rows, axis=1)[:, rank]
        return result


def widths(edges: Ints) -> Ints:
    """Return the right edge of the column around each line."""
    return Surroundings(edges, NEAR).upper(NEAR)


def margins(indents: Ints) -> Ints:
    """Return the indent that the lines around have in common."""
    if not np.count_nonzero(indents):
        return indents
    return Surroundings(indents, NEAR).lower(NEAR)
