"""Halves that reflow left apart become one block where the wording says so, and only there."""

from __future__ import annotations

import pytest
from layouts import assert_whole, layout_of

from corpus.cleaning.clean import clean, prove
from corpus.cleaning.structure import structure
from corpus.cleaning.structure.overrides import HALVES
from corpus.model.values import Edit

LONG = (
    "每一只竹筐都要编号，编号写在竹片上，用麻绳系住，进站的时候逐只核对，"
    "少了哪一只都要在本子上写明是哪一天、哪一班、谁经的手，写不清楚的那一页不许撕掉。"
)
LIST = "渡口的规矩不多。一是按号上船。先老人后孩子，挑担的走在最后。二是轻装过江。"
NEXT = f"重的货物留给下一班。{LONG}三是雨天停航。水尺过了红线就不再开船。"
OTHER = "站里也有规矩。一是交接清楚。二是不许喝酒。三是不许赌钱。四是按时熄灯。这四条写在门背后。"


def texts(*lines: str) -> list[str]:
    layout = structure(layout_of(lines))
    assert_whole(layout)
    return [block.text for block in layout.blocks]


def test_a_line_that_a_column_cut() -> None:
    above = "石桥镇水利站今年换了一批新竹筐，竹子是从上游的村子里买来的，站里的人自己"
    assert texts("早班船又开了", above, LONG) == ["早班船又开了", above + LONG]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("石桥镇水利站今年换了一批新竹筐，竹子是从上游的村子里买来的。", LONG),  # a sentence ends
        ("石桥镇的新竹筐 从上游村子里一路漂下来", LONG),  # no clause: a headline
        ("（一）石桥镇水利站今年换了一批新竹筐，竹子是从上游的村子里买来的", LONG),  # an item
        ("责任编辑：段怀山，石桥镇水利站的老船工，写过两本关于渡口的小书", LONG),  # a note
        ("石桥镇水利站今年换了一批新竹筐，竹子是从上游的村子里买来，站里的人自己", "一、" + LONG),  # a mark
        ("石桥镇水利站今年换了一批新竹筐，竹子是从上游的村子里买来，站里的人自己", "短短的一行，到此为止。"),
    ],
)
def test_what_is_no_half(above: str, below: str) -> None:
    assert texts("早班船又开了", above, below)[1:] == [above, below]


def test_in_lines_of_a_column_reflow_has_the_word() -> None:
    document = clean(
        text="渡船的书架上有三十来本书，多数是乘客留下的，书页里夹着车票、\n船票和没有寄出去的信，管书架的人一样也没有扔，全都留在那里\n\n"
        + LONG
    )
    prove(document)
    assert [block.text for block in document.blocks][-1] == LONG


def test_a_topic_goes_on_where_its_neighbours_do() -> None:
    assert texts(LIST, NEXT, OTHER) == [LIST + NEXT, OTHER]


def test_the_next_of_a_list_that_runs_on() -> None:
    above = "渡口的规矩不多。一是按号上船。先老人后孩子，挑担的走在最后。"
    below = "二是轻装过江。重的货物留给下一班。三是雨天停航。水尺过了红线就不再开船。"
    assert texts(above, below, OTHER) == [above + below, OTHER]


def test_items_that_are_paragraphs_stay() -> None:
    items = [f"{number}是写清楚。每一只竹筐都要编号，编号写在竹片上。" for number in "一二三四"]
    assert texts("渡口的规矩，写在门背后的有四条。", *items)[1:] == items


def test_a_list_of_bare_topics_ends_where_it_ends() -> None:
    above = "渡口的规矩有三条。一是按号上船。二是轻装过江。三是雨天停航。"
    assert texts(OTHER, above, LONG)[1:] == [above, LONG]


def test_a_caption_in_two_lines() -> None:
    first, second = "石桥镇水利站的船工们在新修的码头边清点从上游漂下来的一百二十只", "竹筐。 段怀山 摄"
    layout = structure(layout_of(["早班船又开了", LONG, first, second, LONG]))
    assert_whole(layout)
    assert ("caption", first + second) in [(block.kind, block.text) for block in layout.blocks]
    assert [edit.rule for edit in layout.edits] == [("structure.join_halves",)]


def test_a_signed_paragraph_above_a_caption_is_none_of_it() -> None:
    above, caption = "孩子们放学就来看书，一直看到船工收工，天黑透了才肯回家去。（段怀山）", "旧书架。 段怀山 摄"
    assert texts("早班船又开了", LONG, above, caption)[2:] == [above, caption]


def test_the_join_is_an_edit() -> None:
    above = "石桥镇水利站今年换了一批新竹筐，竹子是从上游的村子里买来的，站里的人自己"
    layout = structure(layout_of(["早班船又开了", above, LONG]))
    assert layout.edits == (Edit(7 + len(above), 8 + len(above), "", ("structure.join_halves",), HALVES),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("石桥镇：以“三条规矩”为抓手", "管好每一班渡船"),
        ("三十六个船工", "和一本没有写完的账"),
    ],
)
def test_a_headline_of_two_lines(first: str, second: str) -> None:
    assert texts(first, second, LONG, LONG)[0] == first + second


def test_a_bibliography_without_numbers() -> None:
    document = clean(
        text=f"早班船又开了\n\n{LONG}\n\n参考文献\n段怀山（2016）。《石桥渡口的一百二十只竹筐》。未出版\n"
        "之硕士论文，石桥学院历史系。\nRiverton, P. (2008). Baskets and ferries of the\n"
        "upper reaches. River Notes, 31(2), 101-118.\n"
        "Sandholm, E. (2014). Landing stages. River\nNotes, 40(1), 9-27.\n"
    )
    prove(document)
    assert [block.text[:4] for block in document.blocks if block.kind == "reference"] == ["段怀山（", "Rive", "Sand"]
