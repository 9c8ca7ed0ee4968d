"""Each extra alone, in an environment of its own, does what it is for.

Installs from the registry, some minutes in all: `hatch run extras:test`. CORPUS_TEST_EXTRAS is 1 for all but torch,
whose wheels are larger than all others together, or names of extras with a comma between.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from hub import Hub, ObjectStore

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
ASKED = os.environ.get("CORPUS_TEST_EXTRAS", "")
GOLD = '{"kind": "paragraph", "text": "自五月起，老街夜市每周五、周六开放。", "continues": null, "article": 0}\n'
SAMPLE = "corpus/data/releases/sample/0.2.0"

# What each extra is for, as commands of a shell; `corpus` and `python` are those of its environment.
JOBS = {
    "build": "corpus build papers --out releases && corpus verify releases/papers && corpus register papers",
    "report": 'corpus report "$RELEASE" -o report.html && grep -q Content-Security-Policy report.html',
    "evaluate": "corpus evaluate gold --sources papers",
    "sign": "openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out pub.pem"
    ' && cp -r "$RELEASE" signed && corpus sign signed --key key.pem && corpus verify signed --key pub.pem',
    "datasets": "python -c 'import corpus; assert corpus.load(\"sample\").num_rows > 100'",
    "hub": 'corpus publish "$RELEASE" --to hf://datasets/user/name && corpus verify user/name'
    " && corpus yank user/name 0.1.0 --reason wrong && corpus versions user/name",
    "s3": 'corpus publish "$RELEASE" --to s3://extras/set && corpus verify s3://extras/set',
    "pandas": "python -c 'import corpus; assert len(corpus.scan(\"sample\").to_pandas()) > 100'",
    "polars": "python -c 'import corpus; assert len(corpus.scan(\"sample\").to_polars()) > 100'",
    "duckdb": 'python -c \'import corpus; assert corpus.scan("sample").to_duckdb().count("*").fetchall()[0][0] > 100\'',
    "torch": 'python -c \'import corpus; assert next(iter(corpus.scan("sample").to_torch()))["text"]\'',
    "script": 'python -c \'import corpus; assert next(corpus.rows("sample", script="Hant"))["text"]\'',
    "remote": "corpus verify $WEB",
    "conllu": "corpus export sample --format conllu -o sample.conllu && grep -q sent_id sample.conllu",
    "words": "corpus export sample --format conllu --tokens words -o sample.conllu && grep -q sent_id sample.conllu",
    "duplicates": "corpus duplicates sample",
    "all": "corpus build papers --out releases --name papers && corpus duplicates releases/papers",
}

pytestmark = pytest.mark.skipif(not ASKED, reason="installs from the registry: hatch run extras:test")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.iterdir())


@contextmanager
def place_of(extra: str, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Start what the extra talks to, on loopback."""
    if extra == "hub":
        hub: Hub = request.getfixturevalue("hub")
        assert hub.url == os.environ["HF_ENDPOINT"]
    if extra == "s3":
        s3: ObjectStore = request.getfixturevalue("s3")
        s3.bucket("extras")
    if extra == "remote":
        from fileserver import FileServer

        with FileServer(ROOT / SAMPLE).running() as server:
            yield {"WEB": server.url}
    else:
        yield {}


def install(folder: Path, wanted: str) -> None:
    """Make an environment that has the package with one extra; uv is used where there is one, for its speed."""
    uv = shutil.which("uv")
    venv.create(folder, with_pip=not uv, symlinks=True)
    python = str(folder / "bin" / "python")
    installer = [uv, "pip", "install", "-p", python] if uv else [python, "-m", "pip", "install"]
    done = subprocess.run([*installer, "--quiet", wanted], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("extra", EXTRAS)
def test_it_does_its_job_alone(extra: str, wheel: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if extra not in ASKED.split(",") and (ASKED != "1" or extra == "torch"):
        pytest.skip(f"CORPUS_TEST_EXTRAS={extra} asks for it")
    install(tmp_path / "env", f"{wheel}[{extra}]")
    for name in ("papers", "gold"):
        (tmp_path / name).mkdir()
    (tmp_path / "papers" / "notice.txt").write_text("　　自五月起，老街夜市每周五、\n周六开放。\n", encoding="utf-8")
    (tmp_path / "gold" / "notice.jsonl").write_text(GOLD, encoding="utf-8")
    with place_of(extra, request) as own:
        environment = {key: value for key, value in os.environ.items() if not re.match("PYTHON|CORPUS_", key)}
        path = f"{tmp_path / 'env' / 'bin'}{os.pathsep}{environment['PATH']}"
        environment |= {"PATH": path, "CORPUS_CACHE": str(tmp_path / "cache"), "RELEASE": str(ROOT / SAMPLE), **own}
        done = subprocess.run(JOBS[extra], shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_every_extra_has_a_job() -> None:
    assert {*JOBS} == {*EXTRAS}
