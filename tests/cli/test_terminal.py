"""What a person sees: commands on terminals of 40, 80 and 200 columns, with and without colours, and in a pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT
from rich.cells import cell_len
from terminals import all_on_terminal, on_terminal

import corpus

STYLE = re.compile(r"\x1b\[[0-9;]*m")
# A title that forges a line, one that commands the terminal, and blanks of Chinese typesetting.
FIRST = "　　摆渡人在河边等了一\n夜，天亮时船还没有来。\n\n　　“再等等吧。”他对\n孩子说。\n"
SECOND = FIRST.replace("天亮时", "鸡叫时")


def in_pipe(*arguments: str | Path, **environment: str) -> str:
    command = [sys.executable, "-m", "corpus", *map(str, arguments)]
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(command, capture_output=True, env={**inherited, **environment}, cwd=ROOT).stdout.decode()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of a set whose title has a line break and a command for the terminal."""
    folder = tmp_path_factory.mktemp("terminal")
    (folder / "in").mkdir()
    (folder / "in" / "register.toml").write_text(
        '[dataset]\nname = "ferry"\n\n[[source]]\nkey = "ferry"\nfile = "ferry.txt"\nrights = "cc0-1.0"\n'
        'title = "渡口\\n  rights     公有\\u001b[31m\\u202e"\n',
        encoding="utf-8",
    )
    for version, text in (("0.1.0", FIRST), ("0.1.1", SECOND)):
        (folder / "in" / "ferry.txt").write_text(text, encoding="utf-8")
        previous = folder / "out" / "ferry" / "0.1.0" if version != "0.1.0" else None
        corpus.build(folder / "in", folder / "out", version=version, date="2026-11-22", previous=previous)
    return folder / "out" / "ferry"


def commands(shelf: Path) -> dict[str, list[str | Path]]:
    source = shelf.parents[1] / "in" / "ferry.txt"
    return {
        "explain": ["explain", shelf, "ferry-0001"],
        "diff": ["diff", shelf / "0.1.0", shelf / "0.1.1"],
        "clean": ["clean", source],
        "decode": ["decode", source],
        "info": ["info", shelf],
        "cite": ["cite", shelf],
        "export": ["export", shelf, "--format", "txt"],
        "duplicates": ["duplicates", shelf, "--similarity", "1"],
        "rules": ["rules"],
        "verify": ["verify", shelf],
        "build": ["build", source.parent, "--out", shelf.parent, "--previous", shelf, "--dry-run", "--no-progress"],
        "register": ["register", source.parent],
        "cache": ["cache", "dir"],
        "error": ["verify", "nothing"],
        "help": ["--help"],
    }


@pytest.mark.parametrize("colourless", [False, True])
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_terminal_shows_styles_as_styles_and_blanks_as_blanks(shelf: Path, columns: int, colourless: bool) -> None:
    own = commands(shelf)
    all_shown = all_on_terminal(own, columns, **({"NO_COLOR": "1"} if colourless else {}))
    assert all_shown.keys() >= own.keys() and all(all_shown.values())
    for name, shown in all_shown.items():
        assert (STYLE.search(shown) is not None) == (not colourless and name in ("explain", "diff", "error")), name
        plain = STYLE.sub("", shown)
        assert "\x1b" not in plain and "\u202e" not in plain, name
        assert re.search(r"\\x1b\[[0-9;]*m", plain) is None or name in ("explain", "register"), name  # the title's own
        assert "\\u3000" not in plain or name == "rules", name


def test_data_in_a_line_for_people_begins_no_other(shelf: Path) -> None:
    for show in (in_pipe, on_terminal):
        shown = show("explain", shelf, "ferry-0001")
        assert "渡口\\n  rights     公有\\x1b[31m\\u202e (ferry.txt)" in shown
        assert "\n  rights " not in shown


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_marks_are_under_their_characters(columns: int) -> None:
    shown = on_terminal("explain", "sample", "lighthouse-news-0003", columns=columns, NO_COLOR="1").splitlines()
    lines = shown[shown.index("source") + 1 : shown.index("", shown.index("source"))]
    assert all(cell_len(line) <= columns for line in lines)
    marked = {under(line, marks) for line, marks in pairwise(lines) if set(marks) <= set(" |^~")}
    assert marked == {("　　", "~"), ("⏎", "^"), ("⏎", "~")}


def under(line: str, marks: str) -> tuple[str, str]:
    """Return the first run of equal marks, after the characters above it."""
    run = re.search(r"([\^~])\1*", marks)
    assert run is not None
    at, found = 0, ""
    for char in line:
        found += char if run.start() <= at < run.end() else ""
        at += cell_len(char)
    return found, run[1]


def test_a_long_line_is_cut_with_its_marks(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "long.txt").write_text("　　" + "河水很深，" * 20 + "船\u200b到了。\n", encoding="utf-8")
    release = corpus.build(tmp_path / "in", tmp_path / "out", name="long")
    shown = on_terminal("explain", release.path, "long-0001", columns=40, NO_COLOR="1").splitlines()
    lines = shown[shown.index("source") + 1 : shown.index("", shown.index("source"))]
    assert len(lines) > 6 and all(cell_len(line) <= 40 for line in lines)
    at = next(number for number, line in enumerate(lines) if "\\u200b" in line)
    assert under(lines[at], lines[at + 1]) == ("\\u200b", "^")


@pytest.mark.parametrize(
    ("arguments", "environment", "styled"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_in_a_pipe_are_asked_for(
    shelf: Path, arguments: list[str], environment: dict[str, str], styled: bool
) -> None:
    shown = in_pipe(*arguments, "diff", shelf / "0.1.0", shelf / "0.1.1", **environment)
    assert (STYLE.search(shown) is not None) == styled
    assert ("[-" in shown) == (not styled)


def test_a_document_is_exact_in_a_pipe(tmp_path: Path) -> None:
    text = "正文\x1b[31m。\u3000\u202e右。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert in_pipe("decode", tmp_path / "a.txt") == text
    assert "正文\\x1b[31m。\u3000\\u202e右。\n" in on_terminal("decode", tmp_path / "a.txt")


def test_ideographs_of_newer_versions_of_unicode_are_characters() -> None:
    from corpus.cli.output import visible

    assert visible("\U00031350\U000323af") == "\U00031350\U000323af"
    assert visible("\u00a0\u2003\u3000") == "\u00a0\u2003\u3000"
    assert visible("\x9b\x07\u2028\u2066\ue000\udc80") == "\\x9b\\x07\\u2028\\u2066\\ue000\\udc80"
