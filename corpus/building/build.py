"""From source files to a release on the shelf: planned, cleaned shard by shard, written beside, renamed into place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.building.make import Progress, make
from corpus.building.plan import plan_build
from corpus.model.foreign_errors import translated
from corpus.release.handle import Release


@translated
def build(
    sources: str | Path | Sequence[str | Path],
    out: str | Path = "dist/releases",
    *,
    name: str | None = None,
    version: str | None = None,
    date: str | None = None,
    previous: str | Path | None = None,
    first: bool = False,
    register: str | Path | None = None,
    ledger: str | Path | None = None,
    review: str | Path | None = None,
    unchecked: bool = False,
    workers: int | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    cache: str | Path | bool = True,
) -> Release:
    """Build a release from folders or files of sources.

    Parameters
    ----------
    sources
        Folders, walked as a whole, or single files.
    out
        The shelf's parent: the release is made in ``out/name/version``.
    name, version, date
        Of the release. Defaults: the register's name, else the folder's; 0.1.0, or after a previous release the least
        step that the changes demand; SOURCE_DATE_EPOCH, else today.
    previous
        The release that this one follows, or a shelf (its newest below ``version``): its paragraphs keep their IDs.
        A folder, a data set on the Hub (``"user/name"``) or a URL.
    first
        Whether to number paragraphs anew although the shelf has releases; without it, such a build is refused.
    register
        The register; default: the folder's own ``register.toml`` and ``register.csv``, if it has one of them.
    ledger
        The private record of what was withdrawn (`withdraw` writes it); default: ``.withdrawn.json`` beside the
        register and on the shelf of the previous release. What it recognises is left out.
    review
        A file with decisions of reviewers, as `corpus review` and the report write it. Those that the previous
        release records are applied without it.
    unchecked
        You vouch that no source holds withdrawn text; without it, a source that changed since characters of it were
        withheld needs the ledger.
    workers
        Processes; default: one a core. The result does not depend on it.
    replace
        Whether to replace a release of this version that already exists with different content.
    dry_run
        Build and prove it in a temporary folder, refuse what a run would refuse, and leave ``out`` as it is.
    progress
        Called with the number of sources done and of all.
    cache
        The folder in which cleaned documents are remembered, so that an unchanged one is not cleaned again, or whether
        they are; default: the cache's folder. The result does not depend on it.

    Returns
    -------
    Release
        ``release.manifest["counts"]`` says how many sources were accepted, quarantined and skipped.

    Raises
    ------
    UsageError
        A configuration error (RegisterError, ReleaseExistsError, ...), or a version that is too small a step; nothing
        was written.
    IntegrityError
        The previous release fails its proof.
    """
    paths = [Path(sources)] if isinstance(sources, str | Path) else [Path(path) for path in sources]
    plan = plan_build(
        paths,
        Path(out),
        name,
        version,
        date,
        Path(register) if register else None,
        previous,
        Path(ledger) if ledger else None,
        unchecked,
        first,
        replace,
        Path(review) if review else None,
    )
    return make(plan, workers=workers, replace=replace, dry_run=dry_run, progress=progress, cache=cache).release
