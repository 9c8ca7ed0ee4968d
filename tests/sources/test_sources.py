"""What is no regular file inside the folder is never opened; every file is accepted, quarantined or skipped."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

import corpus
from corpus.errors import SourceError, UsageError
from corpus.model import names
from corpus.sources import files as sources
from corpus.sources.files import find_sources, read_source

TEXT = "　　白云镇的老街上，新开了一家旧书店。\n".encode()


def codes(folder: Path) -> dict[str, str]:
    found, _ = find_sources([folder])
    return {item.name: item.code for item in [*found.quarantined, *found.skipped]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_bytes(TEXT)
    (tmp_path / "secret.txt").write_text("CANARY 不得出现在输出中", encoding="utf-8")
    return tmp_path / "in"


def test_a_bad_file_is_quarantined_and_the_rest_is_built(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\u3000\n\u200b", encoding="utf-8")
    (folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(64))
    (folder / "paper.txt").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    (folder / "archive.txt.gz").write_bytes(b"\x1f\x8b")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    release = corpus.build(folder, folder.parent / "out")
    assert {item["name"]: item["code"] for item in release.quarantined} == {
        "empty.txt": "EMPTY",
        "blank.txt": "EMPTY",
        "image.txt": "BINARY",
        "paper.txt": "WRONG_TYPE",
        "archive.txt.gz": "UNSUPPORTED_TYPE",
        "link.txt": "OUTSIDE_ROOT",
    }
    assert release.manifest["counts"] == {"input": 7, "accepted": 1, "quarantined": 6, "skipped": 0}
    assert release.verify().ok
    for path in release.path.rglob("*"):
        assert not path.is_file() or b"CANARY" not in path.read_bytes()


def test_links_are_never_followed(folder: Path) -> None:
    (folder / "inside.txt").symlink_to("good.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "nowhere.txt").symlink_to("nothing")
    (folder / "self").symlink_to(".")
    (folder / "up").symlink_to("..")
    assert codes(folder) == {
        "inside.txt": "SYMLINK",
        "loop.txt": "SYMLINK",
        "nowhere.txt": "SYMLINK",
        "self": "SYMLINK",
        "up": "OUTSIDE_ROOT",
    }


def test_pipes_sockets_and_devices_are_not_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "fifo.txt")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock.txt")
    assert codes(folder) == {"fifo.txt": "NOT_REGULAR", "sock.txt": "NOT_REGULAR"}
    with pytest.raises(SourceError, match="NOT_REGULAR"):
        read_source(folder / "fifo.txt")


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(8 << 30)
    assert codes(folder) == {"sparse.txt": "TOO_LARGE"}


def test_hidden_names_are_skipped_and_counted(folder: Path) -> None:
    (folder / ".hidden.txt").write_bytes(TEXT)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(TEXT)
    assert codes(folder) == {".git": "HIDDEN", ".hidden.txt": "HIDDEN"}


def test_a_folder_may_be_called_like_a_file_and_lie_deep(folder: Path) -> None:
    deep = folder.joinpath("dir.txt", *["deep"] * 100)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_bytes(TEXT)
    found, _ = find_sources([folder])
    assert len(found.sources) == 2


def test_the_register_is_no_source(folder: Path) -> None:
    (folder / "register.toml").write_text("[dataset]\n", encoding="utf-8")
    (folder / "notes").write_bytes(TEXT)
    (folder / "page.md").write_bytes(TEXT)
    found, _ = find_sources([folder])
    assert [source.name for source in found.sources] == ["good.txt", "notes", "page.md"]


def test_other_names_of_plain_text_are_accepted_in_either_case(folder: Path) -> None:
    names = ["a.TXT", "b.text", "c.markdown", "d.Md", "e.MARKDOWN"]
    for name in [*names, "f.docx", "g.txt.gz"]:
        (folder / name).write_bytes(TEXT)
    found, _ = find_sources([folder])
    assert sorted(source.name for source in found.sources) == [*names, "good.txt"]
    assert {item.name: item.code for item in found.quarantined} == dict.fromkeys(
        ["f.docx", "g.txt.gz"], "UNSUPPORTED_TYPE"
    )


def test_an_unreadable_file_is_quarantined(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sources.os, "open", refuse)
    with pytest.raises(SourceError, match="UNREADABLE"):
        read_source(folder / "good.txt")


def test_an_unreadable_folder_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "closed").mkdir()
    scandir = os.scandir

    def refuse(path: bytes) -> object:
        if path.endswith(b"closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(sources.os, "scandir", refuse)
    assert codes(folder) == {"closed": "UNREADABLE_DIR"}


def test_a_file_that_vanishes_or_changes_is_quarantined(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="VANISHED"):
        read_source(folder / "gone.txt")
    numbers = iter(range(10))
    real = os.fstat

    def changing(descriptor: int) -> object:
        found = real(descriptor)
        return os.stat_result((*found[:6], found.st_size + next(numbers) % 2, *found[7:]))

    monkeypatch.setattr(sources.os, "fstat", changing)
    with pytest.raises(SourceError, match="CHANGED_DURING_READ"):
        read_source(folder / "good.txt")


@pytest.mark.parametrize(
    "name", [b"new\nline.txt", b"\xc4\xe3.txt", b"\x1b[31mred.txt", "a\u202etxt.txt".encode(), b"CON.txt"]
)
def test_a_strange_name_is_flagged_and_never_shown_raw(folder: Path, name: bytes) -> None:
    (Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))).write_bytes(TEXT)
    release = corpus.build(folder, folder.parent / "out")
    rows = release.documents.to_table().to_pylist()
    row = next(row for row in rows if row["source_file"] != "good.txt")
    assert "BAD_NAME" in row["flags"]
    assert row["source_file"].isprintable()
    assert names.KEY.fullmatch(row["doc_id"])


@pytest.mark.parametrize(
    "name", ["-rf.txt", "--help", "[a-z]*?.txt", "~root.txt", "%2e%2e%2fx.txt", "长" * 80 + ".txt", " a .txt"]
)
def test_an_unusual_name_is_a_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(TEXT)
    release = corpus.build(folder, folder.parent / "out")
    assert name in [row["source_file"] for row in release.documents.to_table().to_pylist()]


def test_names_that_some_systems_take_for_one_are_flagged(folder: Path) -> None:
    for name in ("Dup.txt", "dup.txt", "caf\u00e9.txt", "cafe\u0301.txt"):
        (folder / name).write_bytes(TEXT)
    found, _ = find_sources([folder])
    assert sum("NAME_COLLISION" in source.flags for source in found.sources) == 2
    assert len({source.key for source in found.sources}) == 5


def test_a_key_comes_from_the_path_alone() -> None:
    assert names.key_of_path(b"river_1.txt") == "river_1"
    paths = [b"a/b.txt", b"a-b.txt", b"A-B.txt", b"a-b.md", b"a-b", "河.txt".encode(), "湖.txt".encode(), b"\xff.txt"]
    keys = [names.key_of_path(path) for path in paths]
    assert len(set(keys)) == len(keys)
    assert all(names.KEY.fullmatch(key) for key in keys)


def test_what_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        find_sources([tmp_path / "nothing"])


def test_a_folder_without_sources_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="no sources"):
        corpus.build(tmp_path / "in", tmp_path / "out")


def test_single_files_can_be_built(folder: Path) -> None:
    release = corpus.build([folder / "good.txt"], folder.parent / "out", name="one")
    assert release.manifest["counts"]["accepted"] == 1


def test_two_folders_with_one_key_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_bytes(TEXT)
    with pytest.raises(UsageError, match="DUPLICATE_KEY"):
        find_sources([tmp_path / "one", tmp_path / "two"])


def test_device_files_are_refused(folder: Path) -> None:
    try:
        os.mknod(folder / "zero.txt", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root can make a device file")
    assert codes(folder) == {"zero.txt": "NOT_REGULAR"}
