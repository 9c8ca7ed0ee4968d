"""Taking a version back without taking it away: it stays readable, and whoever reads it learns why not to."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from corpus.loading.hub_name_or_path import is_remote
from corpus.loading.remote.release_sources import HubSource, release_source
from corpus.publishing.publish import destination_of
from corpus.release.yanked import LONGEST, Yank, one_line


@dataclass(frozen=True, slots=True)
class YankResult:
    """What came of it: ``status`` is yanked, not yanked any more, or unchanged."""

    to: str
    version: str
    status: str
    reason: str | None = None


def yank(name: str | Path, version: str, *, reason: str | None = None, undo: bool = False) -> YankResult:
    """Yank a published version: readers without a version pass over it, others are warned with the reason.

    Nothing of the version changes, and its exact number still reads it: for a text that must go, `corpus.withdraw`.

    Parameters
    ----------
    name
        ``USER/NAME`` or ``hf://datasets/USER/NAME``, a URL that fsspec can write, or a folder with versions.
    version
        The exact version.
    reason
        Why, on one line: every reader sees it.
    undo
        Whether it is not yanked any more.

    Raises
    ------
    UsageError
        There is no such version, no reason, or no right to write.
    PublishError
        The place could not be reached, or others wrote meanwhile; the same call again does it.
    """
    if undo and reason is not None:
        raise UsageError("--undo takes no --reason", "give one of both")
    said = one_line(reason or "")
    if not (undo or said):
        raise UsageError("a reason is needed: every reader of the version sees it", "--reason TEXT")
    if reason and len(reason) > LONGEST:
        raise UsageError(f"the reason has {len(reason)} characters; at most {LONGEST} are shown", "write a shorter one")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    place = _place(name)
    changed = destination_of(place).yank(version, None if undo else Yank(said, today))
    status = "not yanked any more" if undo else "yanked"
    return YankResult(place, version, status if changed else "unchanged", None if undo else said)


def _place(name: str | Path) -> str:
    """Return where a name publishes to: what is read by a Hub name or a page's address is written to by a URL."""
    if is_remote(name):
        source = release_source(str(name))
        if isinstance(source, HubSource):
            return f"hf://datasets/{source.repo}"
    return str(name)
