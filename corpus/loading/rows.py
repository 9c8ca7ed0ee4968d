"""Rows of a table of a release, not yet read: as dicts, Arrow, pandas, Polars, DuckDB, datasets or torch.

Each library is imported only when its rows are asked for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import IntegrityError, MissingExtraError, UsageError
from corpus.loading.filter import (
    DOCUMENT,
    AllOf,
    both,
    columns_of,
    document_columns_of,
    document_expression,
    expression,
    of_documents,
)
from corpus.loading.script import Conversion, Workers
from corpus.loading.shielded_names import NAMED_IN, with_names
from corpus.model import schema
from corpus.model.near_miss import near_miss
from corpus.release import parquet
from corpus.release.description.citation import Work, bibtex
from corpus.release.train_test import split_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc

BATCH_ROWS = 1024  # rows are dicts soon after: larger batches cost memory and win nothing


class RowSource(Protocol):
    """Where rows come from: a release in a folder, or a remote one that is read by range."""

    @property
    def origin(self) -> str | None:
        """Where it came from, to the commit; None for what was on this machine."""

    @property
    def folder(self) -> Path | None:
        """The folder, if it is one."""

    def batches(
        self, name: str, rows: int, columns: Sequence[str] | None, condition: pc.Expression | None
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file that meet a condition, in batches."""

    def count(self, name: str, condition: pc.Expression) -> int:
        """Return how many rows of a file meet a condition."""

    def provide(self, tables: Collection[str]) -> None:
        """Fetch what is not here yet of the files of some tables."""


@dataclass(frozen=True)
class Rows:
    """Rows of a table, not yet read: iterate for dicts, or ask for another form."""

    row_source: RowSource
    manifest: Mapping[str, Any]
    config: str
    columns: tuple[str, ...] | None = None
    split: str | None = None
    where: Any = None
    conversion: Conversion | None = None
    shards: tuple[str, ...] | None = None  # of the table's files only these

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.batches():
            yield from parquet.dicts(batch)

    def __len__(self) -> int:
        """Return the number of rows; without a filter it is read from the manifest."""
        return sum(map(self._count, self.files))

    def _count(self, name: str) -> int:
        """Return the number of rows of a file."""
        if self._filter is None:
            return int(self.manifest["files"][name]["rows"])
        return self.row_source.count(name, self._filter)

    def __repr__(self) -> str:
        facts = self.manifest
        rights = ", ".join(sorted(facts["rights"])) or "none"
        script = f"; script {self.conversion.script}, names as written" if self.conversion else ""
        origin = f"; from {self.row_source.origin}" if self.row_source.origin else ""
        return (
            f"Rows({facts['name']} {facts['version']} {self.config}: {len(self)} rows, {len(self.schema)} columns"
            f"{script}; rights {rights}; sha256:{facts['content_hash'][:16]}{origin})"
        )

    @property
    def folder(self) -> Path | None:
        """The release's folder; None where rows are read remotely by range."""
        return self.row_source.folder

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of what comes."""
        import pyarrow as pa

        full = self._columns
        return full if self.columns is None else pa.schema([full.field(name) for name in self.columns])

    @property
    def _columns(self) -> pa.Schema:
        """The columns of the table in the release's version of the schema."""
        return schema.arrow(schema.columns_of(schema.version_of(self.manifest), self.config))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The Parquet files of the table by their names in the release, in row order."""
        if self.shards is not None:
            return self.shards
        begin = f"data/{self.config}/"
        return tuple(name for name in sorted(self.manifest["files"]) if name.startswith(begin))

    def select(self, *columns: str) -> Rows:
        """Return the same rows with these columns only."""
        found = replace(self, columns=columns)
        check_selection(self.config, found.columns, found.where, schema.version_of(self.manifest))
        return found

    def filter(self, where: Any) -> Rows:
        """Return those of the rows that meet a condition too; what one may be is said at `scan`."""
        found = replace(self, where=where if self.where is None else AllOf((self.where, where)))
        check_selection(self.config, found.columns, found.where, schema.version_of(self.manifest))
        self.row_source.provide(tables_read(self.config, self.split, found.where, self.conversion))
        return found

    def __getitem__(self, wanted: int | slice) -> Any:
        """Return a row by its number (negative: from the end), or the rows of a slice as a list."""
        if isinstance(wanted, slice):
            return self._at(range(*wanted.indices(len(self))))
        if not -len(self) <= wanted < len(self):
            raise IndexError(f"there is no row {wanted}: there are {len(self)}")
        return self._at([wanted % len(self)])[0]

    def _at(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows with these numbers, in this order; files that have none of them are not read."""
        found: dict[int, dict[str, Any]] = {}
        wanted, first = sorted(set(numbers)), 0
        for name in self.files:
            last = first + self._count(name)
            inside = [number - first for number in wanted if first <= number < last]
            if inside:
                found |= {first + at: row for at, row in self._picked(name, inside)}
            first = last
        return [found[number] for number in numbers]

    def _picked(self, name: str, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        first = 0
        for batch in self._batches((name,)):
            inside = [number for number in numbers if first <= number < first + batch.num_rows]
            yield from zip(inside, parquet.dicts(batch.take([number - first for number in inside])), strict=True)
            first += batch.num_rows
            if first > numbers[-1]:
                return

    def sample(self, count: int, seed: int = 0) -> list[dict[str, Any]]:
        """Return so many rows drawn at random without repetition (all, if there are fewer), in row order.

        The same seed draws the same rows of a release again.
        """
        numbers = random.Random(seed).sample(range(len(self)), min(count, len(self)))  # noqa: S311 - no secret
        return self._at(sorted(numbers))

    def shuffle(self, seed: int = 0, buffer: int = 10_000) -> Iterator[dict[str, Any]]:
        """Yield all rows in a random order, the same for a seed: files in any order, then rows through a buffer.

        With ``buffer`` at least ``len(rows)`` every order is as probable as any other; less takes less memory.
        """
        chance = random.Random(seed)  # noqa: S311 - no secret
        files = chance.sample(self.files, len(self.files))
        held: list[dict[str, Any]] = []
        for row in (row for batch in self._batches(files) for row in parquet.dicts(batch)):
            held.append(row)
            if len(held) > max(buffer, 1):
                at = chance.randrange(len(held))
                held[at], held[-1] = held[-1], held[at]
                yield held.pop()
        chance.shuffle(held)
        yield from held

    def head(self, count: int = 5) -> list[dict[str, Any]]:
        """Return the first rows."""
        return [row for row, _ in zip(self, range(count), strict=False)]

    def batches(self, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield Arrow batches in row order, few in memory at a time."""
        return self._batches(self.files, rows)

    def _batches(self, files: Iterable[str], rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        stored = self.as_stored
        return self.shown(batch for name in files for batch in stored._stored(name, rows, self._filter))

    @property
    def as_stored(self) -> Rows:
        """The same rows as they are in the release, with the columns that a conversion needs."""
        if self.conversion is None:
            return self
        columns = self.columns
        if columns is not None and self._converts:
            columns = tuple(dict.fromkeys((*columns, "script", "doc_id")))
        return replace(self, conversion=None, columns=columns)

    @property
    def _converts(self) -> bool:
        return self.conversion is not None and self.conversion.concerns(self.schema.names)

    def shown(self, batches: Iterator[pa.RecordBatch], workers: int | None = None) -> Iterator[pa.RecordBatch]:
        """Yield batches of the source, converted if a script was asked for, with the columns that were asked for."""
        if not self._converts:
            return batches
        assert self.conversion is not None
        columns, names = self.schema.names, self._shielded
        beside = (with_names(batch, names) for batch in batches)
        return (batch.select(columns) for batch in self.conversion.batches(beside, workers))

    @cached_property
    def _shielded(self) -> Mapping[str, list[str]]:
        """The names of each document that the conversion would change."""
        assert self.conversion is not None
        known = schema.arrow(schema.tables(schema.version_of(self.manifest))["documents"]).names
        columns = ("doc_id", *(name for name in NAMED_IN if name in known))
        return self.conversion.names(Rows(self.row_source, self.manifest, "documents", columns))

    def stored_batches(self, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield Arrow batches as they are in the release."""
        for name in self.files:
            yield from self._stored(name, rows, self._filter)

    def _stored(self, name: str, rows: int, condition: pc.Expression | None) -> Iterator[pa.RecordBatch]:
        columns = None if self.columns is None else list(self.columns)
        for batch in self.row_source.batches(name, rows, columns, condition):
            yield batch.select(columns) if columns is not None else batch

    def to_arrow(self) -> pa.Table:
        """Return a ``pyarrow.Table``."""
        import pyarrow as pa

        return pa.Table.from_batches(self.batches(65536), schema=self.schema)

    def to_pandas(self) -> Any:
        """Return a ``pandas.DataFrame`` (extra ``pandas``)."""
        _needed("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return a ``polars.DataFrame`` (extra ``polars``)."""
        return _needed("polars").from_arrow(self.to_arrow())

    def to_duckdb(self, connection: Any = None) -> Any:
        """Return a DuckDB relation over the rows (extra ``duckdb``), on a connection or DuckDB's default one."""
        duckdb = _needed("duckdb")
        # Not on a new connection: before DuckDB 2 a relation does not keep its own open.
        return (connection or duckdb).from_arrow(self.to_arrow())

    def to_datasets(self, *, streaming: bool = False) -> Any:
        """Return a ``datasets.Dataset``, or an ``IterableDataset`` with ``streaming`` (extra ``datasets``).

        Raises
        ------
        IntegrityError
            datasets read another number of rows than there are.
        """
        datasets = _needed("datasets")
        found = self._datasets_rows(datasets, streaming)
        self._describe(datasets, found.info)
        if streaming:
            return found
        from corpus.loading.named_dataset import named

        return named(found)

    def _describe(self, datasets: Any, info: Any) -> None:
        """Say in the information of a data set which release it is of: datasets itself knows of files only."""
        work = Work.of_manifest(self.manifest)
        info.version = datasets.Version(work.version, f"sha256:{self.manifest['content_hash'][:16]}")
        info.license = ", ".join(sorted(self.manifest["rights"]))
        info.description = self.manifest["dataset"]["description"]
        info.citation, info.homepage = bibtex(work), work.address
        info.dataset_name, info.config_name = self.manifest["name"], self.config

    def _datasets_rows(self, datasets: Any, streaming: bool) -> Any:
        if not self.files:
            return self._no_rows(datasets)
        if streaming:
            # Not datasets' own reader: ours takes a fifth less time for all rows, and leaves no thread of pyarrow
            # afterwards, which at times ended a process that had read one row only with "terminate called".
            return datasets.IterableDataset.from_generator(
                examples,
                features=datasets.Features.from_arrow_schema(self.schema),
                gen_kwargs={"rows": self, "shards": list(self.files)},
            )
        if self._filter is not None and not len(self):
            return self._no_rows(datasets)  # datasets' own reader fails there
        found = self._parquet_dataset(datasets)
        return self._converted_dataset(found) if self._converts else found

    def _no_rows(self, datasets: Any) -> Any:
        features = datasets.Features.from_arrow_schema(self.schema)
        return datasets.Dataset.from_dict({name: [] for name in self.schema.names}, features=features)

    def _parquet_dataset(self, datasets: Any) -> Any:
        if self.folder is None:
            raise UsageError("rows that are read by range become an IterableDataset", "ask for streaming=True")
        stored = self.as_stored
        # Not load_dataset: it counts loads at a host of its makers, also those of local files.
        found = datasets.Dataset.from_parquet(
            [str(self.folder / name) for name in self.files],
            split="train",
            # The name of datasets' own cache: two releases must never share one.
            config_name=f"{self.config}-{self.manifest['content_hash'][:16]}",
            columns=None if stored.columns is None else list(stored.columns),
            filters=self._filter,
        )
        if self._filter is None and len(found) != len(self):
            raise IntegrityError(f"{self.folder}: datasets read {len(found)} rows of {len(self)}")
        return found

    def _converted_dataset(self, found: Any) -> Any:
        """Convert the columns of a data set, kept in datasets' cache; OpenCC's version is part of its name."""
        assert self.conversion is not None
        with Workers(self.conversion) as workers:
            arrow = found.with_format("arrow")
            changed = arrow.map(
                _Mapping(self.conversion, self._shielded, workers),
                batched=True,
                batch_size=16 * BATCH_ROWS,
                features=found.features,
            )
        return changed.with_format(None).select_columns(self.schema.names)

    def to_torch(self) -> Any:
        """Return a torch ``IterableDataset`` of dicts (extra ``torch``); workers and ranks read disjoint parts."""
        _needed("torch")
        from corpus.loading.torch import TorchRows

        return TorchRows(self)

    @cached_property
    def _filter(self) -> pc.Expression | None:
        """The whole condition for predicate push-down; what is asked of documents is a list of their IDs in it."""
        own, asked = expression(self.where), document_expression(self.where)
        if self.config == "documents":
            own, asked = both(own, asked), None
        return own if asked is None and self.split is None else both(own, self._of_documents(asked))

    def _of_documents(self, asked: pc.Expression | None) -> pc.Expression | None:
        """Read the documents table, and return the condition that a row is of one of those that are meant."""
        columns = dict.fromkeys(("doc_id", *document_columns_of(self.where)))
        documents = Rows(self.row_source, self.manifest, "documents", tuple(columns)).to_arrow()
        every = documents["doc_id"].to_pylist()
        chosen = every if asked is None else documents.filter(asked)["doc_id"].to_pylist()
        if self.split is not None:
            chosen = [doc_id for doc_id in chosen if split_of(doc_id) == self.split]
        return of_documents(chosen, every)


class _Mapping:
    """What datasets maps over a data set; hashed, for its cache, by the conversion and the names that stay."""

    def __init__(self, conversion: Conversion, names: Mapping[str, list[str]], workers: Workers | None = None) -> None:
        self._conversion = conversion
        self._names = names
        self._workers = workers or Workers(conversion, 1)

    def __call__(self, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        batches = (with_names(batch, self._names) for batch in table.to_batches(BATCH_ROWS))
        return pa.Table.from_batches(self._workers.map(batches), schema=table.schema)

    def __reduce__(self) -> tuple[type[_Mapping], tuple[Conversion, Mapping[str, list[str]]]]:
        return type(self), (self._conversion, self._names)


def examples(rows: Rows, shards: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of some of the files as dicts: what an ``IterableDataset`` iterates, each worker its own files."""
    return iter(replace(rows, shards=tuple(shards)))


def every_nth(batches: Iterable[pa.RecordBatch], number: int, count: int) -> Iterator[pa.RecordBatch]:
    """Yield of the rows of some batches every ``count``-th, from ``number`` on: what one of some readers reads."""
    first = 0
    for batch in batches:
        own = range((number - first) % count, batch.num_rows, count)
        if count == 1:
            yield batch
        elif own:
            yield batch.take(list(own))
        first += batch.num_rows


def check_selection(
    config: str, columns: Sequence[str] | None, where: Any, version: str = schema.SCHEMA_VERSION
) -> None:
    """Check columns and a condition against a version of the schema.

    Raises
    ------
    UsageError
        A column does not exist, or the condition compares things that cannot be; the message has the schema.
    """
    known = schema.arrow(schema.columns_of(version, config))
    for name in [*(columns or ()), *columns_of(where)]:
        if name not in known.names:
            raise UsageError(f"{config} has no column {name!r}; it has {_described(known)}", _meant(name, known))
    documents = schema.arrow(schema.tables(version)["documents"])
    for name in document_columns_of(where):
        if name not in documents.names:
            hint = near_miss(f"{DOCUMENT}{name}", [f"{DOCUMENT}{known_name}" for known_name in documents.names])
            raise UsageError(f"documents has no column {name!r}; it has {_described(documents)}", hint)
    _check_types(where, known, config, expression)
    _check_types(where, documents, "documents", document_expression)


def tables_read(config: str, split: str | None, where: Any, conversion: Conversion | None) -> frozenset[str]:
    """Return the tables that are read for rows: their own, and that of the documents if it says which, or has names."""
    by_document = split is not None or document_columns_of(where) or conversion is not None
    return frozenset({config, "documents"} if by_document else {config})


def _check_types(
    where: Any, known: pa.Schema, table: str, expression_of: Callable[[Any], pc.Expression | None]
) -> None:
    import pyarrow as pa

    try:
        condition = expression_of(where)
        if condition is not None:
            known.empty_table().filter(condition)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise UsageError(f"where: {str(error).splitlines()[0]}; {table} has {_described(known)}") from None


def _meant(name: str, known: pa.Schema) -> str:
    """Return the help for a column that a table does not have; the document of a row may have it."""
    facts = [f"{DOCUMENT}{column.name}" for column in schema.TABLES["documents"]]
    if f"{DOCUMENT}{name}" in facts:
        return f"it is a fact of the document: {DOCUMENT + name!r} in where"
    return near_miss(name, [*known.names, *facts])


def _needed(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        raise MissingExtraError.of(library, library) from None


def _described(known: pa.Schema) -> str:
    return ", ".join(f"{field.name} ({field.type})" for field in known)
