"""Register values override those read from the text, and are recorded as the register's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.cleaning.structure.dates import valid_date
from corpus.model.values import Evidence, Metadata

_FIELDS = ("title", "subtitle", "publisher", "authors", "places", "date", "date_basis", "language")

LISTS = ("authors", "places")


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
    kept = tuple(item for item in meta.evidence if item.field != field)
    if field in LISTS:
        names = tuple(map(str, value)) if isinstance(value, (list, tuple)) else (str(value),)
        many: dict[str, Any] = {field: names, "evidence": (*kept, *(_from_register(field, name) for name in names))}
        return replace(meta, **many)
    if field == "date" and not valid_date(str(value)):
        return replace(meta, date=None, date_basis=None, evidence=(*kept, _from_register(field, str(value), 0.0)))
    changes: dict[str, Any] = {field: str(value), "evidence": (*kept, _from_register(field, str(value)))}
    return replace(meta, **changes)


def _from_register(field: str, value: str, confidence: float = 1.0) -> Evidence:
    return Evidence(field, value, None, None, "register", confidence)
