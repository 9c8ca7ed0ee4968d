"""Registers as CSV: a header with the keys of a source, then a row a source, as a spreadsheet has them.

A row is named by its number in the spreadsheet: the header is row 1. A cell with several names has ``;`` between them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus.errors import RegisterError, SingleProblem
from corpus.sources.register_problems import defect, near, register_error, short

SEPARATOR = re.compile("[;；]")
LISTS = ("authors", "places")
NEEDED = ("key", "file")
BOM = "\ufeff"


def read_rows(path: Path, text: str, known: tuple[str, ...]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each row's place and its cells by their column, without those that are empty.

    Raises
    ------
    RegisterError
        It is not CSV, or the header has a column that no source has.
    """
    header: list[str] | None = None
    for number, cells in _numbered(path, text):
        place = f"{path}:{number}"
        if header is None:
            header = _header(path, cells, known)
        elif len(cells) > len(header) and any(cells[len(header) :]):
            raise defect(path, "BAD_TYPE", f"the row has {len(cells)} cells, the header {len(header)}", place)
        elif any(cells):
            yield place, {name: _value(name, cell) for name, cell in zip(header, cells, strict=False) if cell}
    if header is None:
        raise defect(path, "MISSING_KEY", f"the first row names the columns: {', '.join(NEEDED)}, ...", f"{path}:1")


def _numbered(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            yield number, cells
    except csv.Error as error:
        raise defect(path, "SYNTAX", str(error), f"{path}:{number + 1}") from None


def _header(path: Path, cells: list[str], known: tuple[str, ...]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    place = f"{path}:1"
    if len(names) == 1 and re.search("[;\t，；]", names[0]):
        raise defect(path, "SYNTAX", "its columns are not separated by commas", place, "save it as CSV with commas")
    unknown = [name for name in names if name not in known]
    problems = [SingleProblem(place, "UNKNOWN_KEY", f"{short(name)}{near(name, known)}") for name in unknown]
    repeated = [name for name, count in Counter(names).items() if count > 1]
    problems += [SingleProblem(place, "DUPLICATE_KEY", f"{short(name)} is given twice") for name in repeated]
    missing = [name for name in NEEDED if name not in names]
    problems += [SingleProblem(place, "MISSING_KEY", f"{name} is needed") for name in missing]
    if problems:
        raise register_error(path, *problems)
    return names


def _value(name: str, cell: str) -> object:
    return [part.strip() for part in SEPARATOR.split(cell) if part.strip()] if name in LISTS else cell


def updated(text: str, changes: Mapping[str, Mapping[str, str]], new: Iterable[Mapping[str, object]]) -> str:
    """Write changes by the sources' keys into the text of a register, and new sources after its last row.

    Cells that are not changed keep their text, and so do the order of rows and columns, line ends and the byte order
    mark; a column that is missing comes after the last.
    """
    mark, plain = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    rows = list(csv.reader(io.StringIO(plain, newline="")))
    new = list(new)
    header = [name.strip() for name in rows[0]]
    stated = [*new, *changes.values()]
    header += dict.fromkeys(name for facts in stated for name in facts if name not in header)
    changed = [_changed(header, cells, changes) for cells in rows[1:]]
    added = [[_cell(facts.get(name, "")) for name in header] for facts in new]
    return mark + _written([header, *changed, *added], "\r\n" if "\r\n" in plain else "\n")


def _changed(header: list[str], cells: list[str], changes: Mapping[str, Mapping[str, str]]) -> list[str]:
    facts = dict(zip(header, cells, strict=False))
    change = changes.get(facts.get("key", ""))
    if not change:
        return cells
    return [change.get(name, facts.get(name, "")) for name in header]


def to_csv(sources: Iterable[Mapping[str, object]], known: Iterable[str]) -> str:
    """Write the tables of some sources as CSV, with the columns that one of them has."""
    sources = list(sources)
    header = [name for name in known if name in NEEDED or any(name in facts for facts in sources)]
    return _written([header, *([_cell(facts.get(name, "")) for name in header] for facts in sources)], "\n")


def _cell(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _written(rows: Iterable[list[str]], line_end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def require_writable(path: Path, sources: Iterable[Mapping[str, object]]) -> None:
    """Check that every name in a list of a source can be written in a cell.

    Raises
    ------
    RegisterError
        One has the character that separates names.
    """
    for facts in sources:
        for name in LISTS:
            values = facts.get(name, [])
            if isinstance(values, list) and any(SEPARATOR.search(str(value)) for value in values):
                raise RegisterError(f"{path}: {facts['key']}: {name}: a name with ; in it cannot be written as CSV")
