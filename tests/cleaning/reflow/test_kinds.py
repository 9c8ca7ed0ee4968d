"""What repairs a kind of damage, and beside it what looks alike and must stay: a file of specimens for each module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.clean import clean, prove

FOLDER = Path(__file__).parent / "kinds"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_specimen(case: dict[str, Any]) -> None:
    document = clean(text=case["text"])
    prove(document)
    assert [block.text for block in document.paragraphs] == case["blocks"]
    removed = {block.text for block in document.blocks if block.kind == "furniture"}
    assert set(case.get("furniture", ())) <= removed
    if "furniture" not in case:
        assert not removed
    if "kinds" in case:
        assert [block.kind for block in document.paragraphs] == case["kinds"]


@pytest.mark.parametrize(
    "text",
    [
        "A001 桥面石\nA002 栏杆柱和栏杆板\nA003 灯\nA004 桥头的碑\n",
        "1 桥面石\n2 栏杆柱和栏杆板\n3 灯\n4 桥头的碑\n",
        "[10:00:01] 水位三尺，桥面干燥，可以通行，夜里有霜\n[10:00:02] 水位三尺，桥面干燥，可以通行，夜里有霜\n"
        "[10:00:03] 水位三尺，桥面干燥，可以通行，夜里有霜\n",
        "> length <- 86\n> width <- 4\n> plot(length, width)\n",
        "# 桥面的石头从哪里来\n# 栏杆的花草是谁刻的\n# 桥头的碑上写了什么\n",
        "| 桥 | 长 | 宽 |\n| 石桥 | 86 | 4 |\n| 木桥 | 60 | 2 |\n",
    ],
    ids=["codes", "items", "hours", "a prompt", "Markdown's headings", "a table"],
)
def test_what_stands_at_the_head_of_lines_is_their_own(text: str) -> None:
    assert not [block for block in clean(text=text).blocks if block.kind == "furniture"]
