"""A data set in train and test: whole documents by the hash of their ID, in every way in which a release is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from forgery import resealed

import corpus
from corpus.building.hydrate import hydrate
from corpus.errors import RegisterError
from corpus.model import schema
from corpus.release.layout import paths_of
from corpus.release.standoff import make_standoff
from corpus.release.train_test import split_of, split_of_file

KEYS = [f"letter-{number:02}" for number in range(40)]
Build = Callable[..., "corpus.Release"]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def made(keys: list[str], splits: str = 'splits = ["train", "test"]', **options: object) -> corpus.Release:
        sources = tmp_path / f"in-{len(list(tmp_path.iterdir()))}"
        sources.mkdir()
        entries = ""
        for key in keys:
            text = f"第{key[-2:]}封信\n\n渡口的人说，今年水大，船要晚些到。{key}\n\n　　望保重。\n"
            (sources / f"{key}.txt").write_text(text, encoding="utf-8")
            entries += f'\n[[source]]\nkey = "{key}"\nfile = "{key}.txt"\nrights = "cc0-1.0"\n'
        (sources / "register.toml").write_text(f'[dataset]\nname = "letters"\n{splits}\n{entries}', encoding="utf-8")
        return corpus.build(sources, tmp_path / "out", date="2026-11-24", workers=1, **options)

    return made


def sides(release: corpus.Release) -> dict[str, set[str]]:
    """The documents of each side by the files, which must agree in all tables."""
    import pyarrow.parquet as pq

    found: list[dict[str, set[str]]] = []
    for table in ("documents", "paragraphs"):
        found.append({})
        for path in paths_of(release.path, table):
            ids = pq.read_table(path, columns=["doc_id"])["doc_id"].to_pylist()
            found[-1].setdefault(split_of_file(path), set()).update(ids)
    assert found[0] == found[1]
    return found[0]


def test_the_card_states_the_rows_of_each_side(build: Build) -> None:
    release = build(KEYS)
    card = release.path / "README.md"
    text = card.read_text(encoding="utf-8")
    number = re.search(r"- name: test\n    num_bytes: \d+\n    num_examples: (\d+)\n", text)
    assert number
    card.write_text(text[: number.start(1)] + "1000" + text[number.end(1) :], encoding="utf-8")
    resealed(release.path)
    messages = [problem.message for problem in release.verify().problems]
    assert len(messages) == 1 and "dataset_info: 1000 rows of" in messages[0]


def test_whole_documents_are_on_one_side(build: Build) -> None:
    release = build(KEYS)
    assert release.verify().ok
    expected = {split: {key for key in KEYS if split_of(key) == split} for split in ("train", "test")}
    assert sides(release) == expected and len(expected["test"]) in range(1, 9)
    assert {path.name for path in paths_of(release.path, "edits")} == {"test-00000.parquet", "train-00000.parquet"}
    for split, keys in expected.items():
        assert {row["doc_id"] for row in corpus.rows(release.path, split=split)} == keys


def test_hugging_faces_own_client_finds_both(build: Build, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    release = build(KEYS)
    for table in schema.TABLES:
        found = datasets.load_dataset(str(release.path), table, cache_dir=str(tmp_path / "cache"))
        assert sorted(found) == ["test", "train"]
        for split in found:
            assert found[split].to_list() == list(corpus.rows(release.path, table, split=split))
    lost = paths_of(release.path, "paragraphs")[0]
    lost.write_bytes(paths_of(release.path, "paragraphs")[1].read_bytes())
    with pytest.raises(datasets.exceptions.DatasetsError):
        datasets.load_dataset(
            str(release.path), "paragraphs", cache_dir=str(tmp_path / "cache"), download_mode="force_redownload"
        )


def test_a_document_stays_on_its_side_from_release_to_release(build: Build) -> None:
    first = build(KEYS[:30])
    second = build(KEYS[5:], previous=first.path)
    before, after = sides(first), sides(second)
    for split in before:
        assert before[split] - after[split] <= set(KEYS[:5]) and after[split] - before[split] <= set(KEYS[30:])
    assert second.verify().ok and "since" not in second.trace(f"{KEYS[9]}-0001").events
    gone = min(after["test"])
    withdrawn = corpus.withdraw(second.path, [gone], reason="asked for").release
    assert sides(withdrawn)["test"] == after["test"] - {gone} and withdrawn.verify().ok


def test_a_standoff_release_and_its_hydration_keep_the_files(build: Build, tmp_path: Path) -> None:
    release = build(KEYS)
    standoff = make_standoff(release, tmp_path / "standoff")
    assert sides(standoff) == sides(release)
    again = hydrate(standoff, tmp_path / "in-0", tmp_path / "again")
    assert sides(again) == sides(release) and again.manifest["content_hash"] == release.manifest["content_hash"]


def test_of_twins_on_both_sides_one_is_flagged_in_every_release(build: Build, tmp_path: Path) -> None:
    """The later one in the order of the files; a new twin changes nothing in what the next release says."""
    test = [key for key in KEYS if split_of(key) == "test"][:2]
    train = next(key for key in KEYS if split_of(key) == "train" and key < test[0])
    sources, previous = tmp_path / "twins", None
    sources.mkdir()
    (sources / "register.toml").write_text('[dataset]\nname = "twins"\nsplits = ["test", "train"]\n', encoding="utf-8")
    text = "渡口的人说，今年水大，船要晚些到。\n"
    for added, flagged in ((train, set()), (test[0], {train}), (test[1], {train, test[1]}), (None, {train, test[1]})):
        if added:
            (sources / f"{added}.txt").write_text(text, encoding="utf-8")
        release = corpus.build(sources, tmp_path / "out", previous=previous, workers=1, date="2026-11-24")
        rows = corpus.rows(release.path, "documents")
        assert {row["doc_id"] for row in rows if "DUPLICATE" in row["flags"]} == flagged
        previous = release.path
    log = (release.path / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert "flags changed" not in log


def test_a_side_without_documents_is_left_out(build: Build, tmp_path: Path) -> None:
    train = [key for key in KEYS if split_of(key) == "train"][:2]
    release = build(train)
    assert sides(release) == {"train": set(train)}
    datasets = pytest.importorskip("datasets")
    assert list(datasets.load_dataset(str(release.path), cache_dir=str(tmp_path / "cache"))) == ["train"]


@pytest.mark.parametrize("value", ['["train"]', '["train", "train"]', '["train", "dev"]', '"train"', "true"])
def test_other_splits_are_refused(build: Build, value: str) -> None:
    with pytest.raises(RegisterError, match="splits"):
        build(KEYS[:1], f"splits = {value}")
