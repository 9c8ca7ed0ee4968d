"""Layouts for tests: a block a line, as reflow would hand them over."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from corpus.model.edits import read
from corpus.model.values import LINED, Block, Edit, Layout, Span

HOLE = "\u0001"


def layout_of(lines: Sequence[str], hints: Sequence[str] = ()) -> Layout:
    """A block a line; a line with ``HOLE`` is one paragraph that the next line parts in two."""
    text, blocks, at = "", list[Block](), 0
    while at < len(lines):
        hint = hints[at] if at < len(hints) else "paragraph"
        if HOLE in lines[at]:
            first, second = lines[at].split(HOLE)
            start = len(text)
            text += f"{first}\n{lines[at + 1]}\n{second}\n"
            inner = start + len(first) + 1
            after = inner + len(lines[at + 1]) + 1
            spans = (Span(start, start + len(first)), Span(after, after + len(second)))
            blocks.append(Block(hint, first + second, spans))
            blocks.append(Block("paragraph", lines[at + 1], (Span(inner, inner + len(lines[at + 1])),)))
            at += 2
            continue
        blocks.append(Block(hint, lines[at], (Span(len(text), len(text) + len(lines[at])),)))
        text += lines[at] + "\n"
        at += 1
    return Layout(text, tuple(blocks))


def assert_whole(layout: Layout) -> None:
    """Every character that is not white space lies in one span; a block's text is its spans, edits applied."""
    covered = [0] * len(layout.text)
    for block in layout.blocks:
        assert read(layout.text, block.spans, layout.edits) == block.text
        for span in block.spans:
            for index in range(span.start, span.end):
                covered[index] += 1
    for index, char in enumerate(layout.text):
        assert covered[index] == 1 or (char.isspace() and not covered[index])


PIECES = st.sampled_from(
    [
        "一、", "（一）", "1. ", "1.1 ", "第一章　", "第二条　", "• ", "①", "## ", "——", "图1 ", "■ ",
        "（", "）", "(", ")", "“", "”", "。", "，", "：", "；", "？", "！", " ", "　", "摘要：", "关键词 ",
        "参考文献", "责任编辑：", "作者：", "记者 ", "摄", "供稿", "段怀山", "覃小荷", "石桥镇水利站",
        "早班船又开了", "河道疏浚工作综述", "账本", "2019年5月8日", "二〇二〇年五月", "石橋碼頭",
        "Open Data", "水深比往年多了一尺", "大一些的船也能靠岸", "[1] ", "[J]", "2020", "\n", "石桥晚报",
    ]
)  # fmt: skip
KINDS = st.sampled_from(
    ["paragraph", "paragraph", "heading", "title", "list_item", "caption", "furniture", "note", *sorted(LINED)]
)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Blocks of one to three lines each, joined by edits, with white space between."""
    text, blocks, edits = draw(st.sampled_from(["", "\n", "  "])), list[Block](), list[Edit]()
    for _ in range(draw(st.integers(0, 14))):
        start, kind = len(text), draw(KINDS)
        for number in range(draw(st.integers(1, 3))):
            if number:
                if kind not in LINED:
                    edits.append(Edit(len(text), len(text) + 1, "", ("reflow.join",)))
                text += "\n"
            line = "".join(draw(st.lists(PIECES, min_size=1, max_size=7))).strip().replace("\n", "字")
            text += line or "字"
        span = Span(start, len(text))
        blocks.append(Block(kind, read(text, [span], edits), (span,)))
        text += draw(st.sampled_from(["\n", "\n\n", " \n"]))
    return Layout(text, tuple(blocks), tuple(edits))
