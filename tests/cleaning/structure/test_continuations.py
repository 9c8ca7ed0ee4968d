"""A paragraph that a caption cuts is one block with several spans; what looks like one and is none stays apart."""

from __future__ import annotations

import pytest

from corpus.cleaning.clean import clean, prove

ABOVE = "往返白鹭岛的渡轮上，有一排用缆绳绑住的旧书架，书架的主人说，乘客在路上"
CAPTION = "渡轮上的旧书架。 许青禾 摄"
BELOW = "常常把一本书读完，下船时舍不得放下，于是他把书借给他们带回家去看。"


def blocks(text: str) -> list[tuple[str, str, int]]:
    document = clean(text=text)
    prove(document)
    return [(block.kind, block.text, len(block.spans)) for block in document.blocks]


def test_the_halves_are_one_paragraph_and_the_caption_stands_alone() -> None:
    found = blocks(f"第一段说的是别的事情，到这里就说完了。\n\n{ABOVE}\n\n{CAPTION}\n\n{BELOW}\n")
    assert ("paragraph", ABOVE + BELOW, 2) in found
    assert ("caption", CAPTION, 1) in found


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (ABOVE + "总能读完一本。", BELOW),  # a finished sentence
        (ABOVE, "二、" + BELOW),  # a mark opens another block
        (ABOVE, "　　" + BELOW),  # so does an indent
    ],
)
def test_what_is_no_continuation_stays_apart(above: str, below: str) -> None:
    found = blocks(f"第一段说的是别的事情，到这里就说完了。\n\n{above}\n\n{CAPTION}\n\n{below}\n")
    assert all(spans == 1 for _, _, spans in found)
