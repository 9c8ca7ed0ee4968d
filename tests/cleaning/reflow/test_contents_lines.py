"""Entries of contents that an extractor cut into number, title, dots and page; ellipses that are none."""

import pytest

from corpus.cleaning.clean import clean, prove
from corpus.cleaning.reflow import reflow

DOTS = " ".join("." * 24)


def entry(number: str, title: str, page: int, blank: str) -> str:
    return blank.join([number, title, DOTS, str(page), ""])


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_the_pieces_of_an_entry_are_one_line(blank: str) -> None:
    text = "目录" + blank + "".join(
        entry(f"1.{number}", title, page, blank)
        for number, title, page in [(1, "灯会的来历", 3), (2, "扎灯的材料", 9), (3, "走灯的路线", 27)]
    )  # fmt: skip
    lines = ["".join(block.text.split(" ")) for block in reflow(text).blocks]
    dots = "." * 24
    assert lines == ["目录", f"1.1灯会的来历{dots}3", f"1.2扎灯的材料{dots}9", f"1.3走灯的路线{dots}27"]


def test_dots_at_the_end_of_the_title_lead_to_the_page_below() -> None:
    text = "".join(f"第{number}章 {title}{'·' * 20}\n{page}\n" for number, title, page in
                   [("一", "河埠镇", 1), ("二", "灯会", 14), ("三", "散场", 39)])  # fmt: skip
    assert [block.text.split("·")[-1].strip() for block in reflow(text).blocks] == ["1", "14", "39"]


def test_an_entry_without_dots_between_others_has_its_page() -> None:
    text = f"1.1 来历\n{DOTS}\n3\n2 材料\n7\n2.1 竹篾\n{DOTS}\n8\n2.2 皮纸\n{DOTS}\n12\n"
    assert "2 材料 7" in [block.text for block in reflow(text).blocks]


def test_entries_are_no_headings() -> None:
    text = "目录\n" + "".join(f"1.{n} {title} {DOTS} {n * 7}\n" for n, title in enumerate(["来历", "材料", "路线"], 1))
    assert "heading" not in {block.kind for block in clean(text=text).blocks if "." * 2 in block.text.replace(" ", "")}


def test_a_sentence_that_breaks_off_leads_to_no_page() -> None:
    lines = ["他想说什么，又停住了……", "1938", "年的冬天他也是这样站着，一句话没有说······", "12", "个人都看着他……"]
    found = [block.text for block in reflow("\n".join(lines) + "\n").blocks]
    assert not any(text.endswith(("……1938", "…… 1938")) for text in found)


def test_the_blank_before_a_page_is_one_edit_also_where_the_text_sets_blanks() -> None:
    text = "本章讲 3 种灯 和 12 条街，第 2 节讲 5 个人。\n" * 3
    text += f"1.1 来历\n{DOTS}\n3\n2 材料\n7\n2.1 竹篾\n{DOTS}\n8\n2.2 皮纸\n{DOTS}\n12\n"
    document = clean(text=text)
    prove(document)
    assert "2 材料 7" in [block.text for block in document.blocks]
