"""Rows of a release, lazily and exactly those that it has.

Before the first row the files are compared with the manifest: a shard that is missing, extra, cut or changed is an
error that names it, never fewer rows.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from corpus.errors import IntegrityError, UsageError
from corpus.loading.file_hashes import HashCache
from corpus.loading.hub_name_or_path import is_remote, locate_release
from corpus.loading.rows import SPLITS, FolderRows, Rows, RowSource
from corpus.loading.script import Conversion
from corpus.model import schema
from corpus.model.foreign_errors import translated
from corpus.model.near_miss import near_miss
from corpus.release import layout, parquet
from corpus.release.manifest import read_manifest
from corpus.release.verify import check_files

if TYPE_CHECKING:
    from typing import Unpack

    import pyarrow as pa

# Bytes of a file whose repeated values are measured before they are read; verify measures those of every file. A larger
# one is no surprise: it takes 100 times as much at most.
LOOKED_INTO = 4 * 1024 * 1024
Function = TypeVar("Function", bound=Callable[..., Any])


class Selection(TypedDict, total=False):
    """The options of `scan`, which `rows` and `load` take too."""

    version: str | None
    split: str | None
    where: Any
    columns: Sequence[str] | None
    script: str | None
    streaming: bool
    verify: bool


@translated
def scan(
    name: str | Path,
    config: str = "paragraphs",
    *,
    version: str | None = None,
    split: str | None = None,
    where: Any = None,
    columns: Sequence[str] | None = None,
    script: str | None = None,
    streaming: bool = False,
    verify: bool = True,
) -> Rows:
    """Return rows of a table, not yet read.

    Parameters
    ----------
    name
        A release, a shelf (a folder with versions of one), ``"sample"``, a data set on the Hub (``"user/name"``), or
        a URL that fsspec reads (``"s3://bucket/set"``). A remote release is fetched once, into a cache.
    config
        The table: ``paragraphs``, ``documents`` or ``edits``.
    version
        Exact, ``"latest"``, or a specifier such as ``"~=1.2"``.
    split
        ``"train"`` or ``"test"`` (a tenth), by document: the SHA-256 of ``doc_id`` decides, so that a document stays
        on its side from release to release. Default: all rows.
    where
        Which rows: ``{"kind": "heading"}`` (a list means any of it), ``[("n_chars", ">", 100)]`` (all must hold), or
        a pyarrow expression. Pushed down to Parquet; it sees the original text.
    columns
        Which columns, in this order. Default: all.
    script
        ``"Hans"``, ``"Hant"``, ``"Hant-TW"`` or ``"Hant-HK"``: text, headings, titles and names come in that script
        (extra ``script``); or one of OpenCC's configurations, such as ``"s2twp"``. ``spans``, ``n_chars`` and
        ``content_hash`` stay those of the original. Default: ``"original"``.
    streaming
        Of a remote release, read only the row groups that are needed, and keep nothing.
    verify
        Whether to compare hashes with the manifest (a hash is remembered while its file is unchanged). Names, sizes
        and row counts are always compared.

    Raises
    ------
    NotAReleaseError, UsageError
        There is no such release, table, version, split, script or column; the message says which there are.
    RemoteError
        It is remote, and cannot be read: no network, no permission, or offline and not in the cache.
    IntegrityError
        A file is not what the manifest says; the message names it.
    MissingExtraError
        A script needs OpenCC, which is not installed: ``pip install 'corpus-zh[script]'``.
    """
    if config not in schema.TABLES:
        raise UsageError(
            f"{config!r} is not a valid table; expected one of {', '.join(schema.TABLES)}",
            near_miss(config, schema.TABLES),
        )
    if split is not None and split not in SPLITS:
        raise UsageError(
            f"{split!r} is not a valid split; expected one of {', '.join(SPLITS)}", near_miss(split, SPLITS)
        )
    conversion = Conversion.of(config, script)
    source, manifest = _row_source(name, version, streaming, verify)
    chosen = tuple(columns) if columns is not None else None
    found = Rows(source, manifest, config, chosen, split, where, conversion)
    found.check()
    return found


def _row_source(
    name: str | Path, version: str | None, streaming: bool, verify: bool
) -> tuple[RowSource, Mapping[str, Any]]:
    if streaming and is_remote(name):
        from corpus.loading.remote.ranges import RangeRows, open_by_range

        found = open_by_range(str(name), version)
        if isinstance(found, RangeRows):
            return found, found.manifest
    place = locate_release(name, version)
    return FolderRows(place.folder, place.origin), checked_manifest(place.folder, hashes=verify)


def _with_options_of_scan(function: Function) -> Function:
    """Show people and their editors the options by name: the signature of `scan`, the result aside."""
    result = inspect.signature(function).return_annotation
    function.__signature__ = inspect.signature(scan).replace(return_annotation=result)  # type: ignore[attr-defined]
    return function


@_with_options_of_scan
def rows(name: str | Path, config: str = "paragraphs", **options: Unpack[Selection]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as dicts, with pyarrow alone; the options are those of `scan`.

    Examples
    --------
    >>> next(corpus.rows("sample", columns=["paragraph_id", "doc_id"]))
    {'paragraph_id': 'bridge-news-0001', 'doc_id': 'bridge-news'}
    """
    return iter(scan(name, config, **options))


@_with_options_of_scan
def load(name: str | Path, config: str = "paragraphs", **options: Unpack[Selection]) -> Any:
    """Return the rows as a ``datasets.Dataset``, or an ``IterableDataset`` with ``streaming``; options as in `scan`.

    Raises
    ------
    MissingExtraError
        datasets is not installed: ``pip install 'corpus-zh[datasets]'``.
    """
    return scan(name, config, **options).to_datasets(streaming=options.get("streaming", False))


def checked_manifest(folder: Path, *, hashes: bool = True) -> Mapping[str, Any]:
    """Return the manifest of a release whose files are those that it lists.

    Raises
    ------
    IntegrityError
        A file is missing, extra, or not what the manifest says.
    """
    if not (folder / layout.MANIFEST).exists():
        raise IntegrityError(f"{folder / layout.MANIFEST}: missing: the release had it")
    manifest = read_manifest(folder)
    cache = HashCache(folder)
    for problem in check_files(folder, manifest, cache.sha256 if hashes else None):
        raise IntegrityError(f"{folder / problem.where}: {problem.message}", "fetch or build the release again")
    cache.save()
    _check_rows(folder, manifest)
    return manifest


def _check_rows(folder: Path, manifest: Mapping[str, Any]) -> None:
    for name, facts in manifest["files"].items():
        if "rows" not in facts:
            continue
        with parquet.opened(folder / name) as file:
            rows, columns = file.metadata.num_rows, file.schema_arrow
        if columns != _columns_of(name, columns):
            raise IntegrityError(f"{folder / name}: its columns are not those of the schema")
        if rows != facts["rows"]:
            raise IntegrityError(f"{folder / name}: it does not have the {facts['rows']} rows that the manifest states")
        if facts["bytes"] <= LOOKED_INTO:
            parquet.check_expansion(folder / name)


def _columns_of(name: str, otherwise: pa.Schema) -> pa.Schema:
    """Return the columns that a file of a table has; a file of no table may have any."""
    for place, columns in layout.TABLE_FILES.values():
        if name == place or (place.endswith("/") and name.startswith(place)):
            return schema.arrow(columns)
    return otherwise
