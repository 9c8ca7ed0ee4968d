"""The rows that a card shows as examples: the first of the paragraphs table, shortened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus.release.layout import paths_of

EXAMPLES = 10
EXAMPLE_COLUMNS = ("paragraph_id", "kind", "n_chars", "text")
EXAMPLE_CHARS = 80  # a line of the card; the whole text is in the table


def example_rows(folder: Path) -> tuple[dict[str, Any], ...]:
    """Return the first rows of a release whose tables are written; a long text ends in an ellipsis."""
    found: list[dict[str, Any]] = []
    for path in paths_of(folder, "paragraphs"):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(EXAMPLES - len(found), columns=list(EXAMPLE_COLUMNS)):
                found += batch.to_pylist()
                break
        if len(found) == EXAMPLES:
            break
    return tuple({**row, "text": _shortened(row["text"])} for row in found)


def _shortened(text: str | None) -> str | None:
    return text if text is None or len(text) <= EXAMPLE_CHARS else text[: EXAMPLE_CHARS - 1] + "…"
