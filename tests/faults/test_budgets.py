"""What a file declares is looked at before it is believed, and what was read once is trusted while it stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus
from corpus.errors import CorpusError, IntegrityError
from corpus.loading.file_hashes import HashCache
from corpus.release import parquet

REPEATED = "x" * 1_000_000
BOMBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "repeated": ({"text": [REPEATED] * 400}, {}),
    "repeated in lists": ({"rule": [[REPEATED]] * 400}, {}),
    "repeated in structs": ({"evidence": [[{"field": "f", "value": REPEATED}]] * 400}, {}),
    "compressed": ({"text": [REPEATED] * 80}, {"use_dictionary": False}),
    "numbers": ({"n_chars": pa.array([1] * 20_000_000, pa.int32())}, {}),
    "front-coded": ({"text": ["x"] * 9}, {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_would_grow_beyond_its_budget_is_refused(tmp_path: Path, name: str) -> None:
    columns, options = BOMBS[name]
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table(columns), path, compression="zstd", **options)
    assert path.stat().st_size < 200_000
    before = pa.total_allocated_bytes()
    with pytest.raises(IntegrityError, match=r"too much for|is not read") as refused:
        parquet.check_expansion(path)
    assert str(path) in refused.value.headline and pa.total_allocated_bytes() - before < 50_000_000


def test_honest_tables_are_within_their_budget(sample_release: Path, tmp_path: Path) -> None:
    for path in sample_release.rglob("*.parquet"):
        parquet.check_expansion(path)
    table = pa.table({"doc_id": ["river"] * 500_000, "start": range(500_000), "end": range(1, 500_001)})
    parquet.write_file(tmp_path / "regular.parquet", table)
    parquet.check_expansion(tmp_path / "regular.parquet")


@pytest.fixture
def release(sample_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    return Path(shutil.copytree(sample_release, tmp_path / "0.1.0"))


def flipped(path: Path, at: int) -> None:
    """Change one bit in place, and set the times back as rsync does."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_bit_that_flips_behind_the_remembered_hash_is_seen(release: Path) -> None:
    path = release / "data" / "paragraphs" / "part-00000.parquet"
    assert len(list(corpus.rows(release))) > 400
    for at in range(path.stat().st_size // 9, path.stat().st_size, path.stat().st_size // 9):
        flipped(path, at)
        with pytest.raises(IntegrityError):
            list(corpus.rows(release))
        flipped(path, at)
    assert len(list(corpus.rows(release))) > 400


@pytest.mark.parametrize("where", [None, {"kind": "heading"}])
def test_a_wrong_checksum_of_a_page_is_damage_also_without_hashes(release: Path, where: Any) -> None:
    path, seen = release / "data" / "paragraphs" / "part-00000.parquet", 0
    first = list(corpus.rows(release, where=where, verify=False))
    for at in range(path.stat().st_size // 20, path.stat().st_size, path.stat().st_size // 20):
        flipped(path, at)
        try:
            assert list(corpus.rows(release, where=where, verify=False)) == first  # a byte that nothing reads
        except CorpusError as error:
            seen += 1
            assert str(path) in str(error) and error.exit_code == 3
        flipped(path, at)
    assert seen > 10


def test_a_hash_of_a_file_that_had_just_changed_is_not_trusted(release: Path) -> None:
    """A second change in the same tick of the clock leaves all times as they are."""
    path, cache = release / "README.md", HashCache(release)
    path.write_text("one", encoding="utf-8")
    cache.remember(path, "0" * 64)
    assert cache.sha256(path) != "0" * 64


def test_every_reader_of_a_damaged_table_has_our_error(release: Path) -> None:
    opened = corpus.open_release(release)
    path = release / "data" / "paragraphs" / "part-00000.parquet"
    path.write_bytes(path.read_bytes()[:-200])
    for read in (
        lambda: opened.restore("bridge-news"),
        lambda: opened.paragraph("bridge-news-0001"),
        lambda: opened.diff(opened),
        lambda: list(corpus.rows(release, verify=False)),
        lambda: corpus.withdraw(release, "bridge-news", reason="x", out=release.parent / "out"),
        lambda: corpus.publish(release, release.parent / "shelf"),
    ):
        with pytest.raises(CorpusError):
            read()
    assert not opened.verify().ok
