"""corpus report: one page that shows a release, and takes a reviewer's marks."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import note, place_options

EPILOG = """
\b
Examples:
  corpus report sample -o report.html
  corpus report sample -o report.html --quality quality.json
  corpus report dist/releases/my-set -o report.html --previous dist/releases/my-set/0.1.0
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("--out", "-o", type=click.Path(path_type=Path), default=Path("report.html"), show_default=True)
@click.option("--previous", metavar="RELEASE", help="Show what changed since this one, as differences of characters.")
@click.option(
    "--quality", type=click.Path(path_type=Path), help="What corpus evaluate --format json wrote of its gold."
)
@place_options
def command(release: str, out: Path, previous: str | None, quality: Path | None, version: str | None) -> None:
    """Write a page that shows RELEASE: figures, documents before and after, each edit with its rule, what is doubtful.

    The page needs no network. Marks that are made in it are saved as review.toml, which corpus build --review applies.
    """
    from corpus.loading.open import open_release
    from corpus.reporting.report import write_report

    before = open_release(previous) if previous else None
    write_report(open_release(release, version), out, previous=before, quality=quality)
    note(f"open {out} in a browser")
