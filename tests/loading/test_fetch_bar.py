"""The bar while a release is fetched: bytes and rate on a terminal; nowhere else, and never glued onto an error."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fileserver import FileServer
from terminals import on_terminal

pytest.importorskip("fsspec")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals are those of POSIX")
PYTHON = "import corpus, sys; print(sum(1 for _ in corpus.rows(sys.argv[1])))"


@pytest.fixture
def server(sample_release: Path) -> Iterator[FileServer]:
    with FileServer(sample_release).running() as running:
        yield running


def shown(server: FileServer, cache: Path, *arguments: str, **environment: str) -> str:
    return on_terminal("verify", server.url, *arguments, CORPUS_CACHE=str(cache), **environment)


def test_a_bar_on_a_terminal(server: FileServer, tmp_path: Path) -> None:
    text = shown(server, tmp_path / "cache")
    assert re.search(r"sample 0\.1\.0.*━", text) and re.search(r"\d+(\.\d+)?/\d+(\.\d+)? [kM]B", text) and "B/s" in text
    assert "34 of 34 sources restored" in text
    again = shown(server, tmp_path / "cache")
    assert "━" not in again and "34 of 34 sources restored" in again  # nothing is fetched


@pytest.mark.parametrize("how", ["--no-progress", "--quiet", "CORPUS_NO_PROGRESS", "CORPUS_QUIET", "TERM"])
def test_it_can_be_switched_off(server: FileServer, tmp_path: Path, how: str) -> None:
    arguments = [how] if how.startswith("--") else []
    environment = {} if arguments else {how: "dumb" if how == "TERM" else "1"}
    text = shown(server, tmp_path / "cache", *arguments, **environment)
    assert "━" not in text and "B/s" not in text and "34 of 34 sources restored" in text


def test_it_is_gone_before_an_error(server: FileServer, tmp_path: Path) -> None:
    server.altered["paragraphs/part-00000.parquet"] = b"not Parquet"
    text = shown(server, tmp_path / "cache")
    assert "━" in text
    last = text.rpartition("\x1b[2K")[2]  # the line of the bar is erased
    assert re.match(r"(\x1b\[[0-9;?]*[a-zA-Z])*error", last.lstrip("\r\n")), repr(text)


def test_nothing_in_a_pipe(server: FileServer, tmp_path: Path) -> None:
    import subprocess

    from conftest import ROOT

    done = subprocess.run(
        [sys.executable, "-c", PYTHON, server.url],
        capture_output=True,
        text=True,
        env={"CORPUS_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stderr) == (0, "") and int(done.stdout) > 100
