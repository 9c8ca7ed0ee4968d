"""Harm, blanks, furniture removed, kinds and levels, confidence: what each counts of an output made by hand."""

from __future__ import annotations

import pytest
from texts import PAGE, glued, perfect

from corpus.cleaning.clean import clean
from corpus.evaluating.comparing import Comparison
from corpus.evaluating.details import details
from corpus.evaluating.gold import Marked
from corpus.evaluating.harm import harm, removed
from corpus.evaluating.join_blanks import blanks
from corpus.evaluating.kind_readings import readings
from corpus.evaluating.produced import LineJoin, Made, made
from corpus.evaluating.row_trust import kind_trust, row_trust
from corpus.evaluating.stream import plain_lengths
from corpus.model.values import KINDS

MENU = [Marked("verse", "面包"), Marked("verse", "豆浆"), Marked("paragraph", "以上两样每天都有。")]
LINES = ["面包", "豆浆", "以上两样", "每天都有。"]


def test_harm_counts_borders_between_whole_lines_by_the_kind_above() -> None:
    blocks = perfect(MENU)
    assert harm(Comparison(MENU, blocks), LINES) == {
        "standing": 1, "standing.verse": 1, "harmed": 0, "harmed.verse": 0
    }  # fmt: skip
    joined = [glued(blocks[0], blocks[1]), blocks[2]]
    assert harm(Comparison(MENU, joined), LINES)["harmed.verse"] == 1


def test_a_border_at_a_wrapped_paragraph_is_not_one_of_lines_that_stand() -> None:
    gold = [Marked("heading", "早饭"), Marked("paragraph", "以上两样每天都有。")]
    glue = [glued(*perfect(gold))]
    assert harm(Comparison(gold, glue), ["早饭", "以上两样", "每天都有。"])["standing"] == 0
    assert harm(Comparison(gold, glue), ["早饭", "以上两样每天都有。"])["harmed.heading"] == 1


@pytest.mark.parametrize(
    ("gold", "given", "has_blank", "name"),
    [
        ("读 Python 教程", "读Python 教程", False, "blanks_lacking"),
        ("读 Python 教程", "读 Python 教程", True, "blanks_right"),
        ("二十八岁", "二 十八岁", True, "blanks_added"),
        ("二十八岁", "二十八岁", False, "blanks_right"),
    ],
)
def test_a_blank_at_a_join_is_right_where_gold_has_one(gold: str, given: str, has_blank: bool, name: str) -> None:
    block = Made("paragraph", ((0, given),), joins=(LineJoin(1 + has_blank, has_blank),))
    counts = blanks(Comparison([Marked("paragraph", gold)], [block]))
    assert (counts["joins"], counts[name]) == (1, 1)


def test_a_join_that_should_not_be_is_no_matter_of_blanks() -> None:
    gold = [Marked("paragraph", "春江水暖。"), Marked("paragraph", "鸭先知。")]
    block = Made("paragraph", ((0, "春江水暖。鸭先知。"),), joins=(LineJoin(5, False),))
    assert blanks(Comparison(gold, [block]))["joins"] == 0


def test_the_joins_of_a_cleaned_text_are_found() -> None:
    text = "　　这一段文字讲的是老街上的旧书店，有很多 Python\nbook 和旧地图，还有一\n张大桌子，桌上放着一盏灯。\n"
    (block,) = made(clean(text=text))
    after = [block.text[join.place] for join in block.joins]
    assert after == ["b", "张"]
    assert [join.has_blank for join in block.joins] == [" book" in block.text, False]


def test_plain_lengths_add_up() -> None:
    assert plain_lengths(["## １ **春", "#天**", " "]) == [2, 4, 4]


def test_text_taken_for_furniture_is_counted_in_blocks_and_characters() -> None:
    blocks = perfect(PAGE)
    assert removed(Comparison(PAGE, blocks)) == {"removed": 1, "removed_rightly": 1, "dropped": 0}
    blocks[0] = blocks[0]._replace(kind="furniture")
    assert removed(Comparison(PAGE, blocks)) == {"removed": 2, "removed_rightly": 1, "dropped": len(PAGE[0].text)}


def test_each_block_is_read_as_the_kind_that_holds_most_of_it() -> None:
    gold = [Marked("heading", "一、起步"), Marked("paragraph", "书车开进了村。"), Marked("caption", "书车。")]
    counts = readings(Comparison(gold, [Made("paragraph", ((0, "一、起步书车开进了村。"),))]), KINDS)
    assert counts["read.heading.paragraph"] == counts["read.paragraph.paragraph"] == counts["read.caption.none"] == 1


def test_levels_count_where_gold_states_them_and_a_heading_was_read() -> None:
    gold = [Marked("heading", "甲组", level=1), Marked("heading", "乙组", level=2), Marked("heading", "丙组")]
    blocks = [block._replace(level=1) for block in perfect(gold)]
    counts = readings(Comparison(gold, blocks), KINDS)
    assert (counts["levels"], counts["levels_of"]) == (1, 2)
    blocks[0] = blocks[0]._replace(kind="paragraph", level=None)
    assert readings(Comparison(gold, blocks), KINDS)["levels_of"] == 1


def test_details_read_precision_recall_and_bins_from_the_counts() -> None:
    gold = [
        Marked("heading", "甲组"),
        Marked("paragraph", "乙组"),
        Marked("paragraph", "丙组的人"),
        Marked("title", "丁"),
    ]
    blocks = [
        Made("paragraph", ((0, "甲组"),), confidence=0.97),
        Made("paragraph", ((10, "乙组"),), confidence=0.97),
        Made("paragraph", ((20, "丙组"),), confidence=0.55, flags=("uncertain_break",)),
        Made("paragraph", ((22, "的人"),), confidence=0.96),
    ]
    pair = Comparison(gold, blocks)
    counts = row_trust(pair)
    assert {name: counts[f"row.{name}"] for name in ("all", "wrong", "held", "flagged", "caught")} == {
        "all": 4, "wrong": 2, "held": 1, "flagged": 1, "caught": 1
    }  # fmt: skip
    found = details(readings(pair, KINDS) + counts)
    assert found is not None
    scores = {each.kind: each for each in found.kinds}
    assert (scores["paragraph"].precision, scores["paragraph"].recall) == (2 / 3, 1.0)
    assert (scores["heading"].precision, scores["heading"].recall) == (None, 0.0)
    assert [(each.gold, each.read) for each in found.misread] == [("heading", "paragraph"), ("title", "none")]
    bins = {each.low: (each.right, each.count) for each in found.reliability["row"] if each.count}
    assert bins == {0.5: (0, 1), 0.95: (2, 3)}
    said = found.reliability["row"][-1].said
    assert said is not None and said == pytest.approx((0.97 + 0.97 + 0.96) / 3)


def test_kinds_are_trusted_by_the_rows_that_are_cut_right() -> None:
    gold = [Marked("heading", "甲组"), Marked("paragraph", "乙组的人"), Marked("paragraph", "丙组")]
    blocks = [
        Made("paragraph", ((0, "甲组"),), kind_confidence=0.7, flags=("uncertain_kind",)),
        Made("paragraph", ((10, "乙组"),), kind_confidence=0.97),
        Made("paragraph", ((12, "的人"),), kind_confidence=0.97),
        Made("paragraph", ((20, "丙组"),), kind_confidence=0.97),
    ]
    pair = Comparison(gold, blocks)
    counts = kind_trust(pair, KINDS)
    assert {name: counts[f"kind.{name}"] for name in ("all", "wrong", "held", "caught")} == {
        "all": 2, "wrong": 1, "held": 0, "caught": 1
    }  # fmt: skip
    assert kind_trust(pair, KINDS, {0})["kind.all"] == 1


def test_a_table_without_rows_has_no_details() -> None:
    assert details({"right": 1, "texts": 1}) is None
