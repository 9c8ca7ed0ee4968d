"""corpus hydrate: the full release from a standoff one and the reader's own copies of the sources."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import format_option, note, progress, progress_options, quantity, write_json, write_lines

EPILOG = """
\b
Examples:
  corpus hydrate my-set-standoff --from my-copies
  corpus hydrate my-set-standoff --from my-copies --out dist/releases --format json
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("--version", help="Of a shelf: exact, latest, or a specifier such as ~=1.2.")
@click.option(
    "--from",
    "sources",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Your copies of the sources.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("dist/releases"), show_default=True, show_envvar=True
)
@click.option(
    "--review",
    "reviews",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A review file that the maintainers applied; may be given several times.",
)
@format_option("text", "json")
@progress_options
def command(
    release: str,
    version: str | None,
    sources: Path,
    out: Path,
    reviews: tuple[Path, ...],
    form: str,
    no_progress: bool,
    quiet: bool,
) -> None:
    """Make the full release of RELEASE, a standoff release, in OUT/name/version.

    The sources are found in DIR by their hash, whatever their files are called. What is made must have the content
    hash of the full release; else nothing is written.
    """
    from corpus.building.hydrate import hydrate
    from corpus.loading.open import open_release

    with progress("hydrating", not (quiet or no_progress)) as update:
        full = hydrate(open_release(release, version), sources, out, reviews=reviews, progress=update)
    rows = {table: full.manifest["tables"][table]["rows"] for table in ("documents", "paragraphs", "edits")}
    facts = {"name": full.name, "version": full.version, "path": str(full.path), "rows": rows}
    facts |= {"content_hash": full.manifest["content_hash"]}
    if form == "json":
        write_json(facts)
        return
    documents = quantity(rows["documents"], "document")
    write_lines(
        [
            f"Hydrated {full.name} {full.version} in {full.path}",
            f"  {documents}, content hash sha256:{full.manifest['content_hash']} as recorded",
        ]
    )
    if not quiet:
        note(f"next: corpus verify {full.path}")
