"""Releases of an earlier schema stay readable, and what follows them is a MAJOR step: a column has another type.

``specimens/schema-1.0`` was made by the last version of corpus that wrote schema 1.0, from two sources of the sample.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import SAMPLE

import corpus
from corpus.building.withdraw import withdraw
from corpus.errors import UsageError
from corpus.model import schema
from corpus.release.manifest import canonical, read_manifest, seal
from corpus.release.standoff import make_standoff
from corpus.release.verify import verify

OLD = Path(__file__).parent / "specimens" / "schema-1.0"
SOURCES = ("market-notice.txt", "ferry-essay.txt")


def columns(folder: Path) -> list[str]:
    return list(corpus.open_release(folder).paragraphs.schema.names)


def test_a_release_of_schema_1_0_is_proved_and_read() -> None:
    assert read_manifest(OLD)["schema_version"] == "1.0" != schema.SCHEMA_VERSION
    proved = verify(OLD)
    assert (proved.restored, proved.problems) == (2, ())
    rows = list(corpus.rows(OLD))
    assert len(rows) == corpus.scan(OLD).to_arrow().num_rows == 55
    assert list(rows[0]) == columns(OLD) == corpus.scan(OLD).schema.names
    assert "kind_confidence" not in rows[0]
    release = corpus.open_release(OLD)
    assert release.restore("market-notice") == (SAMPLE / "market-notice.txt").read_bytes()


def test_a_column_that_the_schema_had_not_is_named_as_missing() -> None:
    with pytest.raises(UsageError, match="paragraphs has no column 'kind_confidence'"):
        corpus.scan(OLD, columns=["kind_confidence"])


def test_the_next_release_keeps_the_ids_and_is_a_major_step(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in SOURCES:
        shutil.copy(SAMPLE / name, sources)
    shutil.copy(OLD.parent / "two-pages.toml", sources / "register.toml")
    release = corpus.build(sources, tmp_path / "shelf", previous=OLD, date="2026-12-01")
    assert release.verify().ok
    assert release.manifest["schema_version"] == schema.SCHEMA_VERSION
    assert [row["paragraph_id"] for row in corpus.rows(release.path)] == [r["paragraph_id"] for r in corpus.rows(OLD)]
    changes = (release.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "MAJOR since 0.1.0." in changes and "- documents.segments is list" in changes
    assert "- paragraphs.kind_confidence is new" in changes


def test_rows_taken_over_by_a_withdrawal_say_nothing_of_their_kind(tmp_path: Path) -> None:
    gone = "ferry-essay-0003"
    made = withdraw(
        OLD, gone, reason="asked for by its author", out=tmp_path, date="2026-12-01", ledger=tmp_path / "ledger"
    )
    assert verify(made.release.path).ok
    assert columns(made.release.path) == [column.name for column in schema.PARAGRAPHS]
    assert {row["kind_confidence"] for row in corpus.rows(made.release.path)} == {None}


def test_its_standoff_release_has_its_own_schema(tmp_path: Path) -> None:
    standoff = make_standoff(corpus.open_release(OLD), tmp_path / "standoff")
    assert verify(standoff.path).ok
    assert standoff.manifest["schema_version"] == "1.0"
    assert columns(standoff.path) == columns(OLD)
    assert "kind_confidence" not in (standoff.path / "README.md").read_text(encoding="utf-8")
    assert "kind_confidence" not in (standoff.path / "croissant.json").read_text(encoding="utf-8")


def with_schema(folder: Path, version: str, *, sealed: bool) -> Path:
    shutil.copytree(OLD, folder)
    manifest = {**json.loads((folder / "manifest.json").read_text(encoding="utf-8")), "schema_version": version}
    (folder / "manifest.json").write_text(canonical(seal(manifest) if sealed else manifest), encoding="utf-8")
    return folder


def test_a_schema_that_is_not_known_is_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = with_schema(tmp_path / "newer", "9.0", sealed=True)
    for read in (corpus.open_release, corpus.scan, verify):
        with pytest.raises(UsageError, match=r"its schema is '9\.0'; this corpus-zh reads 1\.0, 2\.0") as raised:
            read(folder)
        assert raised.value.help == "pip install --upgrade corpus-zh"


def test_an_altered_manifest_is_altered_and_not_of_another_schema(tmp_path: Path) -> None:
    folder = with_schema(tmp_path / "altered", "9.0", sealed=False)
    assert any("altered" in problem.message for problem in verify(folder).problems)


def test_every_column_belongs_to_a_version() -> None:
    every = [column for columns in schema.TABLES.values() for column in columns]
    assert {column.since for column in every} == set(schema.VERSIONS)
    assert schema.VERSIONS[-1] == schema.SCHEMA_VERSION
    assert schema.tables(schema.SCHEMA_VERSION) == schema.TABLES
