"""corpus build: a release from folders of source files."""

from __future__ import annotations

from dataclasses import asdict
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

import click

from corpus.cli.output import (
    counted,
    format_option,
    hint,
    note,
    progress,
    progress_options,
    quantity,
    write_json,
    write_lines,
)

EPILOG = """
\b
Examples:
  corpus build
  corpus build FOLDER --name my-set --version 0.1.0 --date 2026-11-22
  corpus build FOLDER --register FOLDER/register.toml --dry-run
  corpus build FOLDER --name my-set --previous dist/releases/my-set
  corpus build FOLDER --name my-set --previous dist/releases/my-set --review review.toml
  corpus build FOLDER --name my-set --previous hf://datasets/USER/NAME
"""


@click.command(epilog=EPILOG)
@click.argument("src", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("dist/releases"), show_default=True, show_envvar=True
)
@click.option("--name", help="The data set's name; default: the register's, else the folder's.")
@click.option("--version", help="X.Y.Z; default: 0.1.0, or with --previous the least step that the changes demand.")
@click.option("--date", help="Of the release, as 2026-11-22; default: SOURCE_DATE_EPOCH, else today.")
@click.option(
    "--previous",
    metavar="PLACE",
    show_envvar=True,
    help="The release that this one follows, or a shelf (its newest below --version): IDs are carried from it. "
    "A folder, a name on the Hub or a URL.",
)
@click.option("--first", is_flag=True, help="Number paragraphs anew, although the shelf has releases.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    envvar="CORPUS_LEDGER",
    show_envvar=True,
    help="What was withdrawn; default: .withdrawn.json beside the register and on the shelf.",
)
@click.option("--no-ledger", is_flag=True, help="You vouch that no source holds withdrawn text.")
@click.option("--register", type=click.Path(path_type=Path), help="Default: register.toml and register.csv in SRC.")
@click.option(
    "--review", type=click.Path(path_type=Path), help="Decisions to apply, as corpus review or the report wrote them."
)
@click.option("--workers", type=click.IntRange(min=1), show_envvar=True, help="Processes; default: one a core.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    show_envvar=True,
    help="The folder in which cleaned documents are remembered; default: that of `corpus cache dir`.",
)
@click.option("--no-cache", is_flag=True, show_envvar=True, help="Clean every document, and remember none.")
@click.option("--replace", is_flag=True, help="Replace this version on the local shelf.")
@click.option("--sign", type=click.Path(path_type=Path), show_envvar=True, help="Sign it with this Ed25519 key.")
@click.option("--dry-run", is_flag=True, help="Say what would be built, and write nothing.")
@click.option("--check", is_flag=True, help="As --dry-run; exit code 1 if a release would have any change.")
@format_option("text", "json")
@progress_options
def command(
    src: tuple[Path, ...],
    out: Path,
    name: str | None,
    version: str | None,
    date: str | None,
    previous: str | None,
    first: bool,
    ledger: Path | None,
    no_ledger: bool,
    register: Path | None,
    review: Path | None,
    workers: int | None,
    cache: Path | None,
    no_cache: bool,
    replace: bool,
    sign: Path | None,
    dry_run: bool,
    check: bool,
    form: str,
    no_progress: bool,
    quiet: bool,
) -> int:
    """Build a release from SRC, folders or files (default: seeds/sample).

    A source that cannot be accepted is quarantined with a reason, the rest is built, and the exit code is 1; so it is
    where a decision of --review no longer fits.

    --check compares with --previous, else with this version in OUT, whose date counts as given.
    """
    from corpus.building.duplicates import DUPLICATE
    from corpus.building.make import make
    from corpus.building.plan import plan_build
    from corpus.building.reviewed_sources import unfit_note
    from corpus.release import signature
    from corpus.sources.review_file import read_review

    secret = signature.read_private_key(sign) if sign else None
    sources = src or (Path("seeds/sample"),)
    plan = plan_build(
        sources,
        out,
        name,
        version,
        date,
        register,
        previous,
        ledger,
        no_ledger,
        first=first,
        replace_it=replace,
        review=review,
    )
    dry_run = dry_run or check
    there = _manifest_of(out / plan.name / plan.version) if check and previous is None else None
    if there and date is None:
        plan = replaced(plan, date=there["date"])
    with progress("cleaning", not (quiet or no_progress)) as update:
        built = make(
            plan,
            workers=workers,
            replace=replace or check,
            dry_run=dry_run,
            progress=update,
            cache=False if no_cache else cache or True,
        )
    if secret and not dry_run:
        signature.sign(built.release.path, secret)
    for remark in built.notes:
        note(f"note: {remark}")
    stated = read_review(review).places or {} if review else {}
    for decision, why in built.unfit:
        note(f"note: {unfit_note(decision, why, stated)}")
    folder = out / plan.name / built.release.version
    facts = _facts(built, ("would change" if folder.is_dir() else "would add") if dry_run else "built", folder)
    changed = check and _is_changed(built, there)
    if check and not changed:
        facts["status"] = "unchanged"
    if form == "json":
        write_json(facts)
    else:
        _print(facts, quiet)
    if changed:
        instead = "with --replace instead of --check" if there else "without --check"
        hint(f"next: the same command {instead}")
    unwanted = [item for item in built.quarantined if item.code != DUPLICATE]
    misfits = [decision for decision, _ in built.unfit if decision in stated]
    return 1 if unwanted or changed or misfits else 0


def _manifest_of(folder: Path) -> dict[str, Any] | None:
    from corpus.release.manifest import read_manifest

    return dict(read_manifest(folder)) if folder.is_dir() else None


def _is_changed(built: Any, there: dict[str, Any] | None) -> bool:
    """Return whether a release would not be the one that is there, or would differ from the previous one."""
    found = built.difference
    if found is None:
        return bool(built.release.manifest != there)
    return bool(found.documents or found.paragraphs or found.dataset or found.schema)


def _facts(built: Any, status: str, folder: Path) -> dict[str, Any]:
    manifest = built.release.manifest
    return {
        "name": manifest["name"],
        "version": manifest["version"],
        "path": str(folder),
        "status": status if built.new else "already built",
        "counts": manifest["counts"],
        "rows": {table: manifest["tables"][table]["rows"] for table in ("documents", "paragraphs", "edits")},
        "kinds": manifest["kinds"],
        "encodings": manifest["encodings"],
        "flags": manifest["flags"],
        "content_hash": manifest["content_hash"],
        "previous": manifest["previous"] and manifest["previous"]["version"],
        "changes": _changes(built.difference),
        "unfit": [{**decision._asdict(), "reason": why} for decision, why in built.unfit],
        "quarantined": [asdict(item) for item in built.quarantined],
    }


def _changes(difference: Any) -> dict[str, Any] | None:
    if difference is None:
        return None
    step = difference.step
    return {**difference.counts(), "step": step.level, "reasons": step.reasons, "least_version": difference.least}


def _print(facts: dict[str, Any], quiet: bool) -> None:
    counts, rows = facts["counts"], facts["rows"]
    for item in facts["quarantined"]:
        note(f"quarantined {item['name']}: {item['code']}: {item['message']}")
    status = {
        "built": "Built",
        "already built": "Already built:",
        "would add": "Would add",
        "would change": "Would change",
    }
    status |= {"unchanged": "Nothing would change:"}
    listed = ", ".join(quantity(rows[table], table[:-1]) for table in ("documents", "paragraphs", "edits"))
    files = f"{counts['quarantined']} quarantined, {counts['skipped']} skipped of {quantity(counts['input'], 'file')}"
    lines = [
        f"{status[facts['status']]} {facts['name']} {facts['version']} in {facts['path']}",
        f"  {listed}; {files}",
        f"  encodings: {counted(facts['encodings'])}",
        f"  flags: {counted(facts['flags']) or 'none'}",
    ]
    if facts["changes"]:
        changes = facts["changes"]
        lines += [
            f"  since {facts['previous']}: {_told(changes, 'documents')}; {_told(changes, 'paragraphs')}",
            f"  {changes['step'].upper()}, at least {changes['least_version']}: {'; '.join(changes['reasons'])}",
        ]
    write_lines(lines)
    if not quiet and facts["status"] in ("built", "already built"):
        note(f"next: corpus verify {facts['path']}")


def _told(changes: dict[str, Any], what: str) -> str:
    counts = changes[what]
    return f"{what} " + (", ".join(f"{count} {relation}" for relation, count in counts.items()) or "unchanged")
