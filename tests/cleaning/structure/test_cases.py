"""Each stage does what its cases say, from blocks without a hint and from blocks with one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from layouts import assert_whole, layout_of

from corpus.cleaning.structure import structure

FOLDER = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['why']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]
HINTS = {"title": "title", "subtitle": "heading", "heading": "heading", "list_item": "list_item", "label": "heading"}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("hinted", [False, True], ids=["blank", "hinted"])
def test_case(case: dict[str, Any], hinted: bool) -> None:
    kinds, lines = zip(*case["lines"], strict=True)
    hints = [HINTS.get(kind, "paragraph") if hinted else "paragraph" for kind in kinds]
    result = structure(layout_of(lines, hints))
    assert_whole(result)
    accepted = case.get("accept", {})
    found = [block.kind for block in result.blocks]
    assert len(found) == len(kinds)
    for index, (kind, expected) in enumerate(zip(found, kinds, strict=True)):
        assert kind == expected or kind in accepted.get(str(index), ()), f"{case['why']}: {lines[index]}"
    if "articles" in case:
        assert [block.article for block in result.blocks] == case["articles"]
    if "levels" in case:
        assert [block.level for block in result.blocks] == case["levels"]
    if "sections" in case:
        assert [list(block.section) for block in result.blocks] == case["sections"]
