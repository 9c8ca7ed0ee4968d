"""What each defect of an output costs, one at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import PAGE, glued, golds, perfect, split

from corpus.evaluating.comparing import compare
from corpus.evaluating.gold import Marked
from corpus.evaluating.measures import OF_GOLD, estimate
from corpus.evaluating.produced import Made

BEST = compare(PAGE, perfect(PAGE))


def cost(blocks: list[Made]) -> dict[str, int]:
    """What differs from a perfect output's counts."""
    counts = compare(PAGE, blocks)
    return {name: counts[name] - BEST[name] for name in BEST | counts if counts[name] != BEST[name]}


def changed(*changes: tuple[int, list[Made]]) -> list[Made]:
    """The perfect output with some of its blocks replaced."""
    replaced = dict(changes)
    return [made for number, block in enumerate(perfect(PAGE)) for made in replaced.get(number, [block])]


def test_the_counts_of_a_perfect_output() -> None:
    assert dict(BEST) == {
        "blocks": 6, "whole": 6, "kinds": 6, "found": 6, "missed": 0, "false": 0, "joined": 1, "links": 1,
        "kept_out": 1, "furniture": 1, "chars": 69, "lost": 0, "invented": 0,
        "articles": 6, "articles_of": 6, "several": 6, "several_of": 6,
    }  # fmt: skip


@given(golds())
def test_a_perfect_output_has_every_measure_right(gold: list[Marked]) -> None:
    for each in estimate([compare(gold, perfect(gold))], OF_GOLD):
        assert each.value in (None, 0.0 if each.is_loss else 1.0)


@given(golds(), st.data())
def test_a_split_block_is_one_false_boundary_and_not_whole(gold: list[Marked], data: st.DataObject) -> None:
    blocks = perfect(gold)
    long = [n for n, block in enumerate(blocks) if len(block.pieces) == 1 and len(block.text) > 1]
    if not long or any(block.continues is not None for block in gold):
        return
    number = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(1, len(blocks[number].text) - 1))
    counts = compare(gold, [*blocks[:number], *split(blocks[number], at), *blocks[number + 1 :]])
    best = compare(gold, blocks)
    assert (counts["false"], counts["found"], counts["missed"]) == (1, best["found"], 0)
    assert counts["whole"] == best["whole"] - (blocks[number].kind != "furniture")
    assert (counts["lost"], counts["invented"]) == (0, 0)


def test_gluing_neighbours_misses_a_boundary() -> None:
    blocks = perfect(PAGE)
    glue = glued(blocks[0], blocks[1])
    assert cost([glue, *blocks[2:]]) == {"found": -1, "missed": 1, "whole": -3, "kinds": -3}


def test_gluing_what_does_not_touch_misses_a_boundary_too() -> None:
    blocks = perfect(PAGE)
    assert cost([glued(blocks[0], blocks[5]), *blocks[1:5]])["missed"] == 1


def test_a_continuation_left_apart_is_no_false_boundary() -> None:
    blocks = perfect(PAGE)
    parts = [blocks[1]._replace(pieces=(piece,)) for piece in blocks[1].pieces]
    assert cost(changed((1, parts))) == {"joined": -1}


def test_a_continuation_that_swallowed_the_caption_is_not_joined() -> None:
    blocks = perfect(PAGE)
    swallowed = glued(blocks[1], blocks[2])
    assert cost([blocks[0], swallowed, *blocks[3:]]) == {
        "found": -2, "missed": 2, "whole": -3, "kinds": -3, "joined": -1,
    }  # fmt: skip


def test_a_dropped_character_is_lost() -> None:
    ((place, text),) = perfect(PAGE)[0].pieces
    title = Made("title", ((place, text[:2] + text[3:]),), 0)
    assert cost(changed((0, [title]))) == {"lost": 1, "whole": -1, "kinds": -1}


def test_an_added_character_is_invented() -> None:
    ((place, text),) = perfect(PAGE)[0].pieces
    title = Made("title", ((place, text + "吗"),), 0)
    assert cost(changed((0, [title]))) == {"invented": 1, "whole": -1, "kinds": -1}


def test_text_taken_for_furniture_is_lost() -> None:
    title = perfect(PAGE)[0]._replace(kind="furniture")
    assert cost(changed((0, [title]))) == {"lost": 7, "whole": -1, "kinds": -1}


def test_a_lost_block_takes_its_boundaries_with_it() -> None:
    assert cost(changed((5, [])))["missed"] == 1
    assert cost(changed((4, [])))["missed"] == 2


def test_dropped_furniture_costs_nothing() -> None:
    assert cost(changed((3, []))) == {}


def test_furniture_in_a_row_is_not_kept_out_and_invents_nothing() -> None:
    assert cost(changed((3, [Made("paragraph", ((4000, "- 3 -"),))]))) == {"kept_out": -1}


def test_a_page_number_inside_a_paragraph() -> None:
    blocks = perfect(PAGE)
    one = Made("paragraph", (blocks[1].pieces[0], (3000, "九名下班的纺织工人。- 3 -")), 0)
    assert cost(changed((1, [one]), (3, []))) == {
        "found": -1, "missed": 1, "whole": -2, "kinds": -2, "kept_out": -1,
    }  # fmt: skip


def test_kinds_count_on_whole_blocks() -> None:
    assert cost(changed((0, [perfect(PAGE)[0]._replace(kind="heading")]))) == {"kinds": -1}


def test_list_items_count_as_paragraphs_where_gold_has_none() -> None:
    gold = [Marked("paragraph", "一是修路。")]
    given_kind = [Made("list_item", ((0, "一是修路。"),))]
    assert compare(gold, given_kind)["kinds"] == 0
    assert compare(gold, given_kind, {"paragraph"})["kinds"] == 1


def test_the_numbers_of_articles_are_only_names() -> None:
    names: dict[int | None, int | None] = {0: 1, 1: 0, None: None}
    renamed = [block._replace(article=names[block.article]) for block in perfect(PAGE)]
    assert cost(renamed) == {}
    one = [block._replace(article=0) for block in perfect(PAGE)]
    assert cost(one) == {"articles": -2, "several": -2}
    none = [block._replace(article=None) for block in perfect(PAGE)]
    assert cost(none) == {"articles": -6, "several": -6}


def test_nothing_made_is_everything_lost() -> None:
    counts = compare(PAGE, [])
    assert (counts["lost"], counts["whole"], counts["joined"], counts["articles"]) == (counts["chars"], 0, 0, 0)


@pytest.mark.parametrize(
    "text",
    ["小镇　通了夜班车", "# 小镇通了夜班车", "**小镇**通了夜班车", "小镇通了\u200b夜班车"],
    ids=["space", "heading", "strong", "zero width"],
)
def test_what_no_reader_sees_changes_nothing(text: str) -> None:
    assert cost(changed((0, [Made("title", ((0, text),), 0)]))) == {}
