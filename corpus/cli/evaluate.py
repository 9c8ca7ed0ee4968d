"""corpus evaluate: the quality table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli.output import format_option, note, quantity, write_json, write_lines

if TYPE_CHECKING:
    from corpus.evaluating import Estimate, GroupEstimates, Table

EPILOG = """
\b
Examples:
  corpus evaluate tests/gold --sources seeds/sample
  corpus evaluate notice.jsonl                     its source notice.txt is beside it
  corpus evaluate --reflow extractions --encoding samples.parquet --format json
"""
# The columns of the table by group: what fits on a line.
BRIEF = {"boundary_f1": "F1", "whole": "whole", "interrupted": "joined", "lost": "lost", "invented": "invented"}
EXISTING = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(epilog=EPILOG)
@click.argument("gold", nargs=-1, type=EXISTING)
@click.option("--sources", type=FOLDER, help="Where the sources of GOLD are; else beside it.")
@click.option("--reflow", type=FOLDER, help="Extractions with known paragraphs: manifest.jsonl, NAME.txt, ...")
@click.option("--encoding", type=EXISTING, help="Bytes with known text: a Parquet file.")
@format_option("text", "json")
def command(gold: tuple[Path, ...], sources: Path | None, reflow: Path | None, encoding: Path | None, form: str) -> int:
    """Compare what corpus makes of sources with GOLD: files KEY.jsonl, or folders of them.

    Each measure has a 95 % interval: documents drawn anew 1,000 times, with a fixed seed.
    """
    from corpus import evaluating
    from corpus.errors import UsageError

    if not (gold or reflow or encoding):
        raise UsageError("there is nothing to evaluate", "give gold, --reflow DIR or --encoding FILE")
    tables: dict[str, Table] = {}
    if gold:
        tables["gold"] = evaluating.evaluate_gold(gold, sources)
    if reflow:
        tables["reflow"] = evaluating.evaluate_reflow(reflow)
    if encoding:
        tables["encoding"] = evaluating.evaluate_encoding(encoding)
    if form == "json":
        write_json({name: asdict(table) for name, table in tables.items()})
    else:
        pages = ([""] * bool(at) + list(_lines(*each)) for at, each in enumerate(tables.items()))
        write_lines(line for page in pages for line in page)
    for name, table in tables.items():
        if table.refused:
            note(f"{name}: refused, so everything in it counts as lost: {', '.join(table.refused)}")
    return 0


def _lines(name: str, table: Table) -> Iterator[str]:
    yield f"{name}: {_size(table.total)}"
    yield f"{'':<34}{'value':>9}{'95 % interval':>19}{'counted':>16}"
    for estimate in table.total.estimates:
        yield f"{estimate.title:<34}{_share(estimate):>9}{_interval(estimate):>19}{_counted(estimate):>16}"
    if table.groups:
        yield from _groups(table)


def _size(group: GroupEstimates) -> str:
    documents = quantity(group.documents, "document")
    return documents if group.samples == group.documents else f"{quantity(group.samples, 'sample')} of {documents}"


def _groups(table: Table) -> Iterator[str]:
    names = [each.name for each in table.total.estimates]
    columns = [name for name in names if name in BRIEF] or names
    yield ""
    yield f"{'':<34}{'samples':>9}" + "".join(f"{BRIEF.get(name, name):>10}" for name in columns)
    for name, group in {**table.groups, "all": table.total}.items():
        shown = [_share(each) for each in group.estimates if each.name in columns]
        yield f"{name:<34}{group.samples:>9}" + "".join(f"{share:>10}" for share in shown)


def _share(estimate: Estimate) -> str:
    return _number(estimate.value, estimate)


def _number(value: float | None, estimate: Estimate) -> str:
    if value is None:
        return "-"
    return f"{100 * value:.3f} %" if estimate.is_loss else f"{value:.3f}"


def _interval(estimate: Estimate) -> str:
    if estimate.low is None:
        return "-"
    return f"{_number(estimate.low, estimate)} - {_number(estimate.high, estimate)}"


def _counted(estimate: Estimate) -> str:
    return f"{estimate.right} of {estimate.of}"
