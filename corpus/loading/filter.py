"""Which rows: a dict, a list of terms, or a pyarrow expression, as expressions for predicate push-down.

A name with ``document.`` before it is a column of the documents table.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from heapq import nlargest
from itertools import pairwise
from operator import and_, or_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow.compute as pc

DOCUMENT = "document."
PRUNED_VALUES = 50  # of Arrow 21 and 26: from here on isin reads every row group
RANGES = 16
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


@dataclass(frozen=True, slots=True)
class AllOf:
    """Several conditions that must all hold."""

    conditions: tuple[Any, ...]


def columns_of(where: Any) -> list[str]:
    """Return the columns of the table that a condition names."""
    return [name for name in _names(where) if not name.startswith(DOCUMENT)]


def document_columns_of(where: Any) -> list[str]:
    """Return the columns of the documents table that a condition names."""
    return [name.removeprefix(DOCUMENT) for name in _names(where) if name.startswith(DOCUMENT)]


def expression(where: Any) -> pc.Expression | None:
    """Return what a condition asks of the rows, as an expression; None where it asks of their documents alone.

    Raises
    ------
    TypeError, ValueError
        It is none.
    """
    return both(*(part for part, is_of_document in _parts(where) if not is_of_document))


def document_expression(where: Any) -> pc.Expression | None:
    """Return what a condition asks of the rows' documents; None where it asks nothing of them.

    Raises
    ------
    TypeError, ValueError
        It is none.
    """
    return both(*(part for part, is_of_document in _parts(where) if is_of_document))


def both(*conditions: pc.Expression | None) -> pc.Expression | None:
    """Return that all of some conditions hold; None is no condition."""
    stated = [condition for condition in conditions if condition is not None]
    return reduce(and_, stated) if stated else None


def of_documents(chosen: Sequence[str], every: Sequence[str]) -> pc.Expression:
    """Return the condition that a row is of one of the chosen documents, so worded that row groups can be left out.

    Arrow leaves out row groups by ``isin`` for fewer than 50 values only. For more, the ranges in which the chosen
    documents lie among all of them are stated too; those with the smallest gaps between them as one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    field = pc.field("doc_id")
    condition = field.isin(pa.array(chosen, pa.string()))
    if len(chosen) < PRUNED_VALUES:
        return condition
    ranges = ((field >= first) & (field <= last) for first, last in _ranges(sorted(chosen), sorted(every)))
    return reduce(or_, ranges) & condition


def _ranges(chosen: Sequence[str], every: Sequence[str]) -> list[tuple[str, str]]:
    """Return the first and the last of each run of the chosen, at most ``RANGES``; both lists are sorted."""
    places = [bisect_left(every, doc_id) for doc_id in chosen]
    gaps = ((after - before, number) for number, (before, after) in enumerate(pairwise(places), 1))
    cuts = sorted(number for size, number in nlargest(RANGES - 1, gaps) if size > 1)
    return [(chosen[first], chosen[last - 1]) for first, last in pairwise([0, *cuts, len(chosen)])]


def _names(where: Any) -> list[str]:
    if isinstance(where, AllOf):
        return [name for condition in where.conditions for name in _names(condition)]
    if isinstance(where, Mapping):
        return [str(name) for name in where]
    if isinstance(where, list | tuple):
        return [str(term[0]) for term in where if isinstance(term, list | tuple) and len(term) == 3]
    return []


def _parts(where: Any) -> Iterator[tuple[pc.Expression, bool]]:
    """Yield each part of a condition, and whether it is about the document."""
    import pyarrow.compute as pc

    if where is None:
        return
    if isinstance(where, AllOf):
        for condition in where.conditions:
            yield from _parts(condition)
    elif isinstance(where, pc.Expression):
        yield where, False
    else:
        yield from (_part(*term) for term in _terms(where))


def _part(name: str, operator: str, value: Any) -> tuple[pc.Expression, bool]:
    import pyarrow.compute as pc

    if operator not in OPERATORS:
        raise ValueError(f"{operator!r} is not a valid operator; expected one of {', '.join(OPERATORS)}")
    return OPERATORS[operator](pc.field(name.removeprefix(DOCUMENT)), value), name.startswith(DOCUMENT)


def _is_in(field: pc.Expression, values: list[Any]) -> pc.Expression:
    """Return whether a field has one of some values; of none, which have no type, none."""
    import pyarrow.compute as pc

    return field.isin(values) if values else field.is_null() & pc.scalar(False)


def _terms(where: Any) -> list[tuple[str, str, Any]]:
    if not isinstance(where, Mapping | list | tuple):
        raise TypeError("expected a dict, a list of (column, operator, value), or a pyarrow expression")
    if not where:
        raise ValueError("no condition is given")
    if isinstance(where, Mapping):
        return [(name, "in" if isinstance(value, list | tuple | set) else "==", value) for name, value in where.items()]
    if not all(isinstance(term, list | tuple) and len(term) == 3 for term in where):
        raise TypeError("each term of a list is (column, operator, value)")
    return [(str(name), str(operator), value) for name, operator, value in where]
