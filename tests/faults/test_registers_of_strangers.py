"""A register that comes in a stranger's folder of sources publishes no other file, and is none that a link leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from corpus.errors import RegisterError, UsageError

CARD = "---\n# corpus:front-matter\n---\n\n# <!-- corpus:title -->\n\nCANARY\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "ferry.txt").write_text("渡口纪事\n\n　　天刚亮，摆渡的老人就把船撑了出来。\n", encoding="utf-8")
    (tmp_path / "private.md").write_text(CARD, encoding="utf-8")
    return made


def with_card(folder: Path, card: str) -> Path:
    (folder / "register.toml").write_text(f'[dataset]\nname = "set"\ncard = "{card}"\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("card", ["../private.md", "ABSOLUTE", "link.md", "below/private.md", "a/../../private.md"])
def test_a_card_outside_its_folder_or_through_a_link_is_refused(folder: Path, card: str) -> None:
    (folder / "link.md").symlink_to(folder.parent / "private.md")
    (folder / "below").symlink_to(folder.parent)
    name = str(folder.parent / "private.md") if card == "ABSOLUTE" else card
    with pytest.raises(UsageError, match="card = ") as refused:
        corpus.build(with_card(folder, name), folder.parent / "out", workers=1)
    assert "CANARY" not in str(refused.value) and not (folder.parent / "out").exists()


def test_a_card_in_the_folder_is_a_card_and_no_source(folder: Path) -> None:
    (folder / "about").mkdir()
    (folder / "about" / "card.md").write_text(CARD, encoding="utf-8")
    release = corpus.build(with_card(folder, "about/card.md"), folder.parent / "out", workers=1)
    assert "CANARY" in (release.path / "README.md").read_text(encoding="utf-8")
    assert release.manifest["counts"] == {"input": 1, "accepted": 1, "quarantined": 0, "skipped": 0}


def test_a_register_that_the_maintainer_names_may_have_its_card_elsewhere(folder: Path) -> None:
    register = with_card(folder, "../private.md") / "register.toml"
    release = corpus.build(folder, folder.parent / "out", register=register, workers=1)
    assert "CANARY" in (release.path / "README.md").read_text(encoding="utf-8")


def test_a_card_is_bounded(folder: Path) -> None:
    with (folder / "card.md").open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(UsageError, match="at most"):
        corpus.build(with_card(folder, "card.md"), folder.parent / "out", workers=1)


def test_a_register_that_is_a_link_is_refused(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere.toml"
    elsewhere.write_text('[dataset]\nname = "set"\n', encoding="utf-8")
    (folder / "register.toml").symlink_to(elsewhere)
    with pytest.raises(RegisterError, match="SYMLINK"):
        corpus.build(folder, folder.parent / "out", workers=1)
    assert corpus.build(folder, folder.parent / "out", register=elsewhere, workers=1).name == "set"
