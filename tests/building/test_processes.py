"""A build that is ended leaves no process and no litter, and a document that kills its worker does not end the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus
from corpus.building import make, shards
from corpus.building.crash_mark import mark_of
from corpus.building.crashes import CrashCount
from corpus.building.shards import Recipe, Report, Shard, build_shard
from corpus.sources.files import SourceFile

SENTENCE = "白云镇的老街上，新开了一家旧书\n店。店主每天早上七点开门，先把门\n口的石阶扫干净。\n"
DEADLY = "这一篇会让进程死去"
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")


def folder_of(place: Path, documents: int, sentences: int = 1) -> Path:
    place.mkdir()
    for number in range(documents):
        (place / f"d{number:04d}.txt").write_text(f"第{number}篇\n\n" + SENTENCE * sentences, encoding="utf-8")
    return place


def session_of(leader: int) -> set[int]:
    """Find the living processes of a session: workers and fork servers are in it, whoever their parents are."""
    found = set[int]()
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = place.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended meanwhile
            continue
        if int(session) == leader and state != "Z":
            found.add(int(place.parent.name))
    return found


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


def command(folder: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "corpus", "build", str(folder), "--out", str(out), "--name", "set", "--workers", "2"]


def litter(shelf: Path) -> list[str]:
    return [path.name for path in shelf.iterdir() if path.name.startswith(".")]


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [("SIGKILL", -9), ("SIGTERM", 143), ("SIGINT", 130)])
def test_no_process_outlives_the_build(tmp_path: Path, number: str, code: int) -> None:
    folder, shelf = folder_of(tmp_path / "in", 200, 60), tmp_path / "out" / "set"
    build = subprocess.Popen(
        command(folder, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert wait_until(lambda: any(shelf.glob(".building-*/at-*")), 60)  # a worker is at a document
    assert len(session_of(build.pid)) >= 4  # the build, two workers and what starts them
    build.send_signal(getattr(signal, number))
    ended = time.monotonic()
    build.communicate(timeout=5)  # whoever holds its pipes is gone too
    assert build.returncode == code
    assert wait_until(lambda: not session_of(build.pid), 5 - (time.monotonic() - ended))
    if number != "SIGKILL":
        assert not shelf.exists()
    (small := tmp_path / "small").mkdir()
    (small / "a.txt").write_text(SENTENCE, encoding="utf-8")
    subprocess.run(command(small, tmp_path / "out"), check=True, capture_output=True)
    assert not litter(shelf)


def deadly(shard: Shard, recipe: Recipe) -> Report:
    """Do a shard in a process that dies of one text."""
    proved = shards.proved_rows

    def rows(data: bytes, *arguments: object, **more: object) -> object:
        if DEADLY.encode() in data:
            os.kill(os.getpid(), signal.SIGKILL)
        return proved(data, *arguments, **more)  # type: ignore[arg-type]

    shards.proved_rows = rows  # type: ignore[assignment]
    try:
        return build_shard(shard, recipe)
    finally:
        shards.proved_rows = proved


@pytest.mark.slow
def test_a_document_that_kills_its_worker_twice_is_quarantined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path / "in", 150)
    for name in ("d0003", "d0004", "d0140"):
        (folder / f"{name}.txt").write_text(f"{DEADLY}。\n", encoding="utf-8")
    monkeypatch.setattr(make, "build_shard", deadly)
    release = corpus.build(folder, tmp_path / "out", workers=2)
    assert [(item["name"], item["code"]) for item in release.quarantined] == [
        ("d0003.txt", "CRASHED"),
        ("d0004.txt", "CRASHED"),
        ("d0140.txt", "CRASHED"),
    ]
    assert release.verify().ok
    assert release.manifest["counts"]["accepted"] == 147
    for name in ("d0003", "d0004", "d0140"):
        (folder / f"{name}.txt").unlink()
    monkeypatch.undo()
    alone = corpus.build(folder, tmp_path / "without", workers=1)
    assert alone.manifest["content_hash"] == release.manifest["content_hash"]


def test_who_died_beside_another_is_not_to_blame(tmp_path: Path) -> None:
    count, one, two = CrashCount(tmp_path), Shard(0, ()), Shard(1, ())
    for _ in range(3):
        mark_of(tmp_path, 0).write_text("a")
        assert count.blame(one, alone=False) == one
    assert count.blame(two, alone=False) is None  # it had not begun, or was finished
    mark_of(tmp_path, 1).write_text("b")
    assert count.blame(two, alone=True) == two  # once may be the machine's doing
    mark_of(tmp_path, 1).write_text("b")
    again = count.blame(two, alone=True)
    assert again and again.crashed == {"b"}


def test_a_finished_shard_leaves_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    source = SourceFile("a", path, "a.txt", path.stat().st_size)
    build_shard(Shard(0, (source,)), Recipe(tmp_path))
    assert not mark_of(tmp_path, 0).exists()
