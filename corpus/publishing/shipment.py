"""What is published: a proved release whose rights allow it, each file with its hash, and what of it is new there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import IntegrityError
from corpus.model.counting import counted
from corpus.publishing.gate import require_publishable
from corpus.release import layout
from corpus.release.handle import Release
from corpus.release.rights import FULL, STANDOFF
from corpus.release.standoff import make_standoff
from corpus.release.verify import verify
from corpus.release.yanked import Yank

Progress = Callable[[int, int], None]
FULL_HASH = "full_content_hash"  # of the full release that a standoff release was made of
READ_BACK = ("bytes", "hashes")
AGAIN = "run the same command again: it sends only what is missing"


@dataclass(frozen=True, slots=True)
class ShipmentItem:
    """A file of the release: its relative path, its size and its SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """A release to be published."""

    folder: Path
    manifest: Mapping[str, Any]
    items: tuple[ShipmentItem, ...]

    @property
    def name(self) -> str:
        """The data set's name."""
        return str(self.manifest["name"])

    @property
    def version(self) -> str:
        """The version, X.Y.Z."""
        return str(self.manifest["version"])

    @property
    def entry(self) -> dict[str, str]:
        """The release in an index of versions."""
        manifest = next(item for item in self.items if item.path == layout.MANIFEST)
        return {**facts_of_version(self.manifest), "manifest_sha256": manifest.sha256}

    def bytes_of(self, item: ShipmentItem) -> bytes:
        """Read a file's content."""
        return (self.folder / item.path).read_bytes()


def facts_of_version(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return what an index says of a version, but for the hash of its manifest."""
    facts = {key: str(manifest[key]) for key in ("version", "date", "content_hash")}
    full = manifest.get("full")
    return {**facts, FULL_HASH: str(full["content_hash"])} if full else facts


@dataclass(frozen=True, slots=True)
class ShipmentPlan:
    """What publishing would do: files to send, files that are there with these bytes, files that would go.

    ``kept`` are files that others added, ``edited`` those that others changed and that would be overwritten.
    ``below`` has the facts of the newest version there that is older than this one; None: there is none.
    """

    new: tuple[ShipmentItem, ...]
    reused: tuple[ShipmentItem, ...]
    gone: tuple[str, ...] = ()
    published: bool = False
    kept: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    below: Mapping[str, str] | None = None


class Destination(Protocol):
    """Where a release is published to."""

    def look(self, shipment: Shipment) -> ShipmentPlan:
        """Return what is there already, and write nothing. Raises if the version exists with different content."""

    def send(self, shipment: Shipment, plan: ShipmentPlan, progress: Progress) -> None:
        """Send what is new, make the version visible at once, and read it back."""

    def check(self, shipment: Shipment, progress: Progress) -> None:
        """Read the published version back."""

    def yank(self, version: str, yank: Yank | None) -> bool:
        """Say that a version is yanked, or (None) that it is not any more; False if that was said already."""


@contextmanager
def prepared(release: Release, text: str) -> Iterator[Shipment]:
    """Prove a release, and check that it may be published with this text.

    Raises
    ------
    RightsError
        Its rights do not allow it.
    IntegrityError
        It is not what its manifest says.
    """
    _prove(release.path)
    require_publishable(release, text)
    if text == STANDOFF and release.manifest.get("text", FULL) == FULL:
        with tempfile.TemporaryDirectory(prefix="corpus-publish-") as folder:
            standoff = make_standoff(release, Path(folder) / release.version)
            _prove(standoff.path)
            yield _shipment(standoff)
    else:
        yield _shipment(release)


def _prove(folder: Path) -> None:
    result = verify(folder)
    for problem in result.problems:
        more = f" (and {counted(len(result.problems) - 1, 'more problem')})" if len(result.problems) > 1 else ""
        raise IntegrityError(
            f"{folder} is not published: {problem.where}: {problem.message}{more}",
            f"corpus verify {folder} lists what is wrong; build the release again",
            str(folder),
            problems=tuple(f"{each.where}: {each.message}" for each in result.problems),
        )


def _shipment(release: Release) -> Shipment:
    items = []
    for name in layout.files_of(release.path):
        path = release.path / name
        items.append(ShipmentItem(name, path.stat().st_size, layout.sha256(path)))
    return Shipment(release.path, release.manifest, tuple(items))
