"""A register's words that are fixed: encodings and rights, each with the file, the line, the key and the near miss."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.building.plan import plan_build
from corpus.cli import cli
from corpus.errors import RegisterError, UsageError


def register(folder: Path, line: str, dataset: str = "") -> Path:
    (folder / "ferry.txt").write_text("渡口的老船夫每天清晨打扫院子。\n", encoding="utf-8")
    text = f'[dataset]\nname = "ferry"\n{dataset}\n[[source]]\nkey = "ferry"\nfile = "ferry.txt"\n{line}\n'
    (folder / "register.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "near"),
    [('encoding = "gb10830"', "gb18030"), ('encoding = "utf_88"', "utf"), ('rights = "cc-by-40"', "cc-by-4.0")],
)
def test_a_wrong_word_stops_the_run(tmp_path: Path, line: str, near: str) -> None:
    with pytest.raises(RegisterError) as caught:
        plan_build([register(tmp_path, line)], out=tmp_path / "out")
    key = line.partition(" ")[0]
    assert caught.value.code == "BAD_VALUE"
    assert "register.toml:4" in caught.value.message and key in caught.value.message and near in caught.value.message


@pytest.mark.parametrize(
    "line", ['rights = "CC BY 4.0"', 'rights = "GPL-3.0-only"', 'encoding = "GBK"', 'rights = "unknown"']
)
def test_a_known_word_passes(tmp_path: Path, line: str) -> None:
    assert plan_build([register(tmp_path, line)], out=tmp_path / "out").name == "ferry"


def test_all_wrong_words_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as caught:
        plan_build([register(tmp_path, 'encoding = "gb10830"', 'rights = "cco"')], out=tmp_path / "out")
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("command", ["decode", "clean"])
def test_the_command_line_knows_encodings(tmp_path: Path, command: str) -> None:
    register(tmp_path, "")
    result = CliRunner().invoke(cli, [command, str(tmp_path / "ferry.txt"), "--encoding", "gb10830"])
    assert isinstance(result.exception, UsageError)
    assert (result.exception.where, result.exception.help) == ("--encoding", "did you mean 'gb18030'?")
