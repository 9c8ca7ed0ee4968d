"""A build that loses or doubles a row, or a source, is an error, and nothing is put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import corpus
from corpus.building import assemble, describe
from corpus.errors import DefectError, IntegrityError
from corpus.release import parquet

TEXT = "渡口\n\n　　船走得很慢，\n桥还没有修好。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("ferry", "bridge"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"{name}\n{TEXT}", encoding="utf-8")
    return tmp_path


def without_last(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    return (table.slice(0, max(0, table.num_rows - 1)) for table in tables)


def doubled(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    return (pa.concat_tables([table, table]) for table in tables)


@pytest.mark.parametrize("spoilt", [without_last, doubled])
@pytest.mark.parametrize("table", ["documents", "paragraphs", "edits"])
def test_rows_between_shards_and_files(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoilt: Callable[[Iterator[pa.Table]], Iterator[pa.Table]],
    table: str,
) -> None:
    real = assemble.shard_tables

    def shard_tables(work: Path, reports: Any, name: str) -> Iterator[pa.Table]:
        return spoilt(real(work, reports, name)) if name == table else real(work, reports, name)

    monkeypatch.setattr(assemble, "shard_tables", shard_tables)
    require_refused(folder, f"of {table}")


def test_rows_on_the_way_to_the_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = parquet._row_groups
    monkeypatch.setattr(parquet, "_row_groups", lambda tables: real(without_last(tables)))
    require_refused(folder, "its files hold")


def test_rows_in_the_manifest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = describe.write_manifest

    def write_manifest(plan: Any, release: Path, facts: Any, hashes: Any, quarantined: int) -> None:
        facts.rows["paragraphs"] += 1
        real(plan, release, facts, hashes, quarantined)

    monkeypatch.setattr(assemble, "write_manifest", write_manifest)
    with pytest.raises(IntegrityError, match="its files have"):
        corpus.build(folder / "in", folder / "out", workers=1)
    assert not list((folder / "out").rglob("manifest.json"))


def require_refused(folder: Path, said: str) -> None:
    with pytest.raises(DefectError, match=said) as caught:
        corpus.build(folder / "in", folder / "out", workers=1)
    assert caught.value.code == "NOT_CONSERVED"
    assert not list((folder / "out").rglob("manifest.json"))
