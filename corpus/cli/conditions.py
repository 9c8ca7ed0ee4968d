"""``--where``: which rows a command is about, as COLUMN, comparison and value in one word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from corpus.cli.output import Command

TERM = re.compile(r"\s*([\w.]+)\s*(==|!=|<=|>=|=|<|>)\s*(.*)", re.S)


def where_option(command: Command) -> Command:
    """Add ``--where``."""
    text = (
        "Only rows that meet it: COLUMN=VALUE, or with !=, <, <=, > or >=; document.COLUMN is a fact of the row's "
        "document. All of several must hold."
    )
    return click.option("--where", "conditions", metavar="CONDITION", multiple=True, help=text)(command)


def terms(conditions: Sequence[str], config: str = "paragraphs") -> list[tuple[str, str, Any]] | None:
    """Return the conditions as `corpus.scan` takes them; None if there are none.

    Raises
    ------
    UsageError
        One of them is not a condition, or compares a column of numbers with something else.
    """
    return [_term(text, config) for text in conditions] or None


def _term(text: str, config: str) -> tuple[str, str, Any]:
    from corpus.errors import UsageError

    found = TERM.fullmatch(text)
    if found is None:
        raise UsageError(f"--where {text!r} is not a condition", "such as kind=heading or 'n_chars>100'")
    name, comparison, value = found.groups()
    return name, "==" if comparison == "=" else comparison, _value(name, value, config)


def _value(name: str, text: str, config: str) -> Any:
    """Return a value of the column's type; whether there is such a column is for the loader to say."""
    import pyarrow as pa

    from corpus.errors import UsageError
    from corpus.loading.filter import DOCUMENT
    from corpus.model import schema

    table = "documents" if name.startswith(DOCUMENT) else config
    types = {column.name: column.type for column in schema.TABLES[table]}
    kind = types.get(name.removeprefix(DOCUMENT), pa.string())
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        return text
    try:
        return pa.scalar(text).cast(kind).as_py()
    except pa.ArrowInvalid:
        raise UsageError(f"--where: {name} is of type {kind}, and {text!r} is not") from None
