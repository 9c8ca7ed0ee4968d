"""The tables of a remote release, read by row group without fetching the files.

What is checked: the manifest, as when fetching; and of each file, when it is opened, its size and its footer's number
of rows, then the checksum of every page. What is not: the files' SHA-256, for which all their bytes would be needed;
who serves the files could serve other pages with right checksums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import CorpusError, IntegrityError
from corpus.loading.remote.download_cache import ReleaseCache
from corpus.loading.remote.fetch import (
    FetchedRelease,
    cached_release,
    origin_name,
    read_remote_manifest,
    resolve_version,
)
from corpus.loading.remote.release_sources import release_source
from corpus.loading.remote.remote_folder import AbsentError, RemoteFolder, remote_errors, userinfo

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq


@dataclass(frozen=True)
class _Open:
    """A Parquet file and what it is read from."""

    parquet: pq.ParquetFile
    raw: Any


@dataclass(frozen=True)
class RangeRows:
    """A remote release that `Rows` reads by range."""

    place: RemoteFolder
    manifest: Mapping[str, Any] = field(repr=False)
    origin: str

    folder: Path | None = None

    def batches(
        self, name: str, rows: int, columns: Sequence[str] | None, condition: pc.Expression | None
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file that meet a condition, in batches."""
        with self._opened(name) as opened:
            if condition is None:
                # One row group at a time: a batch that is filled from several would transfer them all first.
                for group in range(opened.parquet.num_row_groups):
                    yield from opened.parquet.iter_batches(rows, [group], columns, use_threads=False)
                return
            import pyarrow.dataset as ds

            # Row groups that cannot meet the condition, by their statistics, are not transferred.
            options = ds.ParquetFragmentScanOptions(page_checksum_verification=True, pre_buffer=False)
            fragment = ds.ParquetFileFormat().make_fragment(opened.raw)
            yield from fragment.to_batches(
                columns=columns, filter=condition, batch_size=rows, fragment_scan_options=options, use_threads=False
            )

    def count(self, name: str, condition: pc.Expression) -> int:
        """Return how many rows of a file meet a condition."""
        return sum(batch.num_rows for batch in self.batches(name, 65536, [], condition))

    def provide(self, tables: Collection[str]) -> None:
        """Fetch nothing: all tables are read by range."""

    @contextmanager
    def _opened(self, name: str) -> Iterator[_Open]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        where, facts = f"{self.place.name}/{name}", self.manifest["files"][name]
        try:
            with remote_errors(where, userinfo(self.place.url)), self.place.by_range(name) as raw:
                if raw.size != facts["bytes"]:
                    raise IntegrityError(f"{where}: it has {raw.size:,} bytes, expected {facts['bytes']:,}")
                with pq.ParquetFile(raw, page_checksum_verification=True) as file:
                    if file.metadata.num_rows != facts["rows"]:
                        raise IntegrityError(f"{where}: it has {file.metadata.num_rows} rows, expected {facts['rows']}")
                    yield _Open(file, raw)
        except AbsentError:
            raise IntegrityError(f"{where}: missing: the release had it", "ask its publisher") from None
        except pa.ArrowInvalid as error:
            raise _damaged(where, error) from None
        except CorpusError as error:
            # pyarrow reports a wrong checksum as an OSError, as it does a lost connection.
            if "checksum" in error.message.lower() or "crc" in error.message.lower():
                raise _damaged(where, error) from None
            raise


def _damaged(where: str, error: Exception) -> IntegrityError:
    text = str(error).splitlines()[0][:200]
    return IntegrityError(f"{where}: damaged: {text}", "try again; if it stays so, its publisher should know")


def open_by_range(
    name: str, version: str | None = None, tables: Collection[str] | None = None
) -> RangeRows | FetchedRelease:
    """Return where a release is read by range, or its folder if the cache has the tables.

    Raises
    ------
    NotAReleaseError, UsageError, RemoteError, IntegrityError
        As `corpus.loading.remote.fetch.fetch_release`.
    """
    source, cache = release_source(name), ReleaseCache()
    found = cached_release(source, cache, version, tables)
    if found:
        return found
    pin = resolve_version(source, cache, version)
    pinned = read_remote_manifest(source, pin, version)
    return RangeRows(pin.place, pinned.manifest, origin_name(source, pinned.version, pin.commit))
