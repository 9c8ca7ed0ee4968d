"""corpus export: a release in the format of another tool."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import click

from corpus.cli.output import FormatOption, note, place_options, quantity, write

EPILOG = """
\b
Examples:
  corpus export sample --format csv --bom -o sample.csv
  corpus export sample --format tei -o sample-tei/       a file for each document
  corpus export hf://datasets/USER/NAME --format conllu > set.conllu
"""
FORMATS = ("jsonl", "csv", "txt", "md", "tei", "conllu", "mnbvc")
STREAM = "-"


class _Screen(io.BytesIO):
    """A stream to a terminal: what could command it is shown escaped, as everywhere."""

    def write(self, data: Any) -> int:
        """Show a piece; what is exported comes in whole characters."""
        write(bytes(data).decode())
        return len(data)


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    required=True,
    show_envvar=True,
    cls=FormatOption,
    help="What to write.",
)
@click.option(
    "-o", "--out", default=STREAM, show_default=True, help="A file; NAME/ is a new folder with a file a document."
)
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark: Excel needs it to read UTF-8.")
@click.option(
    "--formulas",
    type=click.Choice(["escape", "keep"]),
    default="escape",
    show_default=True,
    help="What to do with CSV cells that a spreadsheet would compute: an apostrophe in front, or nothing.",
)
@click.option(
    "--tokens",
    type=click.Choice(["characters", "words"]),
    default="characters",
    show_default=True,
    help="Of CoNLL-U: characters, or words by rjieba.",
)
@place_options
def command(release: str, form: str, out: str, bom: bool, formulas: str, tokens: str, version: str | None) -> None:
    """Write the paragraphs of RELEASE for other tools; the release stays what can be verified and cited.

    RELEASE is a folder, a shelf (its newest version), sample, a data set on the Hub or a URL. mnbvc is the paragraph
    JSONL of that corpus.
    """
    from corpus.exporting import ExportOptions, export_release
    from corpus.loading.open import open_release

    options = ExportOptions(bom=bom, formulas=formulas, tokens=tokens)
    opened = open_release(release, version)
    if out == STREAM:
        sys.stdout.flush()
        done = export_release(opened, form, _Screen() if sys.stdout.isatty() else sys.stdout.buffer, options)
        sys.stdout.buffer.flush()
    else:
        done = export_release(opened, form, Path(out), options, a_file_each=out.endswith(("/", "\\")))
        counts = f"{quantity(done.documents, 'document')}, {quantity(done.paragraphs, 'paragraph')}"
        note(f"{done.out}: {counts}, {form}")
    if count := done.remarks.get("formulas"):
        what = "got an apostrophe in front" if formulas == "escape" else "may be computed by a spreadsheet"
        note(f"{quantity(count, 'cell')} with the start of a formula {what}")
    if count := done.remarks.get("long"):
        note(f"{quantity(count, 'cell')} with more characters than Excel reads in one (32,767)")
