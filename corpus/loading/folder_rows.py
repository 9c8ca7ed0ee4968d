"""Rows of a release in a folder, whose files are compared with the manifest first; a remote one is in the cache."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import IntegrityError
from corpus.loading.file_hashes import HashCache
from corpus.model import schema
from corpus.release import layout, parquet
from corpus.release.manifest import files_of_tables, read_manifest
from corpus.release.verify import check_files

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc

# Bytes of a file whose repeated values are measured before they are read; verify measures those of every file. A larger
# one is no surprise: it takes 100 times as much at most.
LOOKED_INTO = 4 * 1024 * 1024


@dataclass(frozen=True)
class FolderRows:
    """A release on this machine, whose files have been checked; ``origin`` says where it came from.

    Of a ``remote`` one, a name and an exact version, the cache may hold some tables only.
    """

    folder: Path
    origin: str | None = None
    remote: tuple[str, str] | None = None
    hashes: bool = True

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

    def provide(self, tables: Collection[str]) -> None:
        """Fetch what is not here yet of the files of some tables."""
        if self.remote:
            fetched_rows(*self.remote, tables, self.hashes)


def local_rows(folder: Path, hashes: bool) -> tuple[FolderRows, Mapping[str, Any]]:
    """Return the rows of a release in a folder, and its manifest, once its files are checked."""
    return FolderRows(folder, hashes=hashes), checked_manifest(folder, hashes=hashes)


def fetched_rows(
    name: str, version: str | None, tables: Collection[str], hashes: bool
) -> tuple[FolderRows, Mapping[str, Any]]:
    """Return the rows of a remote release, and its manifest, once the files of some tables are fetched and checked."""
    from corpus.loading.remote.fetch import fetch_release

    found = fetch_release(name, version, tables)
    manifest = checked_manifest(found.folder, hashes=hashes, tables=tables)
    return FolderRows(found.folder, found.origin, (name, manifest["version"]), hashes), manifest


def checked_manifest(folder: Path, *, hashes: bool = True, tables: Collection[str] | None = None) -> Mapping[str, Any]:
    """Return the manifest of a release whose files are those that it lists, or of which some tables are there.

    Raises
    ------
    IntegrityError
        A file is missing, extra, or not what the manifest says.
    """
    if not (folder / layout.MANIFEST).exists():
        raise IntegrityError(f"{folder / layout.MANIFEST}: missing: the release had it")
    manifest = read_manifest(folder)
    others = files_of_tables(manifest, None).keys() - files_of_tables(manifest, tables).keys()
    cache = HashCache(folder)
    for problem in check_files(folder, manifest, cache.sha256 if hashes else None, may_lack=others):
        raise IntegrityError(f"{folder / problem.where}: {problem.message}", "fetch or build the release again")
    cache.save()
    _check_rows(folder, manifest)
    return manifest


def _check_rows(folder: Path, manifest: Mapping[str, Any]) -> None:
    version = schema.version_of(manifest)
    for name, facts in manifest["files"].items():
        if "rows" not in facts or not (folder / name).exists():
            continue
        with parquet.opened(folder / name) as file:
            rows, columns = file.metadata.num_rows, file.schema_arrow
        if columns != _columns_of(name, version, columns):
            raise IntegrityError(f"{folder / name}: its columns are not those of the schema")
        if rows != facts["rows"]:
            raise IntegrityError(f"{folder / name}: it does not have the {facts['rows']} rows that the manifest states")
        if facts["bytes"] <= LOOKED_INTO:
            parquet.check_expansion(folder / name)


def _columns_of(name: str, version: str, otherwise: pa.Schema) -> pa.Schema:
    """Return the columns that a file of a table has in a version of the schema; a file of no table may have any."""
    for place, columns in layout.TABLE_FILES.values():
        if name == place or (place.endswith("/") and name.startswith(place)):
            return schema.arrow(schema.in_version(columns, version))
    return otherwise
