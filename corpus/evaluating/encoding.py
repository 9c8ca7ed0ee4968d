"""Bytes with known text: how often the decoded text is right, by what was wrong with the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import SourceError, UsageError
from corpus.evaluating.measures import OF_ENCODING, Counted, Table, table

COLUMNS = ("group", "kind", "data", "text", "damage_at", "damage_lost")
BOM = "\ufeff"
CUT, SLACK = ("trunc-start", "trunc-end"), 2
DAMAGED, MOST_MARKS = ("one-bad-byte", "bad-trail"), 3


def evaluate_encoding(path: Path) -> Table:
    """Make the table of right texts, in all and by group.

    Raises
    ------
    UsageError
        The file is not a Parquet file with these columns.
    """
    return table([_judged(number, row) for number, row in enumerate(_rows(path))], OF_ENCODING)


def _judged(number: int, row: dict[str, Any]) -> Counted:
    right = is_right(row, _decoded(row["data"]))
    return Counted(str(number), {"right": int(right), "texts": 1}, row["group"])


def is_right(row: dict[str, Any], got: str) -> bool:
    """Return whether a decoded text is right; a byte-order mark before it does not count.

    - Text that was damaged for good must come back as it is: nothing may be guessed.
    - Of bytes cut at an end all whole characters must be there, with at most two for the torn one.
    - Around a damaged byte all must be there, with at most three characters for the damage.
    """
    want = row["data"].decode("utf-8") if _is_beyond_repair(row["kind"]) else row["text"]
    got, want = got.lstrip(BOM), want.lstrip(BOM)
    if got == want:
        return True
    if row["kind"] in CUT:
        return want in got and len(got) <= len(want) + SLACK
    return row["kind"] in DAMAGED and _is_right_around(want, got, row["damage_at"] or 0, row["damage_lost"] or 0)


def _is_beyond_repair(kind: str) -> bool:
    return kind.endswith("-lossy") or kind == "kunjinkao"


def _is_right_around(want: str, got: str, at: int, lost: int) -> bool:
    before, after = want[:at], want[at + lost :]
    return got.startswith(before) and got.endswith(after) and len(got) <= len(want) + MOST_MARKS


def _decoded(data: bytes) -> str:
    from corpus.cleaning.decoding import decode

    try:
        return decode(data).text
    except SourceError:  # a refused source is not right
        return ""


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise UsageError(f"{path}: not a Parquet file: {str(error).splitlines()[0][:80]}") from None
    missing = [column for column in COLUMNS if column not in file.schema_arrow.names]
    if missing:
        raise UsageError(f"{path}: there is no column {missing[0]!r}; the columns are {', '.join(COLUMNS)}")
    for batch in file.iter_batches(1024, columns=list(COLUMNS)):
        yield from batch.to_pylist()
