"""Builds what is planned: beside the shelf first, then renamed into place, so that a release is there whole or not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus import names, store
from corpus.building.assembling import assemble
from corpus.building.planning import Plan
from corpus.building.shards import Recipe, build_shard, cut
from corpus.errors import CorpusError, ReleaseExistsError, UsageError
from corpus.release import Release
from corpus.running import run
from corpus.sources import Refused

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a plan: the release, whether it is new (else it stood there already), and what was refused."""

    release: Release
    new: bool
    quarantined: tuple[Refused, ...]


def make(
    plan: Plan,
    *,
    workers: int | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build what is planned.

    With ``dry_run`` the files of the release that is returned are gone; its manifest is what they would have.
    """
    shelf = Path(tempfile.gettempdir()) if dry_run else plan.out / plan.name
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=shelf))
    except OSError as error:
        raise UsageError(f"{shelf}: cannot be written: {error.strerror}") from None
    try:
        folder, quarantined = _write(plan, work, workers or os.cpu_count() or 1, progress)
        if dry_run:
            return Built(Release(folder, store.read_manifest(folder)), True, quarantined)
        new = _place(folder, shelf / plan.version, replace)
    except OSError as error:
        raise CorpusError(f"{error.filename or shelf}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Built(Release.open(shelf / plan.version), new, quarantined)


def _place(folder: Path, target: Path, replace: bool) -> bool:
    """Rename a finished release into place; False if the same one stands there."""
    if target.exists():
        if _same(folder, target):
            return False
        if not replace:
            taken = [path.name for path in target.parent.iterdir() if names.VERSION.fullmatch(path.name)]
            raise ReleaseExistsError(
                f"{target} stands there with other content; nothing was written",
                f"build it as --version {names.next_version(taken)}, or give --replace if nobody has seen it",
            )
        target.rename(folder.parent / "replaced")
    try:
        folder.rename(target)
    except OSError:
        if target.exists():  # another builder was first
            return _place(folder, target, replace)
        raise
    return True


def _same(folder: Path, target: Path) -> bool:
    sums = target / store.SUMS
    return sums.is_file() and sums.read_bytes() == (folder / store.SUMS).read_bytes()


def _write(plan: Plan, work: Path, workers: int, progress: Progress | None) -> tuple[Path, tuple[Refused, ...]]:
    dataset = plan.register.dataset
    recipe = Recipe(plan.version, work, tuple(dataset.rules_on), tuple(dataset.rules_off), dataset.rights_statement)
    shards = list(cut(plan.found.sources))
    reports = []
    for report in run(partial(build_shard, recipe=recipe), shards, workers):
        reports.append(report)
        if progress:
            progress(sum(report.sources for report in reports), len(plan.found.sources))
    folder = work / "release"
    folder.mkdir(mode=0o755)
    inside = (item for report in reports for item in report.quarantined)
    quarantined = tuple(sorted([*plan.found.quarantined, *inside], key=lambda item: item.name))
    assemble(plan, folder, work, reports, quarantined)
    return folder, quarantined
