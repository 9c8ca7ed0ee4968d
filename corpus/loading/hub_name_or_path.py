"""Where a release is: a folder, a version of a shelf, the sample in the package, or a remote data set."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from corpus.errors import NotAReleaseError
from corpus.loading.remote.release_sources import HUB_NAME, hub_name_in
from corpus.loading.remote.remote_folder import URL, is_url
from corpus.model.near_miss import near_miss
from corpus.release import layout
from corpus.release.shelf import release_folder, versions_in

SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class LocatedRelease:
    """The folder of a release, and where it came from (None: it was on this machine)."""

    folder: Path
    origin: str | None = None


def release_folder_of(name: str | Path, version: str | None = None) -> Path:
    """Return the folder of a release; all else as `locate_release`."""
    return locate_release(name, version).folder


def locate_release(
    name: str | Path, version: str | None = None, tables: Collection[str] | None = None
) -> LocatedRelease:
    """Return the folder of a release; a remote one is fetched into the cache.

    Parameters
    ----------
    name
        An existing folder (a release, or a shelf: a folder with versions of one), ``"sample"``, a data set on the Hub
        (``"user/name"``, ``"hf://datasets/user/name"``), or a URL that fsspec reads (``"s3://bucket/set"``). A path is
        never taken for a remote name.
    version
        Of a shelf: ``"0.1.0"``, ``"latest"`` (the default), or a specifier such as ``"~=1.2"`` (its newest).
    tables
        Of a remote release fetch only these, with the manifest. Default: all files.

    Raises
    ------
    NotAReleaseError
        There is no such folder, or it is not a release; the message says what it lacks.
    UsageError
        There is no such version; the message says which there are.
    RemoteError, IntegrityError
        It is remote, and cannot be read or is not what it should be.
    """
    if is_remote(name):
        from corpus.loading.remote.fetch import fetch_release

        fetched = fetch_release(str(name), version, tables)
        return LocatedRelease(fetched.folder, fetched.origin)
    return LocatedRelease(release_folder(local_place(name), version))


def local_place(name: str | Path) -> Path:
    """Return the folder that a name means, a release or a shelf; whether there is one is for the caller to see.

    A folder called ``sample`` that is neither, such as one of sources, does not hide the sample of the package.

    Raises
    ------
    NotAReleaseError
        The name means nothing on this machine.
    """
    path = _local(name)
    if name == SAMPLE and not _has_releases(path):
        return Path(str(resources.files("corpus") / "data" / "releases" / SAMPLE))
    if not path.is_dir() and (on_hub := hub_name_in(str(name))):
        raise NotAReleaseError(f"{name}: there is no such folder", f"on the Hub this data set is called {on_hub}")
    if path.is_dir() or is_local(name):
        return path
    if meant := _meant(str(name)):
        raise NotAReleaseError(
            f"{name}: there is no such folder", f"{meant} On the Hub it would be hf://datasets/{name}"
        )
    hint = near_miss(str(name), [SAMPLE], f"the package brings {SAMPLE!r}; on the Hub a name is USER/NAME", cutoff=0.6)
    raise NotAReleaseError(f"{name}: there is no such folder and no such data set", hint)


def _has_releases(path: Path) -> bool:
    marked = any((path / name).exists() for name in (layout.MANIFEST, layout.SUMS))
    return path.is_dir() and (marked or bool(versions_in(path)))


def is_remote(name: str | Path) -> bool:
    """Return whether a name means a remote release: no folder has it, and it is a URL or a Hub name."""
    if isinstance(name, Path) or _local(name).is_dir():
        return False
    if is_url(name):
        return not _is_file_url(name)
    return not is_local(name) and HUB_NAME.fullmatch(name) is not None and not _meant(name)


def _meant(name: str) -> str:
    """Ask for the folder that somebody meant who wrote one that is not there: beside it is one of nearly its name."""
    parent, _, last = name.rpartition("/")
    folder = Path(parent)
    beside = [path.name for path in folder.iterdir() if path.is_dir()] if parent and folder.is_dir() else []
    return near_miss(last, beside, cutoff=0.75)


def is_local(name: str | Path) -> bool:
    """Return whether a name can only mean a folder, so that its absence is an error and no request is made."""
    text = str(name)
    return (
        isinstance(name, Path)
        or text.startswith((".", "/", "~"))
        or re.match(r"[A-Za-z]:", text) is not None
        or "\\" in text
        or text.count("/") > 1
    )


def _is_file_url(name: str) -> bool:
    return name.partition("://")[0].lower() in ("file", "local")


def _local(name: str | Path) -> Path:
    if isinstance(name, str) and is_url(name) and _is_file_url(name):
        from urllib.request import url2pathname

        match = URL.fullmatch(name)
        assert match is not None
        return Path(url2pathname(match[2]))
    return Path(os.path.expanduser(name))
