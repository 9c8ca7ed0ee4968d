"""corpus evaluate: what it reads, what it prints, and how it says what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SAMPLE

from corpus.cli import main
from corpus.errors import MissingExtraError
from corpus.evaluating import evaluate_encoding, evaluate_gold, evaluate_reflow

TITLE, TEXT = "关于老街夜市开放的通知", "自五月起，老街夜市每周五、周六开放，请各摊主按时进场。"
SOURCE = f"{TITLE}\n\n　　{TEXT[:20]}\n{TEXT[20:]}\n"
GOLD = [{"kind": "title", "text": TITLE, "article": 0}, {"kind": "paragraph", "text": TEXT, "article": 0}]
ROW = {
    "group": "clean",
    "kind": "clean",
    "data": TEXT.encode("gb18030"),
    "text": TEXT,
    "damage_at": 0,
    "damage_lost": 0,
}


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    (tmp_path / "notice.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "notice.jsonl").write_text(lines(*GOLD), encoding="utf-8")
    return tmp_path / "notice.jsonl"


@pytest.fixture
def extractions(tmp_path: Path) -> Path:
    folder = tmp_path / "extractions"
    folder.mkdir()
    (folder / "notice.txt").write_text(SOURCE, encoding="utf-8")
    (folder / "notice.gold.jsonl").write_text(lines(*GOLD), encoding="utf-8")
    (folder / "manifest.jsonl").write_text(lines({"name": "notice", "layout": "a4"}), encoding="utf-8")
    return folder


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    pq.write_table(pa.Table.from_pylist([ROW]), tmp_path / "samples.parquet")
    return tmp_path / "samples.parquet"


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    def call(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["evaluate", *map(str, args)])
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out.decode(), err.decode()

    yield call


def test_all_three_tables_as_json(run: Run, notice: Path, extractions: Path, samples: Path) -> None:
    code, out, _ = run(notice, "--reflow", extractions, "--encoding", samples, "--format", "json")
    tables = json.loads(out)
    assert code == 0
    assert list(tables) == ["gold", "reflow", "encoding"]
    values = {each["name"]: each["value"] for each in tables["gold"]["total"]["estimates"]}
    assert (values["boundary_f1"], values["whole"], values["lost"]) == (1, 1, 0)
    assert {each["kind"]: each["right"] for each in tables["gold"]["details"]["kinds"]} == {"paragraph": 1, "title": 1}
    assert sum(each["count"] for each in tables["gold"]["details"]["reliability"]["row"]) == 2
    assert tables["encoding"]["details"] is None
    assert tables["reflow"]["groups"]["a4"]["samples"] == 1
    assert tables["encoding"]["total"]["estimates"][0]["right"] == 1


def test_the_table_as_text(run: Run, notice: Path, extractions: Path) -> None:
    code, out, err = run(notice, "--reflow", extractions)
    assert (code, err) == (0, "")
    assert "gold: 1 document\n" in out
    assert "characters lost                     0.000 %" in out
    assert "\na4 " in out
    assert "\ntitle               1      1      1.000   1.000" in out
    assert "\nconfidence, rows          said   right           counted\n" in out


def test_sources_are_found_beside_in_a_folder_by_stem_and_by_register(notice: Path, tmp_path: Path) -> None:
    assert evaluate_gold([notice]).total.value("whole") == 1
    away = tmp_path / "away"
    away.mkdir()
    (tmp_path / "notice.txt").rename(away / "notice_0a1b.txt")
    assert evaluate_gold([notice], away).total.value("whole") == 1
    (away / "notice_0a1b.txt").rename(away / "夜市.txt")
    (away / "register.toml").write_text('[[source]]\nkey = "notice"\nfile = "夜市.txt"\n', encoding="utf-8")
    assert evaluate_gold([notice], away).total.value("whole") == 1


def test_metadata_is_what_the_text_says_without_the_register(notice: Path, tmp_path: Path) -> None:
    fields = f'key = "notice"\nfile = "notice.txt"\ntitle = "{TITLE}"\ndate = "2031"\ndate_basis = "register"\n'
    (tmp_path / "register.toml").write_text("[[source]]\n" + fields, encoding="utf-8")
    total = evaluate_gold([notice]).total
    assert (total.value("title"), total.value("date"), total.value("authors")) == (1, None, None)
    (tmp_path / "register.toml").write_text("[[source]]\n" + fields.replace('"register"', '"stated"'), encoding="utf-8")
    assert evaluate_gold([notice]).total.value("date") == 0


def test_a_refused_source_counts_as_lost(run: Run, notice: Path) -> None:
    notice.with_suffix(".txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    code, out, err = run(notice)
    assert code == 0
    assert "100.000 %" in out
    assert "refused" in err and "notice.txt" in err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"kind": "footer", "text": "甲"}', "kind = 'footer' must be one of title"),
        ('{"kind": "paragraph", "text": " "}', "text = ' ' must be"),
        ('{"kind": "paragraph"}', "text = None must be"),
        ('{"kind": "paragraph", "text": "甲", "continues": 1}', "continues = 1 must be the index of an earlier"),
        ('{"kind": "paragraph", "text": "甲", "article": true}', "article = True must be a whole number"),
        ('{"kind": "paragraph", "text": "甲", "level": 1}', "level = 1 must be a number from 1, and only a heading"),
        ('{"kind": "heading", "text": "甲", "level": 0}', "level = 0 must be a number from 1"),
        ('{"kind": "paragraph", "text": "甲", "article": -1}', "article = -1 must be a whole number"),
    ],
)
def test_a_defect_names_file_and_line(run: Run, notice: Path, line: str, says: str) -> None:
    notice.write_text(lines(GOLD[0]) + line + "\n", encoding="utf-8")
    code, out, err = run(notice)
    assert (code, out) == (2, "")
    assert f"{notice}:2: " in err and says in err


def test_a_missing_source_names_both(run: Run, notice: Path, tmp_path: Path) -> None:
    notice.with_suffix(".txt").unlink()
    code, _, err = run(notice)
    assert code == 2
    assert str(notice) in err and f"not in {tmp_path}" in err and "--sources" in err


def test_other_usage_errors(run: Run, notice: Path, extractions: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for args in ((), (tmp_path / "empty",), (tmp_path / "absent",), ("--reflow", tmp_path), ("--encoding", notice)):
        code, out, err = run(*args)
        assert (code, out) == (2, "")
        assert "rror" in err
    (tmp_path / "notice_2.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "notice.txt").rename(tmp_path / "notice_1.txt")
    assert "notice_1.txt and notice_2.txt" in run(notice)[2]
    (extractions / "manifest.jsonl").write_text(lines({"name": "../x", "layout": "a"}), encoding="utf-8")
    assert "manifest.jsonl:1: name = '../x'" in run("--reflow", extractions)[2]


def test_a_changed_source_is_noticed_by_its_hash(run: Run, notice: Path, tmp_path: Path) -> None:
    entry = f'[[source]]\nkey = "notice"\nfile = "notice.txt"\nsha256 = "{"0" * 64}"\n'
    (tmp_path / "register.toml").write_text(entry, encoding="utf-8")
    code, _, err = run(notice)
    assert code == 2
    assert "not the bytes that the register states" in err


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ({}, True),
        ({"text": "別的"}, False),
        ({"group": "mojibake", "kind": "x-lossy", "data": "锟斤拷".encode(), "text": "原文"}, True),
        ({"kind": "trunc-end", "data": TEXT.encode()[:-1], "text": TEXT[:-1]}, True),
        ({"kind": "one-bad-byte", "data": b"\xff" + TEXT[1:].encode(), "damage_at": 0, "damage_lost": 1}, True),
    ],
)
def test_what_a_right_text_is(samples: Path, row: dict[str, object], right: bool) -> None:
    pq.write_table(pa.Table.from_pylist([{**ROW, **row}]), samples)
    assert evaluate_encoding(samples).total.value("right") == right


def test_a_table_without_the_columns(run: Run, samples: Path) -> None:
    pq.write_table(pa.table({"data": [b""]}), samples)
    assert "no column 'group'" in run("--encoding", samples)[2]


def test_a_missing_extra_prints_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch, notice: Path) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz.distance", None)
    with pytest.raises(MissingExtraError) as raised:
        evaluate_gold([notice])
    assert raised.value.help == "pip install 'corpus-zh[evaluate]'"
    with pytest.raises(MissingExtraError):
        evaluate_reflow(notice.parent)


GATE = [sys.executable, str(ROOT / "scripts" / "quality_gate.py")]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def gate(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*GATE, *map(str, args)], capture_output=True, text=True, env=ENVIRONMENT)


def test_the_sample_holds_its_floors() -> None:
    shown = gate()
    assert shown.returncode == 0, shown.stderr


def test_the_gate_names_what_fell_and_what_changed(tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    assert gate("--update", "--floors", floors).returncode == 0
    assert gate("--floors", floors).returncode == 0
    text = floors.read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.startswith("whole = "))
    floors.write_text(text.replace(name, "whole = 1.01").replace('gold = "', 'gold = "0'), encoding="utf-8")
    shown = gate("--floors", floors, "--sources", SAMPLE)
    assert shown.returncode == 1
    assert "whole: 0." in shown.stderr or "whole: 1." in shown.stderr
    assert "gold: not the files" in shown.stderr
    assert len(shown.stderr.splitlines()) == 2
