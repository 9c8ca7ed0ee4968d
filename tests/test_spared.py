"""A first test spares most texts an expression; it must never spare one that would have matched."""

from __future__ import annotations

import re
import sys
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import findings
from corpus.metadata.script import simplified, tables
from corpus.rules.invisible_chars import INVISIBLE, invisible_chars
from corpus.rules.noncharacters import NONCHARACTER, noncharacters
from corpus.structure import dates, enumerators

ODD = "\u00ad\u200b\u200c\u200d\u2064\ufeff\u180e\ue000\ufdd0\ufffe\uffff\u0301\u061c\u202a\u2e80\u0378\x7f\x00"
FAR = "\U0001fffe\U0001ffff\U0010ffff\U000e0001\U000e007f\U000e0100\U0001f3f4\U000f0000\U0002f800\U00020000"
odd = st.text(alphabet=st.sampled_from("甲乙a \n" + ODD + FAR), max_size=4)
opening = st.sampled_from(sorted(enumerators._FIRST))
marks = st.tuples(opening, st.text(alphabet="一十（()）1.、,： \u3000Ab章节條编录之甲", max_size=4)).map("".join)
# The packages' names for these modules are their rules.
noncharacters_file, invisible_file = (
    sys.modules[f"corpus.rules.{name}"] for name in ("noncharacters", "invisible_chars")
)
EVERY = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


def test_no_character_of_an_expression_fails_its_first_test() -> None:
    pairs = [(noncharacters_file._ANY, NONCHARACTER), (invisible_file._ANY, INVISIBLE)]
    pairs += [(findings._RARE, pattern) for _, pattern in findings._PATTERNS[:6]]
    for first, pattern in pairs:
        found = pattern.findall(EVERY)
        assert found
        assert all(first.search(char) for piece in found for char in piece)


@given(odd)
def test_rules_propose_what_their_expressions_find(text: str) -> None:
    for rule, pattern in ((noncharacters, NONCHARACTER), (invisible_chars, INVISIBLE)):
        assert [(e.start, e.end) for e in rule.propose(text)] == [m.span() for m in pattern.finditer(text)]


@given(odd)
def test_findings_are_those_of_every_pattern(text: str) -> None:
    every = {(m.start(), m.end(), code) for code, pattern in findings._PATTERNS for m in pattern.finditer(text)}
    unassigned = {
        (m.start(), m.end(), "UNASSIGNED") for m in re.finditer(r"(?s).", text) if unicodedata.category(m[0]) == "Cn"
    }
    found = {(f.start, f.end, f.type) for f in findings.find(text)}
    assert {item for item in found if item[2] != "UNASSIGNED"} == every
    assert {at for start, end, code in found if code == "UNASSIGNED" for at in range(start, end)} == {
        start for start, _, _ in unassigned
    }


@given(st.text(alphabet="图圖书書国國a\n"))
def test_simplified_is_the_whole_translation(text: str) -> None:
    assert simplified(text) == text.translate(tables().simpler)


@given(st.text(alphabet="12019二〇九年月日./-民國 的", max_size=16))
def test_dates_are_those_that_the_expression_finds(text: str) -> None:
    every = [dates.Found(dates._value(m), m.start(), m.end()) for m in dates._DATE.finditer(text)]
    assert list(dates.find_dates(text)) == [found for found in every if found.value]


@settings(max_examples=2000)
@given(marks)
def test_a_mark_is_the_first_family_that_matches(text: str) -> None:
    found = enumerators.enumerator(text)
    every = [(name, match) for name, pattern in enumerators._FAMILIES if (match := re.match(pattern, text))]
    if text[:1] not in enumerators._FIRST or not every:
        assert found is None
    else:
        assert found is not None
        assert (found.family, found.end) == (every[0][0], every[0][1].end())
