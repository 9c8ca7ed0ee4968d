"""The import contracts hold, and each fails when somebody breaks it: tried on a copy of the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns("data", "__pycache__"))
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "Contracts: 2 kept, 0 broken." in done.stdout


@pytest.mark.parametrize(
    "module, line, broken",
    [
        ("loading/load.py", "from corpus.cleaning.reflow import reflow", "corpus.loading is not allowed to import"),
        # through a third module, which itself may import what makes a release
        ("release/shelf.py", "import corpus.building.build", "corpus.release is not allowed to import"),
        ("cleaning/clean.py", "from corpus.sources.files import read_source", "corpus.cleaning is not allowed"),
        ("model/values.py", "if TYPE_CHECKING:\n    from corpus.release.handle import Release", "corpus.model is not"),
        ("another_room.py", "", "not exhaustive|missing layer|another_room"),
    ],
)
def test_a_forbidden_import_breaks_them(copy: Path, module: str, line: str, broken: str) -> None:
    path = copy / "corpus" / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        done = lint(copy)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout
    assert any(phrase in done.stdout for phrase in broken.split("|")), done.stdout
