"""Documents with equal bytes: flagged with their twin, or left out where the register asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.building.hydrate import hydrate
from corpus.cli import main
from corpus.errors import RegisterError
from corpus.release.standoff import make_standoff

TEXT = "　　老街的钟楼在去年冬天停了，修钟的人说要等到开春才有零件，大家便学会了看太阳。\n"
OTHER = "　　河边的渡口今年换了新船，船工还是那几个人，只是船头多了一盏太阳能的灯。\n"


def put(folder: Path, register: str = "", **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    if register:
        (folder / "register.toml").write_text(register, encoding="utf-8")
    return folder


def build(tmp_path: Path, sources: Path, **options: Any) -> corpus.Release:
    return corpus.build(sources, tmp_path / "out", name="twins", date="2026-12-01", **options)


def documents(release: corpus.Release) -> dict[str, dict[str, Any]]:
    return {row["doc_id"]: row for row in corpus.rows(release.path, "documents")}


DROP = '[dataset]\nduplicates = "drop"\n'


def twins(row: dict[str, Any]) -> list[str]:
    return [item["value"] for item in row["evidence"] if item["field"] == "flags"]


def test_a_flag_names_the_document_with_the_same_bytes(tmp_path: Path) -> None:
    release = build(tmp_path, put(tmp_path / "in", a=TEXT, b=OTHER, c=TEXT, d=TEXT))
    found = documents(release)
    assert {name: row["flags"] for name, row in found.items()} == {
        "a": [], "b": [], "c": ["DUPLICATE"], "d": ["DUPLICATE"]
    }  # fmt: skip
    assert [twins(found[name]) for name in "abcd"] == [[], [], ["DUPLICATE of a"], ["DUPLICATE of a"]]
    assert release.verify().restored == 4


def test_what_was_said_of_a_twin_that_is_gone_is_judged_anew(tmp_path: Path) -> None:
    sources = put(tmp_path / "in", a=TEXT, b=TEXT, c=TEXT)
    first = build(tmp_path, sources)
    (sources / "a.txt").write_text(OTHER, encoding="utf-8")
    second = documents(build(tmp_path, sources, previous=first.path))
    assert [twins(second[name]) for name in "abc"] == [[], [], ["DUPLICATE of b"]]
    assert [second[name]["flags"] for name in "abc"] == [[], [], ["DUPLICATE"]]


def test_duplicates_are_left_out_where_the_register_says_so_and_named(tmp_path: Path) -> None:
    release = build(tmp_path, put(tmp_path / "in", DROP, a=TEXT, b=OTHER, c=TEXT))
    assert list(documents(release)) == ["a", "b"]
    (left_out,) = release.quarantined
    assert (left_out["name"], left_out["code"]) == ("c.txt", "DUPLICATE")
    assert "the bytes of a.txt (key 'a')" in left_out["message"]
    counts = release.manifest["counts"]
    assert counts == {"input": 3, "accepted": 2, "quarantined": 1, "skipped": 0}
    assert release.verify().ok
    assert release.restore("a") == (tmp_path / "in" / "c.txt").read_bytes()


def test_a_file_that_came_later_takes_no_id_away(tmp_path: Path) -> None:
    sources = put(tmp_path / "in", DROP, m=TEXT)
    first = build(tmp_path, sources)
    put(sources, a=TEXT)
    second = build(tmp_path, sources, previous=first.path)
    assert list(documents(second)) == ["m"]
    assert [row["name"] for row in second.quarantined] == ["a.txt"]


def test_files_of_one_size_that_differ_stay(tmp_path: Path) -> None:
    release = build(tmp_path, put(tmp_path / "in", DROP, a=TEXT, b=TEXT.replace("老街", "旧街")))
    assert list(documents(release)) == ["a", "b"]
    assert release.quarantined == []


def test_to_leave_duplicates_out_is_no_failure_of_the_build(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    sources = put(tmp_path / "in", DROP, a=TEXT, b=TEXT)
    for options, code in (([], 0), (["--format", "json"], 0)):
        with pytest.raises(SystemExit) as left:
            main(
                ["build", str(sources), "--out", str(tmp_path / "out"), "--name", "x", "--date", "2026-12-01", *options]
            )
        assert int(left.value.code or 0) == code
    out, err = (part.decode() for part in capfdbinary.readouterr())
    assert "quarantined b.txt: DUPLICATE: it has the bytes of a.txt" in err
    assert json.loads(out[out.index("{") :])["quarantined"][0]["code"] == "DUPLICATE"


def test_another_word_than_flag_or_drop_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="duplicates"):
        build(tmp_path, put(tmp_path / "in", '[dataset]\nduplicates = "merge"\n', a=TEXT))


def test_a_standoff_release_with_duplicates_is_hydrated_to_the_same(tmp_path: Path) -> None:
    release = build(tmp_path, put(tmp_path / "in", a=TEXT, b=TEXT))
    standoff = make_standoff(release, tmp_path / "standoff")
    assert [row["flags"] for row in documents(standoff).values()] == [[], ["DUPLICATE"]]
    again = hydrate(standoff, tmp_path / "in", tmp_path / "again")
    assert again.manifest["content_hash"] == release.manifest["content_hash"]
