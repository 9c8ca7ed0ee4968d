"""The program makes each file, and every file has its script in the environment ``models``."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from specimens_of_training import labelled_folder

import make_models

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--renderings", "1", "--first-trees", "2", "--second-trees", "2"]


def run(*options: object) -> subprocess.CompletedProcess[str]:
    """Run the program as users do."""
    command = [sys.executable, str(ROOT / "scripts" / "make_models.py"), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_file_has_a_hatch_script() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        scripts = tomllib.load(file)["tool"]["hatch"]["envs"]["models"]["scripts"]
    assert set(scripts) == set(make_models.models.commands)
    for name, command in scripts.items():
        assert command.startswith(f"python scripts/make_models.py {name} {{args")


def test_weights_are_learnt_and_compared(tmp_path: Path) -> None:
    folder, out = labelled_folder(tmp_path, 3), tmp_path / "weights.json"
    learnt = run("reflow-weights", folder, "--out", out, *SMALL)
    assert learnt.returncode == 0, learnt.stderr
    assert run("reflow-weights", folder, "--out", out, *SMALL, "--check").returncode == 0
    before = out.read_bytes()
    other = run("reflow-weights", folder, "--out", out, *SMALL, "--seed", "5", "--check")
    assert other.returncode == 1 and "not what is made now" in other.stderr
    assert out.read_bytes() == before


def test_standing_trees_are_learnt_and_compared(tmp_path: Path) -> None:
    options = [labelled_folder(tmp_path, 2), "--out", tmp_path / "standing.json", "--each", "1", "--renderings", "1"]
    learnt = run("standing-trees", *options, "--trees", "2")
    assert learnt.returncode == 0, learnt.stderr
    other = run("standing-trees", *options, "--trees", "2", "--leave-out", "chat", "--leave-out", "log", "--check")
    assert other.returncode == 1 and "not what is made now" in other.stderr
    assert run("standing-trees", *options, "--trees", "2", "--check").returncode == 0
    assert run("standing-trees").returncode == 2


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run("reflow-weights", tmp_path / "nowhere")
    assert result.returncode == 2
    assert result.stderr.startswith("error: ") and "manifest.jsonl" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", sorted(make_models.models.commands))
def test_every_command_has_help(name: str) -> None:
    result = CliRunner().invoke(make_models.models, [name, "--help"])
    assert result.exit_code == 0 and ("--check" in result.output or name == "layouts")
