"""Everything that the files of a folder hold, decompressed, and the runs of eight characters shared with texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

RUN = 8
HAN = re.compile("[\u3400-\u9fff]")
ZSTD = b"\x28\xb5\x2f\xfd"


def runs(text: str) -> set[str]:
    """Every run of eight characters, white space aside: a run of blanks is nobody's text."""
    pieces = (text[at : at + RUN] for at in range(len(text) - RUN + 1))
    return {piece for piece in pieces if piece.strip()}


def shared_runs(
    folder: Path, sources: Iterable[str], facts: Iterable[str], *, latin: bool = True
) -> dict[str, set[str]]:
    """By file, the runs of the sources that it holds, the facts aside; without ``latin``, those with a Han character.

    A run that begins in a fact and ends in what the file has after it (a length of the Parquet encoding may be a
    line feed) is none of the source's, so facts are cut out of what is searched. What is inside a fact is none either:
    compressed pages have pieces of one, where the rest repeats another.
    """
    wanted = {run for text in sources for run in runs(text) | runs("".join(text.split()))}
    wanted = {run for run in wanted if "\ufffd" not in run and (latin or HAN.search(run))}
    facts = sorted(filter(None, facts), key=len, reverse=True)
    wanted -= {run for fact in facts for run in runs(fact)}
    found: dict[str, set[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        own = {run for text in texts_of(path) for run in runs(_without(text, facts))} & wanted
        if own:
            found[str(path.relative_to(folder))] = own
    return found


def _without(text: str, facts: Iterable[str]) -> str:
    for fact in facts:
        for written in (fact, json.dumps(fact, ensure_ascii=False)[1:-1]):
            text = text.replace(written, "\0")
    return text


def texts_of(path: Path) -> Iterator[str]:
    """A file's bytes as text, as it stands and, of Parquet, every page decompressed and every value."""
    data = path.read_bytes()
    yield data.decode("utf-8", "replace")
    yield data.decode("utf-16-le", "replace")
    yield data.decode("gb18030", "replace")
    if path.suffix == ".parquet":
        yield from (page.decode("utf-8", "replace") for page in _pages(data))
        yield json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False, default=_bytes)
        yield str(pq.read_metadata(path).to_dict())


def _pages(data: bytes) -> Iterator[bytes]:
    """Every zstd frame: the pages of the column chunks. Statistics and indexes are not compressed."""
    at = data.find(ZSTD)
    while at >= 0:
        stream = pa.CompressedInputStream(pa.BufferReader(data[at:]), "zstd")
        pieces = []
        try:
            while piece := stream.read(1):
                pieces.append(piece)
        except OSError:
            pass  # what follows the frame is none
        yield b"".join(pieces)
        at = data.find(ZSTD, at + 1)


def _bytes(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
