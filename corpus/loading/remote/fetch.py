"""Fetching a remote release: found, downloaded once, checked on arrival, and kept in the cache."""

from __future__ import annotations

import hashlib
import os
import time
import warnings
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import IntegrityError, NotAReleaseError, RemoteError, UsageError
from corpus.loading.remote.download_cache import CachedOrigin, CachedRelease, ReleaseCache
from corpus.loading.remote.release_sources import (
    OTHER_HELP,
    PinnedRelease,
    ReleaseSource,
    check_version,
    release_source,
)
from corpus.loading.remote.remote_folder import AbsentError
from corpus.model import names
from corpus.release import layout
from corpus.release.manifest import MANIFEST_LIMIT, checked_manifest
from corpus.release.shelf import INDEX, LATEST, check_listed, chosen, in_order

SIGNATURE_LIMIT = 1_000_000
FETCHES = 4  # files at a time
TRIES = 3
TRUE = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class FetchedRelease:
    """A release in the cache, and where it came from."""

    folder: Path
    origin: str


@dataclass(frozen=True)
class CheckedRelease:
    """A remote release whose manifest has been read and checked."""

    pin: PinnedRelease
    data: bytes
    manifest: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Its version."""
        return str(self.manifest["version"])

    @property
    def digest(self) -> str:
        """The SHA-256 of its manifest's bytes, which bind all its files."""
        return hashlib.sha256(self.data).hexdigest()


def is_offline(source: ReleaseSource) -> bool:
    """Return whether requests are forbidden: ``CORPUS_OFFLINE``, for the Hub also ``HF_HUB_OFFLINE``."""
    asked = [os.environ.get("CORPUS_OFFLINE", "")]
    asked += [os.environ.get("HF_HUB_OFFLINE", "")] if source.obeys_hub else []
    return any(value.lower() in TRUE for value in asked)


def fetch_release(name: str, version: str | None = None) -> FetchedRelease:
    """Fetch a remote release, and return its folder in the cache.

    An exact version that is in the cache is taken from there and nothing is asked: a version never changes.

    Raises
    ------
    NotAReleaseError, UsageError
        There is no release, or not the version; the message says which there are.
    RemoteError
        It cannot be read, or we are offline and the cache does not hold it.
    IntegrityError
        A file is not what the manifest says, or a version is no longer what it was.
    """
    source, cache = release_source(name), ReleaseCache()
    found = cached_release(source, cache, version)
    if found:
        return found
    pin = resolve_version(source, cache, version)
    # Without a commit or an index only the manifest says which release this is.
    pinned = None if pin.commit or pin.listed else read_remote_manifest(source, pin, version)
    held = _held(source, cache, pin, pinned)
    if held is None:
        with cache.locked(f"fetch {source.key} {pin.commit or pin.version}"):
            # Another process may have fetched it while this one waited.
            held = _held(source, cache, pin, pinned)
            if held is None:
                held = _fetched(source, cache, pinned or read_remote_manifest(source, pin, version))
    return FetchedRelease(cache.root / held.folder, origin_name(source, held.version, held.commit))


def remote_versions(name: str) -> list[str]:
    """Return the versions of a remote data set, oldest first; offline those that the cache holds.

    Raises
    ------
    RemoteError
        It cannot be read, or we are offline and the cache holds none.
    """
    source, cache = release_source(name), ReleaseCache()
    if is_offline(source):
        held = {number: item for number, item in cache.origin(source.key).held.items() if cache.folder(item)}
        _offline(source, held, None)  # raises if it is empty
        return in_order(held)
    return source.versions() or [read_remote_manifest(source, source.resolve(None), None).version]


def cached_release(source: ReleaseSource, cache: ReleaseCache, version: str | None) -> FetchedRelease | None:
    """Return the release as the cache has it, if it need not or may not be asked for.

    Raises
    ------
    RemoteError
        We are offline, and it is not there.
    """
    origin = cache.origin(source.key)
    held = {number: item for number, item in origin.held.items() if cache.folder(item)}
    if version in held:
        item = held[str(version)]
    elif is_offline(source):
        item = _offline(source, held, version)
    else:
        return None
    folder = cache.folder(item)
    assert folder is not None
    return FetchedRelease(folder, origin_name(source, item.version, item.commit))


def _offline(source: ReleaseSource, held: Mapping[str, CachedRelease], version: str | None) -> CachedRelease:
    if not held:
        raise RemoteError(
            f"{source.key}: offline, and the cache does not hold it", "load it once while online; corpus cache list"
        )
    try:
        return held[chosen(source.key, in_order(held), version)]
    except UsageError as error:
        raise RemoteError(f"offline: in the cache {error.message}", "load it once while online") from None


def resolve_version(source: ReleaseSource, cache: ReleaseCache, version: str | None) -> PinnedRelease:
    """Ask the source which release is wanted; warn if its newest is older than one that was seen."""
    pin = source.resolve(version)
    seen = cache.origin(source.key).newest
    if pin.newest is None:
        return pin
    if seen is None or names.version_key(seen) < names.version_key(pin.newest):
        try:
            cache.note(source.key, newest=pin.newest)
        except UsageError:  # a cache that cannot be written may still be read
            return pin
    elif version in (None, LATEST) and names.version_key(pin.newest) < names.version_key(seen):
        warnings.warn(
            f"{source.key}: its newest version is {pin.newest}, but {seen} was there before; ask its publisher",
            stacklevel=2,
        )
    return pin


def origin_name(source: ReleaseSource, version: str, commit: str | None) -> str:
    """Return where a release came from, to the commit."""
    return f"{source.key.partition('@')[0]}@{commit}" if commit else f"{source.key}@{version}"


def read_remote_manifest(source: ReleaseSource, pin: PinnedRelease, wanted: str | None) -> CheckedRelease:
    """Read the manifest of a remote release, and check it against the index, its own hash and the version.

    Raises
    ------
    NotAReleaseError
        There is none.
    IntegrityError
        It is not what it should be.
    """
    where = f"{pin.place.name}/{layout.MANIFEST}"
    try:
        data = pin.place.read(layout.MANIFEST, MANIFEST_LIMIT)
    except AbsentError:
        if pin.listed:
            raise IntegrityError(f"{where}: missing: {INDEX} lists it", "ask its publisher") from None
        also = "" if pin.commit else f" and no {INDEX}"
        raise NotAReleaseError(f"{source.key}: it has no {layout.MANIFEST}{also}", OTHER_HELP) from None
    if pin.listed:
        check_listed(data, pin.listed, where)
    pinned = CheckedRelease(pin, data, checked_manifest(data, where))
    check_version(pin, pinned.version, wanted, source.key)
    return pinned


def _held(
    source: ReleaseSource, cache: ReleaseCache, pin: PinnedRelease, pinned: CheckedRelease | None
) -> CachedRelease | None:
    """Return what the cache has of exactly this commit or manifest."""
    for held in cache.origin(source.key).held.values():
        digest = pinned.digest if pinned else pin.listed.manifest_sha256 if pin.listed else None
        same = held.commit == pin.commit if pin.commit else held.manifest_sha256 == digest
        if same and cache.folder(held):
            return held
    return None


def _check_unchanged(source: ReleaseSource, origin: CachedOrigin, pinned: CheckedRelease) -> None:
    known = origin.held.get(pinned.version)
    if known and known.manifest_sha256 != pinned.digest:
        raise IntegrityError(
            f"{source.key}: version {pinned.version} is not what it was: its manifest has sha256 {pinned.digest}, "
            f"expected {known.manifest_sha256}",
            f"ask its publisher; 'corpus cache prune {source.key.split()[0]}' forgets the one that you have",
        )


def _fetched(source: ReleaseSource, cache: ReleaseCache, pinned: CheckedRelease) -> CachedRelease:
    _check_unchanged(source, cache.origin(source.key), pinned)
    pin, manifest = pinned.pin, pinned.manifest
    folder = f"{manifest['name']}/{pinned.version}-{pinned.digest[:16]}"
    hashes = {name: str(facts["sha256"]) for name, facts in manifest["files"].items()}
    sums = layout.sums_text({**hashes, layout.MANIFEST: pinned.digest}).encode()
    more = {layout.MANIFEST: pinned.data, layout.SUMS: _same_sums(pin, sums), **_signature(pin)}
    held = CachedRelease(pinned.version, pinned.digest, _assembled(cache, pinned, folder, hashes, more), pin.commit)
    cache.note(source.key, held)
    return held


def _assembled(
    cache: ReleaseCache, pinned: CheckedRelease, folder: str, hashes: Mapping[str, str], more: Mapping[str, bytes]
) -> str:
    for _ in range(TRIES):
        _fetch_blobs(cache, pinned.pin, pinned.manifest["files"])
        try:
            return cache.assemble(folder, hashes, more)
        except FileNotFoundError:  # `corpus cache prune` came between
            continue
    raise UsageError(f"the cache {cache.root} is being pruned all the time", "try again")


def _same_sums(pin: PinnedRelease, expected: bytes) -> bytes:
    """Read the remote ``SHA256SUMS``, which must be what the manifest determines."""
    where = f"{pin.place.name}/{layout.SUMS}"
    try:
        found = pin.place.read(layout.SUMS, len(expected))
    except AbsentError:
        raise IntegrityError(f"{where}: missing: the release had it", "ask its publisher") from None
    if found != expected:
        raise IntegrityError(f"{where}: altered: it is not what the manifest says", "ask its publisher")
    return found


def _signature(pin: PinnedRelease) -> dict[str, bytes]:
    try:
        return {layout.SIGNATURE: pin.place.read(layout.SIGNATURE, SIGNATURE_LIMIT)}
    except AbsentError:
        return {}


def _fetch_blobs(cache: ReleaseCache, pin: PinnedRelease, files: Mapping[str, Any]) -> None:
    wanted = {str(facts["sha256"]): (name, int(facts["bytes"])) for name, facts in files.items()}
    with ThreadPoolExecutor(FETCHES, "corpus-fetch") as pool:
        tasks = [pool.submit(_fetch_blob, cache, pin, sha256, *item) for sha256, item in wanted.items()]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch_blob(cache: ReleaseCache, pin: PinnedRelease, sha256: str, name: str, size: int) -> None:
    def copy(file: BinaryIO) -> str:
        for attempt in range(TRIES):
            try:
                return pin.place.copy(name, size, file)
            except RemoteError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
                file.seek(0)
                file.truncate()
        raise AssertionError("unreachable")

    try:
        cache.add_blob(sha256, f"{pin.place.name}/{name}", copy)
    except AbsentError:
        raise IntegrityError(f"{pin.place.name}/{name}: missing: the release had it", "ask its publisher") from None
