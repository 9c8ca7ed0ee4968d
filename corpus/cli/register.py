"""corpus register: a register of a folder, to complete by hand, or brought up to date in place."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

import click

from corpus.cli.output import format_option, note, quantity, write, write_json

EPILOG = """
\b
Examples:
  corpus register FOLDER --write
  corpus register FOLDER --write --rights cc0-1.0
  corpus register FOLDER --write --renew-hashes
  corpus register FOLDER > draft.toml
  corpus register FOLDER --format csv > draft.csv
"""


@click.command(epilog=EPILOG)
@click.argument("src", type=click.Path(path_type=Path))
@click.option("--write", "in_place", is_flag=True, help="Write SRC's register; what it has, comments too, stays.")
@click.option("--renew-hashes", is_flag=True, help="Take over the hashes of files that were changed.")
@click.option("--rights", metavar="LICENCE", help="Of sources that state none, such as cc0-1.0 or public-domain.")
@format_option("toml", "csv", "json")
def command(src: Path, in_place: bool, renew_hashes: bool, rights: str | None, form: str) -> int:
    """Print a register of SRC: keys and hashes of its sources; what SRC's own register states is kept.

    With --write it is brought up to date in place: new sources are added, nothing that is written there is lost. New
    sources go to SRC/register.csv, a source a row, if that is there, else to SRC/register.toml.
    """
    rights = _known_rights(rights) if rights else None
    refused = _write(src, renew_hashes, rights, form) if in_place else _print(src, renew_hashes, rights, form)
    for item in refused:
        note(f"left out {item.name}: {item.code}: {item.message}")
    return 1 if refused else 0


def _print(src: Path, renew_hashes: bool, rights: str | None, form: str) -> Any:
    from corpus.sources.register_draft import draft, to_csv_text, to_toml

    _require_another_file(src)
    tables, refused = draft(src, renew_hashes=renew_hashes, rights=rights)
    if form == "json":
        write_json(tables)
    else:
        write(to_csv_text(src, tables["source"]) if form == "csv" else to_toml(tables))
    return refused


def _write(src: Path, renew_hashes: bool, rights: str | None, form: str) -> Any:
    from corpus.release.atomic import PUBLIC, write_file
    from corpus.sources.register_draft import own_register, update

    made = update(src, renew_hashes=renew_hashes, rights=rights)
    for name, text in made.texts.items():
        path = (src / name).resolve()  # a link to a register stays one
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else PUBLIC
        write_file(path, text, mode=mode)
    facts = {"added": made.added, "hashes": made.hashed, "rights": made.licensed}
    if form == "json":
        write_json({"path": str(src / own_register(src)), **facts})
        return made.refused
    counts = f"{quantity(len(made.added), 'source')} added, hashes of {quantity(len(made.hashed), 'source')} written"
    places = " and ".join(str(src / name) for name in made.texts or [own_register(src)])
    write(f"{'Wrote' if made.changes else 'Nothing new for'} {places}: {counts}, ")
    write(f"rights stated for {quantity(len(made.licensed), 'source')} more\n")
    return made.refused


def _require_another_file(src: Path) -> None:
    """Check that the register is not printed into itself: the shell has emptied it before this runs."""
    from corpus.errors import UsageError
    from corpus.sources.register import OWN_REGISTERS

    for path in (src / name for name in OWN_REGISTERS):
        try:
            same = os.path.samestat(os.fstat(sys.stdout.fileno()), path.stat())
        except (OSError, ValueError):  # no register there, or stdout is not a file
            continue
        if not same:
            continue
        raise UsageError(
            f"{path} is where the output goes: the shell has emptied it, and what it stated cannot be read",
            f"bring it back if it had anything, then run: corpus register {src} --write",
            where=str(path),
        )


def _known_rights(rights: str) -> str:
    from corpus.errors import UsageError
    from corpus.model.near_miss import near_miss
    from corpus.release.rights import CLOSED, NONCOMMERCIAL, OPEN, normal

    known = sorted(OPEN | NONCOMMERCIAL | CLOSED)
    if normal(rights) not in known:
        hint = near_miss(normal(rights), known, "such as cc0-1.0, cc-by-4.0 or public-domain", cutoff=0.6)
        raise UsageError(f"{rights!r} is no licence that corpus knows", hint, code="BAD_RIGHTS")
    return normal(rights)
