"""Nothing is lost, moved or invented; a second run changes nothing; work grows with the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from layouts import assert_whole, layout_of, layouts

from corpus.cleaning.clean import clean
from corpus.cleaning.reflow import reflow
from corpus.cleaning.structure import structure
from corpus.cleaning.structure.kind_trust import DOUBTFUL
from corpus.cleaning.structure.overrides import TITLE
from corpus.model.values import KINDS, Block, Edit, Layout, Span


@given(layouts())
def test_nothing_is_lost_moved_or_invented(layout: Layout) -> None:
    result = structure(layout)
    assert_whole(result)
    starts = [block.spans[0].start for block in result.blocks]
    assert starts == sorted(starts)
    assert result.text == layout.text
    assert {block.kind for block in result.blocks} <= set(KINDS)
    for block in result.blocks:
        assert (block.level is not None) == (block.kind == "heading")
        assert (block.article is None) == (block.kind in ("label", "furniture"))


@given(layouts())
def test_a_second_run_changes_nothing(layout: Layout) -> None:
    """Unless the halves of a paragraph became one: the whole is a longer line, in which a second look may see more."""
    once = structure(layout)
    assume(sum(len(block.spans) > 1 for block in once.blocks) <= sum(len(block.spans) > 1 for block in layout.blocks))
    assert seen(structure(once)) == seen(once)


def seen(layout: Layout) -> tuple[list[Block], tuple[Edit, ...]]:
    """What the second run sees is not what the first did: how sure it is of the same kinds may differ."""
    blocks = [
        block._replace(kind_confidence=1.0, flags=tuple(flag for flag in block.flags if flag != DOUBTFUL))
        for block in layout.blocks
    ]
    return blocks, layout.edits


def test_a_title_in_two_lines_becomes_one_block() -> None:
    lines = [
        "石桥镇：",
        "让大船靠得了岸",
        "清晨六点，第一班船从码头开出。",
        "船上坐着二十来个赶集的人，竹筐里装满了青菜。",
    ]
    result = structure(layout_of(lines))
    assert [block.kind for block in result.blocks] == ["title", "paragraph", "paragraph"]
    assert result.blocks[0].text == "石桥镇：让大船靠得了岸"
    assert result.edits == (Edit(4, 5, "", ("structure.join_title",), TITLE),)


def test_text_joined_behind_a_signature_is_a_block_of_its_own() -> None:
    text = "账本没有断过一页。（段怀山）\n早班船驶离码头。 覃小荷 摄"
    join = Edit(14, 15, "", ("reflow.join",))
    block = Block("paragraph", text.replace("\n", ""), (Span(0, len(text)),))
    result = structure(Layout(text, (block,), (join,)))
    assert [block.text for block in result.blocks] == text.split("\n")
    assert result.blocks[1].kind == "caption"
    assert result.edits == ()


@pytest.mark.parametrize(
    "line",
    [
        "（" * 5000,
        "一、" * 3000,
        "段怀山 " * 3000,
        " " * 20000 + "字",
        "1." * 5000,
        "：" * 9000,
        "（段怀山）" * 2000,
        "二〇" * 9000,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    began = time.process_time()
    structure(layout_of([line] * 5))
    assert time.process_time() - began < 1


def test_the_work_grows_with_the_number_of_blocks() -> None:
    lines = ["早班船又开了", "清晨六点，第一班船从码头开出。（段怀山）", "图1 航线", "一、停靠", "水深比往年多了一尺。"]
    took = []
    for times in (400, 4000):
        layout = layout_of(lines * times)
        began = time.process_time()
        structure(layout)
        took.append(time.process_time() - began)
    assert took[1] < 30 * max(took[0], 0.02)


def test_what_leads_to_a_formula_is_no_title() -> None:
    text = "灯笼的亮度近似为\n\n$$\nI = a / r^2\n$$\n\n其中 $a$ 为灯芯的常数。\n"
    assert [block.kind for block in clean(text=text).blocks] == ["paragraph", "code", "paragraph"]


def test_a_doubtful_title_is_not_cut_out_of_a_paragraph() -> None:
    """Of a page without a title the first line is as good a title as none; reflow joined it to the next."""
    page = (
        "　　公司取得土地或者其他资产的，应当按照内部的程\n序办理，经全体理事同意之后，\n2如有理事\n"
        "提出不同的意见并且写入了会议的记录，公司应当把这\n些意见一并报送监事。\n- 9 -\n\f"
        "　　公司取得的资产应当在三个月之内登记，逾期没有登\n记的，由监事会催办。\n"
    )
    first = structure(reflow(page)).blocks[0]
    assert first.kind == "paragraph"
    assert first.text.startswith("公司取得土地或者其他资产的，应当按照内部的程序办理")
