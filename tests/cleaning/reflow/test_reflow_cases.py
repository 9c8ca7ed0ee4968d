"""Specimens of each phenomenon, written for the project; every case says why it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.reflow import asides, banners, listings, reflow, running_heads, uprights

CASES = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
ASIDE = {"insertion", "one_character_lines"}
APART = {"furniture", "caption", "note", "verse", "table", "code"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_specimen(case: dict[str, Any]) -> None:
    blocks = reflow(case["text"]).blocks
    texts = [block.text for block in blocks]
    if "blocks" in case:
        assert texts == case["blocks"]
    if "body" in case:
        assert [b.text for b in blocks if b.kind not in APART and not ASIDE & set(b.flags)] == case["body"]
    for kind, text in case.get("aside", []):
        assert (kind, text) in [(block.kind, block.text) for block in blocks]
    for flag, count in case.get("flagged", {}).items():
        assert sum(flag in block.flags for block in blocks) == count
    assert set(case.get("apart", [])) <= set(texts)


def test_the_first_copies_of_heads_that_alternate_stay() -> None:
    page = "窯裡的火要燒五天四夜，降溫再等七天，急不得，也停不得，只能守著它慢慢燒完。\n" * 6
    heads = ["泥土有自己的脾氣", "淺山誌　人物", "泥土有自己的脾氣", "淺山誌　人物"]
    layout = reflow("\f".join(f"{head}\n\n{page}" for head in heads))
    first, *others = [block for block in layout.blocks if block.text in heads]
    assert first.kind != "furniture"
    assert [block.kind for block in others] == ["label", "furniture", "furniture"]


def test_every_role_has_a_number_of_its_own() -> None:
    """A table whose number was also that of a heading was joined like one."""
    named = [
        asides.CAPTION,
        asides.NOTE,
        asides.INSERTION,
        asides.STAMP,
        uprights.UPRIGHT,
        banners.HEADING,
        banners.LABEL,
    ]
    named += [listings.TABLE, listings.CODE, listings.SLIVERS, listings.MARKED_CODE, listings.MARKED_TABLE]
    named += range(1, len(running_heads.NAMES))
    assert sorted(named) == sorted(set(named)) == sorted(asides.ROLES)
