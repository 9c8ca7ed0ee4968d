"""Rows by facts of their documents: joined by the documents' IDs; only the tables and row groups that are needed."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from fileserver import FileServer

import corpus
from corpus.errors import RemoteError, UsageError
from corpus.loading.filter import PRUNED_VALUES, RANGES, of_documents
from corpus.release import parquet

pytest.importorskip("fsspec")
DOCUMENTS = 180
PUBLISHERS = ("灯塔社", "渡口社", "山路社")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HOME", "HF_DATASETS_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in ("CORPUS_OFFLINE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of three publishers, one after the other by their IDs, in many row groups."""
    folder = tmp_path_factory.mktemp("facts")
    (folder / "in").mkdir()
    sources = []
    for number in range(DOCUMENTS):
        key, publisher = f"log{number:03d}", PUBLISHERS[number * len(PUBLISHERS) // DOCUMENTS]
        entries = [hashlib.sha512(f"{number}.{entry}".encode()).hexdigest() for entry in range(10)]
        text = f"第{number}天的日志。\n\n下午放晴，晚上靠岸，编号{''.join(entries)}。\n"
        (folder / "in" / f"{key}.txt").write_text(text, encoding="utf-8")
        facts = {"key": key, "file": f"{key}.txt", "publisher": publisher, "date": f"{1900 + number // 10}-05-04"}
        sources.append("[[source]]\n" + "".join(f"{name} = {json.dumps(text)}\n" for name, text in facts.items()))
    (folder / "in" / "register.toml").write_text("\n".join(sources), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP_BYTES", 20_000)
        patch.setattr(parquet, "ROW_GROUPS_PER_FILE", 4)
        found = corpus.build(folder / "in", folder / "out", name="logs", date="2026-11-22", workers=1).path
    assert len(corpus.scan(found).files) > 2
    return found


@pytest.fixture
def server(release: Path) -> Iterator[FileServer]:
    with FileServer(release).running() as running:
        yield running


def wanted(release: Path, table: str = "paragraphs", **facts: Any) -> list[dict[str, Any]]:
    """The rows by a join in plain Python."""
    documents = {row["doc_id"]: row for row in corpus.rows(release, "documents")}
    rows = corpus.rows(release, table)
    return [row for row in rows if all(documents[row["doc_id"]][name] in values for name, values in facts.items())]


@pytest.mark.parametrize("table", ["paragraphs", "documents", "edits"])
def test_rows_by_a_fact_of_their_document(release: Path, table: str) -> None:
    where = {"document.publisher": "渡口社"}
    expected = wanted(release, table, publisher=["渡口社"])
    found = corpus.scan(release, table, where=where)
    assert list(found) == list(corpus.rows(release, table, where=where)) == expected
    assert len(found) == len(expected) > 0


def test_facts_and_columns_ranges_and_splits_hold_together(release: Path) -> None:
    expected = [row for row in wanted(release, publisher=["灯塔社", "山路社"]) if row["kind"] == "paragraph"]
    where = {"document.publisher": ["灯塔社", "山路社"], "kind": "paragraph"}
    assert list(corpus.rows(release, where=where)) == expected
    late = [("document.date", ">=", "1910"), ("document.date", "<", "1912-06"), ("index", "==", 0)]
    dates = {row["doc_id"]: row["date"] for row in corpus.rows(release, "documents")}
    in_range = [row for row in corpus.rows(release) if "1910" <= dates[row["doc_id"]] < "1912-06" and not row["index"]]
    assert list(corpus.rows(release, where=late)) == in_range and in_range
    test = corpus.scan(release, split="test", where=where)
    assert list(test) == [row for row in corpus.rows(release, split="test") if row in expected]
    filtered = corpus.scan(release, where=pc.field("kind") == "paragraph").filter(
        {"document.publisher": ["灯塔社", "山路社"]}
    )
    assert list(filtered) == expected and filtered[3] == expected[3]
    assert list(pickle.loads(pickle.dumps(filtered))) == expected
    assert list(corpus.rows(release, where={"document.publisher": "没有这一社"})) == []


def test_datasets_has_the_same_rows(release: Path) -> None:
    pytest.importorskip("datasets")
    expected = wanted(release, publisher=["山路社"])
    where = {"document.publisher": "山路社"}
    assert list(corpus.load(release, where=where)) == expected
    assert list(corpus.load(release, where=where, streaming=True)) == expected


@pytest.mark.parametrize(
    ("where", "message", "help"),
    [
        ({"document.publsher": "x"}, "documents has no column 'publsher'", "did you mean 'document.publisher'?"),
        ({"documents.genre": "x"}, "paragraphs has no column 'documents.genre'", "did you mean 'document.genre'?"),
        ({"genre": "news"}, "no column 'genre'", "it is a fact of the document: 'document.genre' in where"),
        ([("document.n_edits", ">", "many")], "where: .*; documents has .*n_edits", ""),
    ],
)
def test_an_unknown_fact_is_an_error_with_the_nearest(release: Path, where: Any, message: str, help: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        corpus.scan(release, where=where)
    assert caught.value.help == help


def test_the_condition_leaves_out_row_groups() -> None:
    """For any number of documents, also where they are in several places."""
    every = [f"doc{number:04d}" for number in range(1000)]
    table = pa.table({"doc_id": every})
    for chosen in (every[3:40], every[100:300], every[:60:2] + every[600:800], every[::7]):
        assert table.filter(of_documents(chosen, every))["doc_id"].to_pylist() == chosen
    scattered = of_documents(every[::7], every)
    assert str(scattered).count("<=") == RANGES
    assert str(of_documents(every[: PRUNED_VALUES - 1], every)).count("<=") == 0


def test_only_row_groups_with_such_documents_are_transferred(release: Path, server: FileServer) -> None:
    where = {"document.publisher": "渡口社"}  # 60 documents: more than Arrow prunes by their IDs alone
    assert DOCUMENTS / len(PUBLISHERS) >= PRUNED_VALUES
    found = list(corpus.rows(server.url, streaming=True, where=where))
    some = row_bytes(server, release)
    assert found == wanted(release, publisher=["渡口社"])
    list(corpus.rows(server.url, streaming=True))
    assert 0 < some < row_bytes(server, release) * 0.5


def row_bytes(server: FileServer, release: Path) -> int:
    """The bytes of paragraphs that were sent since the last call: footers, which end their file, do not count."""
    sent = 0
    for path, asked, size in server.requests:
        footer = asked.endswith(f"-{(release / path.lstrip('/')).stat().st_size - 1}") if asked else True
        sent += 0 if footer or "/paragraphs/" not in path else size
    server.requests.clear()
    return sent


def tables_fetched(server: FileServer) -> set[str]:
    return {path.split("/")[2] for path, _, _ in server.requests if path.startswith("/data/")}


def test_only_the_tables_asked_for_are_fetched(release: Path, server: FileServer, own_cache: Path) -> None:
    assert list(corpus.rows(server.url, "documents")) == list(corpus.rows(release, "documents"))
    assert tables_fetched(server) == {"documents"}
    assert not [path for path, _, _ in server.requests if path.endswith(("README.md", "lineage.parquet"))]
    version = corpus.scan(server.url, "documents").manifest["version"]
    server.requests.clear()
    found = corpus.scan(server.url, version=version)
    assert list(found) == list(corpus.rows(release)) and tables_fetched(server) == {"paragraphs"}
    folder = found.folder
    assert corpus.open_release(server.url).verify().ok and tables_fetched(server) == {"paragraphs", "articles", "edits"}
    assert list(own_cache.glob("releases/*/*")) == [folder]
    server.requests.clear()
    assert list(corpus.rows(server.url, "edits", version=version)) == list(corpus.rows(release, "edits"))
    # Of a cached version only the index is asked, which says whether it was yanked.
    assert {path for path, _, _ in server.requests} <= {"/versions.json"}


def test_the_documents_are_fetched_when_a_filter_asks_for_them(release: Path, server: FileServer) -> None:
    rows = corpus.scan(server.url)
    assert tables_fetched(server) == {"paragraphs"}
    assert list(rows.filter({"document.publisher": "灯塔社"})) == wanted(release, publisher=["灯塔社"])
    assert tables_fetched(server) == {"paragraphs", "documents"}
    assert list(corpus.rows(server.url, split="test")) == list(corpus.rows(release, split="test"))


def test_what_was_not_fetched_is_said_offline(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = list(corpus.rows(server.url, "documents"))
    monkeypatch.setenv("CORPUS_OFFLINE", "1")
    assert list(corpus.rows(server.url, "documents")) == documents
    with pytest.raises(RemoteError, match=r"offline, and the cache lacks \d+ files? of it, such as data/paragraphs/"):
        corpus.rows(server.url)
    with pytest.raises(RemoteError, match="offline, and the cache lacks"):
        corpus.open_release(server.url)


def test_a_file_that_was_altered_in_a_part_of_a_release_is_named(server: FileServer, own_cache: Path) -> None:
    found = corpus.scan(server.url, "documents")
    assert found.folder is not None
    path = found.folder / found.files[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(corpus.IntegrityError, match=found.files[0]):
        corpus.rows(server.url, "documents", version=found.manifest["version"])
    shown = command("cache", "verify")
    assert shown.returncode == 3 and "altered" in shown.stdout and "missing" not in shown.stdout


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "corpus", *arguments], capture_output=True, text=True)


def test_commands_fetch_no_more_than_they_show(server: FileServer, release: Path) -> None:
    shown = command("info", server.url, "--format", "json")
    assert shown.returncode == 0 and json.loads(shown.stdout)["name"] == "logs" and tables_fetched(server) == set()
    assert command("cite", server.url).returncode == 0 and tables_fetched(server) == set()
    listed = command("list", server.url, "--where", "publisher=渡口社")
    assert len(listed.stdout.splitlines()) == DOCUMENTS // len(PUBLISHERS) and tables_fetched(server) == {"documents"}
    found = command("search", server.url, "放晴", "--where", "document.date<1901", "--where", "index=1")
    assert len(found.stdout.splitlines()) == 10 and tables_fetched(server) == {"documents", "paragraphs"}


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        ("document.publisher=渡口社", 0, ""),
        ("n_chars>=3", 0, ""),
        ("confidence != 0", 0, ""),
        ("n_chars>many", 2, "--where: n_chars is of type int32, and 'many' is not"),
        ("publisher", 2, "is not a condition"),
        ("publisher=x", 2, "it is a fact of the document: 'document.publisher'"),
        ("document.publsher=x", 2, "did you mean 'document.publisher'?"),
    ],
)
def test_conditions_on_the_command_line(release: Path, condition: str, code: int, message: str) -> None:
    shown = command("head", str(release), "--where", condition, "--format", "json")
    assert shown.returncode == code and message in shown.stderr and "Traceback" not in shown.stderr
    assert code or len(json.loads(shown.stdout)) == 5
