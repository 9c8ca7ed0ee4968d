"""Escapes, glyphs without characters and blanks between Han are marked; where escapes are at home they are not."""

from __future__ import annotations

import pytest

from corpus.cleaning.clean import clean, prove

AROUND = "渡口的老船夫每天清晨打扫院子，然后在灯下补网。\n\n"
TYPES = ("ESCAPED", "GLYPHS_MISSING", "SPACED")


def found(text: str) -> list[tuple[str, str, str]]:
    document = clean(text=f"{AROUND}{text}\n\n{AROUND}")
    prove(document)
    chars = document.source.chars
    places = (finding for finding in document.findings if finding.type in TYPES)
    return [(finding.type, chars[finding.start : finding.end], finding.state) for finding in places]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("他把%e6%b8%a1%e5%8f%a3写在纸上，就走了。", "%e6%b8%a1%e5%8f%a3"),
        ("他把%u6e21%u53e3写在纸上，就走了。", "%u6e21%u53e3"),
        ("纸条上是\\u6e21\\u53e3两个字，没有别的。", "\\u6e21\\u53e3"),
        ("纸条上是\\xe6\\xb8\\xa1\\xe5\\x8f\\xa3两个字，没有别的。", "\\xe6\\xb8\\xa1\\xe5\\x8f\\xa3"),
        ("纸条上是&ldquo;渡口。", "&ldquo;"),
        ("纸条上是&#28193;&#21475;两个字。", "&#28193;&#21475;"),
        ("纸条上是=E6=B8=A1=E5=8F=A3两个字。", "=E6=B8=A1=E5=8F=A3"),
        ("纸条上是+biFT4w-两个字，没有别的。", "+biFT4w-"),
    ],
)
def test_an_escape_in_running_text_is_marked_and_kept(text: str, place: str) -> None:
    assert found(text) == [("ESCAPED", place, "kept")]


@pytest.mark.parametrize(
    "text",
    [
        "地址是 http://example.org/%e6%b8%a1%e5%8f%a3 这一页。",
        "地址是 http://example.org/?a=1&copy;=2 这一页。",
        'print("\\u6e21\\u53e3")',
        "```\n\\u6e21\\u53e3\n```",
        "<p>&nbsp;渡口</p>",
        "他买了A+B两种，价格是1+1=2元，降了100%20天。",
        "研究&开发;AT&T;",
        "密钥是+abcdefgh+zzz，别说出去。",
        "路径是 C:\\users\\u12，文件叫 \\x 和 \\u。",
        "a=3Db 和 1=2E 都是式子。",
    ],
)
def test_what_is_at_home_or_says_nothing_is_not(text: str) -> None:
    assert found(text) == []


def test_glyphs_without_characters_are_lost() -> None:
    text = "图上画着(cid:77)(cid:12)\n(cid:9)三处，旁边写了字。"
    assert found(text) == [("GLYPHS_MISSING", "(cid:77)(cid:12)\n(cid:9)", "lost")]
    assert found("他在表上填了 (cid: 77) 和 (cid:abc)，又写了 cid:77。") == []


def test_a_spaced_line_is_marked_and_its_blanks_are_removed() -> None:
    line = "老 船 夫 每 天 清 晨 打 扫 院 子 ， 然 后 补 网 。"
    assert found(line) == [("SPACED", line, "removed")]


@pytest.mark.parametrize(
    "text",
    ["通 知", "日 一 二 三 四 五 六", "甲 乙 丙 丁 戊 己 庚 辛", "老船夫 清晨 打扫 院子 然后 补网", "王 芳　李 明"],
)
def test_words_set_apart_are_not(text: str) -> None:
    assert found(text) == []


def test_a_short_rest_beside_a_spaced_line_is_spaced_too_but_not_beyond_another_line() -> None:
    line, rest = "老 船 夫 每 天 清 晨 打 扫 院 子 然", "后 补 网"
    assert [place for _, place, _ in found(f"{line}\n{rest}")] == [line, rest]
    assert [place for _, place, _ in found(f"{rest}\n{line}")] == [rest, line]
    assert [place for _, place, _ in found(f"{line}\n他说，\n{rest}")] == [line]
