"""corpus withdraw: the next release without a document or a paragraph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli.output import format_option, note, write_json, write_lines

if TYPE_CHECKING:
    from corpus.building.withdraw import Withdrawn

EPILOG = """
\b
Examples:
  corpus withdraw dist/releases/my-set notice-0004 --reason "at the author's request"
  corpus withdraw dist/releases/my-set notice --reason "court order 12/2026" --ledger papers/.withdrawn.json
  corpus withdraw dist/releases/my-set notice --reason "personal data" --dry-run
"""


@click.command(epilog=EPILOG)
@click.argument("release")
@click.argument("id", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; every later release states it, so it must not reveal the text.")
@click.option("--out", type=click.Path(path_type=Path), help="The shelf's parent; default: that of RELEASE.")
@click.option("--version", help="X.Y.Z; default: the least step, which is a MAJOR one.")
@click.option("--date", help="Of the release, as 2026-11-22; default: SOURCE_DATE_EPOCH, else today.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    envvar="CORPUS_LEDGER",
    show_envvar=True,
    help="The private file by which later builds recognise the text; default: .withdrawn.json on the shelf.",
)
@click.option("--kind", type=click.Choice(["document", "paragraph"]), help="Where an ID is both.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and write nothing.")
@format_option("text", "json")
def command(
    release: str,
    id: tuple[str, ...],
    reason: str,
    out: Path | None,
    version: str | None,
    date: str | None,
    ledger: Path | None,
    kind: str | None,
    dry_run: bool,
    form: str,
) -> None:
    """Make the next release of RELEASE without ID, a document or a paragraph (or several).

    No sources are needed. A tombstone with ID, reason and date is in every later release; copies of the text go
    too. Copies of releases that others have cannot be recalled: see docs/withdraw.md.
    """
    from corpus.building.withdraw import withdraw

    done = withdraw(
        release, id, reason=reason, out=out, version=version, date=date, ledger=ledger, kind=kind, dry_run=dry_run
    )
    facts = _facts(done, dry_run)
    if form == "json":
        write_json(facts)
    else:
        _print(facts)


def _facts(done: Withdrawn, dry_run: bool) -> dict[str, Any]:
    return {
        "name": done.release.name,
        "version": done.release.version,
        "path": None if dry_run else str(done.release.path),
        "status": "would add" if dry_run else "built" if done.new else "already built",
        "step": done.difference.step.level,
        "documents": done.documents,
        "paragraphs": done.paragraphs,
        "copies": done.copies,
        "sharing": done.sharing,
        "places": done.places,
        "ledger": None if dry_run else str(done.ledger),
    }


def _print(facts: dict[str, Any]) -> None:
    status = {"built": "Built", "already built": "Already built:", "would add": "Would add"}[facts["status"]]
    where = f" in {facts['path']}" if facts["path"] else ""
    parts = (what for what in ("documents", "paragraphs", "copies") if facts[what])
    gone = [f"  withdrawn {what}: {', '.join(facts[what])}" for what in parts]
    write_lines([f"{status} {facts['name']} {facts['version']}{where}", *gone])
    if facts["sharing"]:
        note(f"these stay, and share 8 characters or more with it: {', '.join(facts['sharing'])}; withdraw them too?")
    if facts["places"]:
        note(f"runs of 8 characters that others share are left in {', '.join(facts['places'])}")
    if facts["ledger"]:
        note(f"keep {facts['ledger']} private and beside the register: by it later builds recognise the text")
        note("copies that others have cannot be recalled: docs/withdraw.md says what to do about old versions")
