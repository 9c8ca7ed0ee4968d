"""What changed from one release to another: documents, paragraphs, metadata, schema, and the step that it demands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from corpus.errors import UsageError
from corpus.model import schema
from corpus.model.names import document_of, version_key
from corpus.release import parquet
from corpus.release.layout import paths_of
from corpus.release.lineage import GONE, Event, Fate, by_old_id, follow_in, read_lineage
from corpus.release.manifest import read_manifest
from corpus.release.rights import STANDOFF
from corpus.release.row_checks import require_sound
from corpus.release.version_step import VersionStep, least_version

WITHHELD = "withheld"  # the flag of a paragraph that lost characters, and what is shown in their place
RELATIONS = ("added", "removed", "withdrawn", "edited", "split", "merged", "moved", "changed")
"""What can have become of a paragraph or a document; ``changed``: other fields than the text."""
_SHOWN = 10  # IDs in a reason
# Fields that follow from the text, from the file, or from other fields.
_DERIVED = ("doc_id", "n_paragraphs", "n_edits", "first_version", "source_bytes", "segments", "evidence")


class ValueChange(NamedTuple):
    """A field or a text before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What became of a document."""

    doc_id: str
    relation: str
    fields: tuple[ValueChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """What became of a paragraph; the texts are None where there is none, or where it is withheld."""

    paragraph_id: str
    doc_id: str
    relation: str
    heirs: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    withheld: bool = False
    moved: bool = False
    fields: tuple[ValueChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions of a data set."""

    name: str
    old: str
    new: str
    step: VersionStep
    documents: tuple[DocumentChange, ...] = ()
    paragraphs: tuple[ParagraphChange, ...] = ()
    dataset: tuple[ValueChange, ...] = ()
    schema: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def least(self) -> str:
        """The least version after the old one."""
        return least_version(self.old, self.step.level)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many documents and paragraphs have which relation."""
        found = {}
        for name, changes in (("documents", self.documents), ("paragraphs", self.paragraphs)):
            counts = Counter(change.relation for change in changes)
            found[name] = {relation: counts[relation] for relation in RELATIONS if counts[relation]}
        found["paragraphs"]["unchanged"] = self.unchanged
        return found


@dataclass(frozen=True)
class Snapshot:
    """One of the two releases: its tables' files, its lineage, and what its manifest says of the data set."""

    name: str
    version: str
    files: Mapping[str, Sequence[Path]]
    lineage: Sequence[Event]
    dataset: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    schema_version: str = schema.SCHEMA_VERSION

    @property
    def tables(self) -> frozenset[str]:
        """The tables that its schema has."""
        return frozenset(schema.tables(self.schema_version))

    @classmethod
    def of_release(cls, folder: Path) -> Snapshot:
        """Return the release in a folder."""
        manifest = read_manifest(folder)
        files = {table: paths_of(folder, table) for table in schema.TABLES}
        lineage = read_lineage(folder)
        return cls(
            manifest["name"],
            manifest["version"],
            files,
            lineage,
            manifest["dataset"],
            manifest.get("rules", {}),
            schema.version_of(manifest),
        )

    def column_types(self) -> dict[str, dict[str, str]]:
        """Return the columns of each table that has rows, with their types."""
        return {
            table: {column.name: str(column.type) for column in pq.read_schema(paths[0])}
            for table, paths in self.files.items()
            if paths
        }


def diff_releases(old: Path, new: Path) -> Difference:
    """Compare the release in one folder with a later one in another.

    Raises
    ------
    UsageError
        They are not of one data set, or the second is older.
    """
    one, two = _sound(old), _sound(new)
    if one.name != two.name:
        raise UsageError(f"{old} is {one.name!r}, {new} is {two.name!r}: only versions of one data set are compared")
    if version_key(two.version) < version_key(one.version):
        raise UsageError(f"{new} is {two.version}, older than {one.version}", "give the older one first")
    return compare(one, two)


def _sound(folder: Path) -> Snapshot:
    """Return a snapshot whose values have been checked: two releases are compared as they are, proved or not."""
    snapshot, standoff = Snapshot.of_release(folder), read_manifest(folder)["text"] == STANDOFF
    for table, paths in snapshot.files.items():
        for path in paths:
            with parquet.opened(path) as file:
                for number in range(file.num_row_groups):
                    require_sound(table, file.read_row_group(number, use_threads=False), str(path), standoff=standoff)
    return snapshot


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two snapshots."""
    documents = tuple(_documents(old, new))
    paragraphs, unchanged = _Paragraphs(old, new).changes()
    dataset = (*_fields(old.dataset, new.dataset), *_rules(old.rules, new.rules))
    broken, added = _schema(old.column_types(), new.column_types())
    broken += tuple(f"the table {table} is gone" for table in sorted(old.tables - new.tables))
    added += tuple(f"the table {table} is new" for table in sorted(new.tables - old.tables))
    step = _step(documents, paragraphs, dataset, broken, added)
    return Difference(
        old.name, old.version, new.version, step, documents, paragraphs, dataset, (*broken, *added), unchanged
    )


def _documents(old: Snapshot, new: Snapshot) -> Iterator[DocumentChange]:
    before, after = ({row["doc_id"]: row for row in _rows(side, "documents")} for side in (old, new))
    if "articles" in old.tables & new.tables:
        for side, rows in ((old, before), (new, after)):
            for doc_id, facts in _of_articles(side).items():
                rows[doc_id] |= facts
    later = [event for event in new.lineage if version_key(event.version) > version_key(old.version)]
    withdrawn, removed = (
        {document_of(event.old_id) for event in later if event.relation == relation} for relation in GONE[::-1]
    )
    for doc_id, row in before.items():
        if doc_id not in after:
            yield DocumentChange(doc_id, "withdrawn" if doc_id in withdrawn - removed else "removed")
        elif fields := tuple(_document_fields(row, after[doc_id])):
            yield DocumentChange(doc_id, "changed", fields)
    yield from (DocumentChange(doc_id, "added") for doc_id in after if doc_id not in before)


def _of_articles(side: Snapshot) -> dict[str, dict[str, Any]]:
    """Return what each of several articles of a document says of itself; that of one alone is its document's."""
    found = defaultdict[str, list[dict[str, Any]]](list)
    for row in _rows(side, "articles"):
        found[row["doc_id"]].append(row)
    return {
        doc_id: {f"articles.{row['article']}.{name}": row[name] for row in rows for name in row if name in _OF_ARTICLE}
        for doc_id, rows in found.items()
        if len(rows) > 1
    }


_OF_ARTICLE = frozenset({"title", "subtitle", "authors", "contributors", "publisher", "date", "date_basis", "places"})


def _document_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ValueChange]:
    withheld = after["source_sha256"] is None
    for change in _fields(before, after, _DERIVED):
        yield change._replace(before=WITHHELD, after=WITHHELD) if withheld else change


def _rows(side: Snapshot, table: str) -> Iterator[dict[str, Any]]:
    for path in side.files[table]:
        with parquet.opened(path) as file:
            for batch in file.iter_batches(4096):
                yield from parquet.dicts(batch)


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], left_out: Sequence[str] = ()) -> Iterator[ValueChange]:
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in left_out and before.get(name) != after.get(name):
            yield ValueChange(name, before.get(name), after.get(name))


def _rules(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[ValueChange]:
    for name, one, two in _fields(before, after):
        yield ValueChange(f"rule {name}", one, two)


class _Paragraphs:
    """Compares paragraphs by their ID: hashes first, texts of those alone that changed."""

    COLUMNS = ("content_hash", "kind", "level", "flags")

    def __init__(self, old: Snapshot, new: Snapshot) -> None:
        self.old, self.new = old, new
        self.before, self.after = self._known(old), self._known(new)
        since = version_key(old.version)
        self.events = by_old_id(event for event in new.lineage if version_key(event.version) > since)

    @classmethod
    def _known(cls, side: Snapshot) -> dict[str, tuple[Any, ...]]:
        known = dict[str, tuple[Any, ...]]()
        for path in side.files["paragraphs"]:
            with parquet.opened(path) as file:
                for batch in file.iter_batches(65536, columns=["paragraph_id", *cls.COLUMNS]):
                    ids, *columns = (batch[name].to_pylist() for name in ("paragraph_id", *cls.COLUMNS))
                    known.update(zip(ids, zip(*columns, strict=True), strict=True))
        return known

    def changes(self) -> tuple[tuple[ParagraphChange, ...], int]:
        found = [change for change in map(self._of_old, self.before) if change]
        heirs = {heir for change in found for heir in change.heirs}
        found += (
            ParagraphChange(paragraph_id, document_of(paragraph_id), "added")
            for paragraph_id in self.after
            if paragraph_id not in self.before and paragraph_id not in heirs
        )
        kept = sum(paragraph_id in self.after for paragraph_id in self.before)
        unchanged = kept - sum(
            change.paragraph_id in self.before and change.paragraph_id in self.after for change in found
        )
        return tuple(self._with_texts(found)), unchanged

    def _of_old(self, paragraph_id: str) -> ParagraphChange | None:
        doc_id, now = document_of(paragraph_id), self.after.get(paragraph_id)
        if now is not None and now == self.before[paragraph_id] and paragraph_id not in self.events:
            return None
        fate = follow_in(self.events, paragraph_id, self.after.__contains__)
        if now is None:
            return ParagraphChange(paragraph_id, doc_id, _end(fate), fate.heirs, withheld=_is_withdrawn(fate))
        relations = {event.relation for event in fate.events if event.old_id == paragraph_id}
        fields = tuple(
            ValueChange(name, one, two)
            for name, one, two in zip(self.COLUMNS, self.before[paragraph_id], now, strict=True)
            if one != two and name != "content_hash"
        )
        text_changed = now[0] != self.before[paragraph_id][0]
        relation = next(
            (name for name in ("split", "merged") if name in relations),
            "edited" if text_changed else "moved" if "moved" in relations else "changed",
        )
        if relation == "changed" and not fields:
            return None  # moved there and back
        withheld = WITHHELD in now[3]
        heirs = fate.heirs if relation in ("split", "merged") else ()
        moved = "moved" in relations
        return ParagraphChange(paragraph_id, doc_id, relation, heirs, withheld=withheld, moved=moved, fields=fields)

    def _with_texts(self, found: Sequence[ParagraphChange]) -> Iterator[ParagraphChange]:
        from dataclasses import replace

        wanted = {change.paragraph_id for change in found if not change.withheld}
        before, after = _texts(self.old, wanted), _texts(self.new, wanted)
        for change in found:
            key = change.paragraph_id
            yield replace(change, before=before.get(key), after=after.get(key))


def _end(fate: Fate) -> str:
    """Return what became of an ID that no longer exists."""
    if not fate.heirs:
        return "withdrawn" if _is_withdrawn(fate) else "removed"
    return "split" if len(fate.heirs) > 1 else "merged"


def _is_withdrawn(fate: Fate) -> bool:
    return any(event.relation == "withdrawn" for event in fate.events)


def _texts(side: Snapshot, wanted: set[str]) -> dict[str, str]:
    found = dict[str, str]()
    if not wanted:
        return found
    for path in side.files["paragraphs"]:
        with parquet.opened(path) as file:
            for batch in file.iter_batches(16384, columns=["paragraph_id", "text"]):
                pairs = zip(batch["paragraph_id"].to_pylist(), range(batch.num_rows), strict=True)
                found.update((key, batch["text"][at].as_py()) for key, at in pairs if key in wanted)
    return found


def _schema(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what broke, and what was added; a table without rows has no columns to compare."""
    broken, added = list[str](), list[str]()
    for table in sorted({*old} & {*new}):
        for column, kind in old[table].items():
            if column not in new[table]:
                broken.append(f"{table}.{column} is gone")
            elif new[table][column] != kind:
                broken.append(f"{table}.{column} is {new[table][column]}, was {kind}")
        added += (f"{table}.{column} is new" for column in new[table] if column not in old[table])
    return tuple(broken), tuple(added)


def _step(
    documents: Sequence[DocumentChange],
    paragraphs: Sequence[ParagraphChange],
    dataset: Sequence[ValueChange],
    broken: Sequence[str],
    added: Sequence[str],
) -> VersionStep:
    groups = defaultdict[tuple[str, str], list[str]](list)
    for document in documents:
        groups["documents", document.relation].append(document.doc_id)
    for paragraph in paragraphs:
        groups["paragraphs", paragraph.relation].append(paragraph.paragraph_id)
    for level, relations, columns in (
        ("major", ("removed", "withdrawn"), broken),
        ("minor", ("added", "split", "merged"), added),
        ("patch", ("edited", "moved", "changed"), [f"{change.name} of the data set changed" for change in dataset]),
    ):
        shown = [
            f"{what} {relation} ({len(ids)}): {_some(ids)}"
            for (what, relation), ids in sorted(
                groups.items(), key=lambda item: (item[0][0], RELATIONS.index(item[0][1]))
            )
            if relation in relations
        ]
        if shown or columns:
            return VersionStep(level, (*columns, *shown))
    return VersionStep("patch", ("no row changed",))


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", ..." if len(ids) > _SHOWN else "")
