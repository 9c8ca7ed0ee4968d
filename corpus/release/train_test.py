"""Which documents are held out for tests: the hash of a document's ID decides, so that none ever changes its side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from corpus.model.names import SPLITS

TEST_SHARE = 0.1
WHOLE = "part"  # what the files of a table are called that is not split


def split_of(doc_id: str) -> str:
    """Return on which side a document is, now and in every release.

    >>> split_of("river-news")
    'train'
    """
    number = int.from_bytes(hashlib.sha256(doc_id.encode()).digest()[:8], "big")
    return "test" if number < TEST_SHARE * 2**64 else "train"


def split_of_file(path: str | Path) -> str:
    """Return the split whose rows a file has, by its name; ``train`` where a table is not split.

    >>> split_of_file("data/paragraphs/test-00000.parquet"), split_of_file("part-00000.parquet")
    ('test', 'train')
    """
    begin = Path(path).name.partition("-")[0]
    return begin if begin in SPLITS else "train"


def split_tables(
    tables: Callable[[], Iterable[pa.Table]], splits: Sequence[str]
) -> Iterator[tuple[str, Iterator[pa.Table]]]:
    """Yield what the files of a table are called and its rows, a split after the other in the order of their names.

    ``tables`` reads the rows anew for each split; without splits there is one kind of files, and all rows are in it.
    """
    if not splits:
        yield WHOLE, iter(tables())
    for split in sorted(splits):
        yield split, (_rows_of(split, table) for table in tables())


def _rows_of(split: str, table: pa.Table) -> pa.Table:
    return table.filter(pa.array([split_of(doc_id) == split for doc_id in table["doc_id"].to_pylist()], pa.bool_()))
