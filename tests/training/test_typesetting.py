"""Manuscripts are written so that no program takes them for commands; what is extracted is labelled as it was set."""

import random
import shutil
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from corpus.errors import UsageError
from training.layouts.labelled import Item
from training.layouts.typesetting import alignment, libreoffice, looks, manpages, markup, tex, w3m
from training.layouts.typesetting.families import FAMILIES
from training.layouts.typesetting.making import make
from training.layouts.typesetting.manuscripts import Manuscript, Part, manuscript, part
from training.layouts.typesetting.programs import PACKAGES, run
from training.layouts.typesetting.settings import Setting

TITLE = Part("title", "", "山坡上的磨坊", "山坡上的磨坊")
LONG = "磨坊主人每天清早先看風向，再看雲色，最後才決定要不要把帆布掛上去，這個習慣他保持了三十年。"
NOTED = Part("paragraph", "", LONG, LONG, 17, "風向由屋頂的鐵雞指示。")
LISTED = part(Item("list_item", "（一）石磨兩副，一副磨麥，一副磨豆；"))
MILL = Manuscript("mill", "essay", "Hant", (TITLE, NOTED, LISTED))
HEADED = Setting("made", heads=("山坡上的磨坊",), number="- {} -")
PAGES = (
    "山坡上的磨坊\n"
    "磨坊主人每天清早先看風向，再看雲色，1\n"
    "1 風向由屋頂\n"
    "的鐵雞指示。\n"
    "- 1 -\n\f"
    "山坡上的磨坊 - 2 -\n"
    "最後才決定要不要把帆布掛上去，\n這個習慣他保持了三十年。\n"
    "（一）\n石磨兩副，一副磨麥，一副磨豆；\n\f"
)


def test_labels_are_taken_from_headings_and_items_only() -> None:
    assert (
        Part("list_item", "（一）", "石磨兩副，一副磨麥，一副磨豆；", "（一）石磨兩副，一副磨麥，一副磨豆；") == LISTED
    )
    assert part(Item("heading", "3.1.2 Mill 的構造")).label == "3.1.2"
    assert part(Item("paragraph", "3. 不是項目")).label == ""
    assert part(Item("heading", "第三章　水車")).text == "水車"


def test_a_manuscript_is_the_same_for_a_seed_and_stays_within_its_size() -> None:
    items = [Item("paragraph", LONG + str(number)) for number in range(60)]
    drawn = [manuscript("mill", "", "Hant", items, ["甲。", "乙。"], random.Random(5), 500) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert 500 <= sum(len(each.text) for each in drawn[0].parts) < 500 + 2 * len(LONG)


def test_furniture_and_notes_inside_a_paragraph_are_labelled() -> None:
    gold = alignment.gold(PAGES, MILL, HEADED)
    assert gold is not None
    assert [(row["kind"], row.get("inside", False)) for row in gold] == [
        ("title", False),  # where heads stand, and the first page has none
        ("paragraph", False),
        ("note", True),
        ("furniture", True),
        ("furniture", True),
        ("list_item", False),
    ]
    note = next(row for row in gold if row["kind"] == "note")
    assert note["text"] == "1風向由屋頂的鐵雞指示。" and note["inside"]
    noted = next(row for row in gold if row["kind"] == "paragraph")
    assert noted["raw"].startswith("磨坊主人每天清早先看風向,再看雲色,1最後")
    assert "raw" not in gold[-1]


def test_text_out_of_its_order_has_no_gold() -> None:
    lines = PAGES.replace("\f", "").split("\n")
    assert alignment.gold("\n".join(reversed(lines)), MILL, Setting("made")) is None


def test_a_line_of_two_items_is_cut_between_them() -> None:
    text = f"山坡上的磨坊\n{LONG}（一）石磨兩副，一副磨麥，\n一副磨豆；\n"
    gold = alignment.gold(text, MILL, Setting("made"))
    assert gold is not None and [row["kind"] for row in gold] == ["title", "paragraph", "list_item"]
    assert not any("raw" in row for row in gold)


def test_no_character_of_the_extraction_is_lost_in_the_gold() -> None:
    gold = alignment.gold(PAGES, MILL, HEADED)
    assert gold is not None
    found = sorted("".join(row.get("raw") or alignment.stripped(row["text"]) for row in gold))
    assert found == sorted(alignment.stripped(PAGES))


NASTY = Part(
    "paragraph",
    "",
    r"50% \x {y} #1 & <b> ~ ^ _ $ “引” 'a' .so",
    r"50% \x {y} #1 & <b> ~ ^ _ $ “引” 'a' .so",
    3,
    "a<b & c%",
)


def test_markup_is_escaped() -> None:
    look = looks.draw("Hans", random.Random(1))
    source = Manuscript("nasty", "", "Hans", (NASTY,))
    assert "&lt;b&gt;" in markup.page(source, look, markup.sheet(look)) and "<b>" not in markup.body(source, look)
    document = ElementTree.fromstring(libreoffice.document(source, look, "頁首 & <1>"))
    text = "".join(document.itertext())
    assert "50%" in text and "a<b & c%" in text and "頁首 & <1>" in text
    assert r"50\%" in tex.document(source, look, True) and r"\textbackslash{}x \{y\} \#1" in tex.document(
        source, look, False
    )


def test_looks_are_drawn_from_the_seed() -> None:
    drawn = [looks.draw("Hant", random.Random(seed)) for seed in range(40)]
    assert drawn[3] == looks.draw("Hant", random.Random(3))
    assert {look.columns for look in drawn} == {1, 2} and len({look.size for look in drawn}) > 2


def test_a_missing_program_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="w3m: not installed") as found:
        run(["w3m", "-version"], tmp_path)
    assert "apt-get install" in (found.value.help or "")
    with pytest.raises(UsageError, match="not installed: groff, pdftotext"):
        make([], tmp_path / "out", ["man"], 1)


def test_a_program_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="false: failed with exit code 1"):
        run(["false"], tmp_path)


def test_the_packages_of_every_family_are_known() -> None:
    assert all(program in PACKAGES for family in FAMILIES.values() for program in family.programs)


@pytest.mark.parametrize(("module", "program"), [(w3m, "w3m"), (manpages, "groff")])
def test_real_programs_keep_the_text(module: object, program: str, tmp_path: Path) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    source = Manuscript(
        "mill", "essay", "Hant", (TITLE, NOTED._replace(note="", note_at=-1), LISTED, NASTY._replace(note=""))
    )
    (setting,) = module.lay([source], tmp_path, random.Random(4))  # type: ignore[attr-defined]
    gold = alignment.gold(setting.text, source, setting)
    assert gold is not None
    kinds = [row["kind"] for row in gold if row["kind"] != "furniture"]
    assert kinds[:3] == ["title", "paragraph", "list_item"] and np.all([row["text"] for row in gold])
