"""What a shelf holds: the versions that its index lists, or those that have a folder.

A published shelf has ``versions.json``, written last: a reader trusts what it lists, and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.errors import IntegrityError, NotAReleaseError, UsageError
from corpus.model import names
from corpus.model.near_miss import near_miss
from corpus.model.untrusted import parse_json, read_bounded
from corpus.release import layout
from corpus.release.manifest import MANIFEST_LIMIT, read_manifest
from corpus.release.yanked import YANKED, Yank, read_yanks, warn_of

INDEX = "versions.json"
FORMAT = "corpus-shelf"
LATEST = "latest"
INDEX_LIMIT = 16_000_000  # bytes: 60,000 versions
NONE: Mapping[str, Yank] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Listed:
    """A version on a shelf, as its index has it; ``manifest_sha256`` is that of the file's bytes."""

    version: str
    manifest_sha256: str
    yank: Yank | None = None


def read_index(data: bytes, where: str) -> dict[str, Listed]:
    """Return the versions that an index lists, oldest first.

    Raises
    ------
    IntegrityError
        It is not a valid index; the message says which.
    """
    try:
        index = parse_json(data)
        listed = [_listed(item) for item in index["versions"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(f"{where}: it is not a valid index of a shelf ({type(error).__name__}: {error})") from None
    if index.get("format") != FORMAT:
        raise IntegrityError(f"{where}: its format is {index.get('format')!r}, not {FORMAT!r}")
    for item in listed:
        if not names.VERSION.fullmatch(item.version) or not layout.DIGEST.fullmatch(item.manifest_sha256):
            raise IntegrityError(f"{where}: {item.version!r} is not a valid version with the hash of its manifest")
    found = {item.version: item for item in sorted(listed, key=lambda item: names.version_key(item.version))}
    if len(found) < len(listed):
        raise IntegrityError(f"{where}: it lists a version twice")
    return found


def _listed(item: Mapping[str, Any]) -> Listed:
    yank = Yank.of(item[YANKED]) if item.get(YANKED) else None
    return Listed(str(item["version"]), str(item["manifest_sha256"]), yank)


def yanks_of(index: Mapping[str, Listed]) -> dict[str, Yank]:
    """Return the versions that an index says are yanked."""
    return {version: listed.yank for version, listed in index.items() if listed.yank}


def check_listed(data: bytes, listed: Listed, where: str) -> None:
    """Compare the bytes of a manifest with the hash that the index has.

    Raises
    ------
    IntegrityError
        It is another manifest.
    """
    found = hashlib.sha256(data).hexdigest()
    if listed.manifest_sha256 != found:
        raise IntegrityError(
            f"{where}: altered: sha256 is {found}, {INDEX} says {listed.manifest_sha256}", "ask its publisher"
        )


def versions_in(shelf: Path) -> list[str]:
    """Return the versions in a folder, oldest first."""
    index = shelf / INDEX
    if index.is_file():
        return list(read_index(read_bounded(index, INDEX_LIMIT), str(index)))
    found = (path.name for path in shelf.iterdir() if (path / layout.MANIFEST).is_file())
    return in_order(name for name in found if names.VERSION.fullmatch(name))


def yanks_in(shelf: Path) -> dict[str, Yank]:
    """Return the versions in a folder that were yanked, by its index, or by ``yanked.json`` where it has none."""
    index, beside = shelf / INDEX, shelf / layout.YANKS
    if index.is_file():
        return yanks_of(read_index(read_bounded(index, INDEX_LIMIT), str(index)))
    return read_yanks(read_bounded(beside, INDEX_LIMIT) if beside.is_file() else None, str(beside))


def in_order(versions: Iterable[str]) -> list[str]:
    """Sort versions, oldest first."""
    return sorted(versions, key=names.version_key)


def chosen(where: str, versions: Sequence[str], wanted: str | None, yanks: Mapping[str, Yank] = NONE) -> str:
    """Return the newest version that is wanted: an exact one, ``latest`` (or None), or a specifier such as ``~=1.2``.

    A version that was yanked is only found by its exact number.

    Raises
    ------
    UsageError
        There is none; the message says which there are.
    """
    matched = matching(versions, wanted or LATEST)
    found = matched if is_exact(wanted) else [version for version in matched if version not in yanks]
    if matched and not found:
        raise UsageError(
            f"{where}: {matched[-1]} was {yanks[matched[-1]]}; no other version "
            + (f"meets {wanted!r}" if wanted not in (None, LATEST) else "is there"),
            f"its exact number still reads it: {matched[-1]}",
            where,
            "YANKED",
        )
    if not found:
        there = f"{where} has no version {wanted!r}; it has {', '.join(versions) or 'none'}"
        raise UsageError(there, near_miss(str(wanted), versions, cutoff=0.6), where, "NO_SUCH_VERSION")
    return found[-1]


def is_exact(wanted: str | None) -> bool:
    """Return whether a version is asked for by its number."""
    return wanted is not None and names.VERSION.fullmatch(wanted) is not None


def matching(versions: Sequence[str], wanted: str) -> list[str]:
    """Return those of some versions that are wanted, in the order given."""
    if wanted == LATEST:
        return list(versions)
    if names.VERSION.fullmatch(wanted):
        return [version for version in versions if version == wanted]
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return list(SpecifierSet(wanted).filter(versions))
    except InvalidSpecifier:
        return []


def release_folder(path: Path, version: str | None = None) -> Path:
    """Return the folder of a release: ``path`` itself, or a version of the shelf that it is (default: its newest).

    Raises
    ------
    NotAReleaseError
        It is neither; the message says what it lacks.
    UsageError
        There is no such version; the message says which there are.
    IntegrityError
        The shelf's index has another hash for the manifest.
    """
    if (path / layout.MANIFEST).exists() or (path / layout.SUMS).exists():
        if version not in (None, LATEST):
            _check_version(path, str(version))
        _warn_if_yanked(path)
        return path
    if not path.is_dir():
        raise NotAReleaseError(f"{path}: there is no such folder", "give a release, or a folder with versions of one")
    versions = versions_in(path)
    if not versions:
        raise NotAReleaseError(
            f"{path} is not a release: it has no {layout.MANIFEST}, and no version with one",
            "corpus build makes a release",
        )
    found = path / chosen(str(path), _left(path, versions, version), version, yanks_in(path))
    if (path / INDEX).is_file():
        _check_index(path, found)
    _warn_if_yanked(found)
    return found


def _warn_if_yanked(release: Path) -> None:
    """Warn of a release in the folder of a version that the shelf above says is yanked."""
    folder = Path(os.path.abspath(release))
    if names.VERSION.fullmatch(folder.name):
        try:
            yanks = yanks_in(folder.parent)
        except (IntegrityError, OSError):  # whatever lies there need not be of corpus
            return
        warn_of(str(folder.parent), folder.name, yanks.get(folder.name))


def _left(shelf: Path, versions: Sequence[str], wanted: str | None) -> Sequence[str]:
    """Return the versions whose folders are there; all, if an exact one is wanted, whose absence has its message."""
    return versions if is_exact(wanted) else [version for version in versions if (shelf / version).exists()]


def _check_index(shelf: Path, release: Path) -> None:
    listed = read_index(read_bounded(shelf / INDEX, INDEX_LIMIT), str(shelf / INDEX))[release.name]
    if not release.exists():
        there = [version for version in versions_in(shelf) if (shelf / version).exists()]
        raise UsageError(
            f"{release} is gone: {INDEX} lists it, but it was taken away; {shelf} has {', '.join(there) or 'no other'}",
            "ask for another version, and its publisher why",
            where=str(release),
            code="GONE_VERSION",
        )
    manifest = release / layout.MANIFEST
    check_listed(read_bounded(manifest, MANIFEST_LIMIT) if manifest.is_file() else b"", listed, str(manifest))


def _check_version(path: Path, wanted: str) -> None:
    version = str(read_manifest(path).get("version"))
    if not matching([version], wanted):
        raise UsageError(f"{path} is version {version}, not {wanted!r}")
