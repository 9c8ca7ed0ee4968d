"""A release that stands in a folder: its tables, its proof, and the sources that it gives back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from corpus import names, schema, store
from corpus.errors import NotAReleaseError, UsageError
from corpus.restoring import restore
from corpus.verifying import Verification, verify


@dataclass(frozen=True)
class Release:
    """A release on this machine; nothing is read before it is asked for."""

    path: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, path: str | Path, version: str | None = None) -> Release:
        """Open a release, or the newest (or the named) version of a shelf.

        Raises
        ------
        NotAReleaseError
            The folder is neither; the message says what it lacks.
        """
        folder = folder_of(Path(path), version)
        manifest = store.read_manifest(folder)
        if version not in (None, manifest.get("version")):
            raise UsageError(f"{folder} is version {manifest.get('version')}, not {version}")
        return cls(folder, manifest)

    @property
    def name(self) -> str:
        """The data set's name."""
        return str(self.manifest["name"])

    @property
    def version(self) -> str:
        """The version, X.Y.Z."""
        return str(self.manifest["version"])

    @property
    def documents(self) -> ds.Dataset:
        """The documents table, a row a source."""
        return self._table("documents")

    @property
    def paragraphs(self) -> ds.Dataset:
        """The paragraphs table."""
        return self._table("paragraphs")

    @property
    def edits(self) -> ds.Dataset:
        """The edits table."""
        return self._table("edits")

    def _table(self, name: str) -> ds.Dataset:
        files = sorted(str(path) for path in (self.path / "data" / name).glob("*.parquet"))
        return ds.dataset(files, schema=schema.arrow(schema.TABLES[name]), format="parquet")

    @property
    def quarantined(self) -> list[dict[str, str]]:
        """The sources that were not accepted, with the reason's code."""
        lines = (self.path / "quarantine.jsonl").read_text(encoding="utf-8").split("\n")
        return [json.loads(line) for line in lines if line]

    def paragraph(self, paragraph_id: str) -> dict[str, Any]:
        """The row of a paragraph.

        Raises
        ------
        UsageError
            The release has no such ID.
        """
        return self._row("paragraphs", "paragraph_id", paragraph_id)

    def restore(self, doc_id: str) -> bytes:
        """The source file of a document again, from the release alone.

        Raises
        ------
        UsageError
            The release has no such document.
        IntegrityError
            Characters of it are withheld, or the rows do not cover it.
        """
        document = self._row("documents", "doc_id", doc_id)
        own = pc.field("doc_id") == doc_id
        paragraphs, edits = (table.to_table(filter=own).to_pylist() for table in (self.paragraphs, self.edits))
        return restore(document, paragraphs, edits)

    def verify(self) -> Verification:
        """Prove the release: hashes, counts, IDs, and every source restored."""
        return verify(self.path)

    def _row(self, table: str, column: str, value: str) -> dict[str, Any]:
        rows = self._table(table).to_table(filter=pc.field(column) == value).to_pylist()
        if not rows:
            raise UsageError(f"{self.name} {self.version} has no {column} {value!r}")
        row: dict[str, Any] = rows[0]
        return row

    def __repr__(self) -> str:
        rows = ", ".join(f"{self.manifest['tables'][table]['rows']} {table}" for table in schema.TABLES)
        rights = ", ".join(self.manifest["rights"])
        return (
            f"Release({self.name} {self.version}: {rows}; rights {rights}; sha256:{self.manifest['content_hash'][:12]})"
        )


def folder_of(path: Path, version: str | None = None) -> Path:
    """The folder of a release, or of a version of a shelf; what looks like a damaged release counts as one.

    Raises
    ------
    NotAReleaseError
        The folder is neither.
    """
    if not path.is_dir():
        raise NotAReleaseError(f"{path} is no folder", "give a release, or a folder with versions of one")
    if (path / store.MANIFEST).exists() or (path / store.SUMS).exists():
        return path
    return _on_shelf(path, version)


def _on_shelf(folder: Path, version: str | None) -> Path:
    versions = sorted(
        (
            path.name
            for path in folder.iterdir()
            if names.VERSION.fullmatch(path.name) and (path / store.MANIFEST).is_file()
        ),
        key=names.version_key,
    )
    if not versions:
        raise NotAReleaseError(
            f"{folder} is no release: it has no {store.MANIFEST}, and no version with one",
            "corpus build makes a release",
        )
    if version is not None and version not in versions:
        raise UsageError(f"{folder} has no version {version}", f"it has {', '.join(versions)}")
    return folder / (version or versions[-1])


def open_release(path: str | Path, version: str | None = None) -> Release:
    """Open a release in a folder, or a version of a shelf (default: its newest).

    Raises
    ------
    NotAReleaseError
        The folder is neither; the message says what it lacks.
    """
    return Release.open(path, version)
