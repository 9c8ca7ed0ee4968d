"""corpus evaluate: the quality table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli.output import format_option, note, quantity, write_json, write_lines

if TYPE_CHECKING:
    from corpus.evaluating import CaseResults, Details, Estimate, GroupEstimates, Table

EPILOG = """
\b
Examples:
  corpus evaluate tests/gold --sources seeds/sample
  corpus evaluate notice.jsonl                     its source notice.txt is beside it
  corpus evaluate --cases cases                    what does not hold, by case
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
@click.option("--cases", type=FOLDER, help="Small sources with what is expected of each: NAME.txt, NAME.json.")
@format_option("text", "json")
def command(
    gold: tuple[Path, ...],
    sources: Path | None,
    reflow: Path | None,
    encoding: Path | None,
    cases: Path | None,
    form: str,
) -> int:
    """Compare what corpus makes of sources with GOLD: files KEY.jsonl, or folders of them.

    Each measure has a 95 % interval: documents drawn anew 1,000 times, with a fixed seed. With --cases the exit code is
    1 where a case fails.
    """
    from corpus import evaluating
    from corpus.errors import UsageError

    if not (gold or reflow or encoding or cases):
        raise UsageError("there is nothing to evaluate", "give gold, --reflow DIR, --encoding FILE or --cases DIR")
    made: dict[str, Table | CaseResults] = {}
    if gold:
        made["gold"] = evaluating.evaluate_gold(gold, sources)
    if reflow:
        made["reflow"] = evaluating.evaluate_reflow(reflow)
    if encoding:
        made["encoding"] = evaluating.evaluate_encoding(encoding)
    if cases:
        made["cases"] = evaluating.evaluate_cases(cases)
    if form == "json":
        write_json({name: asdict(each) for name, each in made.items()})
    else:
        pages = ([""] * bool(at) + list(_page(*each)) for at, each in enumerate(made.items()))
        write_lines(line for page in pages for line in page)
    for name, each in made.items():
        if isinstance(each, evaluating.Table) and each.refused:
            note(f"{name}: refused, so everything in it counts as lost: {', '.join(each.refused)}")
    return int(any(isinstance(each, evaluating.CaseResults) and each.passed < each.of for each in made.values()))


def _page(name: str, made: Table | CaseResults) -> Iterator[str]:
    from corpus.evaluating import CaseResults

    return _case_lines(made) if isinstance(made, CaseResults) else _lines(name, made)


def _case_lines(results: CaseResults) -> Iterator[str]:
    for case in results.cases:
        yield f"{'FAIL' if case.problems else 'pass'}  {case.name:<36} {case.severity:<5} {case.about}"
        yield from (f"      {problem}" for problem in case.problems)
    yield f"{results.passed} of {quantity(results.of, 'case')} pass"


def _lines(name: str, table: Table) -> Iterator[str]:
    yield f"{name}: {_size(table.total)}"
    yield f"{'':<34}{'value':>9}{'95 % interval':>21}{'counted':>16}"
    for estimate in table.total.estimates:
        yield f"{estimate.title:<34}{_share(estimate):>9}{_interval(estimate):>21}{_counted(estimate):>16}"
    if table.groups:
        yield from _groups(table)
    if table.details:
        yield from _kinds(table.details)
        yield from _reliability(table.details)


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


def _kinds(details: Details) -> Iterator[str]:
    yield ""
    yield f"{'kinds':<14}{'gold':>7}{'read':>7}{'precision':>11}{'recall':>8}{'stand':>7}{'joined':>8}   read as"
    for each in details.kinds:
        others = [f"{other.read} {other.blocks}" for other in details.misread if other.gold == each.kind]
        shares = f"{_decimal(each.precision):>11}{_decimal(each.recall):>8}"
        line = f"{each.kind:<14}{each.gold:>7}{each.read:>7}{shares}{each.standing:>7}{each.harmed:>8}"
        yield f"{line}   {', '.join(others)}".rstrip()


def _reliability(details: Details) -> Iterator[str]:
    for what, bins in details.reliability.items():
        yield ""
        yield f"{f'confidence, {what}s':<22}{'said':>8}{'right':>8}{'counted':>18}"
        for each in bins:
            if each.count:
                counted = f"{each.right} of {each.count}"
                span = f"{each.low:.2f} to {each.high:.2f}"
                yield f"{span:<22}{_decimal(each.said):>8}{_decimal(each.share):>8}{counted:>18}"


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


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
