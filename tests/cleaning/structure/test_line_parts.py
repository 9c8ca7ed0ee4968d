"""The cheap first tests of lines about the page leave out nothing that their expressions find."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.structure import line_parts
from corpus.cleaning.structure.creator_lines import creators, explains_roles
from corpus.cleaning.structure.labelled_fields import LABELS, labelled_fields

CREATOR_LINES = sys.modules[creators.__module__]  # the package has a function of this name
HEADS = sorted((ROOT / "seeds" / "heads").glob("*/*.txt"))
LINES = [line for path in HEADS for line in path.read_text(encoding="utf-8").split("\n")]
PIECES = st.sampled_from(
    ["来源：", "河口日报", "2019年6月18日", "星期二", "第03版", "（2019）", "12号", "：", "　", " ", "|", "文", "摄",
     "记者", "许青禾", "马家辉", "原创", "发表于浙江", "Vol. 3", "T|T", "A4", "pp. 3-8", "首页>", "农历五月", "字号",
     "责编", "著", "〔英〕", "■", "在看", "12:30", "GB/T 1234-2019", "更新", "（", "）", "，", "。", "灯会"]
)  # fmt: skip


def all_kinds(text: str) -> frozenset[str]:
    return frozenset(line_parts._SIGNS)


def assert_same(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    cheap = line_parts.line_parts(text), creators(text), explains_roles(text)
    with monkeypatch.context() as patch:
        patch.setattr(line_parts, "_likely", all_kinds)
        patch.setattr(CREATOR_LINES, "_may_name", bool)
        patch.setattr(CREATOR_LINES, "first_role", lambda text: 0)
        assert (line_parts.line_parts(text), creators(text), explains_roles(text)) == cheap, text


def test_signs_lose_no_part_of_the_labelled_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(LINES) > 1000
    for line in LINES:
        assert_same(monkeypatch, line)


@given(st.lists(PIECES, max_size=7).map("".join))
def test_signs_lose_no_part(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert_same(monkeypatch, text)


@pytest.mark.parametrize("gap", ["", " ", "　", "　　"])
def test_a_label_is_known_whatever_parts_its_characters(gap: str) -> None:
    for label in LABELS:
        if len(label) > 1 and not label.isascii():
            found = list(labelled_fields(f"{gap.join(label)}：许青禾"))
            assert [field.label for field in found] == [label]
