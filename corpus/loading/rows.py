"""Rows of a table of a release, not yet read: as dicts, Arrow, pandas, Polars, DuckDB, datasets or torch.

Each library is imported only when its rows are asked for.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import IntegrityError, MissingExtraError, UsageError
from corpus.loading.filter import columns_of, expression
from corpus.loading.script import Conversion, Workers
from corpus.model import schema
from corpus.model.near_miss import near_miss
from corpus.release import parquet

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc

SPLITS = ("train", "test")
TEST_SHARE = 0.1
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


@dataclass(frozen=True)
class FolderRows:
    """A release on this machine, whose files have been checked; ``origin`` says where it came from."""

    folder: Path
    origin: str | None = None

    def batches(
        self, name: str, rows: int, columns: Sequence[str] | None, condition: pc.Expression | None
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file that meet a condition, in batches."""
        if condition is not None:
            with parquet.reading(self.folder / name):
                yield from parquet.dataset([self.folder / name]).to_batches(
                    columns=columns, filter=condition, batch_size=rows, batch_readahead=1, fragment_readahead=1
                )
            return
        # Not through pyarrow.dataset: it reads ahead, and its import alone takes longer than the first row.
        with parquet.opened(self.folder / name) as file:
            # One thread: with more, all rows of 200 MB take a seventh more memory and no less time.
            yield from file.iter_batches(rows, columns=columns, use_threads=False)

    def count(self, name: str, condition: pc.Expression) -> int:
        """Return how many rows of a file meet a condition."""
        with parquet.reading(self.folder / name):
            return int(parquet.dataset([self.folder / name]).count_rows(filter=condition))


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
        if self._filter is None:
            return sum(int(self.manifest["files"][name]["rows"]) for name in self.files)
        return sum(self.row_source.count(name, self._filter) for name in self.files)

    def __repr__(self) -> str:
        facts = self.manifest
        rights = ", ".join(sorted(facts["rights"])) or "none"
        script = f"; script {self.conversion.script}" if self.conversion else ""
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

        full = schema.arrow(schema.TABLES[self.config])
        return full if self.columns is None else pa.schema([full.field(name) for name in self.columns])

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
        found.check()
        return found

    def filter(self, where: Any) -> Rows:
        """Return those of the rows that meet a condition too; what one may be is said at `scan`."""
        found = replace(self, where=where if self.where is None else expression(self.where) & _checked(where, self))
        found.check()
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
        for rows in (replace(self, shards=(name,)) for name in self.files):
            last = first + len(rows)
            inside = [number - first for number in wanted if first <= number < last]
            if inside:
                found |= {first + at: row for at, row in rows._picked(inside)}
            first = last
        return [found[number] for number in numbers]

    def _picked(self, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        first = 0
        for batch in self.batches():
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
        for row in (row for name in files for row in replace(self, shards=(name,))):
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
        return self.shown(self.as_stored.stored_batches(rows))

    @property
    def as_stored(self) -> Rows:
        """The same rows as they are in the release, with the columns that a conversion needs."""
        if self.conversion is None:
            return self
        columns = self.columns
        if columns is not None and self._converts and "script" not in columns:
            columns = (*columns, "script")
        return replace(self, conversion=None, columns=columns)

    @property
    def _converts(self) -> bool:
        return self.conversion is not None and self.conversion.concerns(self.schema.names)

    def shown(self, batches: Iterator[pa.RecordBatch], workers: int | None = None) -> Iterator[pa.RecordBatch]:
        """Yield batches of the source, converted if a script was asked for, with the columns that were asked for."""
        if not self._converts:
            return batches
        assert self.conversion is not None
        names = self.schema.names
        return (batch.select(names) for batch in self.conversion.batches(batches, workers))

    def stored_batches(self, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Yield Arrow batches as they are in the release."""
        columns = None if self.columns is None else list(self.columns)
        for name in self.files:
            for batch in self.row_source.batches(name, rows, columns, self._filter):
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
        found = datasets.load_dataset(
            "parquet",
            # The name of datasets' own cache: two releases must never share one.
            f"{self.config}-{self.manifest['content_hash'][:16]}",
            data_files=[str(self.folder / name) for name in self.files],
            split="train",
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
                _Mapping(self.conversion, workers), batched=True, batch_size=16 * BATCH_ROWS, features=found.features
            )
        return changed.with_format(None).select_columns(self.schema.names)

    def to_torch(self) -> Any:
        """Return a torch ``IterableDataset`` of dicts (extra ``torch``); workers and ranks read disjoint parts."""
        _needed("torch")
        from corpus.loading.torch import TorchRows

        return TorchRows(self)

    def check(self) -> None:
        """Check the columns and the filter against the schema.

        Raises
        ------
        UsageError
            A column does not exist, or the filter compares things that cannot be; the message has the schema.
        """
        known = schema.arrow(schema.TABLES[self.config])
        for name in [*(self.columns or ()), *columns_of(self.where)]:
            if name not in known.names:
                raise UsageError(
                    f"{self.config} has no column {name!r}; it has {_described(known)}", near_miss(name, known.names)
                )
        if self.where is None:
            return
        import pyarrow as pa

        try:
            known.empty_table().filter(expression(self.where))
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise UsageError(f"where: {str(error).splitlines()[0]}; {self.config} has {_described(known)}") from None

    @cached_property
    def _filter(self) -> pc.Expression | None:
        parts = [] if self.where is None else [expression(self.where)]
        if self.split is not None:
            import pyarrow as pa
            import pyarrow.compute as pc

            parts.append(pc.field("doc_id").isin(pa.array(self._documents_of_split(), pa.string())))
        whole = None
        for part in parts:
            whole = part if whole is None else whole & part
        return whole

    def _documents_of_split(self) -> list[str]:
        everything = Rows(self.row_source, self.manifest, "documents", ("doc_id",))
        return [row["doc_id"] for row in everything if split_of(row["doc_id"]) == self.split]


class _Mapping:
    """What datasets maps over a data set; hashed, for its cache, by the conversion alone."""

    def __init__(self, conversion: Conversion, workers: Workers | None = None) -> None:
        self._conversion = conversion
        self._workers = workers or Workers(conversion, 1)

    def __call__(self, table: pa.Table) -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_batches(self._workers.map(table.to_batches(BATCH_ROWS)), schema=table.schema)

    def __reduce__(self) -> tuple[type[_Mapping], tuple[Conversion]]:
        return type(self), (self._conversion,)


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


def split_of(doc_id: str) -> str:
    """Return on which side a document is, now and in every release.

    >>> split_of("river-news")
    'train'
    """
    number = int.from_bytes(hashlib.sha256(doc_id.encode()).digest()[:8], "big")
    return "test" if number < TEST_SHARE * 2**64 else "train"


def _checked(where: Any, rows: Rows) -> pc.Expression:
    replace(rows, where=where).check()
    return expression(where)


def _needed(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        raise MissingExtraError.of(library, library) from None


def _described(known: pa.Schema) -> str:
    return ", ".join(f"{field.name} ({field.type})" for field in known)
