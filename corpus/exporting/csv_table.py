"""CSV: a paragraph a row, for spreadsheets and statistics."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.exporting.formatting import ExportedDocument, Row, Session, Streamed

COLUMNS = (
    "paragraph_id", "doc_id", "index", "article", "kind", "level", "section", "text", "n_chars", "script", "confidence",
    "kind_confidence", "flags", "first_version",
)  # fmt: skip
FACTS = ("title", "authors", "publisher", "date", "genre", "rights")
BOM = "\ufeff"
# What a spreadsheet takes for the start of a formula, in half and full width, and what hides one.
FORMULA = frozenset("=+-@\t\r＝＋－＠")
LONGEST = 32_767  # characters of a cell in Excel; more are cut when it opens the file


class CsvTable(Streamed):
    """Comma-separated values as RFC 4180 has them: CRLF, every text in quotes, quotes doubled."""

    suffix = ".csv"

    def head(self, session: Session) -> str:
        """Return the row of the names."""
        names = [*COLUMNS, *(f"document_{name}" for name in FACTS)]
        return (BOM if session.options.bom else "") + _row(names)

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield a row for each paragraph."""
        facts = [_cell(each.document[name]) for name in FACTS]
        for row in each.paragraphs:
            yield _row(_safe([*(_cell(row.get(name)) for name in COLUMNS), *facts], session, row))


def _cell(value: Any) -> Any:
    """Return what a cell holds: numbers as they are, lists on one line."""
    if isinstance(value, float):
        return round(value, 4)
    return " | ".join(map(str, value)) if isinstance(value, list) else value


def _safe(cells: list[Any], session: Session, row: Row) -> Iterator[Any]:
    """Yield the cells, those that would be computed with an apostrophe in front, and count them."""
    for cell in cells:
        if isinstance(cell, str) and len(cell) > LONGEST:
            session.remarks["long"] += 1
        if isinstance(cell, str) and cell[:1] in FORMULA and cell:
            session.remarks["formulas"] += 1
            if session.options.formulas == "escape":
                yield f"'{cell}"
                continue
        yield cell


def _row(cells: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(
        ["" if cell is None else cell for cell in cells]
    )
    return line.getvalue()
