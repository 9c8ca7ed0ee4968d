"""Files in more than one encoding, or damaged: a decision for each line, and inside those that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from corpus.cleaning.decoding import lattice
from corpus.cleaning.decoding.character_model import model, rare_places
from corpus.cleaning.decoding.evidence import LEGACY, PLAUSIBLE, Reading, density, read
from corpus.cleaning.decoding.pieces import Piece, damaged_by

ANOTHER = 8.0
"""Nats by which another codec must be better for a line than that of the file or of the line before."""

LONGEST = 4096
"""Bytes of a line that are looked at together; a longer line is cut after ASCII or between characters."""

GARBLED = 8.8
"""Nats a character above which a crowd of rare characters is not Chinese: names in a sentence have 6 to 8."""

BUDGET = 1 << 18
"""Bytes of a file that the lattice may read: a second or two. Damage beyond is found by the codec alone."""


_HEAD = re.compile(rb"[\x30-\xff]{1,64}")  # no byte below can be inside a character


class Unit(NamedTuple):
    """A line, or a part of a long one."""

    start: int
    end: int


def units(data: bytes, start: int, end: int, encoding: str) -> Iterator[Unit]:
    """Yield the lines of a byte range, none longer than ``LONGEST``."""
    while start < end:
        stop = data.find(b"\n", start, min(start + LONGEST, end)) + 1 or min(start + LONGEST, end)
        if stop < end and data[stop - 1 : stop] != b"\n":
            stop = _between_characters(data, start, stop, encoding)
        yield Unit(start, stop)
        start = stop


def _between_characters(data: bytes, start: int, stop: int, encoding: str) -> int:
    """Find where to cut a long line: after the last ASCII that is not a second byte, else where the codec ends."""
    for at in range(stop - 1, max(start, stop - 512), -1):
        if data[at] < 0x30:
            return at + 1
    try:
        data[start:stop].decode(encoding)
    except UnicodeDecodeError as error:
        at_error = start + error.start
        return at_error if at_error >= stop - 4 and at_error > start else stop
    return stop


class LineDecoder:
    """A reader of line after line, which knows the file's main codec and the codec of the line before."""

    def __init__(self, data: bytes, main: str) -> None:
        self._data, self._main, self._before, self._budget = data, main, main, BUDGET

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Read a byte range line by line; the first line may begin inside a character."""
        for unit in units(self._data, start, end, self._main):
            yield from self._line(unit, unit.start == start)

    def _line(self, unit: Unit, first: bool) -> Iterator[Piece]:
        line = self._data[unit.start : unit.end]
        if line.isascii():
            yield Piece(*unit, line.decode("ascii"), self._before)
            return
        reading = None if first and not aligned(line, self._main) else self._reading(line)
        if reading is None:
            yield from self._hard(unit, line)
            return
        self._before = reading.encoding
        yield Piece(*unit, reading.text, reading.encoding)

    def _reading(self, line: bytes) -> Reading | None:
        """Find the codec that reads the whole line, if one does and the text is plausible."""
        text = _strictly(line, self._main)
        if text is not None and (self._main == "utf-8" or not (suspicious(text) or _is_utf_8(line))):
            return Reading(0.0, self._main, text)
        readings = sorted(self._readings(line), key=attrgetter("cost"))
        good = readings and readings[0].density < PLAUSIBLE and not suspicious(readings[0].text)
        return readings[0] if good else None

    def _readings(self, line: bytes) -> Iterator[Reading]:
        for encoding in dict.fromkeys(("utf-8", self._main, self._before, *LEGACY)):
            text = _strictly(line, encoding)
            if text is not None:
                known = encoding in (self._main, self._before)
                yield Reading(model().cost(text) + (0.0 if known else ANOTHER), encoding, text)

    def _hard(self, unit: Unit, line: bytes) -> Iterator[Piece]:
        """Read a line that no codec reads as Chinese: by the lattice, or by the main codec when the budget is spent."""
        self._budget -= len(line)
        if self._budget < 0:
            yield from damaged_by(self._data, *unit, self._main)
            return
        encodings = dict.fromkeys((self._main, self._before, "utf-8", self._other()))
        yield from lattice.best(self._data, *unit, tuple(encodings))

    def _other(self) -> str:
        return "gb18030" if self._main != "gb18030" else self._before


def _strictly(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def aligned(line: bytes, encoding: str) -> bool:
    """Return whether a line begins with a whole character, judged by its probability (never in doubt for UTF-8)."""
    if encoding == "utf-8" or line[0] < 0x80:
        return True
    skips = (1, 2, 3) if encoding == "gb18030" else (1,)
    found = _HEAD.match(line)
    head = found[0] if found else b""
    return all(read(head, encoding).cost <= read(head, encoding, skip).cost for skip in skips)


def _is_utf_8(line: bytes) -> bool:
    return _strictly(line, "utf-8") is not None


def suspicious(text: str) -> bool:
    """Return whether the text looks wrongly decoded somewhere."""
    return garbled(text, rare_places(text))


CROWD = (3, 16)
"""So many rare characters in so many make a crowd, in text that a legacy codec gave."""

VALID_CROWD = (4, 24)
"""The same in valid UTF-8: with the other, a page of old poems would ask the model fifteen times."""


def garbled(text: str, places: list[int], crowd: tuple[int, int] = CROWD) -> bool:
    """Return whether rare characters, whose places are given, crowd where the text is improbable.

    A tenth of a short text is a crowd too. Names and old poems have crowds in probable text.
    """
    if len(places) >= 2 and len(places) * 10 > len(text) and density(text) > GARBLED:
        return True
    seen, (count, reach) = 0, crowd
    for first, last in zip(places, places[count - 1 :], strict=False):
        if last - first < reach and first >= seen:
            seen = last + 5
            if density(text[max(0, first - 4) : seen]) > GARBLED:
                return True
    return False
