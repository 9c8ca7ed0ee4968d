"""corpus diff: what changed from one release to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from corpus.cli.output import Line, Styled, changed_text, format_option, write_json, write_lines

if TYPE_CHECKING:
    from corpus.release.diff import Difference, ParagraphChange

EPILOG = """
\b
Examples:
  corpus diff dist/releases/sample/0.1.0 dist/releases/sample/0.1.1
  corpus diff OLD NEW --format summary
  corpus diff OLD NEW --format json
"""
CONTEXT = 20  # characters kept on each side of a change


@click.command(epilog=EPILOG)
@click.argument("old")
@click.argument("new")
@format_option("text", "json", "summary")
def command(old: str, new: str, form: str) -> None:
    """Say what changed from OLD to NEW, two releases of one data set, and the version step that it demands.

    text: each document and paragraph that changed, removed characters as [-...-] and added ones as {+...+} (in colour
    on a terminal); summary: counts and the step. Withheld characters are never shown. The exit code is 0
    whether or not there are changes.
    """
    from corpus.loading.open import open_release

    found = open_release(old).diff(open_release(new))
    if form == "json":
        write_json({**_plain(asdict(found)), "counts": found.counts(), "least_version": found.least})
        return
    lines = list(_summary(found)) if form == "summary" else [*_details(found), *_summary(found)]
    write_lines(lines)


def _plain(value: Any) -> Any:
    """Turn changes into objects with names."""
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _summary(found: Difference) -> Iterator[str]:
    yield f"{found.name} {found.old} -> {found.new}"
    for what, counts in found.counts().items():
        yield f"  {what:<11} {', '.join(f'{count} {relation}' for relation, count in counts.items()) or 'unchanged'}"
    yield f"  step        {found.step}"
    yield f"  at least    {found.least}"


def _details(found: Difference) -> Iterator[Line]:
    yield from (f"schema      {change}" for change in found.schema)
    for change in found.dataset:
        yield f"data set    {change.name}: {_value(change.before)} -> {_value(change.after)}"
    for document in found.documents:
        yield f"{document.relation:<11} document {document.doc_id}"
        for change in document.fields:
            yield f"            {change.name}: {_value(change.before)} -> {_value(change.after)}"
    for paragraph in found.paragraphs:
        yield from _paragraph(paragraph)


def _value(value: Any) -> str:
    return "-" if value is None else str(value)


def _paragraph(change: ParagraphChange) -> Iterator[Line]:
    heirs = f" -> {', '.join(change.heirs)}" if change.heirs and change.heirs != (change.paragraph_id,) else ""
    moved = ", moved" if change.moved and change.relation != "moved" else ""
    fields = "".join(f"; {field.name}: {_value(field.before)} -> {_value(field.after)}" for field in change.fields)
    yield f"{change.relation:<11} {change.paragraph_id}{heirs}{moved}{fields}"
    if change.withheld:
        yield "            withheld"
    elif change.before != change.after:
        yield ["            ", *_marked(change.before or "", change.after or "")]


def _marked(before: str, after: str) -> list[str | Styled]:
    """Return a text with what was removed and added: in colour, else as [-...-] and {+...+}."""
    from corpus.release.inline_diff import diff_runs

    pieces = list(diff_runs(before, after))
    return [_run(text, state, at, len(pieces)) for at, (text, state) in enumerate(pieces)]


def _run(text: str, state: str, at: int, count: int) -> str | Styled:
    if state == "kept":
        return _cut(text, at == 0, at == count - 1)
    return changed_text(text, state)


def _cut(text: str, first: bool, last: bool) -> str:
    """Keep only the characters beside a change."""
    head, tail = ("" if first else text[:CONTEXT]), ("" if last else text[-CONTEXT:])
    return text if len(text) <= len(head) + len(tail) + 1 else f"{head}…{tail}"
