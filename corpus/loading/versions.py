"""Which versions of a data set there are to read: on a shelf, on the Hub, under a URL, or offline in the cache."""

from __future__ import annotations

from pathlib import Path

from corpus.loading.hub_name_or_path import is_remote, local_place
from corpus.model.foreign_errors import translated
from corpus.release import layout
from corpus.release.manifest import read_manifest
from corpus.release.shelf import release_folder, versions_in


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
    ['0.1.0']
    """
    if is_remote(name):
        from corpus.loading.remote.fetch import remote_versions

        return remote_versions(str(name))
    place = local_place(name)
    if (release_folder(place) / layout.MANIFEST) == (place / layout.MANIFEST):
        return [str(read_manifest(place)["version"])]
    return versions_in(place)
