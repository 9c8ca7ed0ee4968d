"""corpus cite: how a release, or a paragraph of it, is cited."""

from __future__ import annotations

import click

from corpus.cli.output import place_options, write

EPILOG = """
\b
Examples:
  corpus cite sample
  corpus cite sample --style apa --paragraph river-news-0004
  corpus cite sample --style gb7714 --accessed 2026-12-01
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@place_options
@click.option(
    "--style",
    type=click.Choice(["bibtex", "apa", "gb7714", "ris", "cff"]),
    default="bibtex",
    show_default=True,
    help="gb7714: GB/T 7714-2015; cff: the Citation File Format.",
)
@click.option("--paragraph", metavar="ID", help="Cite this paragraph.")
@click.option("--accessed", metavar="DATE", help="When it was read, which gb7714 and ris state; default: today.")
def command(release: str, version: str | None, style: str, paragraph: str | None, accessed: str | None) -> None:
    """Print how to cite RELEASE; version and content hash are part of it, so that the rows can be found again."""
    from corpus.loading.open import cite

    write(cite(release, style, version=version, paragraph=paragraph, accessed=accessed).rstrip("\n") + "\n")
