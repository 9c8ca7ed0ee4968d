"""A build gives one release, whole or not at all, with the same bytes wherever and however it runs."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SAMPLE
from faults import fail_rename_to

import corpus
from corpus.building.engines.local import run
from corpus.building.make import make
from corpus.building.plan import plan_build
from corpus.building.shards import commit_tables
from corpus.errors import CorpusError, ReleaseExistsError, ResourceError, UsageError
from corpus.model import schema
from corpus.release import atomic, layout, parquet

PLAIN = ROOT / "tests" / "support" / "plain_restore.py"


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.txt").write_bytes(data)
    return folder


def sums(release: Path) -> str:
    return (release / layout.SUMS).read_text(encoding="utf-8")


def test_the_sample_becomes_a_release_that_proves_itself(sample_release: Path) -> None:
    result = corpus.open_release(sample_release).verify()
    assert result.ok, result.problems
    assert str(result) == "34 of 34 sources restored"


def test_the_release_has_what_the_design_says(sample_release: Path) -> None:
    assert layout.files_of(sample_release) == [
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "README.md",
        "SHA256SUMS",
        "croissant.json",
        "data/articles/part-00000.parquet",
        "data/documents/part-00000.parquet",
        "data/edits/part-00000.parquet",
        "data/paragraphs/part-00000.parquet",
        "findings.parquet",
        "ids/lineage.parquet",
        "manifest.json",
        "provenance.json",
        "quarantine.jsonl",
        "removed.jsonl",
    ]


@pytest.mark.parametrize("table", schema.TABLES)
def test_the_tables_have_the_documented_columns(sample_release: Path, table: str) -> None:
    read = ds.dataset(sample_release / "data" / table).schema
    assert [(field.name, field.type) for field in read] == [(c.name, c.type) for c in schema.TABLES[table]]
    assert all(column.doc for column in schema.TABLES[table])


def test_sources_are_restored_with_plain_pyarrow(sample_release: Path) -> None:
    shown = subprocess.run(
        [sys.executable, str(PLAIN), str(sample_release)], capture_output=True, text=True, check=True
    )
    assert len(shown.stdout.splitlines()) == 34


def test_a_document_is_restored_byte_for_byte(sample_release: Path) -> None:
    release = corpus.open_release(sample_release)
    for row in release.documents.to_table().to_pylist():
        assert release.restore(row["doc_id"]) == (SAMPLE / row["source_file"]).read_bytes()


def test_ids_are_unique_and_name_their_document(sample_release: Path) -> None:
    rows = corpus.open_release(sample_release).paragraphs.to_table().to_pylist()
    assert len({row["paragraph_id"] for row in rows}) == len(rows) > 400
    assert all(row["paragraph_id"].rpartition("-")[0] == row["doc_id"] for row in rows)


def test_adding_or_removing_other_documents_changes_no_id(tmp_path: Path) -> None:
    def ids(release: corpus.Release) -> dict[str, str]:
        rows = release.paragraphs.to_table().to_pylist()
        return {row["paragraph_id"]: row["text"] for row in rows if row["doc_id"] == "b"}

    one = corpus.build(write(tmp_path / "one", b="甲。\n\n乙。\n"), tmp_path / "out1")
    two = corpus.build(write(tmp_path / "two", a="先。\n", b="甲。\n\n乙。\n", c="后。\n"), tmp_path / "out2")
    assert ids(one) == ids(two) != {}


ENVIRONMENTS = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LANG": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "C.UTF-8"},
)


def test_the_bytes_depend_on_nothing_but_the_input(tmp_path: Path) -> None:
    """Other folder, other order of files, other worker count, hash seed, time zone and locale."""
    found = []
    for number, environment in enumerate(ENVIRONMENTS):
        folder = tmp_path / f"folder-{number}"
        folder.mkdir()
        for path in sorted(SAMPLE.iterdir(), reverse=bool(number)):
            shutil.copyfile(path, folder / path.name)
        for extra in range(120):  # two shards and more
            (folder / f"extra-{extra}.txt").write_text(f"第{extra}号文件的内容。\n" * 3, encoding="utf-8")
        out = tmp_path / f"out-{number}"
        arguments = ["build", str(folder), "--out", str(out), "--date", "2026-11-22", "--workers", str(number + 1)]
        subprocess.run([sys.executable, "-m", "corpus", *arguments], env={**os.environ, **environment}, check=True)
        found.append(sums(out / "sample" / "0.1.0"))
    assert found[0] == found[1]


def test_building_again_says_that_it_is_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="甲。\n")
    plan = plan_build([folder], tmp_path / "out", date="2026-01-01")
    assert make(plan).new
    assert not make(plan).new


def test_a_version_with_other_content_is_never_overwritten(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="甲。\n")
    first = corpus.build(folder, tmp_path / "out", date="2026-01-01")
    before = sums(first.path)
    write(folder, a="乙。\n")
    with pytest.raises(ReleaseExistsError, match="different content") as caught:
        corpus.build(folder, tmp_path / "out", date="2026-01-01")
    assert "0.1.1" in caught.value.help
    assert sums(first.path) == before
    assert [path.name for path in first.path.parent.iterdir()] == ["0.1.0"]
    corpus.build(folder, tmp_path / "out", date="2026-01-01", replace=True)
    assert sums(first.path) != before


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, ResourceError), (errno.EROFS, UsageError)])
def test_replacing_keeps_the_old_release_when_the_second_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[CorpusError]
) -> None:
    monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    folder = write(tmp_path / "in", a="甲。\n")
    first = corpus.build(folder, tmp_path / "out", date="2026-01-01")
    before = sums(first.path)
    write(folder, a="乙。\n")
    asked = fail_rename_to(monkeypatch, first.path, code)
    with pytest.raises(error, match="cannot be written") as caught:
        corpus.build(folder, tmp_path / "out", date="2026-01-01", replace=True, workers=1)
    assert caught.value.where == str(first.path)
    assert [Path(to).name for _, to in asked][-2:] == ["0.1.0", "0.1.0"], "it failed, and the old one came back"
    assert sums(first.path) == before and corpus.open_release(first.path).verify().ok
    assert [path.name for path in first.path.parent.iterdir()] == ["0.1.0"], "nothing unfinished is left"


def test_a_full_disk_is_not_a_mistake_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parquet, "write_table", full)
    with pytest.raises(ResourceError, match="cannot be written: No space left on device") as caught:
        corpus.build(write(tmp_path / "in", a="甲。\n"), tmp_path / "out", name="x", workers=1)
    assert caught.value.exit_code == 4
    assert not (tmp_path / "out").exists()


def test_a_shard_that_is_done_again_replaces_the_first(tmp_path: Path) -> None:
    tables = {"documents": pa.table({"doc_id": ["a"]})}
    for _ in range(2):
        commit_tables(tmp_path, 3, tables)
    assert [path.name for path in tmp_path.iterdir()] == ["shard-000003"]
    assert pq.read_table(tmp_path / "shard-000003" / "documents.parquet").equals(tables["documents"])


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="甲。\n")
    release = corpus.build(folder, tmp_path / "out", dry_run=True)
    assert release.manifest["counts"]["accepted"] == 1
    assert not (tmp_path / "out").exists()


def test_an_interrupted_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "in", a="甲。\n")

    def fail(hashes: dict[str, str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(layout, "sums_text", fail)
    with pytest.raises(KeyboardInterrupt):
        corpus.build(folder, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]  # not an empty out either


def die_once(folder: tuple[Path, int]) -> int:
    marker = folder[0] / str(folder[1])
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), 9)
    return folder[1]


def test_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    assert list(run(die_once, [(tmp_path, number) for number in range(4)], 2)) == [0, 1, 2, 3]


def die(shard: int) -> int:
    os.kill(os.getpid(), 9)
    return shard


def test_workers_that_always_die_end_in_an_error() -> None:
    with pytest.raises(corpus.CorpusError, match="died 3 times on shard 0"):
        list(run(die, [1, 2], 2))


def test_equal_bytes_are_kept_and_flagged(tmp_path: Path) -> None:
    release = corpus.build(write(tmp_path / "in", a="甲。\n", b="甲。\n"), tmp_path / "out")
    assert release.documents.to_table(columns=["doc_id", "flags"]).to_pylist() == [
        {"doc_id": "a", "flags": []},
        {"doc_id": "b", "flags": ["DUPLICATE"]},
    ]


@pytest.mark.parametrize("date", ["2026-13-01", "22.11.2026", "", "２０２６-01-01"])
def test_a_bad_date_is_refused(tmp_path: Path, date: str) -> None:
    with pytest.raises(UsageError, match="is not a valid date"):
        corpus.build(write(tmp_path / "in", a="甲。"), tmp_path / "out", date=date)


@pytest.mark.parametrize("version", ["1.0", "../../1.0.0", "v1.0.0", "01.0.0", "1.0.0\n"])
def test_a_bad_version_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(UsageError, match="BAD_VERSION"):
        corpus.build(write(tmp_path / "in", a="甲。"), tmp_path / "out", version=version)


def test_the_date_comes_from_source_date_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert corpus.build(write(tmp_path / "in", a="甲。"), tmp_path / "out").manifest["date"] == "1970-01-01"


def test_all_refused_is_a_release_without_rows_that_proves_itself(tmp_path: Path) -> None:
    release = corpus.build(write(tmp_path / "in", a=b""), tmp_path / "out")
    assert release.manifest["counts"] == {"input": 1, "accepted": 0, "quarantined": 1, "skipped": 0}
    assert release.verify().ok
    assert release.paragraphs.to_table().num_rows == 0
    assert "configs" not in (release.path / "README.md").read_text(encoding="utf-8")


def test_the_quarantine_is_part_of_the_release(tmp_path: Path) -> None:
    release = corpus.build(write(tmp_path / "in", a="甲。", b=b"\x89PNG\r\n\x1a\n" + bytes(64)), tmp_path / "out")
    lines = (release.path / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["BINARY"]
    assert release.quarantined[0]["name"] == "b.txt"


def test_documents_without_chinese_are_proved_like_others(tmp_path: Path) -> None:
    """They have no script; what a column may leave out is no wrong value."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The lamps were lit along the river.\n", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("12 34 56\n", encoding="utf-8")
    release = corpus.build(tmp_path / "in", tmp_path / "out", name="x", date="2026-01-01")
    assert [row["script"] for row in release.documents.to_table().to_pylist()] == [None, None]
    assert release.verify().ok and release.verify().restored == 2
