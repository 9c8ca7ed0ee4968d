"""How labelled texts are kept: a folder with ``manifest.jsonl``, and for each text NAME.txt and NAME.gold.jsonl.

A row of the manifest names a text, its document and its layout. The gold holds the items of the document in order, each
with its ``kind`` and ``text``; ``docs/benchmark.md`` describes the set.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

IN_BODY = ("title", "heading", "paragraph", "list_item")


class Item(NamedTuple):
    """A title, a heading, a paragraph ...: what a document consists of."""

    kind: str
    text: str


def manifest(folder: Path) -> list[dict[str, Any]]:
    """Read the rows of the manifest, at least one."""
    rows = _rows(path := folder / "manifest.jsonl", ("name", "doc", "layout"))
    if not rows:
        raise UsageError(f"{path}: names no text", "name a folder of labelled texts")
    return rows


def read(folder: Path, name: str) -> tuple[str, list[dict[str, Any]]]:
    """Read one text, its line ends as they are, and its gold."""
    return _content(folder / f"{name}.txt"), _rows(folder / f"{name}.gold.jsonl", ("kind", "text"))


def body(gold: Iterable[dict[str, Any]]) -> list[Item]:
    """Keep the items of the running text."""
    return [Item(item["kind"], item["text"]) for item in gold if item["kind"] in IN_BODY]


def _rows(path: Path, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Read a file with an object of JSON on each line, each with at least these keys."""
    # Not splitlines: JSON strings may hold U+2028, U+0085 and others that it takes for ends of lines.
    lines = enumerate(_content(path).split("\n"), 1)
    return [_row(path, number, line, keys) for number, line in lines if line.strip()]


def _row(path: Path, number: int, line: str, keys: Sequence[str]) -> dict[str, Any]:
    """Parse one line."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{path}: line {number} is not valid JSON: {error}") from None
    if not isinstance(row, dict):
        raise UsageError(f"{path}: line {number} is not a JSON object")
    if missing := [key for key in keys if key not in row]:
        raise UsageError(f"{path}: line {number} lacks {', '.join(missing)}")
    return row


def _content(path: Path) -> str:
    """Read a file of UTF-8 as it is."""
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "name a folder of labelled texts") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}") from None
