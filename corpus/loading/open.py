"""Open a release by its folder, its name or its URL, or cite it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from corpus.loading.hub_name_or_path import locate_release
from corpus.model.foreign_errors import translated
from corpus.release.handle import Release
from corpus.release.manifest import read_manifest


@translated
def open_release(name: str | Path, version: str | None = None) -> Release:
    """Open a release: a folder, a version of a shelf (default: its newest), ``"sample"``, a Hub name or a URL.

    Raises
    ------
    NotAReleaseError
        There is none; the message says what the folder lacks.
    UsageError
        The shelf has no such version.
    RemoteError, IntegrityError
        It is remote, and cannot be read or is not what it should be.
    """
    return _opened(name, version)


def _opened(name: str | Path, version: str | None, tables: Collection[str] | None = None) -> Release:
    found = locate_release(name, version, tables)
    return Release(found.folder, read_manifest(found.folder), found.origin)


def cite(
    name: str | Path,
    style: str = "bibtex",
    *,
    version: str | None = None,
    paragraph: str | None = None,
    accessed: str | None = None,
) -> str:
    """Return how to cite a release, or a paragraph of it: ``bibtex``, ``apa``, ``gb7714``, ``ris`` or ``cff``.

    ``accessed`` is the day on which it was read, which GB/T 7714 and RIS state; default: today.

    Raises
    ------
    UsageError
        The style is unknown, or there is no such version or paragraph.
    NotAReleaseError, RemoteError, IntegrityError
        As in `open_release`.
    """
    opened = _opened(name, version, () if paragraph is None else None)
    return opened.cite(style, paragraph=paragraph, accessed=accessed)
