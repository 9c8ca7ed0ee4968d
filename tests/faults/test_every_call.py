"""Every call to the file system fails once: the release is the old one or the new one, and the rerun completes it.

In CI a sample of the calls fails; ``hatch run faults`` lets each of them fail, once and lastingly, with each error.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from failing_calls import failing

import corpus
from corpus.building.hydrate import hydrate
from corpus.building.withheld.ledger import NAME as LEDGER
from corpus.errors import CorpusError
from corpus.release.shelf import INDEX
from corpus.release.standoff import make_standoff

WHOLE = os.environ.get("CORPUS_FAULTS") == "whole"
SAMPLED = 8  # calls of an operation that fail in CI
CODES = (errno.EIO, errno.ENOSPC, errno.EACCES)
TEXT = "渡口纪事\n\n　　天刚亮，摆渡的老人就把船撑了出来，\n岸边已经有人在等。\n　　船走得很慢。\n"
Operation = Callable[[Path], object]


def build(root: Path) -> object:
    return corpus.build(root / "in", root / "out", name="set", date="2026-12-01", workers=1)


def replace(root: Path) -> object:
    return corpus.build(root / "new", root / "out", name="set", date="2026-12-01", workers=1, replace=True)


def following(root: Path) -> object:
    previous = root / "out" / "set" / "0.1.0"
    return corpus.build(root / "new", root / "out", name="set", date="2026-12-02", workers=1, previous=previous)


def withdraw(root: Path) -> object:
    return corpus.withdraw(root / "out" / "set" / "0.1.0", "ferry-0003", reason="asked", date="2026-12-02")


def to_hydrate(root: Path) -> object:
    release = corpus.open_release(root / "standoff")
    if (root / "full" / "set" / "0.1.0").exists():
        return corpus.open_release(root / "full" / "set" / "0.1.0")  # it was completed before
    return hydrate(release, root / "in", root / "full")


def publish(root: Path) -> object:
    return corpus.publish(root / "out" / "set" / "0.1.0", root / "shelf")


def register(root: Path) -> object:
    from corpus.release.atomic import write_file
    from corpus.sources.register_draft import update

    made = update(root / "bare")
    for name, text in made.texts.items():
        write_file(root / "bare" / name, text)
    return made.texts


OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation for operation in (build, replace, following, withdraw, to_hydrate, publish, register)
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every operation starts from: sources, their next state, a release, and a standoff one."""
    root = tmp_path_factory.mktemp("begun")
    entry = '[[source]]\nkey = "ferry"\nfile = "ferry.txt"\nrights = "cc0-1.0"\n'
    for folder, text in (("in", TEXT), ("new", TEXT + "　　后来桥修好了，船就停了。\n"), ("bare", TEXT)):
        (root / folder).mkdir()
        (root / folder / "ferry.txt").write_text(text, encoding="utf-8")
        if folder != "bare":
            (root / folder / "register.toml").write_text(entry, encoding="utf-8")
    build(root)
    make_standoff(corpus.open_release(root / "out" / "set" / "0.1.0"), root / "standoff")
    return root


def begin(begun: Path, to: Path, name: str) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(begun, to)
    if name == "build":
        shutil.rmtree(to / "out")
    return to


def contents(root: Path) -> dict[str, bytes]:
    """The files below a folder; the ledger is salted, so that its bytes differ each time."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): b"" if path.name == LEDGER else path.read_bytes() for path in files}


def litter(root: Path) -> list[str]:
    """What no finished operation leaves: unfinished files and folders, and releases set aside."""
    marks = (".building-", ".hydrating-", ".unfinished-", ".replaced-", ".publishing-", ".standoff-")
    return [str(path) for path in root.rglob("*") if path.name.startswith(marks)]


def require_whole(root: Path) -> None:
    """Check that every release that can be seen is proved."""
    for manifest in root.rglob("manifest.json"):
        if not any(part.startswith(".") for part in manifest.relative_to(root).parts):
            proof = corpus.open_release(manifest.parent).verify()
            assert proof.ok, (manifest, proof.problems)
    if (root / "shelf" / INDEX).exists():
        assert corpus.open_release(root / "shelf").verify().ok


def is_quarantined(root: Path) -> bool:
    return any(path.stat().st_size for path in (root / "out").rglob("quarantine.jsonl"))


def numbers(calls: int) -> Iterator[int]:
    step = 1 if WHOLE else max(1, calls // SAMPLED)
    yield from range(1, calls + 1, step)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_that_fails_loses_nothing(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    operation = OPERATIONS[name]
    root = begin(begun, tmp_path / "root", name)
    with failing(root, 0, 0) as counter:
        operation(root)
    wanted, old = contents(root), {}
    assert counter.calls > 3 and not litter(root)
    for turn, number in enumerate(numbers(counter.calls)):
        tries = [(code, lasting) for code in CODES for lasting in (False, True)]
        for code, lasting in tries if WHOLE else [tries[turn % len(tries)]]:
            begin(begun, root, name)
            old = contents(root)
            with failing(root, number, code, lasting=lasting) as failed:
                try:
                    operation(root)
                except CorpusError as error:
                    assert error.headline and error.exit_code in (1, 2, 3, 4)
                    assert code != errno.ENOSPC or error.exit_code != 2, f"{failed.failed}: {error}"  # a full disk
            require_whole(root)
            if code == errno.EACCES and is_quarantined(root):
                continue  # a source that may not be read is left out, and the release says so
            kept = {path: data for path, data in contents(root).items() if path in old and "/." not in path}
            assert all(data in (old[path], wanted.get(path)) for path, data in kept.items()), failed.failed
            operation(root)
            assert contents(root) == wanted and not litter(root), (failed.failed, code, lasting)
