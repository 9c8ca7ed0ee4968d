"""What can be done with rows that are not read yet: a row by its number, a sample, a filter, an order, a share."""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import corpus
from corpus.errors import UsageError
from corpus.loading.rows import Rows
from corpus.release import parquet


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Rows in more than one file."""
    folder = tmp_path_factory.mktemp("rows")
    (folder / "in").mkdir()
    for number in range(40):
        text = f"第{number}号渡船的日志。\n\n上午有雾，下午放晴。\n\n晚上靠岸。\n"
        (folder / "in" / f"log{number:02d}.txt").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP_BYTES", 3000)
        patch.setattr(parquet, "ROW_GROUPS_PER_FILE", 1)
        release = corpus.build(folder / "in", folder / "out", date="2026-11-22")
    found = corpus.scan(release.path)
    assert len(found.files) > 1
    return found


def ids(found: Any) -> list[str]:
    return [row["paragraph_id"] for row in found]


def test_a_row_comes_by_its_number(rows: Rows) -> None:
    every = list(rows)
    assert [rows[0], rows[-1], rows[len(rows) - 1], rows[57]] == [every[0], every[-1], every[-1], every[57]]
    assert rows[50:70] == every[50:70] and rows[::-37] == every[::-37] and rows[9:3] == []
    for beyond in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError, match=f"there are {len(rows)}"):
            rows[beyond]


def test_a_row_by_its_number_is_one_that_the_filter_leaves(rows: Rows) -> None:
    chosen = rows.filter([("index", ">", 1)]).select("paragraph_id")
    every = list(chosen)
    assert 0 < len(every) < len(rows)
    assert [chosen[number] for number in (0, 7, -1)] == [every[0], every[7], every[-1]]


def test_a_sample_is_drawn_by_its_seed(rows: Rows) -> None:
    first, again, other = rows.sample(10, seed=1), rows.sample(10, seed=1), rows.sample(10, seed=2)
    assert first == again != other
    assert len({*ids(first)}) == 10
    order = ids(rows)
    assert ids(first) == sorted(ids(first), key=order.index)
    assert rows.sample(10_000) == list(rows) and rows.sample(0) == []


def test_filters_add_up(rows: Rows) -> None:
    once = rows.filter([("n_chars", ">", 6)])
    twice = once.filter([("doc_id", "<", "log10")])
    assert ids(twice) == [row["paragraph_id"] for row in rows if row["n_chars"] > 6 and row["doc_id"] < "log10"]
    assert 0 < len(twice) < len(once) < len(rows)
    for wrong in ({"knid": "x"}, [("kind", "~", "x")]):
        for found in (rows, once):
            with pytest.raises(UsageError):
                found.filter(wrong)


@pytest.mark.parametrize("buffer", [0, 10, 10_000])
def test_a_shuffle_has_every_row_once(rows: Rows, buffer: int) -> None:
    first, again = ids(rows.shuffle(3, buffer)), ids(rows.shuffle(3, buffer))
    assert first == again and sorted(first) == sorted(ids(rows))
    if buffer:
        assert first != ids(rows) and first != ids(rows.shuffle(4, buffer))


class IterableDataset:
    def __class_getitem__(cls, item: object) -> type:
        return cls


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A torch of which only the processes matter: a rank (None: no process group) and a worker."""
    now: dict[str, Any] = {"rank": None, "worker": None}
    torch, utils = ModuleType("torch"), ModuleType("torch.utils")
    data, distributed = ModuleType("torch.utils.data"), ModuleType("torch.distributed")
    data.IterableDataset = IterableDataset  # type: ignore[attr-defined]
    data.get_worker_info = lambda: now["worker"]  # type: ignore[attr-defined]
    distributed.is_available = lambda: True  # type: ignore[attr-defined]
    distributed.is_initialized = lambda: now["rank"] is not None  # type: ignore[attr-defined]
    distributed.get_rank = lambda: now["rank"][0]  # type: ignore[attr-defined]
    distributed.get_world_size = lambda: now["rank"][1]  # type: ignore[attr-defined]
    torch.utils, torch.distributed, utils.data = utils, distributed, data  # type: ignore[attr-defined]
    for module in (torch, utils, data, distributed):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.delitem(sys.modules, "corpus.loading.torch", raising=False)
    yield now
    sys.modules.pop("corpus.loading.torch", None)


class Worker:
    def __init__(self, id: int, num_workers: int) -> None:
        self.id, self.num_workers = id, num_workers


@pytest.mark.parametrize("by_variables", [False, True])
@pytest.mark.parametrize("workers", [0, 2])
def test_ranks_and_their_workers_read_disjoint_rows(
    rows: Rows, processes: dict[str, Any], monkeypatch: pytest.MonkeyPatch, workers: int, by_variables: bool
) -> None:
    parts = []
    for rank in range(3):
        if by_variables:
            monkeypatch.setenv("RANK", str(rank))
            monkeypatch.setenv("WORLD_SIZE", "3")
        else:
            processes["rank"] = (rank, 3)
        sent = pickle.dumps(rows.to_torch()) if workers else b""
        for number in range(max(workers, 1)):
            processes["worker"] = Worker(number, workers) if workers else None
            parts.append(list(rows.to_torch()))
            if sent:  # a worker that is started anew is in no process group
                monkeypatch.delenv("RANK", raising=False)
                processes["rank"] = None
                assert list(pickle.loads(sent)) == parts[-1]
                processes["rank"] = None if by_variables else (rank, 3)
                monkeypatch.setenv("RANK", str(rank)) if by_variables else None
        processes["worker"] = None
        assert len(rows.to_torch()) == sum(map(len, parts[-max(workers, 1) :]))
    assert sorted(ids(row for part in parts for row in part)) == sorted(ids(rows))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_without_a_group_one_process_reads_all(
    rows: Rows, processes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert list(rows.to_torch()) == list(rows) and len(rows.to_torch()) == len(rows)


@pytest.mark.parametrize("streaming", [False, True])
def test_a_filter_that_leaves_no_row_loads_an_empty_data_set(rows: Rows, streaming: bool) -> None:
    found = corpus.load(rows.folder, where={"kind": "nothing"}, streaming=streaming)
    assert list(found) == []
    assert list(found.features) == rows.schema.names
    assert streaming or found.features == corpus.load(rows.folder).features


def test_a_split_without_documents_is_empty(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "river-news.txt").write_text("渡口的日志。\n", encoding="utf-8")
    release = corpus.build(tmp_path / "in", tmp_path / "out")
    assert corpus.load(release.path, split="test").num_rows == 0
    assert corpus.load(release.path, split="train").num_rows == len(corpus.scan(release.path)) > 0


def test_of_no_values_a_row_has_none(rows: Rows) -> None:
    assert len(rows.filter({"kind": []})) == 0 and list(rows.filter([("kind", "in", [])])) == []
    assert len(rows.filter([("kind", "not in", [])])) == len(rows)


def test_a_relation_outlives_the_call(rows: Rows) -> None:
    import duckdb

    relation = rows.to_duckdb()
    assert relation.count("*").fetchall() == [(len(rows),)]
    own = duckdb.connect()
    assert rows.to_duckdb(own).count("*").fetchall() == [(len(rows),)]


def test_versions_are_those_of_a_shelf_a_release_or_the_sample(rows: Rows, tmp_path: Path) -> None:
    folder = rows.folder
    assert folder is not None
    for version in ("0.1.0", "0.10.0", "0.2.0"):
        shutil.copytree(folder, tmp_path / "shelf" / version)
    assert corpus.versions(tmp_path / "shelf") == ["0.1.0", "0.2.0", "0.10.0"]
    assert corpus.versions(folder) == [str(rows.manifest["version"])]
    assert corpus.versions("sample") == ["0.1.0", corpus.open_release("sample").version]
    for nothing in (tmp_path, tmp_path / "nothing", "sampel"):
        with pytest.raises(corpus.NotAReleaseError):
            corpus.versions(nothing)


def test_cite_is_that_of_the_release(rows: Rows) -> None:
    folder = rows.folder
    assert folder is not None
    opened = corpus.open_release(folder)
    assert corpus.cite(folder, "apa") == opened.cite("apa")
    wanted = corpus.cite(folder, version=opened.version, paragraph="log07-0001")
    assert wanted == opened.cite(paragraph="log07-0001") and "log07-0001" in wanted
    with pytest.raises(UsageError, match="is not a valid style"):
        corpus.cite(folder, "harvard")


def test_a_folder_of_sources_called_sample_does_not_hide_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "notes.txt").write_text("渡口的日志。\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert corpus.open_release("sample").name == "sample" and corpus.versions("sample")
    with pytest.raises(corpus.NotAReleaseError, match=r"no manifest\.json"):
        corpus.open_release("./sample")


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("river-news", "'river-news' is a document; its paragraphs are called river-news-0001"),
        ("river-nwes", "did you mean 'river-news'?"),
        ("river-nwes-0004", "did you mean 'river-news-0004'?"),
    ],
)
def test_a_document_is_offered_for_a_document(wanted: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        corpus.open_release("sample").paragraph(wanted)
    assert hint in caught.value.help
