"""The index of versions, ``versions.json``: the pointer that readers of a shelf follow. It is written last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.errors import ReleaseExistsError, UsageError
from corpus.model import names
from corpus.publishing.shipment import Shipment
from corpus.release.manifest import canonical
from corpus.release.shelf import FORMAT, INDEX, chosen, read_index
from corpus.release.yanked import YANKED, Yank, first_of

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VersionsIndex:
    """The versions of one data set that can be read, oldest first; ``more`` are keys that others added."""

    name: str | None = None
    versions: tuple[Entry, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: bytes | None, where: str) -> VersionsIndex:
        """Read the index in a file's bytes; None: there is no file, so no version.

        Raises
        ------
        IntegrityError
            It is not an index.
        """
        if data is None:
            return cls()
        read_index(data, f"{where}/{INDEX}")  # what readers refuse is not built upon
        found = json.loads(data)
        more = {key: value for key, value in found.items() if key not in ("format", "name", "versions")}
        return cls(found.get("name"), tuple(found["versions"]), more)

    def entry_of(self, version: str) -> Entry | None:
        """Return the entry of a version."""
        return next((entry for entry in self.versions if entry["version"] == version), None)

    def below(self, version: str) -> Entry | None:
        """Return the entry of the newest version that is older than this one."""
        key = names.version_key(version)
        older = [entry for entry in self.versions if names.version_key(entry["version"]) < key]
        return max(older, key=lambda entry: names.version_key(entry["version"]), default=None)

    def has(self, shipment: Shipment, where: str) -> bool:
        """Return whether this release is published.

        Raises
        ------
        ReleaseExistsError
            Its version is published with different content.
        UsageError
            The index is that of another data set.
        """
        if self.name not in (None, shipment.name):
            raise UsageError(
                f"{where} holds releases of {self.name!r}, this is one of {shipment.name!r}; nothing was sent",
                "publish to a place of its own",
            )
        entry = self.entry_of(shipment.version)
        if entry is not None and entry["manifest_sha256"] != shipment.entry["manifest_sha256"]:
            later = names.next_version(entry["version"] for entry in self.versions)
            raise ReleaseExistsError(
                f"{where} has {shipment.version} already with different content; nothing was sent",
                f"a version that was seen never changes: build this one as --version {later}",
            )
        return entry is not None

    def plus(self, shipment: Shipment) -> VersionsIndex:
        """Return the index with this release added."""
        rest = [entry for entry in self.versions if entry["version"] != shipment.version]
        entries = sorted([*rest, shipment.entry], key=lambda entry: names.version_key(entry["version"]))
        return VersionsIndex(shipment.name, tuple(entries), self.more)

    def with_yank(self, version: str, yank: Yank | None, where: str) -> VersionsIndex:
        """Return the index that says of a version that it is yanked, or is not any more.

        Raises
        ------
        UsageError
            There is no such version.
        """
        require_version(version, [entry["version"] for entry in self.versions], where)
        entries = (_with_yank(entry, yank) if entry["version"] == version else entry for entry in self.versions)
        return replace(self, versions=tuple(entries))

    def encoded(self) -> bytes:
        """Return the file's bytes."""
        return canonical({**self.more, "format": FORMAT, "name": self.name, "versions": list(self.versions)}).encode()


def _with_yank(entry: Entry, yank: Yank | None) -> Entry:
    if yank is None:
        return {key: value for key, value in entry.items() if key != YANKED}
    known = Yank.of(entry[YANKED]) if entry.get(YANKED) else None
    return entry if known == first_of(known, yank) else {**entry, YANKED: yank.facts}


def require_version(version: str, there: Sequence[str], where: str) -> None:
    """Check that a version is there.

    Raises
    ------
    UsageError
        It is not; the message says which are.
    """
    chosen(where, there, names.checked_version(version))
