"""Where a release is: a folder, a version of a shelf, or the sample that the package brings."""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib import resources
from pathlib import Path

from corpus import names, store
from corpus.errors import NotAReleaseError, UsageError

SAMPLE = "sample"


def locate(name: str | Path, version: str | None = None) -> Path:
    """The folder of a release.

    Parameters
    ----------
    name
        A folder (a release, or a shelf: a folder with versions of one), or ``"sample"``.
    version
        Of a shelf: ``"0.1.0"``, ``"latest"`` (the default), or a specifier such as ``"~=1.2"`` (its newest).

    Raises
    ------
    NotAReleaseError
        There is no such folder, or it is neither; the message says what it lacks.
    UsageError
        There is no such version; the message says which there are.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return _version_of(path, version)
    if is_local(str(name)):
        raise NotAReleaseError(f"{name}: there is no such folder", "give a release, or a folder with versions of one")
    if str(name) == SAMPLE:
        return _version_of(Path(str(resources.files("corpus") / "data" / "releases" / SAMPLE)), version)
    near = get_close_matches(str(name), [SAMPLE], 1)
    hint = f"did you mean {near[0]!r}?" if near else f"the package brings {SAMPLE!r}; all else is a folder"
    raise NotAReleaseError(f"{name}: there is no such folder and no such data set", hint)


def is_local(name: str) -> bool:
    """Whether a name can only mean a folder, so that its absence is an error and never a try elsewhere."""
    return (
        name.startswith((".", "/", "~"))
        or re.match(r"[A-Za-z]:", name) is not None
        or "\\" in name
        or name.count("/") > 1
    )


def _version_of(path: Path, version: str | None) -> Path:
    if (path / store.MANIFEST).exists() or (path / store.SUMS).exists():
        if version not in (None, "latest"):
            _check_version(path, version)
        return path
    versions = versions_of(path)
    if not versions:
        raise NotAReleaseError(
            f"{path} is no release: it has no {store.MANIFEST}, and no version with one", "corpus build makes a release"
        )
    return path / _chosen(path, versions, version or "latest")


def versions_of(shelf: Path) -> list[str]:
    """The versions on a shelf, oldest first."""
    found = (path.name for path in shelf.iterdir() if (path / store.MANIFEST).is_file())
    return sorted((name for name in found if names.VERSION.fullmatch(name)), key=names.version_key)


def _chosen(path: Path, versions: list[str], wanted: str) -> str:
    matching = _matching(versions, wanted)
    if not matching:
        near = get_close_matches(wanted, versions, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"{path} has no version {wanted!r}; it has {', '.join(versions)}{hint}")
    return matching[-1]


def _check_version(path: Path, wanted: str) -> None:
    version = str(store.read_manifest(path).get("version"))
    if not _matching([version], wanted):
        raise UsageError(f"{path} is version {version}, not {wanted!r}")


def _matching(versions: list[str], wanted: str) -> list[str]:
    if wanted == "latest":
        return versions
    if names.VERSION.fullmatch(wanted):
        return [version for version in versions if version == wanted]
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return list(SpecifierSet(wanted).filter(versions))
    except InvalidSpecifier:
        return []
