"""Markdown as people write it: fences inside quotes, tables with short rules, bold type, headings one below another."""

import corpus


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in corpus.clean(text=text).blocks]


QUOTED = "> ```bash\n> tool 输入 \\\n>     --fast\n>\n> tool serve\n> ```"


def test_fence_in_a_quote_is_one_block_of_code() -> None:
    found = blocks(f"# 说明\n\n> 请先运行：\n>\n{QUOTED}\n>\n> 然后打开页面。\n")
    assert ("code", QUOTED) in found
    assert ("paragraph", "> 然后打开页面。") in found


def test_fence_that_the_quote_does_not_close_is_none() -> None:
    found = blocks("> ```bash\n> tool serve\n\n引文到这里已经完了，后面的话不再是引文。\n\n```\n")
    assert ("paragraph", "引文到这里已经完了，后面的话不再是引文。") in found


def test_table_whose_rule_has_one_dash_a_cell() -> None:
    table = "池塘收割了 | 热闹的码头\n:-: | :-:\n等黄昏寄出 | 石磨旁边放着山路\n石磨仍然整齐 | 黄昏已经画下了"
    assert ("table", table) in blocks(f"# 清单\n\n{table}\n\n前面的表说完了，下面是一句话。\n")


def test_bold_type_is_no_mark_of_a_note() -> None:
    text = "\n".join(
        (
            "### 2.1 更新",
            "",
            "**问题修复**",
            "",
            "- 修复读取大文件时可能发生的文字丢失问题 #3005",
            "- 更新镜像以修复字体缺失导致的解析内容不完整问题 #2915",
            "",
            "**易用性**",
            "",
            "- 启用了全新的文档站点，内容更好读",
            "",
            "### 2.0 更新。",
            "",
            "这是第二版。",
        )
    )
    found = blocks(text)
    assert [kind for kind, _ in found].count("note") == 0
    assert not [text for _, text in found if "###" in text[1:]]


def test_two_headings_of_markdown_are_never_one_title() -> None:
    found = blocks("# 果树的扩展\n\n## 二叉枝和八叉枝的剪法\n\n果树的剪法各有各的讲究，初学的人先看师傅怎么下剪刀。\n")
    assert [text.lstrip("# ") for _, text in found[:2]] == ["果树的扩展", "二叉枝和八叉枝的剪法"]
    assert found[0][0] == "title"
