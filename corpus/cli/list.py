"""corpus list: the documents of a release."""

from __future__ import annotations

import click

from corpus.cli.conditions import terms, where_option
from corpus.cli.output import format_option, place_options, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus list sample
  corpus list dist/releases/sample --format json
  corpus list sample --where 'date>=2020' --where language=zh
"""
COLUMNS = ("doc_id", "n_paragraphs", "date", "rights", "title", "source_file")


@click.command(epilog=EPILOG)
@click.argument("release")
@where_option
@place_options
@format_option("text", "json")
def command(release: str, conditions: tuple[str, ...], version: str | None, form: str) -> None:
    """List the documents of RELEASE, one a line: ID, paragraphs, date, rights, title; between them a tab."""
    from corpus.loading.load import scan

    found = list(scan(release, "documents", version=version, columns=COLUMNS, where=terms(conditions, "documents")))
    if form == "json":
        write_json(found)
        return
    write_lines("\t".join(str(row[name] or "-") for name in COLUMNS[:-1]) for row in found)
