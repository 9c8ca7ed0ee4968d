"""Fetching a remote release: found, downloaded once, checked on arrival, and kept in the cache."""

from __future__ import annotations

import hashlib
import time
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO

from corpus.errors import IntegrityError, NotAReleaseError, RemoteError, UsageError
from corpus.loading.remote.download_cache import CachedOrigin, CachedRelease, ReleaseCache
from corpus.loading.remote.fetch_bar import fetch_bar
from corpus.loading.remote.release_sources import (
    OTHER_HELP,
    PinnedRelease,
    ReleaseSource,
    check_version,
    release_source,
)
from corpus.loading.remote.remote_folder import AbsentError
from corpus.loading.remote.switches import is_switched_on
from corpus.model import names
from corpus.model.counting import counted
from corpus.release import layout
from corpus.release.manifest import MANIFEST_LIMIT, checked_manifest, files_of_tables, read_manifest
from corpus.release.shelf import INDEX, LATEST, NONE, check_listed, chosen, in_order
from corpus.release.yanked import Yank, warn_of

SIGNATURE_LIMIT = 1_000_000
FETCHES = 4  # files at a time
TRIES = 3
ANSWER_SECONDS = 5.0
ASK_AGAIN_SECONDS = 3600.0


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
    return is_switched_on("CORPUS_OFFLINE", *(["HF_HUB_OFFLINE"] if source.obeys_hub else []))


def fetch_release(name: str, version: str | None = None, tables: Collection[str] | None = None) -> FetchedRelease:
    """Fetch a remote release, or of its files only some tables, and return its folder in the cache.

    An exact version that is in the cache is taken from there, for a version never changes; only whether it was yanked
    is asked, if the place answers soon.

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
    found = cached_release(source, cache, version, tables)
    if found:
        return found
    pin = resolve_version(source, cache, version)
    # Without a commit or an index only the manifest says which release this is.
    pinned = None if pin.commit or pin.listed else read_remote_manifest(source, pin, version)
    held = _held(source, cache, pin, pinned, tables)
    if held is None:
        with cache.locked(f"fetch {source.key} {pin.commit or pin.version}"):
            # Another process may have fetched it while this one waited.
            held = _held(source, cache, pin, pinned, tables)
            if held is None:
                held = _fetched(source, cache, pinned or read_remote_manifest(source, pin, version), tables)
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
        _offline(source, cache, held, None, ())  # raises if it is empty
        return in_order(held)
    return source.versions() or [read_remote_manifest(source, source.resolve(None), None).version]


def remote_yanks(name: str) -> Mapping[str, Yank]:
    """Return the versions of a remote data set that were yanked; offline those that the cache knows of."""
    source, cache = release_source(name), ReleaseCache()
    return cache.origin(source.key).yanks if is_offline(source) else source.yanks()


def cached_release(
    source: ReleaseSource, cache: ReleaseCache, version: str | None, tables: Collection[str] | None = None
) -> FetchedRelease | None:
    """Return the release as the cache has it, with the tables, if it need not or may not be asked for.

    Raises
    ------
    RemoteError
        We are offline, and it is not there.
    """
    origin = cache.origin(source.key)
    held = {number: item for number, item in origin.held.items() if cache.folder(item)}
    if version in held and not _missing(cache, held[str(version)], tables):
        item = held[str(version)]
    elif is_offline(source):
        item = _offline(source, cache, held, version, tables, origin.yanks)
    else:
        return None
    warn_of(source.key, item.version, _known_yanks(source, cache, origin).get(item.version))
    folder = cache.folder(item)
    assert folder is not None
    return FetchedRelease(folder, origin_name(source, item.version, item.commit))


def _known_yanks(source: ReleaseSource, cache: ReleaseCache, origin: CachedOrigin) -> Mapping[str, Yank]:
    """Return what was yanked: as the place says now, or as it said when it could last be asked.

    Whoever has a version needs nothing from the network, and must not wait for one that does not answer: the question
    has a few seconds, and after a failure it is not put again for an hour.
    """
    if is_offline(source) or 0 <= time.time() - origin.unreachable < ASK_AGAIN_SECONDS:
        return origin.yanks
    answers: list[Mapping[str, Yank]] = []

    def ask() -> None:
        with suppress(Exception):  # without an answer there is nothing to say
            answers.append(source.yanks())

    asking = Thread(target=ask, name="corpus-yanked", daemon=True)
    asking.start()
    asking.join(ANSWER_SECONDS)
    yanks = answers[0] if answers else None
    cache.note_yanks(source.key, yanks)
    return origin.yanks if yanks is None else yanks


def _offline(
    source: ReleaseSource,
    cache: ReleaseCache,
    held: Mapping[str, CachedRelease],
    version: str | None,
    tables: Collection[str] | None,
    yanks: Mapping[str, Yank] = NONE,
) -> CachedRelease:
    if not held:
        raise RemoteError(
            f"{source.key}: offline, and the cache does not hold it", "load it once while online; corpus cache list"
        )
    try:
        item = held[chosen(source.key, in_order(held), version, yanks)]
    except UsageError as error:
        raise RemoteError(f"offline: in the cache {error.message}", "load it once while online") from None
    if missing := _missing(cache, item, tables):
        lacks = f"lacks {counted(len(missing), 'file')} of it, such as {missing[0]}"
        raise RemoteError(f"{source.key} {item.version}: offline, and the cache {lacks}", "load it once while online")
    return item


def _missing(cache: ReleaseCache, held: CachedRelease, tables: Collection[str] | None) -> list[str]:
    """Return the files of some tables that have not been fetched yet."""
    folder = cache.folder(held)
    if folder is None:
        return [layout.MANIFEST]
    manifest = read_manifest(folder)
    return [name for name in files_of_tables(manifest, tables) if not (folder / name).is_file()]


def resolve_version(source: ReleaseSource, cache: ReleaseCache, version: str | None) -> PinnedRelease:
    """Ask the source which release is wanted; warn if its newest is older than one that was seen."""
    pin = source.resolve(version)
    if number := pin.version or pin.tag:
        cache.note_yanks(source.key, pin.yanks)
        warn_of(source.key, number, pin.yanks.get(number))
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
    source: ReleaseSource,
    cache: ReleaseCache,
    pin: PinnedRelease,
    pinned: CheckedRelease | None,
    tables: Collection[str] | None,
) -> CachedRelease | None:
    """Return what the cache has of exactly this commit or manifest, if the tables are in it."""
    for held in cache.origin(source.key).held.values():
        digest = pinned.digest if pinned else pin.listed.manifest_sha256 if pin.listed else None
        same = held.commit == pin.commit if pin.commit else held.manifest_sha256 == digest
        if same and not _missing(cache, held, tables):
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


def _fetched(
    source: ReleaseSource, cache: ReleaseCache, pinned: CheckedRelease, tables: Collection[str] | None
) -> CachedRelease:
    _check_unchanged(source, cache.origin(source.key), pinned)
    pin, manifest = pinned.pin, pinned.manifest
    folder = f"{manifest['name']}/{pinned.version}-{pinned.digest[:16]}"
    hashes = {name: str(facts["sha256"]) for name, facts in manifest["files"].items()}
    wanted = {name: hashes[name] for name in files_of_tables(manifest, tables)}
    sums = layout.sums_text({**hashes, layout.MANIFEST: pinned.digest}).encode()
    more = {layout.MANIFEST: pinned.data, layout.SUMS: _same_sums(pin, sums), **_signature(pin)}
    held = CachedRelease(pinned.version, pinned.digest, _assembled(cache, pinned, folder, wanted, more), pin.commit)
    cache.note(source.key, held)
    return held


def _assembled(
    cache: ReleaseCache, pinned: CheckedRelease, folder: str, hashes: Mapping[str, str], more: Mapping[str, bytes]
) -> str:
    for _ in range(TRIES):
        _fetch_blobs(cache, pinned, [pinned.manifest["files"][name] | {"name": name} for name in hashes])
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


def _fetch_blobs(cache: ReleaseCache, pinned: CheckedRelease, files: Iterable[Mapping[str, Any]]) -> None:
    wanted = {str(facts["sha256"]): (str(facts["name"]), int(facts["bytes"])) for facts in files}
    total = sum(size for sha256, (_, size) in wanted.items() if not cache.blob(sha256).exists())
    label = f"{pinned.manifest['name']} {pinned.version}"
    with fetch_bar(label, total) as arrived, ThreadPoolExecutor(FETCHES, "corpus-fetch") as pool:
        tasks = [pool.submit(_fetch_blob, cache, pinned.pin, sha256, *item, arrived) for sha256, item in wanted.items()]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch_blob(
    cache: ReleaseCache, pin: PinnedRelease, sha256: str, name: str, size: int, arrived: Callable[[int], None]
) -> None:
    def copy(file: BinaryIO) -> str:
        for attempt in range(TRIES):
            try:
                return pin.place.copy(name, size, file, arrived)
            except RemoteError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
                arrived(-file.tell())
                file.seek(0)
                file.truncate()
        raise AssertionError("unreachable")

    try:
        cache.add_blob(sha256, f"{pin.place.name}/{name}", copy)
    except AbsentError:
        raise IntegrityError(f"{pin.place.name}/{name}: missing: the release had it", "ask its publisher") from None
