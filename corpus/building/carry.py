"""What a build inherits from the previous release: its documents found again, IDs carried, changes recorded."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.building.article_rows import ENDS, ends_of
from corpus.building.duplicates import DUPLICATE, DuplicateFlags
from corpus.building.identity.document_match import Candidate, Known, match, require_kept_keys
from corpus.building.identity.paragraph_ids import IdChange, carry, first_ids
from corpus.building.plan import Plan
from corpus.building.shards import SCHEMAS, SHARD_SOURCES, SHARD_TABLES, Report, Shard, commit_tables
from corpus.building.withheld.recognise import Tables, Withholder, ledgers
from corpus.model import names, schema
from corpus.model.names import document_of, number_of
from corpus.release import parquet
from corpus.release.diff import Difference, Snapshot, compare
from corpus.release.handle import Release
from corpus.release.layout import paths_of
from corpus.release.lineage import GONE, Event, read_lineage, read_tombstones, tombstone
from corpus.release.train_test import split_of
from corpus.release.version_step import checked_step

PENDING = "0.0.0"  # the version of what this build adds, until the difference says which it must be
CACHED_SHARDS = 8  # documents come in the previous release's order, nearly that of the shards
NO_LONGER = "not in the sources any more"
_EMPTY = {table: columns.empty_table() for table, columns in SCHEMAS.items()}


@dataclass(frozen=True, slots=True)
class ReleaseContents:
    """What goes into a release: where its rows are, its lineage and tombstones, and what changed."""

    version: str
    work: Path
    reports: tuple[Report, ...]
    lineage: pa.Table
    tombstones: tuple[Mapping[str, Any], ...] = ()
    difference: Difference | None = None
    withdrawn: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def inherit(plan: Plan, work: Path, shards: Sequence[Shard], reports: Sequence[Report]) -> ReleaseContents:
    """Give the rows of the shards their IDs: those of the previous release, where there is one.

    Raises
    ------
    UsageError
        The version asked for is too small a step, or a register dropped a key.
    """
    known = ledgers(plan)
    if plan.previous is None and not known:
        return ReleaseContents(plan.version, work, tuple(reports), lineage_table(()))
    withholder = Withholder(plan.previous, known, plan.unchecked)
    new_rows = _NewRows(work, shards)
    candidates = list(new_rows.candidates(plan))
    found = _matched(plan, new_rows, candidates) if plan.previous else {}
    unmatched = [item for item in candidates if item.key not in found]
    withdrawn = frozenset(_withdrawn(unmatched, new_rows, withholder))
    events = read_lineage(plan.previous.path) if plan.previous else []
    carrier = _Carrier(plan.previous, new_rows, found, events, withholder)
    new_keys = [item.key for item in unmatched if item.key not in withdrawn]
    documents = carrier.documents(new_keys, plan.register.dataset.splits)
    carried = tuple(write_documents(work / "carried", documents))
    notes = (*withholder.notes, *_quarantine_notes(plan, reports))
    if plan.previous is None:
        return ReleaseContents(
            plan.version, work / "carried", carried, lineage_table(()), withdrawn=withdrawn, notes=notes
        )
    history = contents_after(plan, plan.previous, work / "carried", carried, carrier.changes)
    return replace(history, withdrawn=withdrawn, notes=notes)


def _quarantine_notes(plan: Plan, reports: Sequence[Report]) -> Iterator[str]:
    """Name the documents whose IDs would be lost for good because their source cannot be read today."""
    refused = {
        item.name for item in [*plan.found.quarantined, *(item for each in reports for item in each.quarantined)]
    }
    refused -= {item.name for item in plan.found.quarantined if item.code == DUPLICATE}  # left out on purpose
    for item in _known(plan.previous) if plan.previous and refused else ():
        if item.source_file in refused:
            yield (
                f"{item.doc_id}: its source {item.source_file} is quarantined, and so its IDs would be lost for good; "
                "mend the source, or declare its encoding, before you publish this"
            )


def contents_after(
    plan: Plan,
    previous: Release,
    folder: Path,
    carried: tuple[Report, ...],
    changes: Sequence[IdChange],
    reason: str = NO_LONGER,
    documents: Sequence[str] = (),
) -> ReleaseContents:
    """Compare with the previous release: what changed, the version that this demands, its lineage and tombstones."""
    events = read_lineage(previous.path)
    fresh = [Event(PENDING, *change) for change in changes]
    difference = _compared(plan, previous, folder, carried, [*events, *fresh])
    version = checked_step(previous.version, plan.asked, difference.step)
    stones = [tombstone("document", doc_id, "withdrawn", reason, version, plan.date) for doc_id in documents]
    stones += (
        tombstone("paragraph", change.old_id, change.relation, reason, version, plan.date)
        for change in changes
        if change.relation in GONE
    )
    return ReleaseContents(
        version,
        folder,
        carried,
        lineage_table([*events, *(event._replace(version=version) for event in fresh)]),
        (*read_tombstones(previous.path), *stones),
        replace(difference, new=version),
    )


def _matched(plan: Plan, new_rows: _NewRows, candidates: Sequence[Candidate]) -> dict[str, str]:
    assert plan.previous is not None
    previous = plan.previous
    known = list(_known(previous))
    found = match(known, candidates, lambda ids: _old_texts(previous, ids), new_rows.texts)
    require_kept_keys(plan.register.path, known, found, candidates)
    return found


def _withdrawn(candidates: Sequence[Candidate], new_rows: _NewRows, withholder: Withholder) -> Iterator[str]:
    """Find the sources that are documents withdrawn as a whole, under another key."""
    for item in candidates:
        texts = new_rows.of(item.key)["paragraphs"]["text"].to_pylist()
        if withholder.is_withdrawn(item.source_sha256, texts):
            yield item.key


def lineage_table(events: Iterable[Event]) -> pa.Table:
    """Make a table of the lineage."""
    return pa.Table.from_pylist([event._asdict() for event in events], schema=schema.arrow(schema.LINEAGE))


def _known(previous: Release) -> Iterator[Known]:
    columns = ["doc_id", "source_file", "source_sha256", "rights", "evidence"]
    for path in paths_of(previous.path, "documents"):
        yield from map(Known.of_row, parquet.read_whole(path, columns).to_pylist())


def _old_texts(previous: Release, doc_ids: Sequence[str]) -> dict[str, str]:
    wanted = set(doc_ids)
    groups = parquet.by_document(paths_of(previous.path, "paragraphs"), ["doc_id", "text"])
    return {doc_id: "\n".join(table["text"].to_pylist()) for doc_id, table in groups if doc_id in wanted}


class _NewRows:
    """The rows that the shards hold, by the key of their source."""

    def __init__(self, work: Path, shards: Sequence[Shard]) -> None:
        self._work = work
        self._shard_of = {source.key: shard.number for shard in shards for source in shard.sources}
        self._numbers = [shard.number for shard in shards]
        self._open = OrderedDict[int, Mapping[str, Mapping[str, pa.Table]]]()

    def _path(self, number: int, table: str) -> Path:
        return self._work / f"shard-{number:06d}" / f"{table}.parquet"

    def candidates(self, plan: Plan) -> Iterator[Candidate]:
        """Yield the documents, in the order of their keys."""
        registered = {source.key for source in plan.found.sources if source.entry}
        columns = ["doc_id", "source_file", "source_sha256"]
        rows = (
            row for n in self._numbers for row in pq.read_table(self._path(n, "documents"), columns=columns).to_pylist()
        )
        for key, file, digest in sorted(tuple(row.values()) for row in rows):
            yield Candidate(key, file, digest, key in registered)

    def texts(self, keys: Sequence[str]) -> dict[str, str]:
        """Read the texts of some documents."""
        wanted = set(keys)
        groups = parquet.by_document((self._path(n, "paragraphs") for n in self._numbers), ["doc_id", "text"])
        return {key: "\n".join(table["text"].to_pylist()) for key, table in groups if key in wanted}

    def of(self, key: str) -> dict[str, pa.Table]:
        """Read the rows of a document in each table."""
        shard = self._shard(self._shard_of[key])
        return {table: shard[table].get(key, empty) for table, empty in _EMPTY.items()}

    def _shard(self, number: int) -> Mapping[str, Mapping[str, pa.Table]]:
        if number not in self._open:
            self._open[number] = {
                table: dict(parquet.by_document([self._path(number, table)])) for table in SHARD_TABLES
            }
            if len(self._open) > CACHED_SHARDS:
                self._open.popitem(last=False)
        self._open.move_to_end(number)
        return self._open[number]


class _Carrier:
    """Walks the documents in their final order and gives their rows the IDs that they had; collects the changes."""

    COLUMNS = ("doc_id", "paragraph_id", "text", "first_version")

    def __init__(
        self,
        previous: Release | None,
        new_rows: _NewRows,
        found: Mapping[str, str],
        events: Sequence[Event],
        withholder: Withholder,
    ) -> None:
        self.changes = list[IdChange]()
        self._previous, self._new_rows, self._withholder = previous, new_rows, withholder
        self._key_of = {doc_id: key for key, doc_id in found.items()}
        self._highest = _highest(events)

    def documents(self, unmatched: Sequence[str], splits: Sequence[str] = ()) -> Iterator[Tables]:
        """Yield the rows of each document: those of the previous release in its order, then the new ones.

        With ``splits`` this is so within each split, and one comes after the other, as their files do.
        """
        named = list(self._named(unmatched))
        for split in sorted(splits) or (None,):
            yield from self._old(split)
            for doc_id, key in named:
                if split in (None, split_of(doc_id)):
                    yield self._new(doc_id, self._new_rows.of(key))

    def _old(self, split: str | None) -> Iterator[Tables]:
        groups = parquet.by_document(self._paths("paragraphs"), list(self.COLUMNS))
        old = next(groups, None)
        for doc_id, first_version in self._first_versions().items():
            rows = None
            if old and old[0] == doc_id:
                rows, old = old[1], next(groups, None)
            if split not in (None, split_of(doc_id)):
                continue
            if doc_id in self._key_of:
                yield self._carried(doc_id, first_version, rows, self._new_rows.of(self._key_of[doc_id]))
            elif rows is not None:
                self.changes += (IdChange(gone, None, "removed") for gone in rows["paragraph_id"].to_pylist())

    def _named(self, unmatched: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the new documents' IDs with their keys."""
        taken = set(self._key_of)
        for key in unmatched:
            doc_id = _unused_id(key, taken)
            taken.add(doc_id)
            yield doc_id, key

    def _paths(self, table: str) -> list[Path]:
        return paths_of(self._previous.path, table) if self._previous else []

    def _first_versions(self) -> dict[str, str]:
        found = dict[str, str]()
        for path in self._paths("documents"):
            table = parquet.read_whole(path, ["doc_id", "first_version"])
            found.update(zip(*(column.to_pylist() for column in table.columns), strict=True))
        return found

    def _carried(self, doc_id: str, first_version: str, old: pa.Table | None, new: Mapping[str, pa.Table]) -> Tables:
        old_ids, old_texts, versions = (
            [] if old is None else old[name].to_pylist() for name in ("paragraph_id", "text", "first_version")
        )
        new = self._withholder.apply(doc_id, new, old_texts)
        highest = max([self._highest.get(doc_id, 0), *map(number_of, old_ids)])
        carried = carry(doc_id, old_ids, old_texts, new["paragraphs"]["text"].to_pylist(), highest)
        self.changes += carried.changes
        known = dict(zip(old_ids, versions, strict=True))
        return _under_ids(new, doc_id, first_version, carried.ids, [known.get(each) for each in carried.ids])

    def _new(self, doc_id: str, new: Mapping[str, pa.Table]) -> Tables:
        new = self._withholder.apply(doc_id, new, ())
        highest, count = self._highest.get(doc_id, 0), new["paragraphs"].num_rows
        ids = first_ids(doc_id, highest + count)[highest:]
        return _under_ids(new, doc_id, None, ids, [None] * count)


def _highest(events: Iterable[Event]) -> dict[str, int]:
    """Find the highest paragraph number of each document that is known from the lineage alone."""
    found = dict[str, int]()
    for event in events:
        for paragraph_id in filter(None, (event.old_id, event.new_id)):
            doc_id = document_of(paragraph_id)
            found[doc_id] = max(found.get(doc_id, 0), number_of(paragraph_id))
    return found


def _unused_id(key: str, taken: set[str]) -> str:
    """Choose a document ID: the key, or, if an older document has it as its ID, the key with a number.

    >>> _unused_id("a", {"a", "a-2"})
    'a-3'
    """
    number, doc_id = 1, key
    while doc_id in taken:
        number += 1
        doc_id = f"{key}-{number}"
    return doc_id


def _under_ids(
    tables: Mapping[str, pa.Table],
    doc_id: str,
    first_version: str | None,
    ids: Sequence[str],
    versions: Sequence[str | None],
) -> Tables:
    """Set the IDs in the rows; a version that is not known yet is null."""
    named = {}
    for name, table in tables.items():
        columns: dict[str, Sequence[Any]] = {"doc_id": [doc_id] * table.num_rows}
        if name == "documents":
            columns["first_version"] = [first_version]
        elif name == "paragraphs":
            columns |= {"paragraph_id": ids, "first_version": versions}
        elif name == "articles":
            columns |= _ends(table, tables["paragraphs"]["article"].to_pylist(), ids)
        for column, values in columns.items():
            place = table.schema.get_field_index(column)
            table = table.set_column(place, table.schema.field(place), pa.array(values, pa.string()))
        named[name] = table
    return named


def _ends(articles: pa.Table, of_paragraphs: Sequence[int | None], ids: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the first and the last paragraph of each article, under their IDs."""
    pairs = zip(of_paragraphs, ids, strict=True)
    ends = ends_of({"article": number, "paragraph_id": each} for number, each in pairs)
    return {name: [ends[number][name] for number in articles["article"].to_pylist()] for name in ENDS}


def write_documents(folder: Path, documents: Iterable[Tables]) -> Iterator[Report]:
    """Write documents in batches, each as a shard, with the flags of their release: they are compared with the last."""
    folder.mkdir()
    waiting, number, duplicates = list[Tables](), 0, DuplicateFlags()
    for tables in documents:
        waiting.append({**tables, "documents": duplicates.flagged(tables["documents"])})
        if len(waiting) == SHARD_SOURCES:
            yield _write_batch(folder, number, waiting)
            waiting, number = [], number + 1
    if waiting:
        yield _write_batch(folder, number, waiting)


def _write_batch(folder: Path, number: int, documents: Sequence[Tables]) -> Report:
    tables = {name: pa.concat_tables(document[name] for document in documents) for name in SHARD_TABLES}
    commit_tables(folder, number, tables)
    paragraphs = tables["paragraphs"]
    kinds = Counter(paragraphs["kind"].to_pylist())
    return Report(number, len(documents), (), kinds, pc.sum(paragraphs["n_chars"]).as_py() or 0)


def _compared(
    plan: Plan, previous: Release, folder: Path, carried: Sequence[Report], events: Sequence[Event]
) -> Difference:
    from corpus.building.describe import dataset_facts

    files = {
        table: [folder / f"shard-{report.number:06d}" / f"{table}.parquet" for report in carried]
        for table in schema.TABLES
    }
    newest = names.next_version([previous.version])  # any that is later: events of this build must count as new
    later = [event._replace(version=newest) if event.version == PENDING else event for event in events]
    new = Snapshot(plan.name, newest, files, later, dataset_facts(plan), plan.rules_run(), schema.SCHEMA_VERSION)
    return compare(Snapshot.of_release(previous.path), new)
