"""What is settled before any break is judged: the lines, their marks, and which are set aside from the running text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.reflow import asides, furniture, listings, marks, markup
from corpus.reflow.lines import Lines, split
from corpus.reflow.numbers import U8

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

BODY = furniture.BODY


@dataclass(frozen=True, slots=True)
class Survey:
    """The lines, the role of each (``roles``), the indices of the running text (``body``), and enumeration marks.

    ``opened``: the first line of each piece of markup.
    """

    lines: Lines
    roles: NDArray[np.uint8]
    body: NDArray[np.intp]
    marks: NDArray[np.uint8]
    counted: NDArray[np.bool_]
    opened: frozenset[int] = frozenset()

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """First line, line behind the last, and role of all that is set aside; notes begin at their marks."""
        at = self.roles.nonzero()[0]
        roles, opening = self.roles.take(at), set(self.opened)
        if np.count_nonzero(roles == U8[asides.NOTE]):
            opening.update(at[asides.begins_note(self.lines, self.marks, at)].tolist())
        parted = self._parted(at, roles)
        start, stop, last = 0, 0, BODY
        for line, role in zip(at.tolist(), roles.tolist(), strict=True):
            if role != last or line != stop or role not in asides.LASTING or line in opening or line in parted:
                if stop:
                    yield start, stop, last
                start, last = line, role
            stop = line + 1
        if stop:
            yield start, stop, last

    def _parted(self, at: NDArray[np.intp], roles: NDArray[np.uint8]) -> set[int]:
        """Lines of tables and code with more blank lines before them than the line above has: another begins."""
        listed = (roles == U8[listings.TABLE]) | (roles == U8[listings.CODE])
        if not np.count_nonzero(listed):
            return set()
        lines = at[listed]
        blanks = self.lines.blanks
        result: set[int] = set(lines[blanks.take(lines) > blanks.take(np.maximum(lines - 1, 0))].tolist())
        return result


def survey(text: str, start: int = 0, end: int | None = None) -> Survey:
    """Measure a part of a text and set aside what is not running text."""
    lines = split(text, start, end)
    found = marks.find(lines)
    if len(lines):
        roles = furniture.find(text, lines)
        opened = markup.find(text, lines, roles, open_ended=end is not None and end < len(text))
        listings.find(text, lines, found, roles)
        asides.find(lines, found, roles)
    else:
        roles, opened = np.zeros(0, np.uint8), []
    return Survey(
        lines, roles, (roles == U8[BODY]).nonzero()[0], found, marks.counts_on(lines, found), frozenset(opened)
    )
