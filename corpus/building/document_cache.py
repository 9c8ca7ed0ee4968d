"""Documents that were cleaned before, with their rows: what is unchanged is not cleaned again.

A SQLite database, which any number of builds may use at once. An entry's key is made of all that its rows depend on:
the source's bytes and names, what a register says of it, the rules that are on, and the code and tables that clean.
Its rows are Arrow record batches under a hash: an entry that is damaged counts as one that is not there. Nothing here
makes a build fail: a database that cannot be used is passed over, and one that is no database any more made anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from corpus.loading.cache_dir import cache_dir

NAME = "documents.sqlite"
MOST_BYTES = 4 << 30
WAIT_SECONDS = 30.0
DAY = 24 * 3600
CODEC = "lz4_raw"
FORM = 1  # of the table below
TABLE = """CREATE TABLE IF NOT EXISTS documents (
    key BLOB PRIMARY KEY, doc_id TEXT, source_sha256 TEXT, used INTEGER, hash BLOB, lengths BLOB, rows BLOB
) WITHOUT ROWID"""
Batches = Mapping[str, pa.RecordBatch]


class NewEntry(NamedTuple):
    """A document that was cleaned, to be remembered."""

    key: bytes
    doc_id: str
    source_sha256: str
    batches: Batches


def place_of(cache: str | Path | None) -> Path:
    """Return the database's path: in the folder given, else in the cache's."""
    return (Path(cache) if cache else cache_dir()) / NAME


class DocumentCache:
    """The documents of a database; ``schemas`` are the tables that an entry has."""

    def __init__(self, place: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self._place, self._schemas = place, schemas
        self._today = int(time.time()) // DAY
        self._used = list[tuple[int, bytes]]()
        self._database = self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                self._place.parent.mkdir(parents=True, exist_ok=True)
                return _connected(self._place)
            except sqlite3.OperationalError:  # locked, or not to be written
                return None
            except sqlite3.DatabaseError:
                _remove(self._place)
            except OSError:
                return None
        return None

    def get(self, key: bytes) -> Batches | None:
        """Return the rows of a document in each table; None where they are not remembered, or are damaged."""
        if self._database is None:
            return None
        try:
            query = "SELECT used, hash, lengths, rows FROM documents WHERE key = ?"
            found = self._database.execute(query, (key,)).fetchone()
            if found is None or _hash(key, *found[2:]) != found[1]:
                return None
            batches = self._unpacked(*found[2:])
        except (sqlite3.Error, pa.ArrowException, OSError, struct.error, TypeError):
            return None
        if found[0] < self._today:
            self._used.append((self._today, key))
        return batches

    def add(self, entries: Iterable[NewEntry]) -> None:
        """Remember documents, and which were used today."""
        if self._database is None:
            return
        rows = []
        for entry in entries:
            packed = self._packed(entry.batches)
            facts = entry.key, entry.doc_id, entry.source_sha256, self._today, _hash(entry.key, *packed)
            rows.append((*facts, *packed))
        if not rows and not self._used:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
                self._database.executemany("UPDATE documents SET used = ? WHERE key = ?", self._used)
        except sqlite3.OperationalError:  # the disk is full, or another process held it for too long
            pass
        except sqlite3.DatabaseError:
            self.close()
            _remove(self._place)
        self._used.clear()

    def close(self) -> None:
        """Give the database back."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _packed(self, batches: Batches) -> tuple[bytes, bytes]:
        parts = [batches[name].serialize() for name in self._schemas]
        lengths = struct.pack(f"<{len(parts)}q", *(part.size for part in parts))
        return lengths, pa.compress(b"".join(memoryview(part) for part in parts), CODEC, asbytes=True)

    def _unpacked(self, lengths: bytes, rows: bytes) -> Batches:
        sizes = struct.unpack(f"<{len(self._schemas)}q", lengths)
        whole = pa.decompress(rows, sum(sizes), CODEC)
        batches, at = {}, 0
        for (name, columns), size in zip(self._schemas.items(), sizes, strict=True):
            batches[name] = pa.ipc.read_record_batch(whole.slice(at, size), columns)
            at += size
        return batches


def _hash(key: bytes, lengths: bytes, rows: bytes) -> bytes:
    return hashlib.sha256(b"".join((key, lengths, rows))).digest()


def _connected(place: Path) -> sqlite3.Connection:
    database = sqlite3.connect(place, timeout=WAIT_SECONDS)
    try:
        database.execute("PRAGMA synchronous = NORMAL")
        if database.execute("PRAGMA user_version").fetchone() != (FORM,):  # the file keeps what is set here
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            database.execute("PRAGMA journal_mode = WAL")
            with database:
                database.execute(TABLE)
                database.execute(f"PRAGMA user_version = {FORM}")
    except BaseException:
        database.close()
        raise
    return database


def _remove(place: Path) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(OSError):
            Path(f"{place}{end}").unlink(missing_ok=True)


def totals(place: Path) -> tuple[int, int]:
    """Return how many documents a cache has, and how many bytes their rows take; a missing one is not made."""
    if not place.is_file():
        return 0, 0
    try:
        with closing(_connected(place)) as database:
            count, size = database.execute("SELECT count(*), coalesce(sum(length(rows)), 0) FROM documents").fetchone()
            return int(count), int(size)
    except sqlite3.Error:
        return 0, 0


def prune(place: Path, most: int = MOST_BYTES) -> int:
    """Drop the documents that were not used for longest, until the rest takes at most so many bytes."""
    size = totals(place)[1] - most
    if size <= 0:
        return 0
    dropped = []
    with suppress(sqlite3.Error), closing(_connected(place)) as database:
        for key, length in database.execute("SELECT key, length(rows) FROM documents ORDER BY used, key"):
            if size <= 0:
                break
            dropped.append((key,))
            size -= length
        _deleted(database, "key = ?", dropped)
    return len(dropped)


def forget(place: Path, doc_ids: Iterable[str], digests: Iterable[str] = ()) -> None:
    """Drop the documents of some IDs, and those that were made of sources with some hashes."""
    if place.is_file():
        with suppress(sqlite3.Error), closing(_connected(place)) as database:
            _deleted(database, "doc_id = ?", [(each,) for each in doc_ids])
            _deleted(database, "source_sha256 = ?", [(each,) for each in digests])


def _deleted(database: sqlite3.Connection, where: str, values: list[tuple[object]]) -> None:
    database.execute("PRAGMA secure_delete = ON")  # a text that is dropped is not left in free pages
    with database:
        database.executemany(f"DELETE FROM documents WHERE {where}", values)  # noqa: S608 - no value is in it
    database.execute("PRAGMA incremental_vacuum").fetchall()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
