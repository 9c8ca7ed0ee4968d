"""Rows of a release, lazily and exactly those that it has.

Before the first row the files are compared with the manifest: a shard that is missing, extra, cut or changed is an
error that names it, never fewer rows.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from corpus.errors import UsageError
from corpus.loading.folder_rows import fetched_rows, local_rows
from corpus.loading.hub_name_or_path import is_remote, locate_release
from corpus.loading.rows import Rows, RowSource, check_selection, tables_read
from corpus.loading.script import Conversion
from corpus.model import schema
from corpus.model.foreign_errors import translated
from corpus.model.names import SPLITS
from corpus.model.near_miss import near_miss

if TYPE_CHECKING:
    from typing import Unpack

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
        The table: ``paragraphs``, ``documents``, ``articles`` or ``edits``.
    version
        Exact, ``"latest"``, or a specifier such as ``"~=1.2"``.
    split
        ``"train"`` or ``"test"`` (a tenth), by document: the SHA-256 of ``doc_id`` decides, so that a document stays
        on its side from release to release. Default: all rows.
    where
        Which rows: ``{"kind": "heading"}`` (a list means any of it), ``[("n_chars", ">", 100)]`` (all must hold), or
        a pyarrow expression. A fact of the row's document is called ``document.`` and its column in the documents
        table: ``{"document.genre": "news"}``. Pushed down to Parquet; it sees the original text.
    columns
        Which columns, in this order. Default: all.
    script
        ``"Hans"``, ``"Hant"``, ``"Hant-TW"`` or ``"Hant-HK"``: text, headings, titles and places come in that script
        (extra ``script``); or one of OpenCC's configurations, such as ``"s2twp"``. The names of a document's authors,
        contributors, publisher, issuer and affiliations stay as written, in its text too, and so do ``spans``,
        ``n_chars`` and ``content_hash``. Default: ``"original"``.
    streaming
        Of a remote release, read only the row groups that are needed, and keep nothing. Otherwise the tables that
        are read are fetched as a whole.
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
    chosen = tuple(columns) if columns is not None else None
    check_selection(config, chosen, where)
    source, manifest = _row_source(name, version, tables_read(config, split, where, conversion), streaming, verify)
    check_selection(config, chosen, where, schema.version_of(manifest))
    return Rows(source, manifest, config, chosen, split, where, conversion)


def _row_source(
    name: str | Path, version: str | None, tables: Collection[str], streaming: bool, verify: bool
) -> tuple[RowSource, Mapping[str, Any]]:
    if not is_remote(name):
        return local_rows(locate_release(name, version).folder, verify)
    if streaming:
        from corpus.loading.remote.ranges import RangeRows, open_by_range

        found = open_by_range(str(name), version, tables)
        if isinstance(found, RangeRows):
            return found, found.manifest
    return fetched_rows(str(name), version, tables, verify)


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
