"""Rows of a release, lazily: as dicts, Arrow, pandas, Polars, DuckDB, datasets or torch, and exactly those it has.

Before the first row the files are compared with the manifest: a shard that is missing, extra, cut or changed is an
error that names it, never fewer rows. Each other library is imported only when its rows are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import schema, store
from corpus.errors import IntegrityError, MissingExtraError, UsageError
from corpus.hash_cache import HashCache
from corpus.locating import locate
from corpus.verifying import check_files

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc

Where = "Mapping[str, Any] | Sequence[tuple[str, str, Any]] | pc.Expression | None"
SPLITS = ("train", "test")
TEST_SHARE = 0.1
BATCH_ROWS = 1024  # rows are dicts soon after: larger batches cost memory and win nothing
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda field, value: field == value,
    "!=": lambda field, value: field != value,
    "<": lambda field, value: field < value,
    "<=": lambda field, value: field <= value,
    ">": lambda field, value: field > value,
    ">=": lambda field, value: field >= value,
    "in": lambda field, value: field.isin(list(value)),
    "not in": lambda field, value: ~field.isin(list(value)),
}


def rows(
    name: str | Path,
    config: str = "paragraphs",
    *,
    version: str | None = None,
    split: str | None = None,
    where: Any = None,
    columns: Sequence[str] | None = None,
    verify: bool = True,
) -> Iterator[dict[str, Any]]:
    """The rows of a table as dicts, with pyarrow alone; the arguments are those of `scan`.

    Examples
    --------
    >>> next(corpus.rows("sample", columns=["paragraph_id", "doc_id"]))
    {'paragraph_id': 'bridge-news-0001', 'doc_id': 'bridge-news'}
    """
    return iter(scan(name, config, version=version, split=split, where=where, columns=columns, verify=verify))


def scan(
    name: str | Path,
    config: str = "paragraphs",
    *,
    version: str | None = None,
    split: str | None = None,
    where: Any = None,
    columns: Sequence[str] | None = None,
    verify: bool = True,
) -> Rows:
    """Rows of a table, not yet read.

    Parameters
    ----------
    name
        A release, a shelf (a folder with versions of one), or ``"sample"``.
    config
        The table: ``paragraphs``, ``documents`` or ``edits``.
    version
        Exact, ``"latest"``, or a specifier such as ``"~=1.2"``.
    split
        ``"train"`` or ``"test"`` (a tenth), by document: the SHA-256 of ``doc_id`` decides, so that a document stays
        on its side from release to release. Default: all rows.
    where
        Which rows: ``{"kind": "heading"}`` (a list means any of it), ``[("n_chars", ">", 100)]`` (all must hold), or
        a pyarrow expression. Pushed down to Parquet.
    columns
        Which columns, in this order. Default: all.
    verify
        Whether to compare hashes with the manifest (a hash is remembered while its file is unchanged). Names, sizes
        and row counts are always compared.

    Raises
    ------
    NotAReleaseError, UsageError
        There is no such release, table, version, split or column; the message says which there are.
    IntegrityError
        A file is not what the manifest says; the message names it.
    """
    folder = locate(name, version)
    if config not in schema.TABLES:
        raise UsageError(
            f"no table is called {config!r}; expected one of {', '.join(schema.TABLES)}", _near(config, schema.TABLES)
        )
    if split is not None and split not in SPLITS:
        raise UsageError(f"no split is called {split!r}; expected one of {', '.join(SPLITS)}", _near(split, SPLITS))
    manifest = checked_manifest(folder, hashes=verify)
    found = Rows(folder, manifest, config, tuple(columns) if columns is not None else None, split, where)
    found.check()
    return found


def load(
    name: str | Path,
    config: str = "paragraphs",
    *,
    version: str | None = None,
    split: str | None = None,
    where: Any = None,
    columns: Sequence[str] | None = None,
    streaming: bool = False,
    verify: bool = True,
) -> Any:
    """The rows as a ``datasets.Dataset``, or an ``IterableDataset`` with ``streaming``; else as `scan`.

    Raises
    ------
    MissingExtraError
        datasets is not installed: ``pip install 'corpus-zh[datasets]'``.
    """
    found = scan(name, config, version=version, split=split, where=where, columns=columns, verify=verify)
    return found.to_datasets(streaming=streaming)


def checked_manifest(folder: Path, *, hashes: bool = True) -> Mapping[str, Any]:
    """The manifest of a release whose files are those that it lists.

    Raises
    ------
    IntegrityError
        A file is missing, extra, or not what the manifest says.
    """
    if not (folder / store.MANIFEST).exists():
        raise IntegrityError(f"{folder / store.MANIFEST}: missing: the release had it")
    manifest = store.read_manifest(folder)
    cache = HashCache(folder)
    for problem in check_files(folder, manifest, cache.sha256 if hashes else None):
        raise IntegrityError(f"{folder / problem.where}: {problem.message}", "fetch or build the release again")
    cache.save()
    _check_rows(folder, manifest)
    return manifest


def _check_rows(folder: Path, manifest: Mapping[str, Any]) -> None:
    import pyarrow.parquet as pq

    for name, facts in manifest["files"].items():
        if "rows" in facts and pq.read_metadata(folder / name).num_rows != facts["rows"]:
            raise IntegrityError(f"{folder / name}: it has not the {facts['rows']} rows that the manifest says")


def _near(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    near = get_close_matches(name, list(known), 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else ""


@dataclass(frozen=True)
class Rows:
    """Rows of a table, not yet read: iterate for dicts, or ask for another form."""

    folder: Path
    manifest: Mapping[str, Any]
    config: str
    columns: tuple[str, ...] | None = None
    split: str | None = None
    where: Any = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.batches():
            yield from store.dicts(batch)

    def __len__(self) -> int:
        """The number of rows; without a filter it is read from the manifest."""
        if self._filter is None:
            return int(self.manifest["tables"][self.config]["rows"])
        return int(self._dataset().count_rows(filter=self._filter))

    def __repr__(self) -> str:
        facts = self.manifest
        rights = ", ".join(sorted(facts["rights"])) or "none"
        return (
            f"Rows({facts['name']} {facts['version']} {self.config}: {len(self)} rows, {len(self.schema)} columns; "
            f"rights {rights}; sha256:{facts['content_hash'][:16]})"
        )

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of what comes."""
        import pyarrow as pa

        full = schema.arrow(schema.TABLES[self.config])
        return full if self.columns is None else pa.schema([full.field(name) for name in self.columns])

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The Parquet files of the table, in row order."""
        begin = f"data/{self.config}/"
        return tuple(self.folder / name for name in sorted(self.manifest["files"]) if name.startswith(begin))

    def select(self, *columns: str) -> Rows:
        """The same rows with these columns only."""
        found = replace(self, columns=columns)
        found.check()
        return found

    def head(self, count: int = 5) -> list[dict[str, Any]]:
        """The first rows."""
        return [row for row, _ in zip(self, range(count), strict=False)]

    def batches(self, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Arrow batches in row order, one in memory at a time."""
        if self._filter is not None:
            return iter(self._scanner(rows).to_batches())
        return self._plain_batches(rows)

    def _plain_batches(self, rows: int) -> Iterator[pa.RecordBatch]:
        # Not through pyarrow.dataset: it reads ahead, and its import alone takes longer than the first row.
        import pyarrow.parquet as pq

        columns = None if self.columns is None else list(self.columns)
        for path in self.files:
            with pq.ParquetFile(path) as file:
                # One thread: with more, all rows of 200 MB take a seventh more memory and no less time.
                for batch in file.iter_batches(rows, columns=columns, use_threads=False):
                    yield batch.select(columns) if columns is not None else batch

    def to_arrow(self) -> pa.Table:
        """A ``pyarrow.Table``."""
        import pyarrow as pa

        return pa.Table.from_batches(self.batches(65536), schema=self.schema)

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` (extra ``pandas``)."""
        _needed("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """A ``polars.DataFrame`` (extra ``polars``)."""
        return _needed("polars").from_arrow(self.to_arrow())

    def to_duckdb(self, connection: Any = None) -> Any:
        """A DuckDB relation over the rows (extra ``duckdb``), on the connection given or a new one."""
        duckdb = _needed("duckdb")
        return (connection or duckdb.connect()).from_arrow(self.to_arrow())

    def to_datasets(self, *, streaming: bool = False) -> Any:
        """A ``datasets.Dataset``, or an ``IterableDataset`` with ``streaming`` (extra ``datasets``).

        Raises
        ------
        IntegrityError
            datasets read another number of rows than there are.
        """
        datasets = _needed("datasets")
        if not self.files:
            return datasets.Dataset.from_dict({name: [] for name in self.schema.names})
        found = datasets.load_dataset(
            "parquet",
            # The name of datasets' own cache: two releases must never share one.
            f"{self.config}-{self.manifest['content_hash'][:16]}",
            data_files=[str(path) for path in self.files],
            split="train",
            streaming=streaming,
            columns=None if self.columns is None else list(self.columns),
            filters=self._filter,
        )
        if not streaming and self._filter is None and len(found) != len(self):
            raise IntegrityError(f"{self.folder}: datasets read {len(found)} rows of {len(self)}")
        return found

    def to_torch(self) -> Any:
        """A ``torch.utils.data.IterableDataset`` of dicts (extra ``torch``); workers share the rows out."""
        _needed("torch")
        from corpus.torch_rows import TorchRows

        return TorchRows(self)

    def check(self) -> None:
        """Check the columns and the filter against the schema.

        Raises
        ------
        UsageError
            A column does not exist, or the filter compares things that cannot be; the message has the schema.
        """
        known = schema.arrow(schema.TABLES[self.config])
        for name in [*(self.columns or ()), *_columns_of(self.where)]:
            if name not in known.names:
                raise UsageError(
                    f"{self.config} has no column {name!r}; it has {_described(known)}", _near(name, known.names)
                )
        if self.where is None:
            return
        import pyarrow as pa

        try:
            known.empty_table().filter(_expression(self.where))
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise UsageError(f"where: {str(error).splitlines()[0]}; {self.config} has {_described(known)}") from None

    @cached_property
    def _filter(self) -> pc.Expression | None:
        parts = [] if self.where is None else [_expression(self.where)]
        if self.split is not None:
            import pyarrow.compute as pc

            parts.append(pc.field("doc_id").isin(self._documents_of_split()))
        whole = None
        for part in parts:
            whole = part if whole is None else whole & part
        return whole

    def _documents_of_split(self) -> list[str]:
        everything = replace(self, config="documents", columns=("doc_id",), split=None, where=None)
        return [row["doc_id"] for row in everything if split_of(row["doc_id"]) == self.split]

    def _dataset(self) -> Any:
        import pyarrow.dataset as ds

        return ds.dataset([str(path) for path in self.files], schema=schema.arrow(schema.TABLES[self.config]))

    def _scanner(self, rows: int) -> Any:
        columns = None if self.columns is None else list(self.columns)
        return self._dataset().scanner(
            columns=columns, filter=self._filter, batch_size=rows, batch_readahead=1, fragment_readahead=1
        )


def split_of(doc_id: str) -> str:
    """On which side a document is, now and in every release.

    >>> split_of("river-news")
    'train'
    """
    number = int.from_bytes(hashlib.sha256(doc_id.encode()).digest()[:8], "big")
    return "test" if number < TEST_SHARE * 2**64 else "train"


def _needed(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        raise MissingExtraError.of(library, library) from None


def _described(known: pa.Schema) -> str:
    return ", ".join(f"{field.name} ({field.type})" for field in known)


def _columns_of(where: Any) -> list[str]:
    if isinstance(where, Mapping):
        return [str(name) for name in where]
    if isinstance(where, list | tuple):
        return [str(term[0]) for term in where if isinstance(term, list | tuple) and len(term) == 3]
    return []


def _expression(where: Any) -> pc.Expression:
    import pyarrow.compute as pc

    if isinstance(where, pc.Expression):
        return where
    terms = _terms(where)
    if not terms:
        raise ValueError("no condition is given")
    whole = None
    for name, operator, value in terms:
        if operator not in OPERATORS:
            raise ValueError(f"no operator is called {operator!r}; expected one of {', '.join(OPERATORS)}")
        part = OPERATORS[operator](pc.field(name), value)
        whole = part if whole is None else whole & part
    return whole


def _terms(where: Any) -> list[tuple[str, str, Any]]:
    if isinstance(where, Mapping):
        return [(name, "in" if isinstance(value, list | tuple | set) else "==", value) for name, value in where.items()]
    if isinstance(where, list | tuple) and all(isinstance(term, list | tuple) and len(term) == 3 for term in where):
        return [(str(name), str(operator), value) for name, operator, value in where]
    raise TypeError("expected a dict, a list of (column, operator, value), or a pyarrow expression")
