"""Notes whose figure is apart from their words, and raised figures that an extractor gives a line of their own."""

import corpus
from corpus.cleaning.reflow import reflow

ABOVE = (
    "　　清晨的码头已经热闹起来，渔船一条接一条靠岸，船工们把\n"
    "一筐筐的鱼抬上石阶，岸上的人忙着过秤，孩子们在人群里钻来\n"
    "钻去。老段说，今年的水位比往年高了两尺1，大一些的船也能\n"
    "靠岸，运砖和运粮不必再绕到下游去换小船，来回省了整整半天\n"
)
BELOW = "的工夫，船钱也便宜了不少，镇上的砖窑因此又点起了火。\n　　到了傍晚，码头才慢慢安静下来。\n"


def test_a_note_with_its_figure_apart_leaves_the_paragraph_whole() -> None:
    blocks = reflow(f"{ABOVE}1 见《河口志》卷三，第十二页所记水位。\n\f{BELOW}").blocks
    assert [block.kind for block in blocks if "河口志" in block.text] == ["note"]
    assert any("来回省了整整半天的工夫" in block.text for block in blocks)


def test_a_call_on_a_line_of_its_own_joins_its_sentence() -> None:
    cut = ABOVE.replace("两尺1，大一些的船也能\n", "两尺\n1\n，大一些的船也能\n")
    blocks = reflow(f"{cut}1 见《河口志》卷三，第十二页所记水位。\n\f{BELOW}").blocks
    assert any("高了两尺1" in block.text.replace(" ", "") for block in blocks)


def test_line_that_begins_with_a_call_goes_on_the_line_above() -> None:
    page = (
        "　　公司取得土地或者其他资产的，应当按照内部的程\n序办理，经全体理事在会上表决同意之后，\n2如有理事\n"
        "提出不同的意见并且写入了会议的记录，公司应当把这\n些意见一并报送监事。\n"
        "2 从前每家作坊都有自己的池塘，如今只剩下了这一口\n，由三家合用。\n- 9 -\n\f"
        "　　公司取得的资产应当在三个月之内登记，逾期没有登\n记的，由监事会催办。\n"
    )
    found = [block.text for block in corpus.clean(text=page).blocks]
    assert found[0] == (
        "公司取得土地或者其他资产的，应当按照内部的程序办理，经全体理事在会上表决同意之后，2如有理事提出不同的意见并且写入了会议的"
        "记录，公司应当把这些意见一并报送监事。"
    )
    assert found[1] == "2 从前每家作坊都有自己的池塘，如今只剩下了这一口，由三家合用。"
