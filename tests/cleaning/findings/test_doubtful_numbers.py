"""A number of a series that repeats or is left out is marked; lists inside lists, units and decimals are not."""

from __future__ import annotations

import pytest

from corpus.cleaning.clean import clean, prove

BETWEEN = "渡口的老船夫每天清晨打扫院子，然后在灯下补网。"


def marked(*lines: str) -> list[str]:
    document = clean(text="\n\n".join(f"{line}\n\n{BETWEEN}" for line in lines) + "\n")
    prove(document)
    chars = document.source.chars
    return [chars[finding.start : finding.end] for finding in document.findings if finding.type == "NUMBERING"]


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (("一、打扫院子", "二、补渔网", "二、修木船", "四、上集市"), ["二、", "四、"]),
        (("（一）打扫院子", "（三）补渔网", "（四）修木船"), ["（三）"]),
        (("十九、打扫院子", "二十、补渔网", "二十、修木船"), ["二十、"]),
        (("第一章 院子", "第二章 渔网", "第二章 木船"), ["第二章 "]),
    ],
)
def test_what_repeats_or_is_left_out_is_marked(lines: tuple[str, ...], places: list[str]) -> None:
    assert [place.strip() for place in marked(*lines)] == [place.strip() for place in places]


@pytest.mark.parametrize(
    "lines",
    [
        ("一、打扫院子", "二、补渔网", "三、修木船"),
        ("一、打扫院子", "（一）先扫", "（二）后洒", "二、补渔网", "（一）先剪", "（二）后补"),
        ("1. 打扫院子", "2. 补渔网", "1. 先剪", "2. 后补", "3. 晒干", "3. 修木船", "4. 上集市"),
        ("1. 打扫院子", "2. 补渔网", "3. 修木船", "1. 先看", "2. 再买"),
        ("2.1 打扫院子", "2.2 补渔网", "2.3 修木船"),
        ("第一百零一章 院子", "第一百零三章 渔网"),
        ("1998. 打扫院子", "2000. 补渔网"),
        ("一、打扫院子", "五、修木船"),
    ],
)
def test_what_only_looks_out_of_order_is_not(lines: tuple[str, ...]) -> None:
    assert marked(*lines) == []


def test_a_number_inside_a_block_near_is_not_missing() -> None:
    assert marked("一、打扫院子，二、补渔网，两样一起做。", "三、修木船") == []
