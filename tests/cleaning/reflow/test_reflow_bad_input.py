"""Hostile shapes, scaled down: linear time, few blocks, tables and listings left alone."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from corpus.cleaning.reflow import break_decision as decide
from corpus.cleaning.reflow import lines, reflow

SHAPES = {
    "one long line": "字" * 1_000_000,
    "one long Latin line": "x" * 1_000_000,
    "spaces, then a letter": " " * 1_000_000 + "x",
    "one-character lines": "字\n" * 200_000,
    "two-character lines": "字字\n" * 100_000,
    "blank lines": "\n" * 1_000_000 + "字",
    "form feeds": "\f\n" * 100_000 + "字\n",
    "bare numbers": "12\n" * 50_000,
    "right to left": "שלום עולם זה טקסט ארוך\n" * 10_000,
    "heads on every page": "\f页眉甲乙丙丁\n正文一行。\n- 3 -\n" * 10_000,
    "hyphens": "words that end with hyphe-\nnation\n" * 10_000,
    "circled notes": "一行很长的没有说完的正文在这里断开然后\n①注。\n" * 20_000,
    "raised figures": ("一行很长的没有说完的正文在这里断开然后\n1桥在西头。\n\f") * 20_000,
    "authors": ("一行很长的没有说完的正文在这里断开然后\n\n作者：某人\n\n" + "接着说。\n\n") * 10_000,
    "heads with issues": "\f某某学刊第九卷第二期\n正文一行。\n" * 20_000,
    "brackets": "（“「" * 100_000 + "\n" + "（\n" * 10_000,
}
SECONDS = 15  # a quadratic step would take minutes
BYTES = 300_000_000


@pytest.mark.parametrize("shape", SHAPES)
def test_time_memory_and_characters(shape: str) -> None:
    text = SHAPES[shape]
    reflow("预热。\n")
    tracemalloc.start()
    start = time.process_time()
    layout = reflow(text)
    used = time.process_time() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < SECONDS
    assert peak < BYTES
    assert sum(len("".join(block.text.split())) for block in layout.blocks) == len("".join(text.split()))


def test_one_character_lines_are_not_a_block_each() -> None:
    layout = reflow("字\n" * 200_000)
    assert len(layout.blocks) < 10
    assert all("one_character_lines" in block.flags for block in layout.blocks)
    assert not layout.edits


PARAGRAPH = "清晨的码头已经热闹起来，渔船一条接一条靠岸，船工们把一筐筐鲜鱼抬上岸边的石\n阶，记账的先生高声报数。\n"


def test_sections_change_nothing_but_their_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PARAGRAPH * 1500
    whole = [block.text for block in reflow(text).blocks]
    monkeypatch.setattr(decide, "SECTION", 20_000)
    monkeypatch.setattr(lines, "CHUNK", 3000)
    assert [block.text for block in reflow(text).blocks] == whole


def test_a_huge_line_among_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 2000)
    text = "开头。\n\n  " + "长" * 50_000 + "。 \n\n" + PARAGRAPH * 3
    blocks = reflow(text).blocks
    assert [len(block.text) for block in blocks][:2] == [3, 50_001]
    assert blocks[-1].text == PARAGRAPH.replace("\n", "")
