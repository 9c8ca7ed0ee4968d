"""What a careful reader would mark is marked with its place, and what only looks alike is not."""

from __future__ import annotations

import time

import pytest

from corpus.cleaning.clean import clean, prove

AROUND = "渡口的老船夫每天清晨打扫院子，然后在灯下补网。\n\n"


def found(text: str) -> list[tuple[str, str, str]]:
    document = clean(text=text)
    prove(document)
    chars = document.source.chars
    return [(finding.type, chars[finding.start : finding.end], finding.state) for finding in document.findings]


def types(text: str) -> set[str]:
    return {kind for kind, _, _ in found(text)}


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("按照公安部 and 省政府的要求，各地开展检查。", "LATIN_IN_HAN", "and"),
        ("排水沟由人工开挖挖，井盖是铸铁的。", "DOUBLED", "挖挖"),
        ("井盖用的的是铸铁，刷了三遍漆。", "DOUBLED", "的的"),
        ("居民代表之一一是老木匠，他看图纸。", "DOUBLED", "一一"),
        ("按照公安部of省政府的要求，各地开展检查。", "LATIN_IN_HAN", "of"),
    ],
)
def test_it_is_marked(text: str, kind: str, place: str) -> None:
    assert (kind, place) in [item[:2] for item in found(AROUND + text + "\n\n" + AROUND)]


@pytest.mark.parametrize(
    "text",
    [
        "妈妈天天看着渐渐高高大大的孩子，常常笑。",
        "公安局局长同委员会会商，科技创新新动能，全国国资会议。",
        "县县有渡口，一排排香樟，他的目的的确是这样。",
        "使用 main 仓库里的 Debian 系统，按 and 运算求值。",
        "这本书买or不买，他想了三天。",
        "他教孩子念单词：我and你，狗and猫。",
        "渡口 THE 老船夫 AND 集市，是一家店的招牌。",
        "老李萌萌地笑，据说赵楠楠和女儿珂珂在渡口等船。",
        "人民民主、国家家庭、学生生活、老师师傅，都是两个词。",
        "他比比划划，匆匆忙忙，兢兢业业，子子孙孙也一样。",
        "巧克力可可粉，覃兮维叶萋萋，其鸣喈喈。",
    ],
)
def test_what_only_looks_alike_is_not(text: str) -> None:
    assert not types(AROUND + text + "\n\n" + AROUND) & {"DOUBLED", "LATIN_IN_HAN", "SEAM", "MIXED_WIDTH"}


def test_a_doubled_character_that_comes_again_and_again_is_a_habit_of_the_text() -> None:
    once = "排水沟由人工开挖挖，井盖是铸铁的。"
    assert "DOUBLED" in types(AROUND + once)
    assert "DOUBLED" not in types(AROUND + f"{once}\n\n" * 3 + AROUND)


def test_the_places_are_right_where_lines_were_joined() -> None:
    text = (
        "渡口的老船夫每天清晨打扫院子，然后在灯下补网，街上的排水沟由人工开\n"
        "挖挖，井盖是铸铁的，刷了三遍漆，年底就要完工，到时候按照公安部 \n"
        "and 省政府的要求，各地开展检查，发现问题的要马上改正，不得拖延。\n"
    )
    assert "开挖挖，" in clean(text=text).paragraphs[0].text
    places = [item[:2] for item in found(text)]
    assert ("DOUBLED", "挖挖") in places and ("LATIN_IN_HAN", "and") in places


def test_many_slips_take_linear_time() -> None:
    line = "".join(f"按照公安部and省政府{chr(0x4E00 + 7 * at)}{chr(0x4E00 + 7 * at)}的要求" for at in range(2500))
    start = time.process_time()
    find_all = types(AROUND + line + "。")
    assert "LATIN_IN_HAN" in find_all
    assert time.process_time() - start < 20


def test_a_character_on_both_sides_of_a_caption_is_a_seam() -> None:
    text = (
        "　　镇里持续加大投入,全力推进路灯和监\n\n老街夜景\n\n"
        "监控等设施的布局,让走夜路的人放心,也让桥头的小店敢开到深夜,居民都说这件事办得好,希望再装几盏。\n"
    )
    assert ("SEAM", "监\n\n老街夜景\n\n监") in [item[:2] for item in found(text)]


def test_equal_characters_at_two_blocks_are_no_seam_where_words_begin_and_end_there() -> None:
    text = f"渡口新开了一家面包店和一家书局\n\n局长来渡口看了灯，{AROUND}"
    assert "SEAM" not in types(text)
    assert "SEAM" not in types(f"{AROUND}老街夜景\n\n景物依旧，{AROUND}")


def test_a_comma_of_the_other_width_among_many() -> None:
    text = AROUND * 6 + "清晨打扫院子,然后在灯下补网。\n\n"
    assert ("MIXED_WIDTH", ",", "kept") in found(text)
    assert "MIXED_WIDTH" not in types(text.replace("，", ","))
    half = (AROUND + AROUND.replace("，", ",")) * 3
    assert "MIXED_WIDTH" not in types(half), "two habits: neither is out of place"
    assert "MIXED_WIDTH" not in types(AROUND * 6 + "价格是1,200元，版本 a,b 两种。\n\n"), "a figure's and a program's"


def test_blanks_between_all_han_of_a_line_go_and_are_marked() -> None:
    document = clean(text=AROUND + "老 船 夫 每 天 清 晨 打 扫 院 子 ， 然 后 补 网 。\n")
    assert document.paragraphs[-1].text == "老船夫每天清晨打扫院子，然后补网。"
    assert ("SPACED", "removed") in [(finding.type, finding.state) for finding in document.findings]


def test_text_that_is_lost_has_no_title() -> None:
    lossy = "渡口的老船夫说。".encode().decode("gbk", "replace").replace("\ufffd", "?")
    document = clean(f"{lossy}\n{lossy}\n".encode())
    assert "MOJIBAKE" in document.flags
    assert {block.kind for block in document.blocks} == {"paragraph"}
