"""The quality table that ``corpus evaluate --format json`` wrote, as rows for the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.model.untrusted import parse_json, read_bounded

LIMIT = 16 * 1024 * 1024  # bytes
HEADS = ("measure", "value", "95 % interval", "of")


def read_quality(path: Path) -> list[tuple[str, ...]]:
    """Return a row for each measure: what it is, its value, its interval, of how many.

    Raises
    ------
    UsageError
        The file is not such a table.
    """
    try:
        return list(_rows(parse_json(read_bounded(path, LIMIT))))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UsageError(
            f"{path} is not a quality table", "make it by corpus evaluate GOLD --format json", str(path)
        ) from None


def _rows(value: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for group, found in value.items():
        for item in found["total"]["estimates"] if found else ():
            bounds = (item["low"], item["high"])
            interval = " - ".join(f"{float(bound):.3f}" for bound in bounds) if None not in bounds else ""
            shown = "" if item["value"] is None else f"{float(item['value']):.3f}"
            yield f"{group}: {item['title']}", shown, interval, f"{int(item['of']):,}"
