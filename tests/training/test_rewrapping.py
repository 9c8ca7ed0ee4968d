"""A rendering keeps the words of its items, and labels its lines truly."""

import random
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens_of_training import SENTENCES, document

from training.layouts.labelled import Item
from training.layouts.rewrapping.interruptions import cut_columns, disturb
from training.layouts.rewrapping.lines import Line, set_items
from training.layouts.rewrapping.manners import MANNERS, draw, mixture
from training.layouts.rewrapping.pages import paginate
from training.layouts.rewrapping.render import render
from training.layouts.rewrapping.spelling import spell
from training.layouts.rewrapping.style import Style
from training.layouts.rewrapping.wrap import NOT_FIRST, NOT_LAST, cells, wrap


def plain(look: Style) -> Style:
    """Leave the spelling as it is, so that words can be compared."""
    return replace(look, noise=0.0, calls=0.0, half_comma=False, corner_quotes=False)


def words(lines: list[Line]) -> dict[int, str]:
    """Join the lines of each item, without white space."""
    found = defaultdict[int, str](str)
    for line in lines:
        if line.item >= 0:
            found[line.item] += "".join(line.text.split())
    return found


@pytest.mark.parametrize("seed", range(60))
def test_no_step_loses_or_invents_a_word(seed: int) -> None:
    items, rng = document(seed), random.Random(seed)
    look = plain(draw(rng))
    lines = paginate(disturb(cut_columns(set_items(items, look, rng), look, rng), look, rng), look, rng)
    assert words(lines) == {number: "".join(item.text.split()) for number, item in enumerate(items)}
    own = [line.item for line in lines if line.item >= 0]
    assert own == sorted(own)


@pytest.mark.parametrize("seed", range(60))
def test_the_lines_are_those_of_the_text(seed: int) -> None:
    text, lines = render(document(seed), random.Random(seed))
    assert [line for line in text.replace("\f", "\n").split("\n") if line.strip()] == [line.text for line in lines]


def test_a_seed_gives_the_same_rendering_again() -> None:
    first, second = (render(document(1), random.Random(7)) for _ in range(2))
    assert first == second


def test_every_manner_is_drawn() -> None:
    rng = random.Random(3)
    free = mixture(rng)
    drawn = [manner(free, random.Random(3)) for _, manner in MANNERS]
    assert len(set(drawn)) == len(MANNERS)
    assert [below for below, _ in MANNERS] == sorted({below for below, _ in MANNERS})


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8), st.integers(16, 120), st.integers(0, 4))
def test_wrapped_lines_fit_and_begin_and_end_well(sentences: list[str], width: int, first: int) -> None:
    look = replace(plain(mixture(random.Random(0))), kinsoku="push", justify=0.0, latin=1.0)
    text = "".join(sentences)
    lines = wrap(text, width, first, look, random.Random(0))
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines[1:]:
        assert line[0] not in NOT_FIRST
    for line in lines[:-1]:
        assert line[-1] not in NOT_LAST
        assert cells(line, 1.0) <= width


def test_a_naive_line_may_begin_with_a_comma() -> None:
    look = replace(plain(mixture(random.Random(0))), kinsoku="naive", justify=0.0)
    assert wrap("磨坊磨坊，磨坊", 8, 0, look, random.Random(0)) == ["磨坊磨坊", "，磨坊"]
    pushed = replace(look, kinsoku="push")
    assert wrap("磨坊磨坊，磨坊", 8, 0, pushed, random.Random(0)) == ["磨坊磨", "坊，磨坊"]
    hung = replace(look, kinsoku="hang")
    assert wrap("磨坊磨坊，磨坊", 8, 0, hung, random.Random(0)) == ["磨坊磨坊，", "磨坊"]


def test_spelling_follows_the_style() -> None:
    look = replace(plain(mixture(random.Random(0))), half_comma=True, corner_quotes=True)
    assert spell("“来”，去", look, random.Random(0)) == "「来」,去"
    assert spell("“来”，去", plain(look), random.Random(0)) == "“来”，去"


def test_a_head_stands_over_its_page_and_bears_the_mark() -> None:
    look = replace(plain(mixture(random.Random(0))), width=40, page_length=2, head="头 {}", second_head="{} 尾")
    look = replace(look, page_mark="\f", number="- {} -", notes=0.0)
    pages = paginate([Line(f"第{k}行", 0) for k in range(5)], look, random.Random(0))
    assert [line.text for line in pages if line.item < 0] == ["头 1", "- 1 -", "2 尾", "- 2 -", "头 3", "- 3 -"]
    assert [line.text for line in pages if line.page] == ["2 尾", "头 3"]


def test_labels_stand_apart_where_the_look_says() -> None:
    look = replace(
        plain(draw(random.Random(4))), labels_apart=1.0, label_blanks=1, width=60, separator="none", margin=0
    )
    items = [Item("list_item", "（三）渡船收費一元，學生減半。"), Item("paragraph", "3. 這不是項目。")]
    lines = set_items(items, look, random.Random(1))
    assert [line.text.strip() for line in lines if line.item == 0][:2] == ["（三）", "渡船收費一元，學生減半。"]
    assert lines[1].blanks == 1 and lines[-1].text.strip() == "3. 這不是項目。"


def test_notes_are_called_for_behind_signs() -> None:
    look = replace(plain(draw(random.Random(4))), calls=1.0)
    said = spell("天亮了，船開了。", look, random.Random(2))
    assert said != "天亮了，船開了。" and said.startswith("天亮了，") and said.index("船開了。") > 4
