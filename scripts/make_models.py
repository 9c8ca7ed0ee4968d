#!/usr/bin/env python3
"""Make the data files that the package ships: weights, and tables of characters, words and places.

    python scripts/make_models.py NAME [--out FILE] [--check]

Each needs other packages; ``hatch run models:NAME`` has them all. Exit code 1 if --check finds another content.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from corpus.errors import CorpusError
from training.layouts.standing_lines.kinds import KINDS
from training.layouts.typesetting import making
from training.layouts.typesetting.families import FAMILIES
from training.reflow import standing_trees, weights
from training.reflow.settings import Settings, StandingSettings
from training.shipped_files import check, write
from training.tables import character_model, cns_table, cohesion, places, radicals, script_tables

DEFAULTS = Settings()
STANDING = StandingSettings()
TABLES: dict[str, tuple[Path, Callable[[], bytes]]] = {
    "character-model": (character_model.PATH, character_model.make),
    "cns-table": (cns_table.PATH, cns_table.make),
    "cohesion": (cohesion.PATH, cohesion.make),
    "places": (places.PATH, places.make),
    "radicals": (radicals.PATH, radicals.make),
    "script-tables": (script_tables.PATH, script_tables.make),
}


Command = Callable[..., None]


@click.group()
def models() -> None:
    """Make one of the data files that the package ships, in place of the one that is there."""


def finish(data: bytes, out: Path, only_compare: bool) -> None:
    """Write the file or compare it, and say which on standard error."""
    (check if only_compare else write)(out, data)
    click.echo(f"{out}: {'as made now' if only_compare else 'written'}, {len(data)} bytes", err=True)


def output(path: Path) -> Callable[[Command], Command]:
    """Add the options of a file that ships as ``path``."""
    out = click.option("--out", type=click.Path(path_type=Path), default=path, help="The file, if not the shipped one.")
    only_compare = click.option("--check", "only_compare", is_flag=True, help="Compare with the file, write nothing.")
    return lambda command: out(only_compare(command))


def add_table(name: str, path: Path, make: Callable[[], bytes]) -> None:
    """Add the command of a table, which needs no input but installed packages."""

    @models.command(name, help=make.__doc__)
    @output(path)
    def command(out: Path, only_compare: bool) -> None:
        """Make the table and finish."""
        finish(make(), out, only_compare)


@models.command("reflow-weights")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--seed", default=DEFAULTS.seed, show_default=True)
@click.option("--renderings", default=DEFAULTS.renderings, show_default=True, help="Of each document.")
@click.option("--first-trees", default=DEFAULTS.first_trees, show_default=True)
@click.option("--second-trees", default=DEFAULTS.second_trees, show_default=True)
@output(weights.PATH)
def reflow_weights(folders: tuple[Path, ...], out: Path, only_compare: bool, **settings: int) -> None:
    """Learn the weights of reflow from the labelled texts of FOLDERS, and print the figures of families held out."""
    data, figures = weights.make(folders, Settings(**settings))
    click.echo("\n".join(figures))
    finish(data, out, only_compare)


@models.command("standing-trees")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--leave-out", type=click.Choice(list(KINDS)), multiple=True, help="A kind of lines not to learn from.")
@click.option("--seed", default=STANDING.seed, show_default=True)
@click.option("--renderings", default=STANDING.renderings, show_default=True, help="Of each document.")
@click.option("--each", default=STANDING.each, show_default=True, help="Drafts of each kind of lines.")
@click.option("--trees", default=STANDING.trees, show_default=True)
@output(standing_trees.PATH)
def learn_standing_trees(
    folders: tuple[Path, ...], leave_out: tuple[str, ...], out: Path, only_compare: bool, **settings: int
) -> None:
    """Learn the trees for lines that stand from made lines and the labelled texts of FOLDERS."""
    data, figure = standing_trees.make(folders, replace(STANDING, **settings), leave_out)
    click.echo(figure)
    finish(data, out, only_compare)


@models.command("layouts")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write.")
@click.option("--family", "families", type=click.Choice(list(FAMILIES)), multiple=True, help="Only these.")
@click.option("--seed", default=DEFAULTS.seed, show_default=True)
def layouts(folders: tuple[Path, ...], out: Path, families: tuple[str, ...], seed: int) -> None:
    """Set the documents of FOLDERS and our specimens with real programs, extract and label them."""
    rows = making.make(folders, out, families or tuple(FAMILIES), seed)
    click.echo(f"{out}: {len(rows)} texts", err=True)


for name, (path, make) in TABLES.items():
    add_table(name, path, make)


if __name__ == "__main__":
    try:
        models()
    except CorpusError as error:
        click.echo(f"error: {error}" + (f"\n  help: {error.help}" if error.help else ""), err=True)
        sys.exit(error.exit_code)
