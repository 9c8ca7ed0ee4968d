"""The unit of work: some sources cleaned, and their rows written where the assembler finds them."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.building import table_rows
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
    "edits": schema.EDITS,
    "findings": schema.FINDINGS,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker needs to know, beside its shard."""

    version: str
    work: Path
    rules_on: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()
    rights_statement: str | None = None
    rights: str | None = None


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


def build_shard(shard: Shard, recipe: Recipe) -> Report:
    """Clean the sources of a shard and write their rows; the shard's folder is there whole or not at all."""
    chosen = rules.select(recipe.rules_on, recipe.rules_off)
    rows: TableRows = {name: [] for name in SHARD_TABLES}
    quarantined = []
    mark = mark_of(recipe.work, shard.number)
    for source in shard.sources:
        mark.write_text(source.key, encoding="utf-8")
        try:
            if source.key in shard.crashed:
                raise SourceError("CRASHED", "the process that cleaned it died, and so did the next; please report it")
            made = _rows_of_source(source, recipe, chosen)
        except SourceError as error:
            quarantined.append(Refused(source.name, error.code, error.message))
            continue
        for name in rows:
            rows[name] += made[name]
    tables = {name: table_rows.table(columns, rows[name]) for name, columns in SHARD_TABLES.items()}
    commit_tables(recipe.work, shard.number, tables)
    mark.unlink()
    kinds = Counter(row["kind"] for row in rows["paragraphs"])
    chars = sum(row["n_chars"] for row in rows["paragraphs"])
    return Report(shard.number, len(shard.sources), tuple(quarantined), kinds, chars)


def mark_of(work: Path, number: int) -> Path:
    """Return the file that has the key of the source that the worker of a shard is at."""
    return work / f"at-{number:06d}"


def _rows_of_source(source: SourceFile, recipe: Recipe, chosen: Sequence[rules.Rule]) -> TableRows:
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
        version=recipe.version,
        flags=source.flags,
    )
    encoding, stated = entry.encoding if entry else None, _statements(entry, recipe)
    try:
        return proved_rows(data, origin, chosen, encoding=encoding, facts=entry_facts(entry), statements=stated)
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
            pq.write_table(table, folder / f"{name}.parquet", compression="lz4")
        place_folder(folder, work / f"shard-{number:06d}", replace=True)


def shard_tables(work: Path, reports: Sequence[Report], name: str) -> Iterator[pa.Table]:
    """Read a table's rows, shard by shard."""
    return parquet.read_tables(work / f"shard-{report.number:06d}" / f"{name}.parquet" for report in reports)
