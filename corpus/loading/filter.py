"""Which rows: a dict, a list of terms, or a pyarrow expression, as one expression for predicate push-down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow.compute as pc

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda field, value: field == value,
    "!=": lambda field, value: field != value,
    "<": lambda field, value: field < value,
    "<=": lambda field, value: field <= value,
    ">": lambda field, value: field > value,
    ">=": lambda field, value: field >= value,
    "in": lambda field, value: _is_in(field, list(value)),
    "not in": lambda field, value: ~_is_in(field, list(value)),
}


def columns_of(where: Any) -> list[str]:
    """Return the columns that a condition names."""
    if isinstance(where, Mapping):
        return [str(name) for name in where]
    if isinstance(where, list | tuple):
        return [str(term[0]) for term in where if isinstance(term, list | tuple) and len(term) == 3]
    return []


def expression(where: Any) -> pc.Expression:
    """Return the condition as an expression.

    Raises
    ------
    TypeError, ValueError
        It is none.
    """
    import pyarrow.compute as pc

    if isinstance(where, pc.Expression):
        return where
    terms = _terms(where)
    if not terms:
        raise ValueError("no condition is given")
    whole = None
    for name, operator, value in terms:
        if operator not in OPERATORS:
            raise ValueError(f"{operator!r} is not a valid operator; expected one of {', '.join(OPERATORS)}")
        part = OPERATORS[operator](pc.field(name), value)
        whole = part if whole is None else whole & part
    return whole


def _is_in(field: pc.Expression, values: list[Any]) -> pc.Expression:
    """Return whether a field has one of some values; of none, which have no type, none."""
    import pyarrow.compute as pc

    return field.isin(values) if values else field.is_null() & pc.scalar(False)


def _terms(where: Any) -> list[tuple[str, str, Any]]:
    if isinstance(where, Mapping):
        return [(name, "in" if isinstance(value, list | tuple | set) else "==", value) for name, value in where.items()]
    if isinstance(where, list | tuple) and all(isinstance(term, list | tuple) and len(term) == 3 for term in where):
        return [(str(name), str(operator), value) for name, operator, value in where]
    raise TypeError("expected a dict, a list of (column, operator, value), or a pyarrow expression")
