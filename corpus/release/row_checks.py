"""What the columns of a release's tables may hold: null or not, which words, which numbers, which forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from corpus.errors import IntegrityError
from corpus.model.decisions import FIELD
from corpus.model.names import KEY, VERSION
from corpus.model.values import KINDS, REGISTERED
from corpus.release.layout import DIGEST

# A check returns which values of an array are wrong; it need not mind nulls.
Check = Callable[[pa.Array], pa.BooleanArray]
SHOWN = 3  # rows that are named for each column

RELATIONS = ("edited", "split", "merged", "moved", "removed", "withdrawn")
STATES = ("kept", "removed", "repaired", "lost")
SCRIPTS = ("Hans", "Hant", "mixed")
BASES = ("stated", "inferred", *REGISTERED, FIELD)
ROW_KINDS = tuple(kind for kind in KINDS if kind != "furniture")


class ColumnCheck(NamedTuple):
    """What a column may hold: whether nulls, and which values; ``message`` says what is expected."""

    nullable: bool
    message: str = ""
    check: Check | None = None


def _matching(pattern: str) -> Check:
    return lambda array: pc.invert(pc.match_substring_regex(array, f"^(?:{pattern})$"))


def _one_of(*values: str) -> Check:
    return lambda array: pc.invert(pc.is_in(array, pa.array(values)))


def _between(low: float, high: float) -> Check:
    def check(array: pa.Array) -> pa.BooleanArray:
        outside = pc.or_(pc.less(array, low), pc.greater(array, high))
        return pc.or_(outside, pc.is_nan(array)) if pa.types.is_floating(array.type) else outside

    return check


_ID = rf"{KEY.pattern}-\d{{4,12}}"
_KEY = _matching(KEY.pattern)
_HASH = _matching(DIGEST.pattern)
_SHARE = ColumnCheck(False, "a number from 0 to 1", _between(0, 1))
_COUNT = ColumnCheck(False, "a number, 0 or more", _between(0, 2**40))
_DOCUMENT = ColumnCheck(False, "the ID of a document", _KEY)
_VERSION = ColumnCheck(False, "a version, X.Y.Z", _matching(VERSION.pattern))
_DATE = ColumnCheck(True, "a date: YYYY, YYYY-MM or YYYY-MM-DD", _matching(r"\d{4}(?:-\d{2}(?:-\d{2})?)?"))
_NEEDED, _ANY = ColumnCheck(False), ColumnCheck(True)

COLUMNS: Mapping[str, Mapping[str, ColumnCheck]] = {
    "paragraphs": {
        "paragraph_id": ColumnCheck(False, "the ID of a paragraph", _matching(_ID)),
        "doc_id": _DOCUMENT,
        "article": ColumnCheck(True, "a number, 0 or more", _between(0, 2**30)),
        "index": _COUNT,
        "page": ColumnCheck(True, "a number, 1 or more", _between(1, 2**30)),
        "kind": ColumnCheck(False, f"one of {', '.join(ROW_KINDS)}", _one_of(*ROW_KINDS)),
        "level": ColumnCheck(True, "a number from 1", _between(1, 127)),
        "text": _NEEDED,
        "n_chars": ColumnCheck(False, "a number, 1 or more", _between(1, 2**31 - 1)),
        "section": _NEEDED,
        "script": ColumnCheck(False, f"one of {', '.join(SCRIPTS)}", _one_of(*SCRIPTS)),
        "spans": _NEEDED,
        "content_hash": ColumnCheck(False, "a SHA-256 in hexadecimal", _HASH),
        "confidence": _SHARE,
        "kind_confidence": _SHARE._replace(nullable=True),
        "flags": _NEEDED,
        "first_version": _VERSION,
    },
    "documents": {
        "doc_id": _DOCUMENT,
        "authors": _NEEDED,
        "contributors": _NEEDED,
        "places": _NEEDED,
        "date": _DATE,
        "script": ColumnCheck(True, f"one of {', '.join(SCRIPTS)}", _one_of(*SCRIPTS)),
        "evidence": _NEEDED,
        "rights": _NEEDED,
        "identifiers": _ANY,
        "keywords": _ANY,
        "affiliations": _ANY,
        "source_sha256": ColumnCheck(True, "a SHA-256 in hexadecimal", _HASH),
        "source_bytes": _COUNT._replace(nullable=True),
        "encoding": _NEEDED,
        "segments": _NEEDED,
        "n_paragraphs": _COUNT,
        "n_edits": _COUNT,
        "flags": _NEEDED,
        "first_version": _VERSION,
    },
    "articles": {
        "doc_id": _DOCUMENT,
        "article": ColumnCheck(False, "a number, 0 or more", _between(0, 2**30)),
        "authors": _NEEDED,
        "contributors": _NEEDED,
        "date": _DATE,
        "places": _NEEDED,
        "script": ColumnCheck(False, f"one of {', '.join(SCRIPTS)}", _one_of(*SCRIPTS)),
        "evidence": _NEEDED,
        "first_paragraph": ColumnCheck(False, "the ID of a paragraph", _matching(_ID)),
        "last_paragraph": ColumnCheck(False, "the ID of a paragraph", _matching(_ID)),
    },
    "edits": {
        "doc_id": _DOCUMENT,
        "start": _COUNT,
        "end": _COUNT,
        "removed": _ANY,
        "inserted": _NEEDED,
        "rule": _NEEDED,
        "confidence": _SHARE,
        "withheld": _NEEDED,
    },
    "lineage": {
        "version": _VERSION,
        "old_id": ColumnCheck(False, "the ID of a paragraph", _matching(_ID)),
        "new_id": ColumnCheck(True, "the ID of a paragraph", _matching(_ID)),
        "relation": ColumnCheck(False, f"one of {', '.join(RELATIONS)}", _one_of(*RELATIONS)),
    },
    "findings": {
        "doc_id": _DOCUMENT,
        "start": _COUNT,
        "end": _COUNT,
        "type": ColumnCheck(False, "a type of finding, such as CONTROL_CHARS", _matching("[A-Z][A-Z0-9_]{0,63}")),
        "state": ColumnCheck(False, f"one of {', '.join(STATES)}", _one_of(*STATES)),
    },
}
"""The columns that are checked, by table, where the schema of a release has them; container and issuer may hold any."""

# What may be null beyond that in a standoff release, which has no text.
WITHOUT_TEXT = {
    "paragraphs": frozenset({"text", "section", "content_hash"}),
    "documents": frozenset({"authors", "contributors", "places"}),
    "articles": frozenset({"authors", "contributors", "places"}),
    "edits": frozenset({"inserted"}),
}
INNER: Mapping[tuple[str, str], ColumnCheck] = {
    ("spans", "start"): _COUNT,
    ("spans", "end"): _COUNT,
    ("segments", "start"): _COUNT,
    ("segments", "end"): _COUNT,
    ("segments", "chars"): _COUNT,
    ("segments", "encoding"): _NEEDED,
    ("evidence", "field"): _NEEDED,
    ("evidence", "basis"): ColumnCheck(False, f"one of {', '.join(BASES)}", _one_of(*BASES)),
    ("evidence", "confidence"): _SHARE,
    ("identifiers", "scheme"): _NEEDED,
    ("identifiers", "value"): _NEEDED,
    ("contributors", "name"): _NEEDED,
    ("contributors", "role"): _NEEDED,
}
"""Fields of the structs in a column's lists."""


def wrong_values(table: str, batch: pa.RecordBatch, first: int, *, standoff: bool) -> Iterator[str]:
    """Yield what is wrong in the values of a batch, with its row; ``first`` is the number of its first row."""
    for name, check in COLUMNS[table].items():
        place = batch.schema.get_field_index(name)
        if place < 0:
            continue
        array = batch.column(place)
        nullable = check.nullable or (standoff and name in WITHOUT_TEXT.get(table, ()))
        yield from _named(name, array, check._replace(nullable=nullable), first)
        if pa.types.is_list(array.type):
            yield from _inner(name, array, first, nullable=standoff)


def require_sound(table: str, rows: pa.Table, where: str, *, standoff: bool) -> None:
    """Check the values of some rows before they are used.

    Raises
    ------
    IntegrityError
        One is not what its column may hold.
    """
    first = 0
    for batch in rows.to_batches():
        for problem in wrong_values(table, batch, first, standoff=standoff):
            raise IntegrityError(f"{where}: {table}: {problem}", "corpus verify lists what is wrong", where)
        first += batch.num_rows


def _inner(name: str, array: pa.ListArray, first: int, *, nullable: bool) -> Iterator[str]:
    """Check the items of lists: none is null, and the fields of structs are what they must be."""
    items, parents = array.flatten(), pc.list_parent_indices(array)
    yield from _named(f"an item of {name}", items, _NEEDED, first, parents)
    if not pa.types.is_struct(items.type):
        return
    for field, child in zip(items.type, items.flatten(), strict=True):
        check = INNER.get((name, field.name))
        if check:
            yield from _named(f"{name}.{field.name}", child, check, first, parents)


def _named(name: str, array: pa.Array, check: ColumnCheck, first: int, rows: pa.Array | None = None) -> Iterator[str]:
    if not check.nullable and array.null_count:
        for row in _where(array.is_null(), rows):
            yield f"row {first + row}: {name} is null"
    if check.check is None or array.null_count == len(array):
        return
    wrong = pc.and_(pc.fill_null(check.check(array), False), array.is_valid())  # is_in takes null for another value
    if pc.any(wrong).as_py():
        for row, at in zip(_where(wrong, rows), _where(wrong, None), strict=True):
            yield f"row {first + row}: {name} is {shown(array[at].as_py())}, expected {check.message}"


def _where(wrong: pa.BooleanArray, rows: pa.Array | None) -> list[int]:
    found = pc.indices_nonzero(wrong)[:SHOWN]
    return [int(row) for row in (rows.take(found) if rows is not None else found).to_pylist()]


def shown(value: Any) -> str:
    """Return a value as it may be printed: escaped, and cut."""
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
