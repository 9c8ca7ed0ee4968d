"""Runs that are killed with their workers: the old release or the new one is whole, and the rerun completes it.

In CI a few kills for each operation; ``hatch run kills`` makes two hundred of each, at every rename first.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from disk_operations import KILLED, begin, contents, litter, make_begun, require_whole
from fileserver import FileServer
from killing import Killer, killer

KILLS = int(os.environ.get("CORPUS_KILLS", "2"))
SIGNALLED = -9

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="there are no process groups to kill")]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_begun(tmp_path_factory.mktemp("begun"))


@pytest.fixture(scope="module")
def deadly(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    errors = tmp_path_factory.mktemp("errors") / "stderr"
    with (
        FileServer(begun / "out" / "set" / "0.1.0").running() as server,
        killer(errors, CORPUS_TEST_URL=server.url) as process,
    ):
        yield process
    assert "Traceback" not in errors.read_text(), errors.read_text()


def result(root: Path) -> dict[str, bytes]:
    """What must be the same after a rerun: all but lock files, and hashes that are remembered by the time of a file."""
    passing = ("cache/locks/", "cache/hashes/")
    return {path: data for path, data in contents(root).items() if not path.startswith(passing)}


def left_over(root: Path) -> list[str]:
    unfinished = root / "cache" / "tmp"
    return [*litter(root), *(str(path) for path in (unfinished.iterdir() if unfinished.is_dir() else ()))]


@pytest.mark.parametrize("name", KILLED)
def test_a_kill_loses_nothing(begun: Path, deadly: Killer, tmp_path: Path, name: str) -> None:
    root, drawn = begin(begun, tmp_path / "root", name), random.Random(name)
    started = time.monotonic()
    assert deadly.run(name, root) == 0
    duration, wanted = time.monotonic() - started, result(root)
    assert not left_over(root)
    halves = 2 * int((tmp_path / "renames").read_text())  # a kill before the call, and one after it
    assert halves
    chosen = list(range(1, halves + 1))
    if 2 * halves > KILLS:
        chosen = sorted(drawn.sample(chosen, min(halves, KILLS // 2)))
    ways = [{"rename": half} for half in chosen]
    ways += [{"seconds": drawn.uniform(0, duration)} for _ in range(KILLS - len(ways))]
    for way in ways:
        begin(begun, root, name)
        old = result(root)
        code = deadly.run(name, root, **way)  # type: ignore[arg-type]
        assert code == SIGNALLED or (code == 0 and "seconds" in way), (code, way)
        require_whole(root)
        kept = {path: data for path, data in result(root).items() if path in old and "/." not in path}
        assert all(data in (old[path], wanted.get(path)) for path, data in kept.items()), way
        assert deadly.run(name, root) == 0, way
        assert result(root) == wanted, way
        assert not left_over(root), way
