"""Items whose label stands alone, or whose first line is narrower than the column; vertical text with Latin in it."""

import pytest

import corpus


def texts(text: str) -> list[str]:
    return [block.text for block in corpus.clean(text=text).blocks]


PROSE = (
    "本办法所称的饮水点，是指设在公园、车站、码\n头、广场等地方，供行人免费取用饮用水的设施\n，包括直饮台、热水器和取水口，不包括商店里出\n"
    "售的瓶装水。设施由城市管理部门统一编号，任\n何单位和个人不得损坏、移动或者挪作他用。\n"
)
ITEMS = (
    ("中心城区任意一点步行至最近饮水", "点的距离一般不超过八百米，山地可以放宽。"),
    ("面积在两公顷以上的公园和日均客", "流量较大的车站至少设置一处饮水点。"),
    ("全长超过三公里的健身步道应当安", "排取水口，每隔一公里半设置一处。"),
    ("中小学校出入口周边两百米范围内", "优先设置，由学校协助日常看管。"),
    ("冬季气温低于零度的地区应当采取", "保温措施，避免管道冻裂。"),
)


@pytest.mark.parametrize("gap", ["\n", ""], ids=["label alone", "tab lost"])
def test_first_lines_of_items_are_narrower_than_the_column(gap: str) -> None:
    marks = "一二三四五"
    listed = "".join(f"{mark}、{gap}{first}\n{rest}\n" for mark, (first, rest) in zip(marks, ITEMS, strict=True))
    found = texts(f"{PROSE}规划应当符合下列要求：\n{listed}{PROSE}")
    for _, (first, rest) in zip(marks, ITEMS, strict=True):
        assert any(text.endswith(first + rest) for text in found), (first, found)


def test_titles_of_one_length_stay_apart_from_their_text() -> None:
    titles = (
        "加快发展现代农业体系建设",
        "深入实施创新驱动发展行动",
        "持续改善城乡人居环境质量",
        "全面提高公共服务供给水平",
    )
    listed = "".join(f"{mark}、{title}\n{PROSE}" for mark, title in zip("一二三四", titles, strict=True))
    found = texts(listed)
    for title in titles:
        assert any(text.endswith(title) for text in found), (title, found)


def test_hanging_items_of_manual_pages() -> None:
    items = "\n\n".join(
        f"       （{mark}）\n           {text}"
        for mark, text in zip(
            "一二三四",
            (
                "对设施运行情况进行巡查，并如实记录巡查情况；",
                "编制设施定期检验计划，督促落实定期检验工作，没有约定或者约定不明\n"
                "           确的，由管理单位负责落实。",
                "张贴使用标志、警示标志、安全注意事项；",
                "接到困人报告后，立即组织救援。",
            ),
            strict=True,
        )
    )
    found = texts(f"       管理单位应当履行下列义务：\n\n{items}\n")
    assert [text[:3] for text in found[1:]] == ["（一）", "（二）", "（三）", "（四）"]
    assert found[2].endswith("约定不明确的，由管理单位负责落实。")


def test_number_of_a_section_stays_apart_from_its_indented_paragraph() -> None:
    paragraph = (
        "　　河口的早晨总是从雾里开始的，船还没有靠岸，岸\n上的人已经先听见了桨声。卖鱼的把秤挂在树上，等\n"
        "着第一网鱼上来。\n"
    )
    found = texts(f"{paragraph}\n（一）\n\n{paragraph}\n（二）\n\n{paragraph}\n（三）\n\n{paragraph}")
    assert [text for text in found if len(text) == 3] == ["（一）", "（二）", "（三）"]


def test_vertical_text_goes_on_over_latin_and_figures() -> None:
    words = (
        "我们今年春天在河边的桥头装了一批",
        " LoRa ",
        "传感器，每隔",
        "15",
        "分钟送回一次水位，数据由",
        "[1]",
        "水文站的人来看，他们说很准。",
    )
    lines = [line for part in words for line in ((part,) if part.strip(" []").isascii() else part)]
    (only,) = texts("\n".join(lines) + "\n")
    assert only.replace(" ", "") == "".join(words).replace(" ", "")


def test_clauses_of_vertical_text_are_paragraphs() -> None:
    clauses = "第三条渔民应当在规定的时间内出海。", "第四条渔船应当编号，编号由渔业站统一发给。"
    assert texts("\n".join("".join(clauses)) + "\n") == list(clauses)


def test_head_of_one_page_that_repeats_a_numbered_heading() -> None:
    page = "的名字，岸上的人便把绳子抛过来，拴在第三根桩上，再\n去帮着卸货。\n- 2 -\n\f"
    above = (
        "1.2. 靠岸的规矩\n船老大先看水色再看风，水色发黄的时候不靠北岸，风大的\n时候不靠南岸。靠岸以前要鸣笛三声，"
        "等岸上的人答应\n一声才可以放下跳板。船头站着的人大声报出船和船主\n- 1 -\n\f"
    )
    last = "卸完货的船停到下游去，把上游的桩让给后来的船，这是\n渡口的老规矩。\n"
    found = [(block.kind, block.text) for block in corpus.clean(text=f"{above}1.2. 靠岸的规矩\n{page}{last}").blocks]
    assert ("furniture", "1.2. 靠岸的规矩") in found
    assert any("大声报出船和船主的名字" in text for _, text in found)


def test_item_of_a_list_that_recurs_on_the_next_page_is_text() -> None:
    above = (
        "下面是收船的时候要做的几件事情，按次序一件一件做完\n• 收好跳板\n• 拴紧缆绳\n"
        "船老大先看水色再看风，水色发黄的时候不靠北岸，风大的\n"
        "时候不靠南岸。靠岸以前要鸣笛三声，等岸上的人答应\n- 1 -\n\f"
    )
    below = "• 收好跳板\n• 熄灭桅灯\n卸完货的船停到下游去，把上游的桩让给后来的船。\n- 2 -\n"
    assert [block.text for block in corpus.clean(text=above + below).blocks].count("• 收好跳板") == 2
