"""A build that remembers documents makes the same release as one that does not, from less work."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import SAMPLE

import corpus
from corpus.building import document_cache, shards
from corpus.building.cleaning_digest import cleaning_digest
from corpus.building.document_cache import DocumentCache, NewEntry
from corpus.release import layout

SENTENCE = "白云镇的老街上，新开了一家旧书\n店。店主每天早上七点开门。\n"


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the keys of what this process cleans."""
    found, proved = list[str](), shards.proved_rows

    def rows(data: bytes, origin: Any, *arguments: Any, **more: Any) -> Any:
        found.append(origin.doc_id)
        return proved(data, origin, *arguments, **more)

    monkeypatch.setattr(shards, "proved_rows", rows)
    yield found


def folder_of(place: Path, count: int = 6) -> Path:
    place.mkdir()
    for number in range(count):
        (place / f"d{number:03d}.txt").write_text(f"第{number}篇\n\n{SENTENCE}\f\n{SENTENCE}", encoding="utf-8")
    return place


def built(folder: Path, out: Path, cache: Path | bool, **more: Any) -> str:
    release = corpus.build(
        folder, out, name="set", date="2026-12-01", workers=more.pop("workers", 1), cache=cache, **more
    )
    return (release.path / layout.SUMS).read_text(encoding="utf-8")


def altered(cache: Path, statement: str) -> None:
    with closing(sqlite3.connect(cache / document_cache.NAME)) as database, database:
        assert database.execute(statement).rowcount


def test_the_sample_is_the_same_with_and_without(tmp_path: Path, cleaned: list[str]) -> None:
    plain = built(SAMPLE, tmp_path / "plain", False)
    count = len(cleaned)
    assert built(SAMPLE, tmp_path / "first", tmp_path / "cache") == plain
    assert len(cleaned) == 2 * count
    assert built(SAMPLE, tmp_path / "second", tmp_path / "cache") == plain
    assert len(cleaned) == 2 * count  # nothing was cleaned again


def test_only_what_changed_is_cleaned_again(tmp_path: Path, cleaned: list[str]) -> None:
    folder, cache = folder_of(tmp_path / "in"), tmp_path / "cache"
    built(folder, tmp_path / "first", cache)
    (folder / "d002.txt").write_text("改过的一篇。\n", encoding="utf-8")
    (folder / "a-new.txt").write_text("新的一篇。\n", encoding="utf-8")
    cleaned.clear()
    second = built(folder, tmp_path / "second", cache)
    assert cleaned == ["a-new", "d002"]
    assert second == built(folder, tmp_path / "plain", False)


@pytest.mark.parametrize(
    "register",
    [
        '[[source]]\nfile = "d001.txt"\nkey = "d001"\ntitle = "另一个题目"\n',
        '[dataset]\nrules_off = ["punctuation_width"]\n',
        '[[source]]\nfile = "d001.txt"\nkey = "d001"\nrights = "CC0-1.0"\n',
        '[[source]]\nfile = "d001.txt"\nkey = "other"\n',
    ],
)
def test_what_a_register_says_is_part_of_the_key(tmp_path: Path, cleaned: list[str], register: str) -> None:
    folder, cache = folder_of(tmp_path / "in"), tmp_path / "cache"
    built(folder, tmp_path / "first", cache)
    (folder / "register.toml").write_text(register, encoding="utf-8")
    cleaned.clear()
    second = built(folder, tmp_path / "second", cache)
    assert cleaned
    assert second == built(folder, tmp_path / "plain", False)


def test_other_code_cleans_again(tmp_path: Path, cleaned: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, cache = folder_of(tmp_path / "in"), tmp_path / "cache"
    built(folder, tmp_path / "first", cache)
    cleaned.clear()
    monkeypatch.setattr("corpus.building.make.cleaning_digest", lambda: "another")
    built(folder, tmp_path / "second", cache)
    assert len(cleaned) == 6
    assert cleaning_digest() == cleaning_digest() != "another"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET rows = zeroblob(length(rows)) WHERE doc_id = 'd001'",
        "UPDATE documents SET rows = substr(rows, 1, 100) WHERE doc_id = 'd001'",
        "UPDATE documents SET lengths = x'00' WHERE doc_id = 'd001'",
        "UPDATE documents SET rows = 'text', lengths = NULL WHERE doc_id = 'd001'",
        "UPDATE documents SET rows = (SELECT rows FROM documents WHERE doc_id = 'd003') WHERE doc_id = 'd001'",
    ],
)
def test_a_damaged_entry_is_made_again(tmp_path: Path, cleaned: list[str], statement: str) -> None:
    folder, cache = folder_of(tmp_path / "in"), tmp_path / "cache"
    first = built(folder, tmp_path / "first", cache)
    altered(cache, statement)
    cleaned.clear()
    assert built(folder, tmp_path / "second", cache) == first
    assert cleaned == ["d001"]
    assert built(folder, tmp_path / "third", cache) == first
    assert cleaned == ["d001"]  # it is whole again


@pytest.mark.parametrize("spoilt", [b"no database", b"SQLite format 3\0" + b"\xff" * 4096, b""])
def test_a_damaged_database_is_made_again(tmp_path: Path, cleaned: list[str], spoilt: bytes) -> None:
    folder, cache = folder_of(tmp_path / "in"), tmp_path / "cache"
    first = built(folder, tmp_path / "first", cache)
    (cache / document_cache.NAME).write_bytes(spoilt)
    assert built(folder, tmp_path / "second", cache) == first
    cleaned.clear()
    assert built(folder, tmp_path / "third", cache) == first
    assert not cleaned


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    folder, place = folder_of(tmp_path / "in"), tmp_path / "file"
    place.write_text("in the way", encoding="utf-8")
    assert built(folder, tmp_path / "first", place) == built(folder, tmp_path / "plain", False)


def test_the_least_used_go_first(tmp_path: Path) -> None:
    place = tmp_path / document_cache.NAME
    built(folder_of(tmp_path / "in"), tmp_path / "first", tmp_path)
    altered(tmp_path, "UPDATE documents SET used = 1 WHERE doc_id IN ('d001', 'd004')")
    count, size = document_cache.totals(place)
    assert count == 6
    assert document_cache.prune(place, size) == 0
    assert document_cache.prune(place, size - 1) == 1
    assert document_cache.prune(place, size * 2 // 3 - 1) <= 2
    with closing(sqlite3.connect(place)) as database:
        left = {doc_id for (doc_id,) in database.execute("SELECT doc_id FROM documents")}
    assert not left & {"d001", "d004"}
    assert document_cache.prune(place, 0) == len(left)


def test_use_makes_an_entry_young(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in")
    built(folder, tmp_path / "first", tmp_path)
    altered(tmp_path, "UPDATE documents SET used = 1")
    built(folder, tmp_path / "second", tmp_path)
    with closing(sqlite3.connect(tmp_path / document_cache.NAME)) as database:
        assert database.execute("SELECT min(used) FROM documents").fetchone()[0] > 20_000


def content(place: Path) -> bytes:
    return b"".join(path.read_bytes() for path in place.parent.glob(f"{place.name}*"))


def test_a_withdrawn_text_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CORPUS_BUILD_NO_CACHE")
    folder = folder_of(tmp_path / "in", 3)
    secret = "这一段话后来被作者收回了，谁也不该再读到它。"
    (folder / "d001.txt").write_text(f"题目\n\n{secret}\n", encoding="utf-8")
    release = corpus.build(folder, tmp_path / "out", name="set", workers=1)
    place = tmp_path / "cache" / document_cache.NAME
    assert document_cache.totals(place)[0] == 3
    assert secret.encode() in content(place)
    corpus.withdraw(release.path, "d001", reason="收回")
    assert document_cache.totals(place)[0] == 2
    assert secret.encode() not in content(place)


def add_many(place: Path, first: int) -> Sequence[bytes]:
    empty = {name: pa.RecordBatch.from_pylist([], columns) for name, columns in shards.SCHEMAS.items()}
    memory = DocumentCache(place, shards.SCHEMAS)
    keys = [f"{number:032d}".encode() for number in range(first, first + 200)]
    for key in keys:
        memory.add([NewEntry(key, "a", "b", empty)])
    memory.close()
    return keys


@pytest.mark.slow
def test_parallel_builds_share_a_cache(tmp_path: Path) -> None:
    place = tmp_path / document_cache.NAME
    code = (
        "import sys; sys.path[:0] = [sys.argv[1]]; from pathlib import Path; import test_document_cache as t;"
        "t.add_many(Path(sys.argv[2]), int(sys.argv[3]))"
    )
    path = str(Path(__file__).parent), str(Path(__file__).parents[1])
    code = code.replace("[sys.argv[1]]", repr(list(path)))
    jobs = [subprocess.Popen([sys.executable, "-c", code, "", str(place), str(first)]) for first in (0, 1000, 2000)]
    assert [job.wait(120) for job in jobs] == [0, 0, 0]
    assert document_cache.totals(place)[0] == 600


@pytest.mark.slow
def test_two_workers_remember_the_same(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 130)
    plain = built(folder, tmp_path / "plain", False)
    assert built(folder, tmp_path / "first", tmp_path / "cache", workers=2) == plain
    assert document_cache.totals(tmp_path / "cache" / document_cache.NAME)[0] == 130
    assert built(folder, tmp_path / "second", tmp_path / "cache", workers=2) == plain
    assert built(folder, tmp_path / "third", tmp_path / "cache") == plain


def test_what_a_reviewer_decides_is_part_of_the_key(tmp_path: Path, cleaned: list[str]) -> None:
    folder, cache = folder_of(tmp_path / "in"), tmp_path / "cache"
    built(folder, tmp_path / "first", cache)
    cleaned.clear()
    review = tmp_path / "review.toml"
    decision = '[[decision]]\naction = "title"\ndocument = "d002"\nbecomes = "另一个题目"\n'
    review.write_text(f'[review]\ndataset = "set"\nversion = "0.1.0"\n\n{decision}', encoding="utf-8")
    reviewed = built(folder, tmp_path / "second", cache, review=review)
    assert cleaned == ["d002"]
    assert reviewed == built(folder, tmp_path / "third", False, review=review)
    titles = {row["doc_id"]: row["title"] for row in corpus.rows(tmp_path / "second" / "set", "documents")}
    assert titles["d002"] == "另一个题目"
