"""Registers as CSV are checked as those of TOML are, with the row's number, and kept up to date in place."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest

import corpus
from corpus.errors import RegisterError
from corpus.sources.files import find_sources
from corpus.sources.register import read_register, read_registers

HEADER = "key,file,title,authors,date,rights\n"
ROW = "notice,a.txt,夜市通知,甲; 乙；丙,2024-05-01,cc0-1.0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("一段正文。\n", encoding="utf-8")
    return tmp_path / "in"


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "crlf", "quoted"])
def test_a_row_is_a_source(folder: Path, how: str) -> None:
    text = HEADER + ROW
    if how == "crlf":
        text = text.replace("\n", "\r\n") + "\r\n,,,,,\r\n"
    if how == "quoted":
        text = 'file,key,"title",authors,date,rights,\n"a.txt",notice,夜市通知,"甲; 乙；丙",2024-05-01,cc0-1.0,\n'
    encoding = how if how.startswith("utf") else "utf-8"
    (folder / "register.csv").write_text(text, encoding=encoding, newline="")
    row = corpus.build(folder, folder.parent / "out").documents.to_table().to_pylist()[0]
    assert (row["doc_id"], row["title"], row["authors"]) == ("notice", "夜市通知", ["甲", "乙", "丙"])
    assert (row["date"], row["rights"]) == ("2024-05-01", "cc0-1.0")


def test_a_cell_in_quotes_keeps_commas_and_lines(folder: Path) -> None:
    (folder / "register.csv").write_text('key,file,title\nnotice,a.txt,"一，二,\n三"\n', encoding="utf-8")
    assert read_registers(folder).sources["a.txt"].title == "一，二,\n三"


PROBLEMS = [
    ("key,file,titel\nx,a.txt,y\n", ":1", "UNKNOWN_KEY", "did you mean 'title'"),
    ("key,file,title,title\nx,a.txt,y,z\n", ":1", "DUPLICATE_KEY", "'title' is given twice"),
    ("key,title\nx,y\n", ":1", "MISSING_KEY", "file is needed"),
    ("", ":1", "MISSING_KEY", "the first row names the columns"),
    ("key;file\nx;a.txt\n", ":1", "SYNTAX", "not separated by commas"),
    ("key\tfile\nx\ta.txt\n", ":1", "SYNTAX", "not separated by commas"),
    (HEADER + ROW + "b\n", ":3", "MISSING_KEY", "file is needed"),
    (HEADER + ROW + "B b,b.txt\n", ":3", "BAD_TYPE", "key"),
    (HEADER + ROW + "b,../b.txt\n", ":3", "PATH_ESCAPE", "../b.txt"),
    (HEADER + ROW + "b,b.txt,,,,,,extra\n", ":3", "BAD_TYPE", "the row has 8 cells, the header 6"),
    (HEADER + ROW + ROW.replace("a.txt", "b.txt"), ":3", "DUPLICATE_KEY", "the first is"),
    (HEADER + ROW + ROW.replace("notice", "b").replace("a.txt", "./a.txt"), ":3", "DUPLICATE_PATH", "a.txt"),
    (HEADER + ROW + "b,b.txt," + "长" * 2000 + "\n", ":3", "FIELD_TOO_LONG", "title"),
    (HEADER + ROW + 'b,b.txt,"never closed\n', ":3", "SYNTAX", "unexpected end of data"),
    (HEADER + ROW + 'b,b.txt,"closed" early\n', ":3", "SYNTAX", "expected after"),
    (HEADER + ROW + "b," + "长" * 200_000 + "\n", ":3", "SYNTAX", "field larger than field limit"),
    ("key,file,sha256\nx,a.txt,abc\n", ":2", "BAD_TYPE", "sha256"),
    (f"key,file,sha256\nx,a.txt,{'0' * 64}\n", ":2", "WRONG_HASH", "a.txt"),
    (HEADER + ROW + "b,b.txt\n", "", "MISSING_FILE", "b.txt"),
]


@pytest.mark.parametrize(
    ("text", "row", "code", "piece"), PROBLEMS, ids=[f"{p[2]}-{n}" for n, p in enumerate(PROBLEMS)]
)
def test_a_problem_is_named_with_its_row(folder: Path, text: str, row: str, code: str, piece: str) -> None:
    (folder / "register.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        corpus.build(folder, folder.parent / "out")
    assert f"register.csv{row}: {code}" in caught.value.message and piece in caught.value.message
    assert [problem.code for problem in caught.value.problems] == [code] and len(caught.value.message) < 2000
    assert not (folder.parent / "out").exists()


@pytest.mark.parametrize(
    ("encoding", "said"), [("gb18030", "it looks like GB18030"), ("utf-16", "it is UTF-16"), ("cp1252", "byte 4")]
)
def test_another_encoding_is_refused_with_clear_words(folder: Path, encoding: str, said: str) -> None:
    text = "key,ÿ\n" if encoding == "cp1252" else HEADER + ROW
    (folder / "register.csv").write_bytes(text.encode(encoding))
    with pytest.raises(RegisterError, match=r"BAD_UNICODE: .* is not valid UTF-8") as caught:
        corpus.build(folder, folder.parent / "out")
    assert said in caught.value.message and "CSV UTF-8" in caught.value.help


def test_both_registers_are_read_and_a_source_in_both_is_a_problem(folder: Path) -> None:
    (folder / "b.txt").write_text("又一段。\n", encoding="utf-8")
    toml = '[dataset]\nname = "both"\nrights = "cc0-1.0"\n\n[[source]]\nkey = "first"\nfile = "b.txt"\n'
    (folder / "register.toml").write_text(toml, encoding="utf-8")
    (folder / "register.csv").write_text("key,file\nsecond,a.txt\n", encoding="utf-8")
    release = corpus.build(folder, folder.parent / "out")
    rows = release.documents.to_table().to_pylist()
    assert release.name == "both" and {row["doc_id"]: row["rights"] for row in rows} == {
        "first": "cc0-1.0",
        "second": "cc0-1.0",
    }
    (folder / "register.csv").write_text("key,file\nfirst,a.txt\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"register\.csv:2: DUPLICATE_KEY: .* the first is .*register\.toml:5"):
        read_registers(folder)


def test_it_is_given_as_a_file_too(folder: Path) -> None:
    path = folder.parent / "facts.csv"
    path.write_text(HEADER + ROW, encoding="utf-8")
    release = corpus.build(folder, folder.parent / "out", register=path)
    assert release.documents.to_table()["doc_id"].to_pylist() == ["notice"]


def call(folder: Path, *options: str) -> int:
    from corpus.cli import main

    with pytest.raises(SystemExit) as left:
        main(["register", str(folder), *options])
    return int(left.value.code or 0)


def test_it_is_brought_up_to_date_in_place(folder: Path) -> None:
    path = folder / "register.csv"
    path.write_bytes('\ufeffkey,file,title\r\nnotice,a.txt,"一,二"\r\n'.encode())
    (folder / "b.txt").write_text("又一段。\n", encoding="utf-8")
    assert call(folder, "--write", "--rights", "CC0") == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and not data.count(b"\n") - data.count(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == ["notice", "b"] and rows[0]["title"] == "一,二"
    assert all(row["rights"] == "cc0-1.0" and len(row["sha256"]) == 64 for row in rows)
    assert not (folder / "register.toml").exists()
    assert call(folder, "--write") == 0 and path.read_bytes() == data
    (folder / "b.txt").write_text("改过。\n", encoding="utf-8")
    assert call(folder, "--write") == 2 and path.read_bytes() == data
    assert call(folder, "--write", "--renew-hashes") == 0 and path.read_bytes() != data
    assert corpus.build(folder, folder.parent / "out").manifest["counts"]["accepted"] == 2


def test_each_register_gets_the_changes_of_its_own_sources(folder: Path) -> None:
    (folder / "b.txt").write_text("又一段。\n", encoding="utf-8")
    (folder / "c.txt").write_text("第三段。\n", encoding="utf-8")
    (folder / "register.toml").write_text('# ours\n[[source]]\nkey = "first"\nfile = "b.txt"\n', encoding="utf-8")
    (folder / "register.csv").write_text("key,file\nsecond,a.txt\n", encoding="utf-8")
    assert call(folder, "--write") == 0
    toml, rows = read_register(folder / "register.toml"), read_register(folder / "register.csv")
    assert {entry.key for entry in toml.sources.values()} == {"first"}
    assert {entry.key for entry in rows.sources.values()} == {"second", "c"}
    assert all(entry.sha256 for entry in [*toml.sources.values(), *rows.sources.values()])
    assert (folder / "register.toml").read_text(encoding="utf-8").startswith("# ours\n")


def test_a_register_is_printed_as_csv(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "register.toml").write_text(
        '[[source]]\nkey = "notice"\nfile = "a.txt"\nauthors = ["甲", "乙"]\n', encoding="utf-8"
    )
    assert call(folder, "--format", "csv") == 0
    printed = capfdbinary.readouterr().out
    (folder.parent / "printed.csv").write_bytes(printed)
    entry = read_register(folder.parent / "printed.csv").sources["a.txt"]
    assert (entry.key, entry.authors, entry.rights) == ("notice", ["甲", "乙"], "unknown") and entry.sha256
    (folder / "register.toml").write_text(
        '[[source]]\nkey = "notice"\nfile = "a.txt"\nauthors = ["甲;乙"]\n', encoding="utf-8"
    )
    assert call(folder, "--format", "csv") == 2


def test_ten_thousand_rows_take_no_time_to_speak_of(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    rows = (f"doc-{number:05d},part/{number:05d}.txt,第{number}号,甲; 乙,2024,cc0-1.0" for number in range(10_000))
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    started = time.process_time()
    assert len(read_register(path).sources) == 10_000
    assert time.process_time() - started < 3  # measured: 0.4 s


def test_a_register_below_the_folder_is_no_register(folder: Path) -> None:
    (folder / "part").mkdir()
    for name in ("register.csv", "register.toml"):
        (folder / "part" / name).write_text("key,file\n", encoding="utf-8")
    found, register = find_sources([folder])
    assert [item.code for item in found.quarantined] == ["UNSUPPORTED_TYPE"] * 2 and register.path is None
