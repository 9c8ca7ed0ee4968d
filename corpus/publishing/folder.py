"""A shelf in a folder: the version is copied beside, renamed into place, and then named in the index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CorpusError, IntegrityError, PublishError, ReleaseExistsError, UsageError
from corpus.model.foreign_errors import EXHAUSTED
from corpus.model.untrusted import read_bounded
from corpus.publishing.others_work import changed_in_last, require_no_loss
from corpus.publishing.shipment import Progress, Shipment, ShipmentItem, ShipmentPlan
from corpus.publishing.third_party_errors import one_line, translate_errors
from corpus.publishing.versions_index import Entry, VersionsIndex, require_version
from corpus.release import layout
from corpus.release.atomic import place_folder, replacing, write_error
from corpus.release.manifest import read_manifest
from corpus.release.shelf import INDEX, INDEX_LIMIT, versions_in, yanks_in
from corpus.release.yanked import Yank, changed_yanks, written_yanks

LOCK = ".versions.lock"


class FolderDestination:
    """``DIR``: the release goes to ``DIR/VERSION``, and its entry to ``DIR/versions.json``."""

    def __init__(self, shelf: Path, *, read_back: str = "bytes") -> None:
        self._shelf = shelf
        self._read_back = read_back

    def look(self, shipment: Shipment) -> ShipmentPlan:
        """Return what the folder holds of the release."""
        return translate_errors(lambda: self._look_undisturbed(shipment), self._explain)

    def send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        """Copy what is new, rename, write the index."""
        translate_errors(lambda: self._send(shipment, plan, progress), self._explain)

    def check(self, shipment: Shipment, progress: Progress) -> None:
        """Read the published version back."""
        translate_errors(lambda: _check(self._place(shipment), shipment, progress, self._read_back), self._explain)

    def yank(self, version: str, yank: Yank | None) -> bool:
        """Say in the index that a version is yanked; on a shelf that was only built, in a file of its own."""
        return translate_errors(lambda: self._yank(version, yank), self._explain)

    def _yank(self, version: str, yank: Yank | None) -> bool:
        if not self._shelf.is_dir() or (self._shelf / layout.MANIFEST).exists():
            raise UsageError(
                f"{self._shelf}: there is no folder with versions of a release",
                "give the folder that has the versions, and the version",
                where=str(self._shelf),
            )
        require_version(version, versions_in(self._shelf), str(self._shelf))
        with locked(self._shelf / LOCK):
            path, data = self._yanked_in(version, yank)
            if path.is_file() and path.read_bytes() == data:
                return False
            with replacing(path) as unfinished:
                unfinished.write_bytes(data)
        return True

    def _yanked_in(self, version: str, yank: Yank | None) -> tuple[Path, bytes]:
        """Return the file that says what is yanked, and what it is to hold."""
        if (self._shelf / INDEX).is_file():
            return self._shelf / INDEX, self._index().with_yank(version, yank, str(self._shelf)).encoded()
        return self._shelf / layout.YANKS, written_yanks(changed_yanks(yanks_in(self._shelf), version, yank))

    def _look_undisturbed(self, shipment: Shipment) -> ShipmentPlan:
        """Look while no other publisher has a version in place that the index does not name yet."""
        lock = self._shelf / LOCK
        if not os.access(lock, os.W_OK):  # nobody has published here, or this one may not
            return self._look(shipment)
        with locked(lock):
            return self._look(shipment)

    def _look(self, shipment: Shipment) -> ShipmentPlan:
        index = self._index()
        indexed, below = index.has(shipment, str(self._shelf)), index.below(shipment.version)
        place = self._place(shipment)
        placed = place.exists()
        self._require_none_hidden(index, shipment)
        if placed:
            _require_same(place, shipment)
        there = place if placed else self._beside(shipment)
        reused = tuple(item for item in shipment.items if _has(there, item, self._read_back))
        new = tuple(item for item in shipment.items if item not in reused)
        own = {item.path for item in shipment.items}
        gone = tuple(path for path in layout.files_of(place) if path not in own) if placed else ()
        edited = [*(item.path for item in new if (place / item.path).exists()), *gone]
        in_last, added = self._changed_in_last(below)
        return ShipmentPlan(
            new,
            reused,
            gone,
            published=indexed and not (new or gone),
            kept=added,
            edited=tuple(dict.fromkeys([*edited, *(() if indexed else in_last)])),
            below=below,
        )

    def _require_none_hidden(self, index: VersionsIndex, shipment: Shipment) -> None:
        """Check that a first index, which readers believe alone, hides no version of a shelf that was only built."""
        there = versions_in(self._shelf) if not index.versions and self._shelf.is_dir() else []
        hidden = [version for version in there if version != shipment.version]
        if hidden:
            raise UsageError(
                f"{self._shelf} has {', '.join(hidden)} and no {INDEX}: readers would see {shipment.version} alone",
                "publish to a folder of its own, the oldest version first",
                where=str(self._shelf),
            )

    def _changed_in_last(self, below: Entry | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """List what others edited in the folder of the last version, and what they added there."""
        if below is None or not (last := self._shelf / below["version"]).is_dir():
            return (), ()
        manifest = last / layout.MANIFEST
        edited, added = changed_in_last(
            manifest.read_bytes() if manifest.is_file() else None,
            str(manifest),
            {path: (last / path).stat().st_size for path in layout.files_of(last)},
            lambda path, sha256: self._read_back != "bytes" or layout.sha256(last / path) == sha256,
        )
        return edited, tuple(f"{last.name}/{path}" for path in added)

    def _send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        """Publish under a lock: two that copy the same release would share the unfinished folder."""
        self._shelf.mkdir(parents=True, exist_ok=True)
        with locked(self._shelf / LOCK):
            now = self._look(shipment)  # others may have published, or edited, while this one waited
            require_no_loss(now.edited, plan.edited, str(self._shelf))
            if self._place(shipment).exists():
                self._mend(shipment, now)
                _check(self._place(shipment), shipment, progress, self._read_back)
            else:
                self._copy(shipment, now, progress)
            index = self._index()
            if not index.has(shipment, str(self._shelf)):
                with replacing(self._shelf / INDEX) as unfinished:
                    unfinished.write_bytes(index.plus(shipment).encoded())

    def _mend(self, shipment: Shipment, plan: ShipmentPlan) -> None:
        """Put the files of a version back that are lost, or that may be overwritten."""
        place = self._place(shipment)
        for item in plan.new:
            _copy(shipment.folder / item.path, place / item.path)
        for path in plan.gone:
            (place / path).unlink()

    def _copy(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        beside, done = self._beside(shipment), 0
        for item in plan.new:
            _copy(shipment.folder / item.path, beside / item.path)
            done += item.bytes
            progress(done, sum(item.bytes for item in plan.new))
        _remove_extra_files(beside, shipment)
        _check(beside, shipment, progress, self._read_back)
        place_folder(beside, self._place(shipment))

    def _index(self) -> VersionsIndex:
        path = self._shelf / INDEX
        data = read_bounded(path, INDEX_LIMIT) if path.exists() else None
        return VersionsIndex.parse(data, str(self._shelf))

    def _place(self, shipment: Shipment) -> Path:
        return self._shelf / shipment.version

    def _beside(self, shipment: Shipment) -> Path:
        """Return the unfinished folder: different content has another one, so no two releases are mixed."""
        return self._shelf / f".publishing-{shipment.version}-{shipment.manifest['manifest_sha256'][:16]}"

    def _explain(self, error: Exception) -> CorpusError:
        if isinstance(error, OSError) and error.errno in EXHAUSTED:
            return write_error(self._shelf, error)
        if isinstance(error, PermissionError | FileExistsError | NotADirectoryError):
            return UsageError(
                f"{self._shelf}: cannot be written: {one_line(error)}",
                "publish to a folder of yours",
                where=str(self._shelf),
            )
        return PublishError(
            f"{self._shelf}: not published: {one_line(error)}",
            "run the same command again: it copies only what is missing",
        )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; the system releases it when the process ends, however that happens."""
    with path.open("ab") as file:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that it is there whole or not at all."""
    with replacing(target) as unfinished:
        shutil.copyfile(source, unfinished)


def _has(folder: Path, item: ShipmentItem, read_back: str = "bytes") -> bool:
    path = folder / item.path
    if not path.is_file() or path.stat().st_size != item.bytes:
        return False
    return read_back != "bytes" or layout.sha256(path) == item.sha256


def _remove_extra_files(beside: Path, shipment: Shipment) -> None:
    """Remove what a killed run left unfinished."""
    own = {item.path for item in shipment.items}
    for extra in [path for path in layout.files_of(beside) if path not in own]:
        (beside / extra).unlink()


def _require_same(place: Path, shipment: Shipment) -> None:
    if not place.is_dir() or read_manifest(place).get("manifest_sha256") != shipment.manifest["manifest_sha256"]:
        raise ReleaseExistsError(
            f"{place} already exists with different content; nothing was written",
            "a version that was seen never changes: build this one under the next version",
            where=str(place),
        )


def _check(folder: Path, shipment: Shipment, progress: Progress, read_back: str) -> None:
    """Compare the files of a folder with what was sent."""
    found = layout.files_of(folder)
    for path in found:
        if path not in {item.path for item in shipment.items}:
            raise IntegrityError(f"{folder / path}: the release has no such file", "remove it, and publish again")
    done, total = 0, sum(item.bytes for item in shipment.items)
    for item in shipment.items:
        if not _has(folder, item, read_back):
            raise IntegrityError(f"{folder / item.path} is not as it was sent", "is the disk sound? Publish again")
        done += item.bytes
        progress(done, total)
