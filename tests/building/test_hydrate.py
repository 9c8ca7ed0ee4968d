"""Hydrating gives the full release again, byte for byte, or says which source, rule or version stands in the way."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE
from faults import fail_rename_to
from forging import reseal

import corpus
from corpus.building.hydrate import hydrate
from corpus.cli import main
from corpus.errors import IntegrityError, ReleaseExistsError, ResourceError, UsageError
from corpus.release import layout
from corpus.release.standoff import make_standoff


@pytest.fixture(scope="module")
def standoff(sample_release: Path, tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    return make_standoff(corpus.open_release(sample_release), tmp_path_factory.mktemp("standoff") / "sample")


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A reader's copies, under other names, in folders, among other files."""
    folder = tmp_path / "copies"
    (folder / "deep").mkdir(parents=True)
    (folder / "unrelated.pdf").write_bytes(b"%PDF-1.4")
    for number, path in enumerate(sorted(SAMPLE.glob("*.[tm][xd]*"))):
        shutil.copyfile(path, folder / ("deep" if number % 2 else ".") / f"{number}.bin")
    return folder


def test_the_full_release_comes_back_byte_for_byte(
    standoff: corpus.Release, sample_release: Path, copies: Path, tmp_path: Path
) -> None:
    full = hydrate(standoff, copies, tmp_path / "out")
    assert full.manifest["content_hash"] == corpus.open_release(sample_release).manifest["content_hash"]
    assert (full.path / layout.SUMS).read_bytes() == (sample_release / layout.SUMS).read_bytes()
    assert str(full.verify()) == "34 of 34 sources restored"


@pytest.mark.shared
def test_the_five_documents_come_back(shared: Path, tmp_path: Path) -> None:
    register = ROOT / "seeds" / "register.toml"
    release = corpus.build(shared / "seeds", tmp_path / "full", register=register, date="2026-11-24", workers=1)
    standoff = make_standoff(release, tmp_path / "standoff")
    full = hydrate(standoff, shared / "seeds", tmp_path / "out")
    assert full.manifest["content_hash"] == release.manifest["content_hash"]
    assert (full.path / layout.SUMS).read_bytes() == (release.path / layout.SUMS).read_bytes()


def test_what_the_register_states_comes_back(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_bytes("河上起了雾，渡船停在对岸，船工在岸边生火做饭。\n".encode("gb18030"))
    (source / "b.txt").write_text("山脚下的集市每逢初五开市，四邻的人都来。\n", encoding="utf-8")
    register = """
[dataset]
rights_statement = "Both are mine."
rules_off = ["kangxi_radicals"]
rules_on = ["punctuation_width"]
[[source]]
key = "fog"
file = "a.txt"
title = "雾"
subtitle = "一个早晨"
authors = ["甲", "乙"]
places = ["白芦县"]
publisher = "河报"
date = "2020-5"
language = "zh-Hans"
encoding = "gb18030"
rights_statement = "The paper's."
[[source]]
key = "fair"
file = "b.txt"
date = "2021"
rights = "cc0-1.0"
"""
    (source / "register.toml").write_text(register, encoding="utf-8")
    release = corpus.build(source, tmp_path / "full", name="set", date="2026-11-24", workers=1)
    row = release.documents.to_table().to_pylist()[1]
    assert (row["subtitle"], row["places"], row["flags"]) == ("一个早晨", ["白芦县"], ["BAD_DATE"])
    full = hydrate(make_standoff(release, tmp_path / "standoff"), source, tmp_path / "out")
    assert (full.path / layout.SUMS).read_bytes() == (release.path / layout.SUMS).read_bytes()


def test_missing_and_altered_sources_are_named_and_nothing_is_written(
    standoff: corpus.Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copies"
    shutil.copytree(SAMPLE, folder)
    (folder / "ferry-essay.txt").unlink()
    with (folder / "tea-journal.md").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(SystemExit) as stopped:
        main(["hydrate", str(standoff.path), "--from", str(folder), "--out", str(tmp_path / "out")])
    shown = capsys.readouterr().err
    assert stopped.value.code == 2
    assert "2 of 34 sources; nothing was written" in shown
    assert "ferry-essay: ferry-essay.txt, sha256 e0e37569" in shown and ": missing" in shown
    assert f"altered: {folder / 'tea-journal.md'} has sha256" in shown
    assert not (tmp_path / "out").exists()


def test_another_version_of_corpus_is_refused(standoff: corpus.Release, tmp_path: Path) -> None:
    other = reseal(standoff, tmp_path, tools={**standoff.manifest["tools"], "corpus-zh": "0.0.7"})
    with pytest.raises(UsageError, match=r"made with corpus-zh 0\.0\.7") as caught:
        hydrate(other, SAMPLE, tmp_path / "out")
    assert caught.value.help == "pip install 'corpus-zh[build]==0.0.7'"


@pytest.mark.parametrize(
    ("rule", "message"), [({"line_ends": 9}, "here is version 1 of it"), ({"no_such": 1}, "here is no such rule")]
)
def test_another_version_of_a_rule_is_refused(
    standoff: corpus.Release, tmp_path: Path, rule: dict[str, int], message: str
) -> None:
    other = reseal(standoff, tmp_path, rules={**standoff.manifest["rules"], **rule})
    with pytest.raises(UsageError, match=message):
        hydrate(other, SAMPLE, tmp_path / "out")


def test_other_rules_give_another_text_and_that_is_an_integrity_failure(
    standoff: corpus.Release, tmp_path: Path
) -> None:
    tools = {**standoff.manifest["tools"], "chardet": "6.0"}
    rules = {**standoff.manifest["rules"], "punctuation_width": 1}
    other = reseal(standoff, tmp_path, rules=rules, tools=tools)
    with pytest.raises(IntegrityError, match=r"is not what the release has|rows? made, the release has") as caught:
        hydrate(other, SAMPLE, tmp_path / "out")
    assert "chardet 6.0 (here" in caught.value.help
    assert not (tmp_path / "out").exists()


def test_another_hash_of_the_full_release_is_an_integrity_failure(standoff: corpus.Release, tmp_path: Path) -> None:
    other = reseal(standoff, tmp_path, full={"content_hash": "0" * 64})
    with pytest.raises(IntegrityError, match="the content hash of what was made"):
        hydrate(other, SAMPLE, tmp_path / "out")


def test_a_full_release_and_an_occupied_place_are_refused(
    standoff: corpus.Release, sample_release: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is not a standoff release"):
        hydrate(corpus.open_release(sample_release), SAMPLE, tmp_path)
    (tmp_path / "sample" / "0.1.0").mkdir(parents=True)
    with pytest.raises(ReleaseExistsError, match="already exists"):
        hydrate(standoff, SAMPLE, tmp_path)
    with pytest.raises(UsageError, match="there is no such folder"):
        hydrate(standoff, tmp_path / "nowhere", tmp_path / "out")


def test_the_command_reports_in_json(
    standoff: corpus.Release, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = ["hydrate", str(standoff.path), "--from", str(SAMPLE), "--out", str(tmp_path), "--format", "json"]
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    facts = json.loads(capfdbinary.readouterr().out)
    assert facts["content_hash"] == standoff.manifest["full"]["content_hash"]


def test_a_file_in_place_of_the_folder_is_an_error_of_ours(
    standoff: corpus.Release, copies: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "afile").write_text("x")
    with pytest.raises(SystemExit) as left:
        main(["hydrate", str(standoff.path), "--from", str(copies), "--out", str(tmp_path / "afile"), "-q"])
    shown = capfd.readouterr().err
    assert left.value.code == 2 and "afile" in shown and "cannot be written" in shown
    assert "Traceback" not in shown
    assert (tmp_path / "afile").read_text() == "x"


def test_what_is_unfinished_is_removed(
    standoff: corpus.Release, copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / standoff.name / standoff.version
    fail_rename_to(monkeypatch, target, errno.ENOSPC)
    with pytest.raises(ResourceError, match="No space left"):
        hydrate(standoff, copies, tmp_path / "out")
    assert not (tmp_path / "out").exists()
