"""One cache of two users, and the second may not write it: what the first has fetched is read, online and offline."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from fileserver import FileServer

import corpus

if TYPE_CHECKING:
    from hub import Hub

try:
    SECOND = pwd.getpwnam("nobody")
except KeyError:
    SECOND = None
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user"),
    pytest.mark.skipif(SECOND is None, reason="there is no user called nobody"),
]

# What a user does, first as root with a cache of its own, so that every module is imported: the other user may be
# unable to read the folder that Python is in. Then the process becomes that user for good.
READER = """
import io, json, os, sys
from contextlib import redirect_stderr
import corpus, datasets
from corpus.cli import main

datasets.disable_progress_bars()
place, warm, cache, home, uid, gid = sys.argv[1:]

def command(*arguments):
    said = io.StringIO()
    with redirect_stderr(said):
        try:
            main([*arguments])
        except SystemExit as ended:
            return ended.code, said.getvalue()

def act(offline):
    if offline:
        os.environ["CORPUS_OFFLINE"] = "1"
    os.environ["CORPUS_QUIET"] = "1"
    found = {
        "rows": len(list(corpus.rows(place, version="0.1.0"))),
        "newest": len(list(corpus.rows(place))),
        "ok": corpus.open_release(place, "0.1.0").verify().ok,
        "loaded": corpus.load(place, version="0.1.0").num_rows,
        "streamed": sum(1 for _ in corpus.load(place, version="0.1.0", streaming=True)),
        "versions": corpus.versions(place),
        "commands": [command(*words)[0] for words in (["head", place], ["cache", "list"], ["cache", "verify"])],
    }
    os.environ.pop("CORPUS_OFFLINE", None)
    return found

os.environ["CORPUS_CACHE"] = warm
act(False), act(True), command("cache", "prune")
sys.stdout.flush()
os.environ["CORPUS_CACHE"] = cache
os.setgroups([])
os.setgid(int(gid))
os.setuid(int(uid))
os.environ["HOME"] = home
datasets.config.HF_DATASETS_CACHE = home + "/datasets"
facts = {"uid": os.getuid(), "writable": os.access(cache, os.W_OK), "online": act(False), "offline": act(True)}
facts["prune"] = command("cache", "prune", "--all")
with open(home + "/facts.json", "w") as file:
    json.dump(facts, file)
"""


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that both users reach: pytest's own is for its user alone."""
    folder = Path(tempfile.mkdtemp(prefix="two-users-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=["web", "hub"])
def place(request: pytest.FixtureRequest, sample_release: Path, tmp_path: Path) -> Iterator[str]:
    if request.param == "hub":
        pytest.importorskip("huggingface_hub")
        hub: Hub = request.getfixturevalue("hub")
        corpus.publish(sample_release, "hf://datasets/user/name")
        assert hub.dataset().tags
        yield "user/name"
        return
    corpus.publish(sample_release, tmp_path / "web" / "set")
    with FileServer(tmp_path / "web").running() as server:
        yield f"{server.url}/set"


def read_as(place: str, folder: Path, cache: Path) -> dict[str, Any]:
    assert SECOND is not None
    home = folder / "home"
    home.mkdir()
    os.chown(home, SECOND.pw_uid, SECOND.pw_gid)
    words = [place, folder / "warm", cache, home, SECOND.pw_uid, SECOND.pw_gid]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", READER, *map(str, words)], env=environment, cwd="/", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads((home / "facts.json").read_text(encoding="utf-8"))
    assert facts["uid"] == SECOND.pw_uid and not facts["writable"]
    return facts


def listing(folder: Path) -> list[tuple[str, int, int]]:
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*"))


# What fetches it first: a process of its own, for huggingface_hub asks where the Hub is when it is imported.
FIRST = """
import os, sys, corpus
os.umask(0o022)
print(len(list(corpus.rows(sys.argv[1], version="0.1.0"))))
corpus.open_release(sys.argv[1], "0.1.0").verify()
"""


def test_the_second_reads_what_the_first_has_fetched(
    place: str, shared_folder: Path, run_client: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    cache = shared_folder / "cache"
    rows = int(run_client(FIRST, place, CORPUS_CACHE=str(cache)).stdout)
    before = listing(cache)
    facts = read_as(place, shared_folder, cache)
    for how in ("online", "offline"):
        found = facts[how]
        assert {found[name] for name in ("rows", "newest", "loaded", "streamed")} == {rows}, how
        assert found["ok"] and found["versions"] == ["0.1.0"] and found["commands"] == [0, 0, 0], how
    code, said = facts["prune"]
    assert code == 2 and "cannot be written" in said and "Traceback" not in said
    assert listing(cache) == before
