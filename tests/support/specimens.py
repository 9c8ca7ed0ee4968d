"""Documents for property tests: Chinese, Latin and damage in every order, as a broken extraction might have them."""

from __future__ import annotations

from hypothesis import strategies as st

HAN = "春江水暖鸭先知一二三四五六七八九十年月日的了在是不有人这中大来上国说"
PUNCTUATION = "，。、；：？！“”‘’（）《》…—・,.;:?!()"
WORDS = ("GPS", "Wi-Fi", "data", "2024", "3.5", "%", "第", "条", "一、", "（二）", "1.", "——", "# ", "**", "图1 ")
DAMAGE = (
    "\r\n", "\r", "\n", "\n\n", "\n \n", "\f", "\n\f\n", "\u2028", "\x85", "\x0b",
    " ", "\t", "　　", "\u00a0", "\u200b", "\ufeff", "\u00ad\n", "\u202e", "\x00", "\x1b[31m", "\ufffd", "\ufdd0",
    "⽂", "\ue000", "\n- 5 -\n", "\n第 3 页 共 9 页\n", "\n\f运行页眉\n", "作者：", "编辑：", "𠮷", "é", "ﬁ", "שלום",
)  # fmt: skip

STANDING = (
    "\n```sh\ncd a\n    b=1  \n\n```\n", "\n```\n", "\n    x = f(1);\n    y = 2;\n", "\n$$\na &= b \\\\\n$$\n",
    "\n\\[\n", "\n|甲|乙|\n|--|--|\n| 1 | 2 |\n", "\n<table>\n  <tr>\n</table>\n", "---\na: 1\n---\n", "\n    ~~~\n",
    "\n　　一夜北风吹，\n　　门前雪几堆。  \n　　炉中红炭火，\n　　留得故人归。\n",
    "\n甲：说\n乙：答\n丙：问\n丁：走\n", "\n站点　　　气温　　　风力\n北山　　　三度　　　二级\n",
    "\n北山 三度 二级\n南湖 七度 一级\n东桥 五度 三级\n", "\n第一章 面粉 ...... 1\n",
)  # fmt: skip

piece = st.one_of(
    st.text(HAN, min_size=1, max_size=30),
    st.sampled_from(PUNCTUATION),
    st.sampled_from(WORDS),
    st.sampled_from(DAMAGE),
    st.sampled_from(STANDING),
    st.text(max_size=3).map(lambda text: text.encode("utf-8", "ignore").decode()),
)
texts = st.lists(piece, min_size=1, max_size=60).map("".join)


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """Paragraphs wrapped at a column's width, with an indent or a gap, sometimes both or neither."""
    width = draw(st.integers(8, 40))
    indent = draw(st.sampled_from(["", "　　"]))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    paragraphs = draw(st.lists(st.text(HAN + "，。", min_size=1, max_size=120), min_size=1, max_size=6))
    blocks = []
    for paragraph in paragraphs:
        line = indent + paragraph + "。"
        blocks.append("\n".join(line[at : at + width] for at in range(0, len(line), width)))
    return gap.join(blocks).replace("\n", end)


documents = st.one_of(texts, wrapped())
encodings = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
