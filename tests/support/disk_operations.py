"""What writes on a disk, as functions of a folder, for tests that let it fail or kill it; and what must hold then."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import corpus
from corpus.building import shards
from corpus.building.hydrate import hydrate
from corpus.building.withheld.ledger import NAME as LEDGER
from corpus.errors import ReleaseExistsError
from corpus.release.handle import Release
from corpus.release.shelf import INDEX
from corpus.release.standoff import make_standoff

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
    try:
        return hydrate(release, root / "in", root / "full")
    except ReleaseExistsError:  # it was completed before
        return corpus.open_release(root / "full" / "set" / "0.1.0")


def publish(root: Path) -> object:
    return corpus.publish(root / "out" / "set" / "0.1.0", root / "shelf")


def register(root: Path) -> object:
    from corpus.release.atomic import write_file
    from corpus.sources.register_draft import update

    made = update(root / "bare")
    for name, text in made.texts.items():
        write_file(root / "bare" / name, text)
    return made.texts


def with_workers(root: Path) -> object:
    with patch.object(shards, "SHARD_SOURCES", 1):  # two sources are two shards
        return corpus.build(root / "many", root / "out", name="many", date="2026-12-01", workers=2)


def yank(root: Path) -> object:
    return corpus.yank(root / "out" / "set", "0.1.0", reason="a page is missing")


def fill_cache(root: Path) -> object:
    os.environ["CORPUS_CACHE"] = str(root / "cache")
    return corpus.open_release(os.environ["CORPUS_TEST_URL"], "0.1.0")


OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation for operation in (build, replace, following, withdraw, to_hydrate, publish, register)
}

KILLED: dict[str, Operation] = {
    **OPERATIONS,
    **{operation.__name__: operation for operation in (with_workers, yank, fill_cache)},
}


def make_begun(root: Path) -> Path:
    """Make what every operation starts from: sources, their next state, a release, and a standoff one."""
    entry = '[[source]]\nkey = "ferry"\nfile = "ferry.txt"\nrights = "cc0-1.0"\n'
    for folder, text in (("in", TEXT), ("new", TEXT + "　　后来桥修好了，船就停了。\n"), ("bare", TEXT)):
        (root / folder).mkdir()
        (root / folder / "ferry.txt").write_text(text, encoding="utf-8")
        if folder != "bare":
            (root / folder / "register.toml").write_text(entry, encoding="utf-8")
    (root / "many").mkdir()
    for name in ("ferry", "bridge"):
        (root / "many" / f"{name}.txt").write_text(TEXT.replace("渡口", name), encoding="utf-8")
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
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that it was yanked
                proof = Release.open(manifest.parent).verify()
            assert proof.ok, (manifest, proof.problems)
    if (root / "shelf" / INDEX).exists():
        assert corpus.open_release(root / "shelf").verify().ok
