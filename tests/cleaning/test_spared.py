"""A first test spares most texts an expression; it must never spare one that would have matched."""

from __future__ import annotations

import re
import sys
import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning.findings import odd_characters
from corpus.cleaning.metadata.script_detection import simplified, tables
from corpus.cleaning.reflow import asides, page_numbers, running_heads
from corpus.cleaning.reflow import marks as opening_marks
from corpus.cleaning.reflow.character_classes import among
from corpus.cleaning.reflow.lines import split
from corpus.cleaning.rules.invisible_chars import INVISIBLE, invisible_chars
from corpus.cleaning.rules.noncharacters import NONCHARACTER, noncharacters
from corpus.cleaning.structure import dates, enumerators, halves, splits, wording
from corpus.cleaning.structure.credits import Credit
from corpus.model.values import Block, Edit, Layout, Span

ODD = "\u00ad\u200b\u200c\u200d\u2064\ufeff\u180e\ue000\ufdd0\ufffe\uffff\u0301\u061c\u202a\u2e80\u0378\x7f\x00"
FAR = "\U0001fffe\U0001ffff\U0010ffff\U000e0001\U000e007f\U000e0100\U0001f3f4\U000f0000\U0002f800\U00020000"
odd = st.text(alphabet=st.sampled_from("甲乙a \n" + ODD + FAR), max_size=4)
opening = st.sampled_from(sorted(enumerators._FIRST))
marks = st.tuples(opening, st.text(alphabet="一十（()）1.、,： \u3000Ab章节條编录之甲", max_size=4)).map("".join)
# The packages' names for these modules are their rules.
noncharacters_file, invisible_file = (
    sys.modules[f"corpus.cleaning.rules.{name}"] for name in ("noncharacters", "invisible_chars")
)
bylines, captions, crediting, notes = (
    sys.modules[f"corpus.cleaning.structure.{name}"] for name in ("bylines", "captions", "credits", "notes")
)
EVERY = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


def test_no_character_of_an_expression_fails_its_first_test() -> None:
    pairs = [(noncharacters_file._ANY, NONCHARACTER), (invisible_file._ANY, INVISIBLE)]
    pairs += [(odd_characters._RARE, pattern) for _, pattern in odd_characters._PATTERNS[:6]]
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
    every = {(m.start(), m.end(), code) for code, pattern in odd_characters._PATTERNS for m in pattern.finditer(text)}
    unassigned = {
        (m.start(), m.end(), "UNASSIGNED") for m in re.finditer(r"(?s).", text) if unicodedata.category(m[0]) == "Cn"
    }
    found = {(f.start, f.end, f.type) for f in odd_characters.find(text)}
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


@settings(max_examples=500)
@given(
    st.lists(
        st.text(alphabet="1２一十第章条（）()、.．:：aB#•①-—甲 。", min_size=1, max_size=7), min_size=1, max_size=9
    )
)
def test_the_mark_of_a_line_is_what_the_expression_finds(texts: list[str]) -> None:
    lines = split("\n".join(texts))
    matches = [opening_marks._MARK.match(lines.head_class[:, line].tobytes()) for line in range(len(lines))]
    assert opening_marks.find(lines).tolist() == [0 if match is None else match.lastindex for match in matches]


def pieces(words: str, most: int = 5) -> st.SearchStrategy[str]:
    """Lines of these words, stripped as those of a page are."""
    lists = st.lists(st.sampled_from(words.split("|")), min_size=1, max_size=most)
    return lists.map("".join).map(str.strip).filter(bool)


@settings(max_examples=500)
@given(pieces("第3页|共12頁|第三页|，|/|— 1 —|-12-|-|Page 3|of 9|某刊|2019年|第三期|第2卷|〔12〕|12|２|iv| |。|山", 3))
def test_furniture_is_what_its_expressions_find(text: str) -> None:
    content = "".join(text.split())
    assert page_numbers.is_number(text) == bool(page_numbers._AT_EDGE.fullmatch(content))
    assert running_heads._is_issue(text) == bool(running_heads._ISSUE.fullmatch(content))
    assert running_heads._key(text) in ("", running_heads._DIGITS_AND_SPACE.sub("", text))
    lines, roles = split(text), np.zeros(1, np.uint8)
    roles[page_numbers.find(text, lines)] = running_heads.PAGE_NUMBER
    decorated = page_numbers._DECORATED.fullmatch(content) and len(content) <= page_numbers.NUMBER_LONGEST
    assert bool(roles[0]) == bool(decorated)


@settings(max_examples=500)
@given(st.lists(pieces("1|２|*|※|注|註|①|[|]|：|山|年| "), min_size=1))
def test_a_note_has_one_of_the_signs_that_are_looked_for(texts: list[str]) -> None:
    lines = split("\n".join(texts))
    found, every = opening_marks.find(lines), np.arange(len(lines))
    opens = asides.begins_note(lines, found, every) | asides.bare_number(lines, every)
    signed = among(lines.head[0], asides._NOTE_SIGNS) | asides._NOTE_MARK.take(found)
    assert not (opens & ~signed).any()


@settings(max_examples=500)
@given(pieces("图|圖3|表 2|摄|攝影：| |许青禾|。|）|（|(资料图|供图)|上图|▲|码头|Table 1|照片|：|插图一"))
def test_a_caption_is_what_the_expressions_find(text: str) -> None:
    credited = captions._CREDITED.search(text, max(0, len(text) - 40))
    numbered = captions._NUMBERED.match(text)
    named = len(text) <= 60 and not wording.ends_sentence(text)
    assert captions.is_caption(text) == bool(credited or (named if numbered else captions._PHOTO.match(text)))
    if captions.is_caption(text):
        assert text[-1] in captions._CREDIT_ENDS or text[0] in captions._FIRST


@settings(max_examples=500)
@given(pieces("2019|1998|年|6月|12日|-05|/|.|石发|〔2018〕|[1849]|第|5|号|號|写于|於|石门|初稿|定稿|（|）|二〇二〇| "))
def test_a_dated_line_is_what_the_readers_find(text: str) -> None:
    found = dates.is_date(text) or notes._is_file_number(text) or notes._is_dateline(text)
    assert notes._is_dated(text) == found


@given(pieces("会议|时间|地点|主持人|记录|：|:| |石门|。|参会人员|日期"))
def test_a_field_is_what_the_expression_finds(text: str) -> None:
    assert notes._is_field(text) == (bool(notes._FIELD.match(text)) and not text.endswith("。"))


@settings(max_examples=500)
@given(pieces("记者| |张明|许青禾|摄|■|（|）|【|】|责任编辑|：|文|/|图|、|。|石门|来源|报道|报社"), st.booleans())
def test_credits_are_those_of_every_line_that_is_read(text: str, bare: bool) -> None:
    every: tuple[Credit, ...] = ()
    if 1 < len(text) <= crediting.LONGEST and not crediting._PROSE.search(text):
        start, end, marked = crediting._inner(text)
        tokens = crediting._tokens(text, start, end)
        if tokens and (bare or marked or any(token.kind == "role" for token in tokens)):
            every = crediting._assigned(tokens)
    assert crediting.read_credits(text, bare=bare) == every
    assert not every or text[-1] not in bylines._STOPS


@settings(max_examples=500)
@given(pieces("河水|清了|，|。|！|？|；|：|:|//|A|问|“|”|」|）|…|5| |\n|也", 7))
def test_a_headline_is_what_the_expressions_leave(text: str) -> None:
    unfit = text[-1] in wording.OPEN | wording.UNFIT or wording.ending(text) in wording.UNFIT
    clause = wording._CLAUSE.search(text, 0, len(text) - 1) or not wording.WORDY.search(text)
    assert wording.is_headline(text, 80) == (len(text) > 1 and not (unfit or clause or wording._SPOKEN.match(text)))


@given(st.text(alphabet="一二三九十是。；！？”\n甲"))
def test_topics_inside_are_those_behind_a_stop(text: str) -> None:
    behind = re.compile("(?<=[。；！？”])[二三四五六七八九十]是")
    assert [m.span() for m in halves._INNER.finditer(text)] == [m.span() for m in behind.finditer(text)]


@given(st.lists(st.tuples(pieces("韩村|修路|——|。|做法|──", 3), st.sampled_from(["\n", "\n\n", "\n \n"])), min_size=2))
def test_no_headline_stands_where_no_join_is_looked_at(lines: list[tuple[str, str]]) -> None:
    layout = joined(lines)
    ends = {edit.start for edit in splits._headlines(layout)} | {len(layout.text)}
    assert {block.spans[-1].end for block in splits.split(layout).blocks} == ends


def joined(lines: list[tuple[str, str]]) -> Layout:
    """One block of all lines, each break removed."""
    text, edits = "", list[Edit]()
    for line, gap in lines:
        text += line
        edits.append(Edit(len(text), len(text) + len(gap)))
        text += gap
    text = text.rstrip()
    whole = "".join(line for line, _ in lines)
    return Layout(text, (Block("paragraph", whole, (Span(0, len(text)),)),), tuple(edits[:-1]))
