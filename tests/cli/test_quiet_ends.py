"""``--quiet`` and its like hold for one command: in one process the next is as it was."""

import os
from pathlib import Path

from click.testing import CliRunner

from corpus.cli import cli


def test_an_option_sets_its_variable_for_one_command_only(sample_release: Path) -> None:
    runner = CliRunner()
    for option in ("--quiet", "--no-progress", "--offline"):
        assert runner.invoke(cli, ["list", str(sample_release), option]).exit_code == 0
    assert not {"CORPUS_QUIET", "CORPUS_NO_PROGRESS", "CORPUS_OFFLINE"} & set(os.environ)
