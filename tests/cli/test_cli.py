"""The command line: data on stdout, messages on stderr, exit codes, and no traceback for a user's mistake."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE

from corpus.cli import COMMANDS

Shown = subprocess.CompletedProcess[bytes]


def corpus(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> Shown:
    command = [sys.executable, "-m", "corpus", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **environment}, cwd=ROOT)


def test_help_names_every_command() -> None:
    shown = corpus("--help")
    assert shown.returncode == 0
    assert all(name.encode() in shown.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    shown = corpus(name, "--help")
    assert shown.returncode == 0 and b"Examples:" in shown.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from corpus.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print(sorted({'pyarrow', 'numpy', 'pydantic', 'chardet', 'datasets', 'rich'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_version_is_shown() -> None:
    assert corpus("--version").stdout.startswith(b"corpus 0.")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["biuld"], b"help: did you mean 'build'?"),
        (["build", "--vresion", "1"], b"--version"),
        (["clean", "x.txt", "--format", "jsnl"], b"'text', 'jsonl'"),
        (["clean"], b"missing argument 'FILE'"),
        (["clean", "nothing.txt"], b"nothing.txt: cannot be read"),
        (["build", "nothing"], b"nothing does not exist"),
        (["verify", "nothing"], b"nothing: there is no such folder"),
        (["verify", "tests"], b"no manifest.json"),
        (["register", "nothing"], b"nothing is not a folder"),
    ],
)
def test_a_mistake_is_told_in_a_line(arguments: list[str], hint: bytes) -> None:
    shown = corpus(*arguments)
    assert shown.returncode == 2
    assert hint in shown.stderr and b"Traceback" not in shown.stderr and shown.stdout == b""


def test_build_says_where_and_what_next(tmp_path: Path) -> None:
    shown = corpus("build", "--out", tmp_path, "--date", "2026-11-22")
    assert shown.returncode == 0
    assert f"Built sample 0.1.0 in {tmp_path}/sample/0.1.0".encode() in shown.stdout
    assert b"34 documents, " in shown.stdout and b" paragraphs, " in shown.stdout and b"0 quarantined" in shown.stdout
    assert f"next: corpus verify {tmp_path}/sample/0.1.0".encode() in shown.stderr
    again = corpus("build", "--out", tmp_path, "--date", "2026-11-22")
    assert again.returncode == 0 and again.stdout.startswith(b"Already built: sample 0.1.0")
    other = corpus("build", "--out", tmp_path, "--date", "2026-11-23")
    assert other.returncode == 2 and b"--version 0.1.1" in other.stderr and other.stdout == b""


def test_build_shows_no_progress_in_a_pipe_and_some_on_a_terminal(tmp_path: Path) -> None:
    piped = corpus("build", "--out", tmp_path / "a")
    assert b"\r" not in piped.stderr and b"cleaning" not in piped.stderr
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "corpus", "build", "--out", str(tmp_path / "b")]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=terminal, cwd=ROOT, check=True)
    os.close(terminal)
    shown = os.read(main, 100_000)
    os.close(main)
    assert b"cleaning" in shown and b"34/34" in shown


def test_a_quarantined_source_makes_the_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("正文。", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    shown = corpus("build", tmp_path / "in", "--out", tmp_path / "out", "--format", "json")
    assert shown.returncode == 1
    facts = json.loads(shown.stdout)
    assert [item["code"] for item in facts["quarantined"]] == ["EMPTY"]
    assert facts["status"] == "built" and facts["counts"]["accepted"] == 1


def test_a_dry_run_says_what_would_be(tmp_path: Path) -> None:
    shown = corpus("build", "--out", tmp_path / "out", "--dry-run")
    assert shown.returncode == 0 and shown.stdout.startswith(b"Would add sample 0.1.0")
    assert not (tmp_path / "out").exists()


def test_clean_prints_paragraphs_or_blocks() -> None:
    text = corpus("clean", SAMPLE / "library-report.txt")
    assert text.returncode == 0 and text.stderr == b""
    blocks = [
        json.loads(line)
        for line in corpus("clean", SAMPLE / "library-report.txt", "--format", "jsonl").stdout.splitlines()
    ]
    assert {"kind", "text", "article", "spans"} <= set(blocks[0])
    kept = [block["text"] for block in blocks if block["kind"] != "furniture"]
    assert text.stdout.decode() == "\n".join(kept) + "\n"


def test_clean_and_decode_read_stdin_and_write_utf8_in_any_locale() -> None:
    data = "　　松桥县的图书馆，昨日开放。\r\n".encode("gb18030")
    for name in ("clean", "decode"):
        shown = corpus(name, "-", stdin=data, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert "松桥县的图书馆，昨日开放。" in shown.stdout.decode()


def test_decode_says_how() -> None:
    shown = corpus("decode", SAMPLE / "bus-notes.txt", "--format", "json")
    facts = json.loads(shown.stdout)
    assert facts["encoding"] == "gb18030" and facts["flags"] == []
    size = (SAMPLE / "bus-notes.txt").stat().st_size
    assert facts["segments"] == [{"start": 0, "end": size, "chars": facts["chars"], "encoding": "gb18030", "raw": None}]


def test_a_source_that_cannot_be_accepted_is_told_with_its_code(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    shown = corpus("clean", tmp_path / "a.txt")
    assert shown.returncode == 1 and b"WRONG_TYPE" in shown.stderr and b"Traceback" not in shown.stderr


def test_verify_tells_and_exits_3_when_a_byte_is_flipped(sample_release: Path, tmp_path: Path) -> None:
    shown = corpus("verify", sample_release)
    assert (shown.returncode, shown.stdout) == (0, b"34 of 34 sources restored\n")
    copy = Path(shutil.copytree(sample_release, tmp_path / "copy"))
    data = bytearray((copy / "README.md").read_bytes())
    data[10] ^= 1
    (copy / "README.md").write_bytes(data)
    shown = corpus("verify", copy)
    assert shown.returncode == 3 and shown.stdout.startswith(b"README.md: altered")
    facts = json.loads(corpus("verify", copy, "--format", "json").stdout)
    assert facts["ok"] is False and facts["problems"][0]["where"] == "README.md"


def test_register_prints_one_that_can_be_built(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "notes.txt").write_text("正文。\n", encoding="utf-8")
    shown = corpus("register", folder)
    assert shown.returncode == 0
    (folder / "register.toml").write_bytes(shown.stdout)
    assert b'key = "notes"' in shown.stdout and b'rights = "unknown"' in shown.stdout
    assert corpus("build", folder, "--out", tmp_path / "out").returncode == 0
    assert corpus("register", folder).stdout == shown.stdout, "what the register states is kept"


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m corpus clean {SAMPLE / 'tea-journal.md'} --format jsonl | head -c 1"
    shown = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT)
    assert b"Traceback" not in shown.stderr and b"Error" not in shown.stderr


def test_a_traceback_is_shown_on_request() -> None:
    assert b"Traceback" in corpus("verify", "tests", CORPUS_DEBUG="1").stderr


def test_colour_only_on_a_terminal() -> None:
    assert b"\x1b[" not in corpus("verify", "nothing").stderr
    assert b"\x1b[" in corpus("--color", "always", "verify", "nothing").stderr


def test_terminal_escapes_never_reach_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("正文\x1b[31m。\n", encoding="utf-8")
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "corpus", "decode", str(tmp_path / "a.txt")]
    subprocess.run(command, stdout=terminal, stderr=subprocess.DEVNULL, cwd=ROOT, check=True)
    os.close(terminal)
    shown = os.read(main, 10_000)
    os.close(main)
    assert b"\x1b" not in shown and b"\\x1b" in shown
