"""What holds for every text: nothing lost or invented, every join an edit that can be replayed."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from specimens import documents

from corpus.cleaning.reflow import reflow
from corpus.model.edits import ordered, read
from corpus.model.values import KINDS, LINED, Layout


def solid(text: str) -> str:
    return "".join(text.split())


def check(text: str) -> Layout:
    """The contract of a layout."""
    layout = reflow(text)
    assert layout.text == text
    spans = sorted(span for block in layout.blocks for span in block.spans)
    assert all(one.end <= two.start for one, two in pairwise(spans)), "spans overlap"
    outside, at = [], 0
    for start, end in spans:
        outside.append(text[at:start])
        at = end
    assert not "".join([*outside, text[at:]]).strip(), "a character is in no block"
    assert ordered(layout.edits, len(text)) == layout.edits
    firsts = [block.spans[0] for block in layout.blocks]
    assert firsts == sorted(firsts), "blocks are out of order"
    for block in layout.blocks:
        assert block.kind in KINDS
        assert 0 <= block.confidence <= 1
        # The first line of code keeps its indent.
        assert block.kind == "code" or all(not text[span.start].isspace() for span in block.spans)
        assert block.text[0] not in "\n\f"
        assert not text[block.spans[-1].end - 1].isspace()
        assert block.text == read(text, block.spans, layout.edits)
        if block.kind == "furniture":
            assert block.flags[0] in ("page_number", "running_head", "running_foot")
    hyphens = sum(edit.rule == ("reflow.dehyphenate",) for edit in layout.edits)
    assert len(solid("".join(block.text for block in layout.blocks))) == len(solid(text)) - hyphens
    for edit in layout.edits:
        removed = text[edit.start : edit.end]
        assert not removed.strip() or (edit.rule == ("reflow.dehyphenate",) and removed.strip() in "-‐\u00ad")
        assert edit.inserted in ("", " ")
        assert 0 <= edit.confidence <= 1
    for block in layout.blocks:
        if block.kind in LINED:
            source = text[block.spans[0].start : block.spans[-1].end]
            lines = [line.strip() for line in source.replace("\f", "\n").split("\n")]
            assert [line.strip() for line in block.text.replace("\f", "\n").split("\n")] == lines
            assert block.kind != "code" or block.text == source
    return layout


@given(documents)
def test_any_text_keeps_every_character(text: str) -> None:
    check(text.replace("\r\n", "\n").replace("\r", "\n"))


@given(st.text(alphabet="甲a1 \n\f\t-、。”“#一第条", max_size=60))
def test_small_alphabets_reach_odd_corners(text: str) -> None:
    check(text)


def test_same_text_same_layout() -> None:
    text = "这一行写满了以后还要接着往下写所以它会在\n这里断开再继续。\n\n另一段。\n"
    assert reflow(text) == reflow(text)


sentence = st.text("春江水暖鸭先知的了是我在有他这中大来上个国和人", min_size=12, max_size=60).map(
    lambda words: words + "。"
)


@given(st.lists(sentence, min_size=1, max_size=12))
def test_one_paragraph_a_line_with_blank_lines_joins_nothing(paragraphs: list[str]) -> None:
    layout = check("\n\n".join(paragraphs) + "\n")
    assert [block.text for block in layout.blocks] == paragraphs
    assert not layout.edits


def test_text_reflowed_once_stays() -> None:
    text = "　　春天来了，江水慢慢暖和起来，鸭子最先知道这\n件事情，于是它们都下了水。\n"
    text += "　　夏天也不远了，大家都在等着\n那一天。\n"
    once = [block.text for block in check(text).blocks]
    again = check("\n\n".join(once))
    assert [block.text for block in again.blocks] == once
    assert not again.edits


def test_empty_and_blank() -> None:
    for text in ("", "\n", " \n\f\n\u3000"):
        assert reflow(text) == Layout(text, ())
