"""Builds what is planned: beside the shelf first, then renamed into place, so that a release is there whole or not."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from corpus.building import document_cache
from corpus.building.assemble import assemble
from corpus.building.carry import ReleaseContents, inherit
from corpus.building.cleaning_digest import cleaning_digest
from corpus.building.crashes import CrashCount
from corpus.building.engines.local import run
from corpus.building.plan import Plan, with_skipped, withdrawn_record
from corpus.building.reviewed_sources import unfit_decisions
from corpus.building.shards import Recipe, build_shard, cut
from corpus.errors import ReleaseExistsError
from corpus.model import names
from corpus.model.decisions import Decision
from corpus.model.foreign_errors import translated
from corpus.release import layout
from corpus.release.atomic import place_folder, unfinished_folder, writing
from corpus.release.diff import Difference
from corpus.release.handle import Release
from corpus.release.manifest import read_manifest
from corpus.sources.files import Refused

Progress = Callable[[int, int], None]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a plan: the release, whether it is new (else it was there already), and what was refused.

    With a previous release, ``difference`` says what changed since; ``notes`` say what a maintainer should look at,
    ``unfit`` which decisions of reviewers no longer fit.
    """

    release: Release
    new: bool
    quarantined: tuple[Refused, ...]
    difference: Difference | None = None
    notes: tuple[str, ...] = ()
    unfit: tuple[tuple[Decision, str], ...] = ()


@translated
def make(
    plan: Plan,
    *,
    workers: int | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    cache: str | Path | bool = True,
) -> Built:
    """Build what is planned.

    ``cache`` is the folder in which cleaned documents are remembered, or whether they are. With ``dry_run`` the files
    of the release that is returned are gone; its manifest is what they would have.
    """

    unfit = list[tuple[tuple[Decision, str], ...]]()

    def write(work: Path) -> tuple[Path, tuple[tuple[Refused, ...], ReleaseContents]]:
        folder, result = _write(plan, work, workers or os.cpu_count() or 1, progress, _cache_of(cache))
        unfit.append(tuple(unfit_decisions(plan.decisions, layout.paths_of(folder, "documents"))))
        return folder, result

    release, new, (quarantined, contents) = write_and_place(
        plan.out / plan.name, write, replace=replace, dry_run=dry_run
    )
    return Built(release, new, quarantined, contents.difference, contents.notes, unfit[0])


def write_and_place(
    shelf: Path, write: Callable[[Path], tuple[Path, Result]], *, replace: bool, dry_run: bool
) -> tuple[Release, bool, Result]:
    """Let ``write`` make a release in a folder beside the others, and rename it into place.

    Returns the release, whether it is new, and what ``write`` returned with its folder.

    Raises
    ------
    ReleaseExistsError
        The version exists with different content, and ``replace`` is not given.
    UsageError, ResourceError
        The shelf cannot be written; what was there before is untouched.
    """
    if dry_run:
        _require_writable(shelf)
    with unfinished_folder(Path(tempfile.gettempdir()) if dry_run else shelf, ".building-") as work:
        folder, result = write(work)
        release = Release(folder, read_manifest(folder))
        if dry_run:
            return release, not _is_there(folder, shelf / release.version, replace), result
        new = _place(folder, shelf / release.version, replace)
    return Release.open(shelf / release.version), new, result


def _require_writable(shelf: Path) -> None:
    """Check, without writing, that a run could make its folder."""
    there = next(path for path in (shelf, *shelf.absolute().parents) if path.exists())
    with writing(shelf):
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))


def _is_there(folder: Path, target: Path, replace: bool) -> bool:
    """Return whether the same release is there already; another one of its version is an error without ``replace``."""
    if not target.exists():
        return False
    if _same(folder, target):
        return True
    if not replace:
        shelf, taken = target.parent, [path.name for path in target.parent.iterdir()]
        later = names.next_version(name for name in taken if names.VERSION.fullmatch(name))
        raise ReleaseExistsError(
            f"{target} already exists with different content; nothing was written",
            f"--previous {shelf} --version {later} makes the next release, which keeps the IDs; "
            "or give --replace if nobody has seen this one",
            where=str(target),
        )
    return False


def _place(folder: Path, target: Path, replace: bool) -> bool:
    """Rename a finished release into place; False if the same one is there already."""
    if _is_there(folder, target, replace):
        return False
    try:
        place_folder(folder, target, replace=replace)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):  # another builder was first
            return _place(folder, target, replace)
        raise
    return True


def _same(folder: Path, target: Path) -> bool:
    sums = target / layout.SUMS
    return sums.is_file() and sums.read_bytes() == (folder / layout.SUMS).read_bytes()


def _cache_of(cache: str | Path | bool) -> Path | None:
    """Return the database of cleaned documents that a build uses; ``CORPUS_BUILD_NO_CACHE`` switches it off."""
    if cache is False or (cache is True and os.environ.get("CORPUS_BUILD_NO_CACHE")):
        return None
    return document_cache.place_of(None if cache is True else cache)


def _write(
    plan: Plan, work: Path, workers: int, progress: Progress | None, cache: Path | None
) -> tuple[Path, tuple[tuple[Refused, ...], ReleaseContents]]:
    dataset = plan.register.dataset
    switched = tuple(dataset.rules_on), tuple(dataset.rules_off)
    recipe = Recipe(
        work, *switched, dataset.rights_statement, dataset.rights, cache, cleaning_digest() if cache else ""
    )
    shards = list(cut(plan.found.sources))
    reports = []
    for report in run(partial(build_shard, recipe=recipe), shards, workers, CrashCount(work).blame):
        reports.append(report)
        if progress:
            progress(sum(report.sources for report in reports), len(plan.found.sources))
    inside = (item for report in reports for item in report.quarantined)
    quarantined = tuple(sorted([*plan.found.quarantined, *inside], key=lambda item: item.name))
    folder = work / "release"
    folder.mkdir(mode=0o755)
    contents = inherit(plan, work, shards, reports)
    if cache:
        document_cache.forget(cache, contents.withdrawn)
        document_cache.prune(cache)
    assemble(replace(_skipping_withdrawn(plan, contents), version=contents.version), folder, contents, quarantined)
    return folder, (quarantined, contents)


def _skipping_withdrawn(plan: Plan, contents: ReleaseContents) -> Plan:
    """Drop the sources that turned out to be withdrawn from the plan: they count as skipped."""
    gone = [source for source in plan.found.sources if source.key in contents.withdrawn]
    kept = tuple(source for source in plan.found.sources if source.key not in contents.withdrawn)
    found = replace(plan.found, sources=kept, skipped=with_skipped(plan.found, map(withdrawn_record, gone)))
    return replace(plan, found=found)
