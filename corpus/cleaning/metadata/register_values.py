"""Register values override those read from the text, and are recorded as the register's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.cleaning.structure.dates import valid_date
from corpus.model.values import Evidence, Metadata

_FIELDS = ("title", "subtitle", "publisher", "authors", "places", "date", "date_basis", "language")

LISTS = ("authors", "places")
STATED, AGREED = "register", "register+text"


def apply_register_values(meta: Metadata, entry: Mapping[str, object]) -> Metadata:
    """Replace the fields read from the text by those of a register's entry.

    An invalid date is not taken: the field is empty, and its evidence has confidence 0.

    >>> apply_register_values(Metadata(title="甲"), {"title": "乙", "date": "2020-5"}).evidence[1]
    Evidence(field='date', value='2020-5', start=None, end=None, basis='register', confidence=0.0)
    """
    for field in _FIELDS:
        if entry.get(field):
            meta = _replaced(meta, field, entry[field])
    if entry.get("date"):
        meta = replace(meta, date_basis=str(entry.get("date_basis") or "register") if meta.date else None)
    return meta


def _replaced(meta: Metadata, field: str, value: object) -> Metadata:
    read = {item.value for item in meta.evidence if item.field == field}
    names = tuple(map(str, value)) if isinstance(value, (list, tuple)) else (str(value),)
    if field == "date" and not valid_date(names[0]):
        return replace(
            meta,
            date=None,
            date_basis=None,
            evidence=(*meta.evidence, Evidence(field, names[0], None, None, STATED, 0.0)),
        )
    # The evidence of the text stays beside that of the register: a reader sees whether they agree.
    stated = (Evidence(field, name, None, None, AGREED if name in read else STATED) for name in names)
    changes: dict[str, Any] = {
        field: names if field in LISTS else names[0],
        "evidence": (*meta.evidence, *stated),
    }
    return replace(meta, **changes)
