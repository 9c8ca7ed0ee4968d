"""corpus clean: one document, repaired, on stdout."""

from __future__ import annotations

import json

import click

from corpus.cli.output import format_option, read_input, write

EPILOG = """
\b
Examples:
  corpus clean page.txt
  pdftotext report.pdf - | corpus clean - --format jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("file")
@click.option("--encoding", help="The stated encoding of the file; evidence can overrule it.")
@format_option("text", "jsonl")
def command(file: str, encoding: str | None, form: str) -> None:
    """Repair FILE (- for stdin) and print it: a paragraph a line, or a JSON object a block.

    jsonl: {"kind", "text", "article", "spans", ...}; furniture (page numbers, running heads) is included as such.
    """
    from corpus.cleaning.clean import clean

    document = clean(read_input(file), declared=encoding)
    if form == "text":
        write(document.text + "\n")
        return
    for block in document.blocks:
        fields = {
            "kind": block.kind,
            "text": block.text,
            "article": block.article,
            "level": block.level,
            "spans": block.spans,
            "confidence": round(block.confidence, 4),
            "flags": block.flags,
        }
        write(json.dumps(fields, ensure_ascii=False) + "\n")
