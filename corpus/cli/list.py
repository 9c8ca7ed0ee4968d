"""corpus list: the documents of a release."""

from __future__ import annotations

import click

from corpus.cli.output import format_option, place_options, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus list sample
  corpus list dist/releases/sample --format json
"""
COLUMNS = ("doc_id", "n_paragraphs", "date", "rights", "title", "source_file")


@click.command(epilog=EPILOG)
@click.argument("release")
@place_options
@format_option("text", "json")
def command(release: str, version: str | None, form: str) -> None:
    """List the documents of RELEASE, one a line: ID, paragraphs, date, rights, title; between them a tab."""
    from corpus.loading.load import scan

    found = list(scan(release, "documents", version=version, columns=COLUMNS))
    if form == "json":
        write_json(found)
        return
    write_lines("\t".join(str(row[name] or "-") for name in COLUMNS[:-1]) for row in found)
