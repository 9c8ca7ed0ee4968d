"""Which versions of a data set there are to read: on a shelf, on the Hub, under a URL, or offline in the cache."""

from __future__ import annotations

from pathlib import Path

from corpus.loading.hub_name_or_path import is_remote, local_place
from corpus.model.foreign_errors import translated
from corpus.release import layout
from corpus.release.manifest import read_manifest
from corpus.release.shelf import in_order, release_folder, versions_in, yanks_in


@translated
def versions(name: str | Path) -> list[str]:
    """Return the versions of a data set, oldest first; what a name may be is said at `scan`.

    Raises
    ------
    NotAReleaseError
        There is no such data set.
    RemoteError
        It is remote, and cannot be read; offline, the versions are those in the cache.

    Examples
    --------
    >>> corpus.versions("sample")
    ['0.1.0', '0.2.0']
    """
    if is_remote(name):
        from corpus.loading.remote.fetch import remote_versions

        return remote_versions(str(name))
    place = local_place(name)
    if (place / layout.MANIFEST).exists():
        return [str(read_manifest(place)["version"])]
    if there := versions_in(place) if place.is_dir() else []:
        return there
    release_folder(place)  # raises: it says what the folder lacks
    return []


def yanked(name: str | Path) -> dict[str, str]:
    """Return the versions of a data set that were yanked, each with the day and the reason.

    They stay readable by their exact number; ``latest`` and specifiers pass over them.

    Raises
    ------
    NotAReleaseError, RemoteError
        As `versions`.

    Examples
    --------
    >>> corpus.yanked("sample")
    {}
    """
    if is_remote(name):
        from corpus.loading.remote.fetch import remote_yanks

        found = remote_yanks(str(name))
    else:
        place = local_place(name)
        found = yanks_in(place) if place.is_dir() else {}
    return {version: str(found[version]) for version in in_order(found)}
