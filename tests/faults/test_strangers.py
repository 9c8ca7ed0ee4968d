"""Registers and releases from strangers: nothing that they name leads out of their folder."""

import json
import shutil
from pathlib import Path

import pytest

import corpus
from corpus.building.build import build
from corpus.errors import IntegrityError, UsageError
from corpus.release.verify import verify


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.txt").write_text("白云镇的老街上，新开了一家旧书店。\n", encoding="utf-8")
    (tmp_path / "private.md").write_text("# not for others\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("card", ["../private.md", "/etc/hostname", "link.md"])
def test_the_card_of_a_found_register_is_in_its_folder(sources: Path, tmp_path: Path, card: str) -> None:
    (sources / "link.md").symlink_to(tmp_path / "private.md")
    (sources / "register.toml").write_text(f'[dataset]\nname = "a"\ncard = "{card}"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="outside the folder") as caught:
        build(sources, out=tmp_path / "out", date="2026-11-30")
    assert caught.value.code == "PATH_ESCAPE"
    assert not (tmp_path / "out").exists()


def test_a_found_register_is_not_a_link(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('[dataset]\nname = "a"\n', encoding="utf-8")
    (sources / "register.toml").symlink_to(tmp_path / "other.toml")
    with pytest.raises(UsageError, match="is a link"):
        build(sources, out=tmp_path / "out", date="2026-11-30")


@pytest.mark.parametrize(
    ("key", "value"), [("name", "../../x"), ("name", "/tmp"), ("version", ".."), ("version", None)]
)
def test_a_name_that_leads_out_is_refused(sample_release: Path, tmp_path: Path, key: str, value: str | None) -> None:
    folder = tmp_path / "release"
    shutil.copytree(sample_release, folder)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, key: value}), encoding="utf-8")
    with pytest.raises(IntegrityError, match=f"{key}: expected a (name of a data set|version)"):
        corpus.open_release(folder)
    with pytest.raises(IntegrityError):
        verify(folder)
