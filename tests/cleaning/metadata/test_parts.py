"""Dates, scripts, places and the register's word, one by one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.metadata import apply_register_values, valid_date
from corpus.cleaning.metadata.places import find_places
from corpus.cleaning.metadata.script_detection import script_of, simplified, tables
from corpus.cleaning.structure.dates import find_dates
from corpus.model.values import Evidence, Metadata

DATES = [
    ("2019年", ["2019"], "a year"),
    ("2020 年 5 月", ["2020-05"], "spaces between figures and units, as PDF text has them"),
    ("2019年6月12日和2019年7月", ["2019-06-12", "2019-07"], "two dates"),
    ("二〇二〇年五月", ["2020-05"], "Han figures"),
    ("二○一八年十二月三十一日", ["2018-12-31"], "a circle for zero"),
    ("民國109年5月", ["2020-05"], "a year of the Republic"),
    ("民国元年", ["1912"], "the first of them"),
    ("２０１９年６月", ["2019-06"], "full-width figures"),
    ("1998.09.02", ["1998-09-02"], "points"),
    ("2021-03-05", ["2021-03-05"], "hyphens"),
    ("2021年2月30日", [], "no such day"),
    ("2021年13月", [], "no such month"),
    ("12019年", [], "five figures are no year"),
    ("9月30日", [], "without a year nothing is known"),
    ("1.2019.1", [], "a number of a section"),
    ("共2021年份额", ["2021"], "a year before another word"),
]


@pytest.mark.parametrize(("text", "expected", "why"), DATES)
def test_dates(text: str, expected: list[str], why: str) -> None:
    assert [found.value for found in find_dates(text)] == expected, why


@given(st.text("0123456789年月日一二〇十-./民國 ", max_size=40))
def test_every_date_that_is_found_exists(text: str) -> None:
    for found in find_dates(text):
        assert valid_date(found.value)
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2019", True),
        ("2020-02-29", True),
        ("2019-02-29", False),
        ("2019-6", False),
        ("", False),
        ("0000", False),
        ("２０１９", False),
        ("2019-06-12T00:00", False),
    ],
)
def test_valid_date(text: str, valid: bool) -> None:
    assert valid_date(text) is valid


def test_the_register_overrules_and_is_recorded() -> None:
    read = Metadata(
        title="甲", evidence=(Evidence("title", "甲", 0, 1, "stated"), Evidence("genre", "news", 0, 1, "stated"))
    )
    entry = {"title": "乙", "authors": ["段怀山"], "date": "2020-05", "language": "zh-Hant", "rights": "cc0"}
    meta = apply_register_values(read, entry)
    assert (meta.title, meta.authors, meta.date, meta.date_basis) == ("乙", ("段怀山",), "2020-05", "register")
    assert meta.language == "zh-Hant"
    assert Evidence("title", "乙", None, None, "register", 1.0) in meta.evidence
    # What the text says stays beside what the register says.
    assert [(item.value, item.basis) for item in meta.evidence if item.field == "title"] == [
        ("甲", "stated"),
        ("乙", "register"),
    ]


def test_what_text_and_register_both_say_is_recorded_so() -> None:
    read = Metadata(title="甲", evidence=(Evidence("title", "甲", 0, 1, "stated"),))
    meta = apply_register_values(read, {"title": "甲"})
    assert [item.basis for item in meta.evidence] == ["stated", "register+text"]


def test_the_rest_of_the_facts_stays() -> None:
    read = Metadata(evidence=(Evidence("genre", "news", 0, 1, "stated"),))
    meta = apply_register_values(read, {"title": "乙", "rights": "cc0"})
    assert Evidence("genre", "news", 0, 1, "stated") in meta.evidence


def test_a_bad_date_of_the_register_is_not_taken() -> None:
    meta = apply_register_values(
        Metadata(date="2019", date_basis="inferred"), {"date": "2021-02-30", "date_basis": "stated"}
    )
    assert (meta.date, meta.date_basis) == (None, None)
    assert Evidence("date", "2021-02-30", None, None, "register", 0.0) in meta.evidence


def test_an_empty_entry_changes_nothing() -> None:
    meta = Metadata(title="甲")
    assert apply_register_values(meta, {}) == meta
    assert apply_register_values(meta, {"title": "", "publisher": None}) == meta


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("图书馆开门了", "Hans"),
        ("圖書館開門了", "Hant"),
        ("山水之間有书和書，门和門", "mixed"),
        ("人山人海", "mixed"),
        ("", "mixed"),
        ("这本书里引了一句“圖”，其余都是简体字写成的，所以这一段仍然是简体", "Hans"),
    ],
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


def test_a_text_without_signs_has_the_script_of_its_document() -> None:
    assert script_of("人山人海", document="Hant") == "Hant"


def test_no_character_is_of_both_scripts() -> None:
    known = tables()
    assert not known.simplified & known.traditional
    assert len(known.simplified) > 2000
    assert len(known.traditional) > 2000


@given(st.text())
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(simplified(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("广东省深圳市", ["广东省", "深圳市"]),
        ("新疆维吾尔自治区", ["新疆维吾尔自治区"]),
        ("锡林郭勒盟", ["锡林郭勒盟"]),
        ("土默特左旗", ["土默特左旗"]),
        ("澎湖縣", ["澎湖县"]),
        ("澳門", ["澳门特别行政区"]),
        ("河北省易县", ["河北省", "易县"]),
        ("交易县里不管", []),
        ("市辖区", []),
    ],
)
def test_places(text: str, names: list[str]) -> None:
    assert [place.name for place in find_places(text)] == names


@pytest.mark.parametrize(
    "text", ["内" * 300_000, "二〇" * 150_000, "2019" * 80_000, "呼和浩特" * 80_000, "圖" * 300_000]
)
def test_long_texts_take_linear_time(text: str) -> None:
    began = time.process_time()
    list(find_places(text[:20_000]))
    list(find_dates(text))
    script_of(text)
    assert time.process_time() - began < 2
