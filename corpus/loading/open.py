"""Open a release by its folder, its name or its URL, or cite it."""

from __future__ import annotations

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
    found = locate_release(name, version)
    return Release(found.folder, read_manifest(found.folder), found.origin)


def cite(name: str | Path, style: str = "bibtex", *, version: str | None = None, paragraph: str | None = None) -> str:
    """Return how to cite a release, or a paragraph of it: ``bibtex``, ``apa`` or ``cff``.

    Raises
    ------
    UsageError
        The style is unknown, or there is no such version or paragraph.
    NotAReleaseError, RemoteError, IntegrityError
        As in `open_release`.
    """
    return open_release(name, version).cite(style, paragraph=paragraph)
