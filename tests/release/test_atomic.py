"""A file or folder is there whole or not at all, whatever fails on the way."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import ResourceError, UsageError
from corpus.release import atomic
from corpus.release.atomic import PRIVATE, place_folder, replacing, unfinished_folder, write_file, writing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def release(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text(text)
    return folder


@pytest.mark.parametrize("failing", ["fsync", "replace", "chmod"])
def test_the_old_file_survives_every_failing_step(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index.json"
    write_file(path, "old")

    def fail(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(ResourceError, match=r"index\.json: cannot be written: No space left") as raised:
        write_file(path, "new")
    assert (path.read_text(), names(tmp_path)) == ("old", ["index.json"])
    assert (raised.value.exit_code, raised.value.code, raised.value.where) == (4, "EXHAUSTED", str(path))


def test_a_path_that_cannot_be_written_is_an_error_of_usage(tmp_path: Path) -> None:
    (tmp_path / "afile").write_text("")
    with pytest.raises(UsageError, match="afile") as raised:
        write_file(tmp_path / "afile" / "index.json", "new")
    assert raised.value.exit_code == 2


def test_the_mode_is_the_one_asked_for_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_file(tmp_path / "open", b"")
        write_file(tmp_path / "closed", b"", mode=PRIVATE)
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("open", "closed")] == [0o644, 0o600]


def test_everything_is_flushed_before_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace, rename = os.fsync, os.replace, os.rename
    monkeypatch.setattr(os, "fsync", lambda descriptor: calls.append("fsync") or fsync(descriptor))
    monkeypatch.setattr(os, "replace", lambda a, b: calls.append("rename") or replace(a, b))
    monkeypatch.setattr(os, "rename", lambda a, b: calls.append("rename") or rename(a, b))
    write_file(tmp_path / "one", "")
    assert calls == ["fsync", "rename", "fsync"]
    calls.clear()
    place_folder(release(tmp_path / "new", "1"), tmp_path / "0.1.0")
    assert calls == ["fsync", "fsync", "rename", "fsync"]


def test_a_replaced_folder_comes_back_when_the_second_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = release(tmp_path / "0.1.0", "old"), release(tmp_path / "work", "new")
    monkeypatch.setattr(atomic, "exchange", lambda one, other: False)  # a system that cannot do it in one step
    rename = os.rename

    def fail(source: Path, target: Path) -> None:
        if Path(source) == new:
            raise OSError(errno.EIO, "Input/output error", str(target))
        rename(source, target)

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(ResourceError, match="Input/output error"), writing(tmp_path):
        place_folder(new, old, replace=True)
    assert (old / "manifest.json").read_text() == "old"
    assert names(tmp_path) == ["0.1.0", "work"]


def test_a_folder_is_replaced(tmp_path: Path) -> None:
    old = release(tmp_path / "0.1.0", "old")
    place_folder(release(tmp_path / "work", "new"), old, replace=True)
    assert ((old / "manifest.json").read_text(), names(tmp_path)) == ("new", ["0.1.0"])


def test_a_folder_is_never_replaced_unasked(tmp_path: Path) -> None:
    old = release(tmp_path / "0.1.0", "old")
    with pytest.raises(OSError, match="not empty"):
        place_folder(release(tmp_path / "work", "new"), old)
    assert (old / "manifest.json").read_text() == "old"


def test_an_unfinished_folder_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), unfinished_folder(tmp_path / "shelf", ".building-") as work:
        (work / "part").write_text("")
        raise KeyboardInterrupt
    assert names(tmp_path) == []
    (tmp_path / "there").mkdir()
    with pytest.raises(KeyboardInterrupt), unfinished_folder(tmp_path / "there" / "a" / "b", ".building-"):
        (tmp_path / "there" / "a" / "note").write_text("")
        raise KeyboardInterrupt
    assert names(tmp_path / "there") == ["a"] and names(tmp_path / "there" / "a") == ["note"]


def test_an_unfinished_file_is_removed_when_its_writer_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="writer"), replacing(tmp_path / "file") as unfinished:
        unfinished.write_text("half")
        raise ValueError("writer")
    assert names(tmp_path) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_is_replaced_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(atomic, "exchange", lambda one, other: False)
    old, new = release(tmp_path / "0.1.0", "old"), release(tmp_path / "work", "new")
    place_folder(new, old, replace=True)
    assert (old / "manifest.json").read_text() == "new" and names(tmp_path) == ["0.1.0"]


def test_what_dead_runs_left_is_swept_and_living_ones_are_left_alone(tmp_path: Path) -> None:
    kill = "import os, pathlib, sys; from corpus.release.atomic import unfinished_folder as u\n"
    kill += "with u(pathlib.Path(sys.argv[1]), '.building-') as f: (f / 'text').write_text('x'); os._exit(9)"
    subprocess.run([sys.executable, "-c", kill, str(tmp_path)], check=False)
    assert len(names(tmp_path)) == 1
    with unfinished_folder(tmp_path, ".building-") as living, unfinished_folder(tmp_path, ".building-") as second:
        assert names(tmp_path) == sorted([living.name, second.name])
    assert names(tmp_path) == []


def test_a_release_whose_run_was_killed_between_two_renames_comes_back(tmp_path: Path) -> None:
    release(tmp_path / ".replaced-0.1.0-x1y2", "old")
    release(tmp_path / ".replaced-0.2.0-x1y2", "replaced")
    release(tmp_path / "0.2.0", "new")
    with unfinished_folder(tmp_path, ".building-"):
        pass
    assert names(tmp_path) == ["0.1.0", "0.2.0"]
    assert [(tmp_path / name / "manifest.json").read_text() for name in names(tmp_path)] == ["old", "new"]
