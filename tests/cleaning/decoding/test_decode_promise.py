"""For any bytes: refused, or proven. For any Chinese text: read back."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.decoding import decode
from corpus.errors import SourceError
from corpus.model.edits import ordered
from corpus.model.values import Text

WORDS = re.findall(
    "..",
    "清晨 集市 老人 黄瓜 整齐 书馆 窗外 下雨 读者 安静 书页 春天 院子 杏花 开放 桥梁 修好 两岸 走动 会议 "
    "决定 问题 研究 工作 发展 社会 经济 学校 学生 老师 城市 农村 道路 交通 管理 服务 安全 生产 技术 创新".replace(
        " ", ""
    ),
)
LINKS = ["的", "和", "在", "，", "。\n", "了", "、", "是", "不", "就", "对", "也", "有"]
sentences = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(LINKS)), min_size=8, max_size=60).map(
    lambda pairs: "".join(word + link for word, link in pairs)
)
chunks = st.one_of(
    st.binary(max_size=40),
    sentences.flatmap(
        lambda text: st.sampled_from(["utf-8", "gb18030", "hz", "utf-16-le", "utf-32-be"]).map(text.encode)
    ),
    st.sampled_from(
        [b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 9, b"~{", b"\x1b$)A\x0e", b"\x0f", b"\xed\xa0\x80", b"\n"]
    ),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=20).map(lambda text: text.encode("big5hkscs", "ignore")),
)


def check(data: bytes, text: Text) -> None:
    assert text.encode() == data
    end = 0
    for segment in text.segments:
        assert segment.start == end < segment.end
        end = segment.end
    assert end == len(data)
    assert sum(segment.chars for segment in text.segments) == len(text.chars)
    assert ordered(text.edits, len(text.chars)) == text.edits
    assert all(edit.rule for edit in text.edits)
    text.chars.encode(), text.text.encode()  # no lone surrogates
    assert list(text.findings) == sorted(text.findings)


@given(st.lists(chunks, max_size=6).map(b"".join))
def test_any_bytes_are_refused_or_proven(data: bytes) -> None:
    try:
        text = decode(data)
    except SourceError as error:
        assert error.code in {"EMPTY", "BINARY", "WRONG_TYPE", "UNDECODABLE"}
        return
    check(data, text)


@given(st.text(min_size=1, max_size=200))
def test_a_file_of_valid_text_is_never_refused(text: str) -> None:
    if text.strip("\0\ufeff") and not text.startswith("%PDF"):
        check(text.encode(), decode(text.encode()))


@given(sentences, st.sampled_from(["utf-8", "gb18030", "hz", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"]))
def test_chinese_is_read_back(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = decode(data)
    check(data, found)
    assert found.text == text


@given(sentences, st.integers(0, 400))
def test_one_bad_byte_costs_one_character(text: str, place: int) -> None:
    at = min(place, len(text))
    data = text[:at].encode("gb18030") + b"\xff" + text[at:].encode("gb18030")
    found = decode(data)
    check(data, found)
    assert found.chars == text[:at] + "\ufffd" + text[at:]
