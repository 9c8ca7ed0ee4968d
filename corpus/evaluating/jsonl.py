"""JSON Lines written by hand: every defect is reported with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import UsageError


class JsonLine(dict[str, Any]):
    """An object of a file, which knows its place."""

    def __init__(self, place: str, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.place = place

    def wrong(self, message: str) -> UsageError:
        """Make the error to raise for this line."""
        return UsageError(f"{self.place}: {message}")

    def string(self, key: str) -> str:
        """Return a field that must be text that is not empty."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{key} = {_short(value)} must be text that is not empty")
        return value

    def whole(self, key: str) -> int | None:
        """Return a field that is a whole number from 0, or null, or absent."""
        value = self.get(key)
        if value is not None and (type(value) is not int or value < 0):
            raise self.wrong(f"{key} = {_short(value)} must be a whole number from 0, or null")
        return value

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """Return a field with one of a few values."""
        value = self.get(key)
        if value not in choices:
            raise self.wrong(f"{key} = {_short(value)} must be one of {', '.join(choices)}")
        return str(value)


def read_lines(path: Path) -> list[JsonLine]:
    """Read the objects of a file, a line each; empty lines are skipped.

    Raises
    ------
    UsageError
        The file cannot be read, or a line is not a JSON object.
    """
    return list(_lines(path))


def _lines(path: Path) -> Iterator[JsonLine]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: byte {error.start} is not UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield JsonLine(f"{path}:{number}", _object(f"{path}:{number}", line))


def _object(place: str, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: not JSON: {str(error)[:80]}") from None
    if not isinstance(value, dict):
        raise UsageError(f"{place}: {_short(value)} is not a JSON object")
    return value


def _short(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 40 else text[:37] + "..."
