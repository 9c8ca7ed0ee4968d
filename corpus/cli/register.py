"""corpus register: a register of a folder, to complete by hand."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli.output import format_option, note, write, write_json

EPILOG = """
\b
Examples:
  corpus register FOLDER > FOLDER/register.toml
"""


@click.command(epilog=EPILOG)
@click.argument("src", type=click.Path(path_type=Path))
@format_option("toml", "json")
def command(src: Path, form: str) -> int:
    """Print a register of SRC: keys and hashes of its sources; what SRC's own register states is kept."""
    from corpus.sources.register_draft import draft, to_toml

    tables, refused = draft(src)
    if form == "json":
        write_json(tables)
    else:
        write(to_toml(tables))
    for item in refused:
        note(f"left out {item.name}: {item.code}: {item.message}")
    return 1 if refused else 0
