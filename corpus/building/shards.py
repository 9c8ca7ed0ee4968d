"""The unit of work: some sources cleaned, and their rows written where the assembler finds them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.building import table_rows
from corpus.building.crash_mark import CrashMark
from corpus.building.document_cache import Batches, DocumentCache, NewEntry
from corpus.building.proved_rows import TableRows, proved_rows
from corpus.cleaning import rules
from corpus.errors import CorpusError, SourceError
from corpus.model import finding_types, schema
from corpus.model.values import Evidence
from corpus.release import parquet
from corpus.release.atomic import place_folder, unfinished_folder
from corpus.release.rights import STATEMENT
from corpus.sources.files import Refused, SourceFile, entry_facts, read_source
from corpus.sources.register import SourceEntry

SHARD_BYTES = 1 << 20
SHARD_SOURCES = 64
SHARD_TABLES = {
    "documents": schema.DOCUMENTS,
    "paragraphs": schema.PARAGRAPHS,
    "articles": schema.ARTICLES,
    "edits": schema.EDITS,
    "findings": schema.FINDINGS,
}
SCHEMAS = {name: schema.arrow(columns) for name, columns in SHARD_TABLES.items()}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker needs to know, beside its shard."""

    work: Path
    rules_on: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()
    rights_statement: str | None = None
    rights: str | None = None
    cache: Path | None = None
    cleaning: str = ""  # the digest of what cleans, for the cache


@dataclass(frozen=True, slots=True)
class Shard:
    """The unit of work: some sources; which ones depends on their order and size, never on the workers."""

    number: int
    sources: tuple[SourceFile, ...]
    crashed: frozenset[str] = frozenset()  # the keys of those that killed their worker


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker reports of its shard; the rows are in the shard's files."""

    number: int
    sources: int
    quarantined: tuple[Refused, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    chars: int = 0


def cut(sources: Iterable[SourceFile]) -> Iterator[Shard]:
    """Cut sources into shards by their order and size alone."""
    number, size, waiting = 0, 0, list[SourceFile]()
    for source in sources:
        if waiting and (size + source.size > SHARD_BYTES or len(waiting) == SHARD_SOURCES):
            yield Shard(number, tuple(waiting))
            number, size, waiting = number + 1, 0, []
        waiting.append(source)
        size += source.size
    if waiting:
        yield Shard(number, tuple(waiting))


@dataclass(frozen=True, slots=True)
class _ReadSource:
    """A source whose bytes were read: what its rows say of it, and the key of what they depend on."""

    data: bytes
    origin: table_rows.RowOrigin
    key: bytes


def build_shard(shard: Shard, recipe: Recipe) -> Report:
    """Clean the sources of a shard and write their rows; the shard's folder is there whole or not at all."""
    mark = CrashMark(recipe.work, shard.number)
    memory = DocumentCache(recipe.cache, SCHEMAS) if recipe.cache else None
    try:
        made = _MadeRows(recipe, memory, mark)
        for source in shard.sources:
            made.add(source, crashed=source.key in shard.crashed)
        tables = made.tables()
        commit_tables(recipe.work, shard.number, tables)
    finally:
        mark.close()
        if memory:
            memory.close()
    paragraphs = tables["paragraphs"]
    kinds = {each["values"]: each["counts"] for each in pc.value_counts(paragraphs["kind"]).to_pylist()}
    chars = pc.sum(paragraphs["n_chars"]).as_py() or 0
    return Report(shard.number, len(shard.sources), tuple(made.quarantined), kinds, chars)


class _MadeRows:
    """The rows of a shard's sources in order: remembered ones, and those of the documents that were cleaned."""

    def __init__(self, recipe: Recipe, memory: DocumentCache | None, mark: CrashMark) -> None:
        self.quarantined = list[Refused]()
        self._recipe, self._memory, self._mark = recipe, memory, mark
        self._rules = rules.select(recipe.rules_on, recipe.rules_off)
        self._rows: TableRows = {name: [] for name in SHARD_TABLES}
        self._parts = list[Batches | tuple[_ReadSource, Mapping[str, int]]]()

    def add(self, source: SourceFile, *, crashed: bool) -> None:
        """Take the rows of a source; one that cannot be accepted is quarantined."""
        try:
            if crashed:
                raise SourceError("CRASHED", "the process that cleaned it died, and so did the next; please report it")
            read = _read(source, self._recipe)
            remembered = self._memory.get(read.key) if self._memory else None
            if remembered is not None:
                self._parts.append(remembered)
                return
            self._mark.set(source.key)
            made = _rows_of_source(source, read, self._recipe, self._rules)
        except SourceError as error:
            self.quarantined.append(Refused(source.name, error.code, error.message))
            return
        for name, rows in self._rows.items():
            rows += made[name]
        self._parts.append((read, {name: len(made[name]) for name in SHARD_TABLES}))

    def tables(self) -> dict[str, pa.Table]:
        """Make the tables of the shard, and remember what was cleaned."""
        self._mark.set("")  # no source is to blame from here on
        made = {name: pa.RecordBatch.from_pylist(rows, SCHEMAS[name]) for name, rows in self._rows.items()}
        at, parts, new = dict.fromkeys(SHARD_TABLES, 0), list[Batches](), list[NewEntry]()
        for part in self._parts:
            if isinstance(part, Mapping):
                parts.append(part)
                continue
            read, counts = part
            own = {name: made[name].slice(at[name], count) for name, count in counts.items()}
            at = {name: at[name] + count for name, count in counts.items()}
            parts.append(own)
            new.append(NewEntry(read.key, read.origin.doc_id, read.origin.source_sha256, own))
        if self._memory:
            self._memory.add(new)
        return {
            name: pa.Table.from_batches([part[name] for part in parts], SCHEMAS[name]).combine_chunks()
            for name in SHARD_TABLES
        }


def _read(source: SourceFile, recipe: Recipe) -> _ReadSource:
    data = read_source(source.path)
    digest = hashlib.sha256(data).hexdigest()
    entry = source.entry
    if entry and entry.sha256 and entry.sha256 != digest:
        raise SourceError("CHANGED_DURING_READ", "the file changed since its hash was compared with the register")
    origin = table_rows.RowOrigin(
        doc_id=source.key,
        rights=(entry and (entry.rights or recipe.rights)) or "unknown",
        source_file=source.name,
        source_sha256=digest,
        source_bytes=len(data),
        version=None,
        flags=source.flags,
    )
    own = repr(origin), entry and entry.model_dump_json(), source.decisions
    shared = recipe.cleaning, recipe.rules_on, recipe.rules_off, recipe.rights_statement
    return _ReadSource(data, origin, hashlib.sha256(repr((own, shared)).encode()).digest())


def _rows_of_source(source: SourceFile, read: _ReadSource, recipe: Recipe, chosen: Sequence[rules.Rule]) -> TableRows:
    entry = source.entry
    encoding, stated = entry.encoding if entry else None, _statements(entry, recipe)
    try:
        return proved_rows(
            read.data,
            read.origin,
            chosen,
            encoding=encoding,
            facts=entry_facts(entry),
            statements=stated,
            decisions=source.decisions,
        )
    except CorpusError:
        raise
    except Exception as error:  # one document's defect must not lose the others
        if os.environ.get("CORPUS_DEBUG"):
            raise
        raise SourceError("INTERNAL_ERROR", f"{type(error).__name__}: {error}; please report this") from error


def _statements(entry: SourceEntry | None, recipe: Recipe) -> Iterator[Evidence]:
    """Yield what the register states beyond the metadata, as evidence: why the rights, the personal data, the encoding.

    The data set's rights and its statement of them cover the sources that the register names, and never a file that is
    found beside them.
    """
    if entry is None:
        return
    stated = (
        (STATEMENT, entry.rights_statement or recipe.rights_statement),
        (finding_types.FIELD, entry.personal_data),
        ("encoding", entry.encoding),
    )
    yield from (Evidence(field, value, None, None, "register") for field, value in stated if value)


def commit_tables(work: Path, number: int, made: Mapping[str, pa.Table]) -> None:
    """Write a shard's tables beside and rename their folder into place.

    If a worker was killed after its commit, the shard is done again, to the same rows, and replaces the first.
    """
    with unfinished_folder(work, "tables-", sweep=False) as folder:
        for name, table in made.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="lz4", write_statistics=False)
        place_folder(folder, work / f"shard-{number:06d}", replace=True)


def shard_tables(work: Path, reports: Sequence[Report], name: str) -> Iterator[pa.Table]:
    """Read a table's rows, shard by shard."""
    return parquet.read_tables(work / f"shard-{report.number:06d}" / f"{name}.parquet" for report in reports)
