"""corpus head: the first paragraphs of a release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from corpus.cli.conditions import terms, where_option
from corpus.cli.output import Line, bold, format_option, place_options, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus head sample
  corpus head sample -n 20 --format json
  corpus head sample --where kind=heading --where document.genre=news
"""
COLUMNS = ("paragraph_id", "doc_id", "kind", "text")


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("-n", "--rows", type=click.IntRange(min=0), default=5, show_default=True, help="How many.")
@where_option
@place_options
@format_option("text", "json")
def command(release: str, rows: int, conditions: tuple[str, ...], version: str | None, form: str) -> None:
    """Show the first paragraphs of RELEASE, one a line: ID, kind, text; between them a tab."""
    from corpus.loading.load import scan

    found = scan(release, version=version, columns=COLUMNS, where=terms(conditions)).head(rows)
    if form == "json":
        write_json(found)
    else:
        write_lines(map(paragraph_line, found))


def paragraph_line(row: Mapping[str, Any]) -> Line:
    """Show a paragraph on a line; a standoff release does not have its text."""
    return [bold(row["paragraph_id"]), f"\t{row['kind']}\t{row['text'] if row['text'] is not None else '-'}"]
