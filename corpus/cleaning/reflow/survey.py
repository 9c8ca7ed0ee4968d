"""What is settled before any break is judged: the lines, their marks, and which are set aside from the running text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow import (
    affixes,
    asides,
    banners,
    footnotes,
    labels,
    listings,
    marks,
    markup,
    running_heads,
    seams,
    stamps,
    uprights,
)
from corpus.cleaning.reflow.character_classes import END
from corpus.cleaning.reflow.lines import Lines, split
from corpus.cleaning.reflow.scalar_arrays import U8
from corpus.cleaning.reflow.stops import see_through

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

BODY = running_heads.BODY


@dataclass(frozen=True, slots=True)
class Survey:
    """The lines, the role of each (``roles``), the indices of the running text (``body``), and enumeration marks.

    ``labels``: which marks are alone on their line; ``numbers`` and ``addresses``: the places in the body
    where a break cuts one; ``stripped``: the marks that belong to lines; ``opened``: where each piece of markup begins.
    """

    lines: Lines
    roles: NDArray[np.uint8]
    body: NDArray[np.intp]
    marks: NDArray[np.uint8]
    counted: NDArray[np.bool_]
    labels: NDArray[np.uint8]
    numbers: NDArray[np.intp]
    addresses: NDArray[np.intp]
    stripped: affixes.Stripped
    opened: frozenset[int] = frozenset()

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield first line, line after the last, and role of all that is set aside; notes begin at their marks."""
        at = self.roles.nonzero()[0]
        roles, opening = self.roles.take(at), set(self.opened)
        if np.count_nonzero(roles == U8[asides.NOTE]):
            begins = asides.begins_note(self.lines, self.marks, at) | (self.labels.take(at) == U8[labels.MARK])
            # A bare figure opens the next note where the line before it ends with a stop.
            stops = self.lines.tail_class[0].take(np.maximum(at - 1, 0)) == U8[END]
            begins |= asides.bare_number(self.lines, at) & stops
            opening.update(at[begins].tolist())
        opening.update(at[uprights.begins(self.lines, at, roles)].tolist())
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
        """Find lines of tables and code with more blank lines before them than the line above has: another begins."""
        listed = (roles == U8[listings.TABLE]) | (roles == U8[listings.CODE])
        if not np.count_nonzero(listed):
            return set()
        lines = at[listed]
        blanks = self.lines.blanks
        result: set[int] = set(lines[blanks.take(lines) > blanks.take(np.maximum(lines - 1, 0))].tolist())
        return result


def survey(text: str, start: int = 0, end: int | None = None) -> Survey:
    """Measure a part of a text and set aside what is not running text."""
    end = len(text) if end is None else end
    bare = affixes.strip(text, split(text, start, end), start, end)
    lines = bare.lines
    found, signs = marks.find(lines), footnotes.Signs([], [], [])
    if len(lines):
        see_through(text, lines)
        roles, running = running_heads.find(text, lines)
        opened = markup.find(text, lines, roles, open_ended=end < len(text))
        listings.find(text, lines, found, roles)
        uprights.find(lines, roles)
        signs = footnotes.find(text, lines, roles)
        stamps.find(text, lines, found, roles, signs.calls)
        asides.find(lines, found, roles)
        banners.keep(text, lines, roles, running)
    else:
        roles, opened = np.zeros(0, np.uint8), list[int]()
    alone = labels.find(text, lines, roles)
    alone[signs.marks], alone[signs.calls], alone[signs.called] = labels.MARK, labels.CALL, labels.CALLED
    body = (roles == U8[BODY]).nonzero()[0]
    numbers, addresses = seams.cuts(text, lines, body)
    return Survey(
        lines, roles, body, found, marks.counts_on(lines, found), alone, numbers, addresses, bare, frozenset(opened)
    )
