"""A release in a folder: its tables, its proof, and the sources that it restores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from corpus.errors import GoneError, IntegrityError, UsageError
from corpus.model import schema
from corpus.model.names import is_day
from corpus.model.near_miss import near_miss
from corpus.release import parquet
from corpus.release.description.citation import STYLES, Work
from corpus.release.diff import Difference, diff_releases
from corpus.release.layout import paths_of
from corpus.release.lineage import Fate, follow, read_lineage, read_quarantine, read_tombstones
from corpus.release.manifest import read_manifest
from corpus.release.restore import restore
from corpus.release.rights import FULL, STANDOFF
from corpus.release.row_checks import require_sound
from corpus.release.row_rules import RowRules
from corpus.release.shelf import release_folder
from corpus.release.verify import Verification, verify


@dataclass(frozen=True)
class Release:
    """A release on this machine; nothing is read before it is asked for."""

    path: Path
    manifest: Mapping[str, Any]
    origin: str | None = None

    @classmethod
    def open(cls, path: str | Path, version: str | None = None) -> Release:
        """Open the release in a folder, or a version of a shelf (default: its newest).

        Raises
        ------
        NotAReleaseError
            There is none; the message says what the folder lacks.
        UsageError
            The shelf has no such version.
        """
        folder = release_folder(Path(path), version)
        return cls(folder, read_manifest(folder))

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

    @property
    def articles(self) -> ds.Dataset:
        """The articles table, a row an article of a document; releases of schema 2.0 and before have none."""
        return self._table("articles")

    def _table(self, name: str) -> ds.Dataset:
        columns = schema.columns_of(schema.version_of(self.manifest), name)
        return parquet.dataset(paths_of(self.path, name), schema.arrow(columns))

    @property
    def quarantined(self) -> list[dict[str, str]]:
        """The sources that were not accepted, with the reason's code."""
        return read_quarantine(self.path)

    def paragraph(self, paragraph_id: str) -> dict[str, Any]:
        """Return the row of a paragraph; an ID of an earlier release leads to the paragraph that it became.

        Raises
        ------
        GoneError
            It was removed, withdrawn, or split into several; the message says what happened (and `trace`).
        UsageError
            No release of the data set up to this one had such an ID.
        """
        if row := self._find("paragraphs", "paragraph_id", paragraph_id):
            return row
        fate = self.trace(paragraph_id)
        if len(fate.heirs) != 1:
            raise GoneError(f"{self.name} {self.version} has no {paragraph_id} any more: {fate}", self._advice(fate))
        return self._row("paragraphs", "paragraph_id", fate.heirs[0])

    def trace(self, paragraph_id: str) -> Fate:
        """Return what became of a paragraph's ID up to this release: its lineage, and the IDs that have its text now.

        Raises
        ------
        UsageError
            No release of the data set up to this one had such an ID.
        """
        events = read_lineage(self.path)
        alive = set(self._table("paragraphs").to_table(columns=["paragraph_id"])["paragraph_id"].to_pylist())
        fate = follow(events, paragraph_id, alive.__contains__)
        if not fate.events and not fate.heirs:
            self._row("paragraphs", "paragraph_id", paragraph_id)  # raises: it is not there, and the near miss
        return fate

    def _advice(self, fate: Fate) -> str:
        if fate.heirs:
            return f"its text is in {', '.join(fate.heirs)}"
        stones = {stone["id"]: stone for stone in read_tombstones(self.path)}
        reasons = (stones[event.old_id] for event in fate.events if event.old_id in stones)
        gone = "; ".join(f"{stone['id']}: {stone['reason']} ({stone['date']})" for stone in reasons)
        return f"{gone}; releases before that have it"

    def diff(self, other: Release) -> Difference:
        """Compare this release with a later one of the same data set, and name the version step that this demands.

        Raises
        ------
        UsageError
            The other is of another data set, or older; or one of the two is a standoff release.
        """
        if self.standoff != other.standoff:
            (self if self.standoff else other).require_text()
        return diff_releases(self.path, other.path)

    @property
    def standoff(self) -> bool:
        """Whether it is a standoff release, which has no text."""
        return bool(self.manifest.get("text", FULL) == STANDOFF)

    def require_text(self) -> None:
        """Check that the release has its text.

        Raises
        ------
        UsageError
            It is a standoff release.
        """
        if self.standoff:
            raise UsageError(
                f"{self.name} {self.version} is a standoff release: the text is not here",
                f"with your copies of the sources, corpus hydrate {self.path} --from DIR makes the full release",
            )

    def restore(self, doc_id: str) -> bytes:
        """Return the source file of a document again, from the release alone.

        Raises
        ------
        UsageError
            The release has no such document, or no text (a standoff release).
        IntegrityError
            Characters of it are withheld, or the rows do not cover it.
        """
        self.require_text()
        return restore(*self.rows_of(doc_id))

    def rows_of(self, doc_id: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the row of a document, and its rows of the paragraphs and of the edits table.

        Raises
        ------
        UsageError
            The release has no such document.
        """
        document = self._row("documents", "doc_id", doc_id)
        own = pc.field("doc_id") == doc_id
        paragraphs, edits = (self._sound_rows(table, own) for table in ("paragraphs", "edits"))
        for problem in RowRules(self.manifest).problems(document, paragraphs, edits):
            raise IntegrityError(
                f"{self.path}: {doc_id}: {problem}", "corpus verify lists what is wrong", str(self.path)
            )
        return document, paragraphs, edits

    def _sound_rows(self, table: str, condition: pc.Expression) -> list[dict[str, Any]]:
        with parquet.reading(self.path / "data" / table):
            rows = self._table(table).to_table(filter=condition)
        require_sound(table, rows, str(self.path), standoff=self.standoff)
        return list(rows.to_pylist())

    def cite(self, style: str = "bibtex", *, paragraph: str | None = None, accessed: str | None = None) -> str:
        """Return how to cite the release, or a paragraph of it: ``bibtex``, ``apa``, ``gb7714``, ``ris`` or ``cff``.

        ``accessed`` is the day on which it was read, as 2026-11-22, which GB/T 7714 and RIS state; default: today.

        Raises
        ------
        UsageError
            The style is unknown, the release has no such paragraph, or ``accessed`` is not a day.
        """
        if accessed is not None and not is_day(accessed):
            raise UsageError(f"{accessed!r} is not a valid date", "write it as 2026-11-22", code="BAD_DATE")
        if style not in STYLES:
            raise UsageError(f"{style!r} is not a valid style; expected one of {', '.join(STYLES)}")
        if paragraph is not None:
            self.paragraph(paragraph)
        return STYLES[style](Work.of_manifest(self.manifest, paragraph, accessed))

    def verify(self) -> Verification:
        """Prove the release: hashes, counts, IDs, and every source restored."""
        return verify(self.path)

    def _find(self, table: str, column: str, value: str) -> dict[str, Any] | None:
        rows = self._sound_rows(table, pc.field(column) == value)
        return rows[0] if rows else None

    def _row(self, table: str, column: str, value: str) -> dict[str, Any]:
        row = self._find(table, column, value)
        if row is None:
            raise UsageError(f"{self.name} {self.version} has no {column} {value!r}", self._near(table, column, value))
        return row

    def _near(self, table: str, column: str, value: str) -> str:
        if column == "paragraph_id" and not value.rpartition("-")[2].isdigit():
            if self._find("documents", "doc_id", value):
                return f"{value!r} is a document; its paragraphs are called {value}-0001 and so on"
            table, column = "documents", "doc_id"  # without a number it is meant as a document
        known = self._table(table).to_table(columns=[column])[column].to_pylist()
        return near_miss(value, filter(None, known[:100_000]), cutoff=0.6)

    def __repr__(self) -> str:
        rows = ", ".join(
            f"{self.manifest['tables'][table]['rows']} {table}"
            for table in schema.tables(schema.version_of(self.manifest))
        )
        rights = ", ".join(self.manifest["rights"]) + ("; standoff" if self.standoff else "")
        origin = f"; from {self.origin}" if self.origin else ""
        digest = self.manifest["content_hash"][:12]
        return f"Release({self.name} {self.version}: {rows}; rights {rights}; sha256:{digest}{origin})"
