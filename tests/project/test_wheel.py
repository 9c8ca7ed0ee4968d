"""What is published: built twice to the same bytes, nothing stray inside, and it works in a clean environment."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT


def built(out: Path) -> dict[str, Path]:
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return {path.suffix: path for path in out.iterdir()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    pytest.importorskip("hatchling")
    return built(tmp_path_factory.mktemp("one"))


def test_two_builds_have_the_same_bytes(packages: dict[str, Path], tmp_path: Path) -> None:
    again = built(tmp_path)
    for suffix, path in packages.items():
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(again[suffix].read_bytes()).digest()


def test_the_wheel_holds_the_package_and_nothing_else(packages: dict[str, Path]) -> None:
    names = zipfile.ZipFile(packages[".whl"]).namelist()
    assert all(name.startswith(("corpus/", "corpus_zh-")) for name in names)
    assert "corpus/data/releases/sample/0.2.0/manifest.json" in names
    assert "corpus/py.typed" in names
    assert not [name for name in names if name.endswith((".pyc", ".orig", ".log", "~")) or "/." in name]


def test_the_sdist_holds_what_builds_and_tests_it(packages: dict[str, Path]) -> None:
    with tarfile.open(packages[".gz"]) as archive:
        names = [name.split("/", 1)[1] for name in archive.getnames()]
    assert {"pyproject.toml", "README.md", "LICENSE", "corpus/__init__.py", "tests/conftest.py"} <= set(names)
    assert not [name for name in names if name.endswith(".pyc") or name.startswith(("dist/", "seeds/raw", ".venv"))]


PROBE = """
import sys, corpus
rows = list(corpus.rows("sample"))
assert len(rows) == len(corpus.scan("sample")) > 100
assert corpus.open_release("sample").verify().ok
assert "site-packages" in corpus.__file__
try:
    corpus.load("sample")
except corpus.MissingExtraError as error:
    assert error.help == "pip install 'corpus-zh[datasets]'"
else:
    raise SystemExit("datasets should not be here")
try:
    corpus.clean(text="text")
except corpus.MissingExtraError as error:
    assert "corpus-zh[build]" in error.help
print(len(rows))
"""


def test_the_wheel_works_in_a_clean_environment_without_network(packages: dict[str, Path], tmp_path: Path) -> None:
    """pip may use the network to install; what is installed may not."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(packages[".whl"])]
    subprocess.run(install, check=True, capture_output=True)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    environment |= {"CORPUS_CACHE": str(tmp_path / "cache")}
    subprocess.run([str(python), "-c", PROBE], cwd=tmp_path, env=environment, check=True)
    command = tmp_path / "env" / "bin" / "corpus"
    for arguments in (["--help"], ["info", "sample"], ["verify", "sample"], ["rules"], ["cite", "sample"]):
        shown = subprocess.run([str(command), *arguments], cwd=tmp_path, env=environment, capture_output=True)
        assert shown.returncode == 0, shown.stderr
    shown = subprocess.run([str(command), "build", "."], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert shown.returncode == 2 and "pip install 'corpus-zh[build]'" in shown.stderr
