"""Lines that stand are kept, alone and between paragraphs; wrapped lines are joined. Every case has a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.reflow import reflow

CASES = json.loads((Path(__file__).parent / "standing.json").read_text(encoding="utf-8"))
STANDING = pytest.mark.parametrize("case", CASES["standing"], ids=[case["name"] for case in CASES["standing"]])
ABOVE = (
    "　　河水在桥下慢慢地流着，两岸的柳树都绿了，挑水的人从石阶上下来，把\n"
    "木桶放进水里，又提上去，这样一天要走十几趟，谁也不觉得累。\n"
)
BELOW = "　　后来修了桥，渡口就冷清了，只有几个老人还坐在树下，说从前的事情，说\n哪一年涨过大水，哪一年冻住过河面。\n"


def rows(text: str) -> list[str]:
    """The text of all blocks, line by line where they keep their lines."""
    return [line for block in reflow(text).blocks for line in block.text.split("\n") if line.strip()]


@STANDING
def test_alone(case: dict[str, Any]) -> None:
    assert [row.strip() for row in rows("\n".join(case["lines"]) + "\n")] == [
        s.strip() for s in case["lines"] if s.strip()
    ]


@STANDING
def test_between_paragraphs(case: dict[str, Any]) -> None:
    found = rows(f"{ABOVE}\n" + "\n".join(case["lines"]) + f"\n\n{BELOW}")
    inside = [line.strip() for line in case["lines"] if line.strip()]
    above, below = (text.strip().replace("\n", "") for text in (ABOVE, BELOW))
    assert [row.strip() for row in found] == [above, *inside, below]


@pytest.mark.parametrize("case", [case for case in CASES["standing"] if "kind" in case], ids=lambda case: case["name"])
def test_kinds_that_keep_their_lines(case: dict[str, Any]) -> None:
    text = "\n".join(case["lines"])
    found = [(block.kind, block.text) for block in reflow(f"{ABOVE}\n{text}\n\n{BELOW}").blocks]
    assert (case["kind"], text) in found


@pytest.mark.parametrize("case", CASES["wrapped"], ids=[case["name"] for case in CASES["wrapped"]])
def test_wrapped(case: dict[str, Any]) -> None:
    assert [block.text for block in reflow(case["text"]).blocks] == case["blocks"]
