"""A register with a defect stops the run before anything is written, and the error names file, key and near miss."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE

import corpus
from corpus.errors import RegisterError
from corpus.sources.register import read_register

GOOD = '[[source]]\nkey = "a"\nfile = "a.txt"\n'

CallRegister = Callable[..., int]


@pytest.fixture
def call_register(capsys: pytest.CaptureFixture[str]) -> CallRegister:
    """Call the command in this process; returns its exit code."""

    def call(folder: Path, *options: str) -> int:
        from corpus.cli import main

        with pytest.raises(SystemExit) as left:
            main(["register", str(folder), *options])
        return int(left.value.code or 0)

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("一段正文。\n", encoding="utf-8")
    return tmp_path / "in"


TOML = [
    ('[dataset]\ntilte = "x"\n', ":2", "UNKNOWN_KEY", "did you mean 'title'"),
    (GOOD + 'titel = "x"\n', ":4", "UNKNOWN_KEY", "did you mean 'title'"),
    ('[datasets]\nname = "x"\n', ":1", "UNKNOWN_KEY", "did you mean 'dataset'"),
    (GOOD + 'key = "b"\n', ":4", "DUPLICATE_KEY", "'key' is given twice"),
    (GOOD + GOOD, "", "DUPLICATE_KEY", "2 sources have key = 'a'"),
    (GOOD + GOOD.replace('"a"', '"b"').replace("a.txt", "./a.txt"), "", "DUPLICATE_PATH", "a.txt"),
    (GOOD.replace("a.txt", "../a.txt"), ":3", "PATH_ESCAPE", "../a.txt"),
    (GOOD.replace("a.txt", "/etc/passwd"), ":3", "PATH_ESCAPE", "/etc/passwd"),
    (GOOD.replace("a.txt", "C:/a.txt"), ":3", "PATH_ESCAPE", "C:/a.txt"),
    (GOOD.replace("a.txt", "~/a.txt"), ":3", "PATH_ESCAPE", "~/a.txt"),
    (GOOD.replace("a.txt", "https://example.org/a.txt"), ":3", "PATH_ESCAPE", "https"),
    (GOOD.replace("a.txt", "a\\u0000.txt"), ":3", "BAD_PATH", "x00"),
    (GOOD.replace("a.txt", "b.txt"), "", "MISSING_FILE", "b.txt"),
    (GOOD + f'sha256 = "{"0" * 64}"\n', "", "WRONG_HASH", "a.txt"),
    (GOOD + 'sha256 = "abc"\n', ":4", "BAD_TYPE", "sha256"),
    (GOOD + "authors = 3\n", ":4", "BAD_TYPE", "authors"),
    (GOOD + 'title = "' + "长" * 2000 + '"\n', ":4", "FIELD_TOO_LONG", "title"),
    ('[[source]]\nkey = "a"\n', "", "MISSING_KEY", "file"),
    ('[[source]]\nkey = "A b"\nfile = "a.txt"\n', ":2", "BAD_TYPE", "key"),
    ('[dataset]\nversion = "1.0.0\n', ":2", "SYNTAX", ""),
    ("x = " + "[" * 5000 + "]" * 5000, "", "TOO_DEEP", ""),
    ("[source]\n", "", "BAD_TYPE", "[[source]]"),
]


@pytest.mark.parametrize(("text", "line", "code", "piece"), TOML, ids=[f"{t[2]}-{n}" for n, t in enumerate(TOML)])
def test_a_defect_is_named_and_nothing_is_written(folder: Path, text: str, line: str, code: str, piece: str) -> None:
    (folder / "register.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        corpus.build(folder, folder.parent / "out")
    assert f"register.toml{line}" in caught.value.message
    assert code in caught.value.message and piece in caught.value.message
    assert len(caught.value.message) < 2000
    assert not (folder.parent / "out").exists()


JSONL = [
    ('{"key":"a","file":"a.txt"}\n{"key":"b","fi', ":2", "SYNTAX"),
    ('{"key":"a","file":"a.txt","file":"../x"}', ":1", "DUPLICATE_KEY"),
    ('{"key":"a","file":"a.txt","date":NaN}', ":1", "BAD_TYPE"),
    ('{"key":"a","file":"a.txt","date":' + "9" * 5000 + "}", ":1", "BAD_TYPE"),
    ('{"key":"a","file":"a.txt","title":"\\ud800"}', ":1", "BAD_UNICODE"),
    ("[" * 100_000 + "]" * 100_000, ":1", "TOO_DEEP"),
    ('["a"]', ":1", "BAD_TYPE"),
]


@pytest.mark.parametrize(("text", "line", "code"), JSONL)
def test_a_line_of_json_is_checked_as_strictly(folder: Path, text: str, line: str, code: str) -> None:
    path = folder.parent / "register.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        corpus.build(folder, folder.parent / "out", register=path)
    assert f"register.jsonl{line}" in caught.value.message and code in caught.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[dataset]\nname = "My Set"\n', "name: use at most 64 lower-case letters"),
        (GOOD.replace('"a"', '"A b"'), "key: use at most 64 lower-case letters"),
        (GOOD + 'sha256 = "00"\n', "sha256: 64 hexadecimal digits"),
        ('[dataset]\ndoi = "ferry 7"\n', "doi: write it as 10.1234/name"),
    ],
)
def test_no_message_shows_a_pattern(folder: Path, text: str, said: str) -> None:
    (folder / "register.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError) as refused:
        read_register(folder / "register.toml")
    assert said in refused.value.message and "pattern" not in str(refused.value)


def test_a_byte_order_mark_blank_lines_and_crlf_are_fine(folder: Path) -> None:
    path = folder.parent / "register.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"key":"k","file":"a.txt","rights":"cc0-1.0"}\r\n\r\n')
    release = corpus.build(folder, folder.parent / "out", register=path)
    assert release.documents.to_table().to_pylist()[0]["doc_id"] == "k"


@pytest.mark.parametrize("name", ["register.yaml", "register.tsv", "register.json"])
def test_other_formats_are_refused(folder: Path, name: str) -> None:
    (folder.parent / name).write_text("a: 1", encoding="utf-8")
    with pytest.raises(RegisterError, match="UNSUPPORTED_TYPE"):
        corpus.build(folder, folder.parent / "out", register=folder.parent / name)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    (folder / "register.toml").write_text(GOOD + 'titel = "x"\nautors = []\n', encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        read_register(folder / "register.toml")
    assert caught.value.message.count("UNKNOWN_KEY") == 2
    assert (len(caught.value.problems), caught.value.code) == (2, "UNKNOWN_KEY")
    assert caught.value.where == str(folder / "register.toml")
    assert all(str(problem) in caught.value.message for problem in caught.value.problems)
    places = [(problem.where, problem.code) for problem in caught.value.problems]
    assert places == [(f"{folder / 'register.toml'}:{line}", "UNKNOWN_KEY") for line in (4, 5)]


def test_the_register_overrules_the_text_and_is_recorded(folder: Path) -> None:
    (folder / "register.toml").write_text(
        GOOD + 'title = "题目"\nauthors = ["某人"]\ndate = 2024-05-01\nrights = "cc-by-4.0"\n', encoding="utf-8"
    )
    row = corpus.build(folder, folder.parent / "out").documents.to_table().to_pylist()[0]
    assert (row["title"], row["authors"], row["date"], row["rights"]) == ("题目", ["某人"], "2024-05-01", "cc-by-4.0")
    assert {item["field"] for item in row["evidence"] if item["basis"].startswith("register")} >= {
        "title",
        "authors",
        "date",
    }


@pytest.mark.parametrize("date", ["9999-99-99", "2023-02-29", "民国一百二十年", "-1", "2023-1-1"])
def test_a_date_that_is_none_is_flagged_and_never_guessed(folder: Path, date: str) -> None:
    (folder / "register.toml").write_text(GOOD + f'date = "{date}"\n', encoding="utf-8")
    row = corpus.build(folder, folder.parent / "out").documents.to_table().to_pylist()[0]
    assert row["date"] is None and "BAD_DATE" in row["flags"]
    assert date in [item["value"] for item in row["evidence"] if item["field"] == "date"]


def test_rules_are_switched_off_and_on_by_the_register(folder: Path) -> None:
    (folder / "a.txt").write_text("春天来了,花开了。\r\n", encoding="utf-8")
    (folder / "register.toml").write_text('[dataset]\nrules_on = ["punctuation_width"]\n', encoding="utf-8")
    release = corpus.build(folder, folder.parent / "out")
    assert release.paragraphs.to_table()["text"].to_pylist() == ["春天来了，花开了。"]
    assert "punctuation_width" in release.manifest["rules"]
    assert release.verify().ok


def test_an_unknown_card_place_is_an_error(folder: Path) -> None:
    (folder / "register.toml").write_text('[dataset]\ncard = "card.txt"\n', encoding="utf-8")
    with pytest.raises(corpus.UsageError, match="cannot be read"):
        corpus.build(folder, folder.parent / "out")
    (folder / "card.txt").write_text("<!-- corpus:sises -->", encoding="utf-8")
    with pytest.raises(corpus.UsageError, match="'sises'"):
        corpus.build(folder, folder.parent / "out")


def test_titles_cannot_break_the_card(folder: Path) -> None:
    evil = "</script> | x\\n---\\nlicense: mit <!-- corpus:cite --> [x](javascript:alert(1))"
    (folder / "register.toml").write_text(
        f'[dataset]\ntitle = "{evil}"\n' + GOOD + f'title = "{evil}"\n', encoding="utf-8"
    )
    card = (corpus.build(folder, folder.parent / "out").path / "README.md").read_text(encoding="utf-8")
    _, front, body = card.split("---\n", 2)
    assert [line for line in front.splitlines() if line.startswith("license:")] == ["license: other"]
    outside_code = re.sub(r"`[^`]*`", "", "".join(body.split("```")[::2]))
    assert "<" not in outside_code.replace("\\<", "") and "](javascript" not in outside_code.replace("\\](", "")


def test_the_samples_register_is_complete() -> None:
    register = read_register(SAMPLE / "register.toml")
    files = {path.name for path in SAMPLE.iterdir()} - {"register.toml"}
    assert set(register.sources) == files
    assert all(entry.rights == "cc0-1.0" and entry.sha256 for entry in register.sources.values())


def test_the_flagships_register_holds_facts_of_five_documents() -> None:
    register = read_register(SAMPLE.parent / "register.toml")
    assert len(register.sources) == 5
    assert all(entry.rights == "unknown" and entry.sha256 and entry.date_basis for entry in register.sources.values())


COMMENTED = """# Kept by the archive.
[dataset]
name = "letters" # for ever
license = "cc-by-4.0"

[[source]]
file = "a.txt"   # the oldest
key = "oldest"
"""


def test_a_register_is_brought_up_to_date_in_place(folder: Path, call_register: CallRegister) -> None:
    path = folder / "register.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    (folder / "b.txt").write_text("又一段。\n", encoding="utf-8")
    assert call_register(folder, "--write", "--rights", "CC0") == 0
    text = path.read_text(encoding="utf-8")
    assert all(line in text for line in COMMENTED.splitlines()), "comments, order and spaces stay"
    found = read_register(path)
    assert {entry.key: entry.rights for entry in found.sources.values()} == {"oldest": "cc0-1.0", "b": "cc0-1.0"}
    assert all(entry.sha256 for entry in found.sources.values()) and found.dataset.licence == "cc-by-4.0"
    assert call_register(folder, "--write") == 0
    assert path.read_text(encoding="utf-8") == text, "the second time there is nothing to do"


def test_hashes_are_renewed_when_that_is_asked_for(folder: Path, call_register: CallRegister) -> None:
    (folder / "b.txt").write_text("又一段。\n", encoding="utf-8")
    assert call_register(folder, "--write") == 0
    before = (folder / "register.toml").read_bytes()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text("改过。\n", encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        corpus.build(folder, folder.parent / "out")
    assert len(caught.value.problems) == 2 and "--renew-hashes" in caught.value.help
    assert call_register(folder, "--write") == 2
    assert (folder / "register.toml").read_bytes() == before
    assert call_register(folder, "--write", "--renew-hashes") == 0
    assert corpus.build(folder, folder.parent / "out").manifest["counts"]["accepted"] == 2


def test_a_register_is_never_printed_into_itself(folder: Path) -> None:
    """The shell empties the file before the command runs: what it stated is not to be replaced by a new draft."""
    path = folder / "register.toml"
    with path.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "corpus", "register", str(folder)],
            stdout=out,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 2 and b"--write" in done.stderr
    assert path.read_bytes() == b""


def test_rights_of_the_data_set_are_those_of_registered_sources(folder: Path) -> None:
    (folder / "b.txt").write_text("没有登记的一段。\n", encoding="utf-8")
    (folder / "register.toml").write_text('[dataset]\nrights = "cc-by-4.0"\n\n' + GOOD, encoding="utf-8")
    rows = corpus.build(folder, folder.parent / "out").documents.to_table().to_pylist()
    assert {row["doc_id"]: row["rights"] for row in rows} == {"a": "cc-by-4.0", "b": "unknown"}
