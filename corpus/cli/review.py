"""corpus review: the doubtful places of a release, decided by keys, and edited tables as a review."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli.output import Line, bold, format_option, note, place_options, quantity, write_json, write_lines

if TYPE_CHECKING:
    from corpus.model.decisions import Decision
    from corpus.release.handle import Release
    from corpus.reporting.doubts import Doubt

EPILOG = """
\b
Examples:
  corpus review dist/releases/my-set                     decide by keys; a list where there is no terminal
  corpus review dist/releases/my-set -n 50 --format json
  corpus review dist/releases/my-set --from EDITED       cells that somebody edited, as a review
  corpus review dist/releases/my-set --recorded          what was decided so far
  corpus build FOLDER --name my-set --previous dist/releases/my-set --review review.toml
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.option("--from", "edited", type=click.Path(path_type=Path), metavar="EDITED", help="A folder: an edited copy.")
@click.option("--recorded", is_flag=True, help="Write the decisions that RELEASE has, to be changed and applied again.")
@click.option("--out", "-o", type=click.Path(path_type=Path), default=Path("review.toml"), show_default=True)
@click.option("-n", "--rows", type=click.IntRange(min=1), help="At most so many places.")
@click.option(
    "--below", type=click.FloatRange(0, 1), default=0.8, show_default=True, help="Ask about what is less sure."
)
@click.option("--reviewer", default="", help="Who decides; kept with each decision.")
@click.option("--date", help="Of the decisions, as 2026-11-22; default: SOURCE_DATE_EPOCH, else today.")
@place_options
@format_option("text", "json")
def command(
    release: str,
    edited: Path | None,
    recorded: bool,
    out: Path,
    rows: int | None,
    below: float,
    reviewer: str,
    date: str | None,
    version: str | None,
    form: str,
) -> int:
    """Go through the doubtful places of RELEASE, the most doubtful first, and write decisions to OUT.

    On a terminal each place is decided by a key or two; in a pipe the places are listed. corpus build --review OUT
    applies the decisions.
    """
    from corpus.building.plan import date_of
    from corpus.loading.open import open_release
    from corpus.reporting.doubts import doubts

    opened, day = open_release(release, version), date_of(date)
    if edited is not None:
        return _from(opened, edited, out, day, reviewer)
    if recorded:
        from corpus.building.reviewed_sources import recorded_in

        return _save(opened, out, recorded_in(opened), complete=True)
    found = doubts(opened, below)[:rows]
    if form == "json":
        write_json([_facts(doubt) for doubt in found])
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        write_lines(map(_line, found))
        note(f"{quantity(len(found), 'doubtful place')}; on a terminal they are decided by keys")
        return 0
    from corpus.reporting.key_review import KeyReview

    session = KeyReview(found)
    session.run(click.getchar, lambda text: click.prompt(text, default="", show_default=False), write_lines)
    stamped = [each._replace(date=day, reviewer=reviewer, version=opened.version) for each in session.decisions()]
    note(f"{quantity(session.keys, 'key')} for {quantity(len(stamped), 'decision')}")
    return _save(opened, out, stamped) if stamped else 0


def _from(release: Release, edited: Path, out: Path, date: str, reviewer: str) -> int:
    from corpus.reporting.edited_tables import edited_cells

    cells = edited_cells(release, edited, date, reviewer)
    for key, why in cells.left:
        note(f"note: {key}: {why}")
    _save(release, out, cells.decisions)
    return 1 if cells.left else 0


def _save(release: Release, out: Path, decisions: Sequence[Decision], *, complete: bool = False) -> int:
    from corpus.release.atomic import write_file
    from corpus.sources.review_file import review_text

    if out.exists():
        from corpus.errors import UsageError

        raise UsageError(f"{out} already exists; nothing was written", "give another --out, or move it", str(out))
    write_file(out, review_text(release.name, release.version, decisions, complete=complete))
    note(f"{quantity(len(decisions), 'decision')} in {out}")
    return 0


def _facts(doubt: Doubt) -> dict[str, Any]:
    decision = {name: value for name, value in doubt.right._asdict().items() if value not in (None, "", ())}
    return {"what": doubt.what, "sure": doubt.sure, "kind": doubt.kind, "finding": doubt.name, **decision}


def _line(doubt: Doubt) -> Line:
    right = doubt.right
    sure = "-" if doubt.sure is None else f"{doubt.sure:.2f}"
    words = {"break": f"{right.before} | {right.after}", "join": f"{right.before}+{right.after}"}.get(
        doubt.what, f"{right.before}[{right.exact}]{right.after}"
    )
    return [f"{sure}\t{doubt.name or doubt.what}\t", bold(right.paragraph or right.document), f"\t{words}"]
