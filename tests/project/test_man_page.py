"""The manual page says what the help says, formats without a warning, and is in the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess

import click
import pytest
from conftest import ROOT

from corpus.cli import COMMANDS, cli

PAGE = ROOT / "docs" / "man" / "corpus.1"


@pytest.mark.parametrize(
    "command",
    [
        ["mandoc", "-T", "lint", "-W", "warning"],
        ["man", "--warnings", "-l"],
        ["groff", "-man", "-ww", "-Tutf8", "-Kutf8"],
    ],
    ids=lambda command: command[0],
)
def test_it_formats_without_a_warning(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([*command, str(PAGE)], capture_output=True, text=True)
    told = done.stderr if command[0] != "mandoc" else done.stdout
    # A date would change at every build: the page has none.
    assert [line for line in told.splitlines() if "missing date" not in line] == []


def test_it_has_every_command_option_and_variable() -> None:
    page = PAGE.read_text(encoding="utf-8").replace(r"\-", "-")
    root = click.Context(cli, info_name="corpus", **cli.context_settings)
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None and f'.SS "{name} ' in page
        context = click.Context(command, info_name=name, parent=root)
        for parameter in command.params:
            record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
            if record:
                assert f".B {record[0]}\n" in page, (name, record)
                for variable in re.findall(r"CORPUS_[A-Z_]+", record[1]):
                    assert f".TP\n.B {variable}\n" in page
    assert "corpus verify dist/releases/sample/0.1.0" in page and "Exit codes:" in page
