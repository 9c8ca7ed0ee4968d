"""Releases that were fetched, on this machine: each file once, by its hash, and a folder of links for each release.

    blobs/ab/abcd...                    a file, named by its SHA-256; read-only
    releases/NAME/VERSION-MANIFEST/     a release: links to blobs, or copies where links cannot be
    origins/*.json                      the releases of each origin, and their folders
    locks/, tmp/                        who is fetching, and what is not whole yet

A file is written in ``tmp`` and renamed once its hash is right, a folder once it is complete: a process that is killed
leaves files in ``tmp`` only. Permissions are what the umask leaves: a cache that one user filled can be read by others,
and a group whose umask lets it write can share one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import IntegrityError, MissingExtraError, UsageError
from corpus.loading.cache_dir import cache_dir
from corpus.loading.file_hashes import HashCache
from corpus.release import layout
from corpus.release.atomic import begun_folder, flush_file, flush_folder, place_folder, plain_mode, replacing
from corpus.release.manifest import canonical, read_manifest
from corpus.release.unfinished_file import unfinished_file
from corpus.release.yanked import Yank

STALE_SECONDS = 24 * 3600  # what is older in tmp was left by a process that was killed


@dataclass(frozen=True)
class CachedRelease:
    """A release of an origin, in the cache."""

    version: str
    manifest_sha256: str
    folder: str  # relative to the cache
    commit: str | None = None


@dataclass(frozen=True)
class CachedOrigin:
    """What an origin has had: its newest version ever, the releases that were fetched from it, and what was yanked.

    ``unreachable`` is when it could last not be asked what was yanked, in seconds of the clock.
    """

    key: str
    newest: str | None = None
    held: Mapping[str, CachedRelease] = field(default_factory=dict)
    yanks: Mapping[str, Yank] = field(default_factory=dict)
    unreachable: float = 0.0


class ReleaseCache:
    """The cache in a folder; reading needs no right to write."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or cache_dir()

    def folder(self, held: CachedRelease) -> Path | None:
        """Return the folder of a release, if it is there."""
        path = self.root / held.folder
        return path if (path / layout.MANIFEST).is_file() else None

    def origin(self, key: str) -> CachedOrigin:
        """Return what is known of an origin; nothing, if the note cannot be read."""
        try:
            return _parsed(json.loads(self._origin_path(key).read_text(encoding="utf-8")), key)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return CachedOrigin(key)

    def origins(self) -> list[CachedOrigin]:
        """Return all origins that were fetched from, by name."""
        found = []
        for path in self._files("origins"):
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                found.append(_parsed(data, str(data["key"])))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
        return sorted(found, key=lambda origin: origin.key)

    def note(self, key: str, held: CachedRelease | None = None, newest: str | None = None) -> None:
        """Remember a release that was fetched, or the newest version that was seen."""
        known = self.origin(key)
        if held is None and newest in (None, known.newest):
            return
        with self.locked(f"note {key}"):
            known = self.origin(key)
            kept = {**known.held, held.version: held} if held else known.held
            self._write(self._origin_path(key), replace(known, held=kept, newest=newest or known.newest))

    def note_yanks(self, key: str, yanks: Mapping[str, Yank] | None) -> None:
        """Remember what was yanked of an origin; None: it could not be asked. A read-only cache keeps nothing."""
        known = self.origin(key)
        if yanks is None or known.unreachable or known.yanks != yanks:
            with suppress(UsageError), self.locked(f"note {key}"):
                known = self.origin(key)
                latest = known.yanks if yanks is None else yanks
                reached = time.time() if yanks is None else 0.0
                self._write(self._origin_path(key), replace(known, yanks=latest, unreachable=reached))

    def forget(self, key: str) -> None:
        """Forget an origin, its newest version included."""
        self._origin_path(key).unlink(missing_ok=True)

    @contextmanager
    def locked(self, what: str) -> Iterator[None]:
        """Let one process in at a time; the others wait.

        Raises
        ------
        UsageError
            The cache cannot be written.
        """
        try:
            from filelock import FileLock
        except ImportError:
            raise MissingExtraError.of("filelock", "remote") from None
        with self.writing():
            folder = self._made("locks")
            lock = FileLock(folder / f"{_digest(what)[:32]}.lock", mode=plain_mode())
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Translate an ``OSError`` into an error that names the cache."""
        try:
            yield
        except OSError as error:
            raise UsageError(
                f"the cache {self.root} cannot be written: {error.strerror or error}",
                "CORPUS_CACHE=DIR chooses another folder",
            ) from None

    def blob(self, sha256: str) -> Path:
        """Return where the file with this hash is, or would be."""
        return self.root / "blobs" / sha256[:2] / sha256

    def add_blob(self, sha256: str, name: str, copy: Callable[[BinaryIO], str]) -> Path:
        """Return the file with this hash, fetched if it is not there.

        Raises
        ------
        IntegrityError
            What came has another hash; it is not kept.
        """
        path = self.blob(sha256)
        if path.exists():
            return path
        with ExitStack() as stack:
            with self.writing():
                temporary = stack.enter_context(unfinished_file(self._made("tmp")))
            with temporary.open("wb") as file:
                found = copy(file)
            if found != sha256:
                raise IntegrityError(
                    f"{name}: altered: sha256 is {found}, expected {sha256}",
                    "what came was removed; its publisher should know, or try another mirror",
                )
            with self.writing():
                os.chmod(temporary, 0o444)  # its links are the releases' files: an edit would change them all
                flush_file(temporary)
                path.parent.mkdir(parents=True, exist_ok=True)
                os.replace(temporary, path)
                flush_folder(path.parent)
        return path

    def assemble(self, name: str, blobs: Mapping[str, str], more: Mapping[str, bytes]) -> str:
        """Make a release's folder of blobs, by name, and of small files, or add the blobs that it does not have yet.

        Returns its place in the cache.

        Raises
        ------
        FileNotFoundError
            A blob has been pruned meanwhile.
        """
        target = self.root / "releases" / name
        if not target.exists():
            with self.writing_links(), begun_folder(self._made("tmp"), "release-") as building:
                try:
                    self._fill(building, blobs, more)
                    self._place(building, target, blobs)
                finally:
                    shutil.rmtree(building, ignore_errors=True)
        self._add(target, blobs)
        return target.relative_to(self.root).as_posix()

    @contextmanager
    def writing_links(self) -> Iterator[None]:
        """Translate errors as `writing` does, but leave a missing blob a ``FileNotFoundError``."""
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            with self.writing():
                raise error

    def _fill(self, folder: Path, blobs: Mapping[str, str], more: Mapping[str, bytes]) -> None:
        with self.writing_links():
            for name, sha256 in blobs.items():
                self._link(sha256, folder / name)
            for name, data in more.items():
                (folder / name).write_bytes(data)

    def _add(self, target: Path, blobs: Mapping[str, str]) -> None:
        """Add what a folder lacks: tables that were not asked for when it was made."""
        new = {name: sha256 for name, sha256 in blobs.items() if not (target / name).is_file()}
        with self.writing_links():
            for name, sha256 in new.items():
                self._link(sha256, target / name)
        self._remember(target, new)

    def _link(self, sha256: str, path: Path) -> None:
        """Give a blob a name in a folder, in one step: others may be reading there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.blob(sha256), path)
        except FileNotFoundError:
            raise
        except FileExistsError:  # another process was faster
            return
        except OSError:  # no links on this file system, or too many to one file
            with replacing(path, mode=0o444, beside=self._made("tmp")) as unfinished:
                shutil.copyfile(self.blob(sha256), unfinished)

    def _place(self, building: Path, target: Path, blobs: Mapping[str, str]) -> None:
        with self.writing():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                place_folder(building, target)
                os.chmod(target, plain_mode(0o777))  # a group that shares the cache may prune it
            except OSError:
                if not target.is_dir():  # else another process was faster
                    raise
        self._remember(target, blobs)

    def _remember(self, target: Path, blobs: Mapping[str, str]) -> None:
        hashes = HashCache(target)
        for name, sha256 in blobs.items():
            hashes.remember(target / name, sha256)
        hashes.save()

    def _made(self, name: str) -> Path:
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def _files(self, place: str) -> list[Path]:
        folder = self.root / place
        return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []

    def _origin_path(self, key: str) -> Path:
        return self.root / "origins" / f"{_digest(key)}.json"

    def _write(self, path: Path, origin: CachedOrigin) -> None:
        held = {version: vars(item) for version, item in origin.held.items()}
        yanks = {version: yank.facts for version, yank in origin.yanks.items()}
        facts = {"key": origin.key, "newest": origin.newest, "held": held}
        text = canonical({**facts, "yanks": yanks, "unreachable": origin.unreachable})
        with self.writing(), replacing(path, mode=plain_mode(), beside=self._made("tmp")) as unfinished:
            unfinished.write_text(text, encoding="utf-8")

    # What `corpus cache` does.

    def releases(self) -> list[Path]:
        """Return the folders of all releases, by name."""
        return sorted(path for path in (self.root / "releases").glob("*/*") if path.is_dir())

    def problems(self) -> Iterator[str]:
        """Check every blob and every release against their hashes; what is wrong is removed and reported."""
        for path in self._files("blobs"):
            found = layout.sha256(path)
            if found != path.name:
                path.unlink()
                yield f"{path}: altered: sha256 is {found}, expected {path.name}; removed"
        for folder in self.releases():
            wrong = list(_wrong_files(folder))
            if wrong:
                shutil.rmtree(folder)
                yield from (f"{problem}; the release was removed" for problem in wrong)

    def remove(self, origin: CachedOrigin, version: str | None = None) -> None:
        """Remove the releases of an origin, or one of them; blobs go with `leftovers`."""
        for held in origin.held.values():
            if version in (None, held.version):
                self._remove_folder(self.root / held.folder)
        if version is None:
            with self.writing():
                self.forget(origin.key)
            return
        rest = {name: held for name, held in origin.held.items() if name != version}
        self._write(self._origin_path(origin.key), replace(origin, held=rest))

    def _remove_folder(self, folder: Path) -> None:
        with self.writing(), suppress(FileNotFoundError):
            shutil.rmtree(folder)

    def leftovers(self) -> list[Path]:
        """List files that no release needs: blobs, unfinished fetches, hashes of folders that are gone."""
        needed = {sha256 for folder in self.releases() for sha256 in _hashes_in(folder)}
        unused = [path for path in self._files("blobs") if path.name not in needed]
        old = time.time() - STALE_SECONDS
        unfinished = [path for path in self._files("tmp") if path.stat().st_mtime < old]
        return [*unused, *unfinished, *(path for path in self._files("hashes") if not _is_needed(path))]


def _is_needed(hashes: Path) -> bool:
    """Return whether a file of remembered hashes is of a folder that is still there."""
    try:
        return any(os.path.exists(path) for path in json.loads(hashes.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return False


def _parsed(data: Any, key: str) -> CachedOrigin:
    held = {
        str(version): CachedRelease(
            str(item["version"]), str(item["manifest_sha256"]), str(item["folder"]), item["commit"]
        )
        for version, item in data["held"].items()
    }
    if any(".." in item.folder or not item.folder.startswith("releases/") for item in held.values()):
        raise ValueError("a folder outside the cache")
    yanks = {str(version): Yank.of(facts) for version, facts in data.get("yanks", {}).items()}
    return CachedOrigin(key, data["newest"], held, yanks, float(data.get("unreachable", 0)))


def _hashes_in(folder: Path) -> Iterator[str]:
    try:
        files = read_manifest(folder)["files"]
        yield from (facts["sha256"] for facts in files.values())
    except (KeyError, TypeError, AttributeError, IntegrityError):
        return


def _wrong_files(folder: Path) -> Iterator[str]:
    from corpus.release.verify import check_files

    try:
        manifest = read_manifest(folder)
        for problem in check_files(folder, manifest, may_lack=manifest["files"].keys()):
            yield f"{folder / problem.where}: {problem.message}"
    except (IntegrityError, KeyError, TypeError) as error:
        yield f"{folder}: {error.headline if isinstance(error, IntegrityError) else error}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
