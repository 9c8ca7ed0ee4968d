"""Gold and output for the tests, of our own words."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from corpus.evaluating.gold import Marked
from corpus.evaluating.produced import Made

HAN = "春江水暖鸭先知竹外桃花三两枝蒌蒿满地芦芽短正是河豚欲上时"
KINDS = ("title", "heading", "paragraph", "list_item", "caption", "furniture")

# A page with every kind of trouble: two articles, a caption inside a paragraph, a page number.
PAGE = (
    Marked("title", "小镇通了夜班车", article=0),
    Marked("paragraph", "昨夜十一点，第一班夜班车从车站开出，车上坐着", article=0),
    Marked("caption", "夜班车驶过石桥。", article=0),
    Marked("paragraph", "九名下班的纺织工人。", continues=1, article=0),
    Marked("furniture", "- 3 -"),
    Marked("title", "老井重新出水", article=1),
    Marked("paragraph", "干了六年的老井，上周又见到了水。", article=1),
)


def perfect(gold: Sequence[Marked]) -> list[Made]:
    """The output that says just what the gold says."""
    blocks, place = list[Made](), dict[int, int]()
    for index, block in enumerate(gold):
        if block.continues is None:
            place[index] = len(blocks)
            blocks.append(Made(block.kind, ((index * 1000, block.text),), block.article))
            continue
        at = place[index] = place[block.continues]
        blocks[at] = blocks[at]._replace(pieces=(*blocks[at].pieces, (index * 1000, block.text)))
    return blocks


def split(block: Made, at: int) -> list[Made]:
    """A block of one piece as two."""
    ((place, text),) = block.pieces
    halves = ((place, text[:at]), (place + at, text[at:]))
    return [block._replace(pieces=(half,)) for half in halves]


def glued(first: Made, second: Made) -> Made:
    return first._replace(pieces=(*first.pieces, *second.pieces))


@st.composite
def golds(draw: st.DrawFn) -> list[Marked]:
    """Blocks of any kind, some of which go on after others."""
    blocks = list[Marked]()
    for index in range(draw(st.integers(1, 12))):
        kind, text = draw(st.sampled_from(KINDS)), draw(st.text(HAN, min_size=1, max_size=40))
        article = None if kind == "furniture" else draw(st.integers(0, 2))
        before = [n for n in range(index - 1) if blocks[n].kind == kind != "furniture"]
        if before and draw(st.booleans()):
            first = draw(st.sampled_from(before))
            blocks.append(Marked(kind, text, first, blocks[first].article))
        else:
            blocks.append(Marked(kind, text, None, article))
    return blocks
