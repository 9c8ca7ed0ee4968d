"""A register that comes in a stranger's folder of sources publishes no other file, and is none that a link leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
from corpus.errors import RegisterError, UsageError
from corpus.sources.register import read_register
from corpus.sources.register_draft import draft, update

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


LONG = "a" + ".a" * 20_000  # 40 kB, of which tomllib would make 1.7 GB


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        f"[{LONG}]",
        f"x = {{{LONG} = 1}}",
        f'x = {{a = """b"""", {LONG} = "d"}}',
        "'a b'" + " . 'a b'" * 10_000 + " = 1",
        f"x = '''a'''\n{LONG} = 1",
    ],
)
def test_a_key_of_many_parts_is_refused_before_it_is_parsed(tmp_path: Path, text: str) -> None:
    (tmp_path / "register.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match="has one part"):
        read_register(tmp_path / "register.toml")


def test_dots_in_strings_and_comments_are_no_keys(tmp_path: Path) -> None:
    prose = "[dataset]\n# 1.2.3.4.5.6.7.8.9.10.11\n"
    prose += 'description = """\n1.2.3.4.5.6.7.8.9.10.11 \\"""\nb.b.b.b.b.b.b.b.b.b\n"""\n'
    (tmp_path / "register.toml").write_text(prose + "title = 'c.c.c.c.c.c.c.c.c.c.c'\n", encoding="utf-8")
    assert read_register(tmp_path / "register.toml").dataset.title == "c.c.c.c.c.c.c.c.c.c.c"


def test_a_register_that_corpus_writes_can_be_built(folder: Path) -> None:
    """Names that a register cannot hold are left out and reported; their files are built without an entry."""
    for name in ("a:b.txt", "~x.txt", "a\u202eb.txt", "back\\slash.txt", "new\nline.txt"):
        (folder / name).write_text(f"正文一句，名为{len(name)}。\n{name!a}\n", encoding="utf-8")
    tables, refused = draft(folder)
    assert [table["file"] for table in tables["source"]] == ["ferry.txt"]
    assert len(refused) == 5 and {item.code for item in refused} == {"BAD_NAME"}
    for name, text in update(folder).texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert corpus.build(folder, folder.parent / "out", workers=1).manifest["counts"]["accepted"] == 6
