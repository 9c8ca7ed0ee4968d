"""Every radical of both blocks, in Simplified, Traditional and Japanese text."""

from __future__ import annotations

import unicodedata

import pytest

from corpus.cleaning.rules import normalise
from corpus.cleaning.rules.kangxi_radicals import kangxi_radicals

BLOCKS = (range(0x2E80, 0x2F00), range(0x2F00, 0x2FE0))
RADICALS = [chr(at) for block in BLOCKS for at in block if unicodedata.category(chr(at)) != "Cn"]
TEXTS = {"Hans": "渡口的老船夫们开门看书。", "Hant": "渡口的老船夫們開門看書。", "Jpan": "わたしのふねはここにある。"}
# What each script writes for the radicals whose forms differ; another form would be another character of the text.
DIFFER = {
    "Hans": {"⼾": "户", "⿈": "黄", "⻩": "黄", "⾭": "青", "⻘": "青"},
    "Hant": {"⼾": "戶", "⿈": "黃", "⻩": "黃", "⾭": "青", "⻘": "青"},
    "Jpan": {"⼾": "戸", "⿈": "黄", "⻩": "黄", "⾭": "青", "⻘": "青"},
}


@pytest.mark.parametrize("script", TEXTS)
def test_each_becomes_an_ideograph_or_stays(script: str) -> None:
    text = TEXTS[script] + "".join(RADICALS)
    changed = normalise(text, [kangxi_radicals])[0]
    after = changed[len(TEXTS[script]) :]
    assert changed.startswith(TEXTS[script]) and len(after) == len(RADICALS) == 329
    names = {unicodedata.name(char, "") for radical, char in zip(RADICALS, after, strict=True) if char != radical}
    assert all(name.startswith("CJK UNIFIED IDEOGRAPH-") for name in names)
    stayed = [char for char in after if char in RADICALS]
    assert len(stayed) < 10
    assert all(char < "\u2f00" for char in stayed), "all of Kangxi's have one"


@pytest.mark.parametrize("script", TEXTS)
def test_the_form_is_that_of_the_script(script: str) -> None:
    for radical, form in DIFFER[script].items():
        assert normalise(TEXTS[script] + radical, [kangxi_radicals])[0] == TEXTS[script] + form


@pytest.mark.parametrize("script", TEXTS)
def test_the_kangxi_radicals_agree_with_unicode_but_for_the_forms(script: str) -> None:
    for radical in RADICALS:
        wanted = DIFFER[script].get(radical, unicodedata.normalize("NFKC", radical))
        if radical >= "\u2f00":
            assert normalise(TEXTS[script] + radical, [kangxi_radicals])[0][-1] == wanted
