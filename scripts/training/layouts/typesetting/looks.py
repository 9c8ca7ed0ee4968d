"""What a setting looks like: paper, type, columns, indent, gaps, heads, numbers; drawn for each manuscript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

FONTS = {
    "Hans": ("Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    "Hant": ("Noto Serif CJK TC", "Noto Sans CJK TC", "AR PL UMing TW"),
}
PAPERS = ((210, 297), (210, 297), (182, 257), (148, 210))  # millimetres
NUMBERS = ("", "{}", "- {} -", "— {} —", "第 {} 页", "· {} ·")
HEADS = ("", "", "title", "title", "section", "other")
OTHERS = ("内部参考资料", "某某研究文集", "公報 第十七號", "工作通讯 2019 年第 4 期")


@dataclass(frozen=True, slots=True)
class Look:
    """Every choice of one setting; lengths in millimetres, type in points."""

    paper: tuple[int, int]
    margin: int
    size: float
    leading: float
    font: str
    columns: int
    indent: int  # of first lines, in characters
    gap: float  # between paragraphs, in lines
    justified: bool
    head: str  # what stands over each page but the first: "title", "section", "other" or nothing
    other: str
    number: str  # how the number of a page is written, "{}" in its place; or nothing
    label_gap: float  # between a label and its text, in characters
    hanging: bool  # whether further lines of a list item stand under its text


def draw(script: str, rng: random.Random) -> Look:
    """Draw a look. The order of the draws decides what a seed gives: add new ones at the end."""
    indent = rng.choice([2, 2, 2, 0, 0])
    return Look(
        paper=rng.choice(PAPERS),
        margin=rng.choice([15, 22, 28, 40]),
        size=rng.choice([9, 10.5, 10.5, 12, 14]),
        leading=rng.choice([1.3, 1.5, 1.8]),
        font=rng.choice(FONTS[script]),
        columns=rng.choice([1, 1, 1, 2]),
        indent=indent,
        gap=rng.choice([0, 0, 0.5, 1] if indent else [0, 0.5, 1, 1]),
        justified=rng.random() < 0.8,
        head=rng.choice(HEADS),
        other=rng.choice(OTHERS),
        number=rng.choice(NUMBERS),
        label_gap=rng.choice([0, 0.5, 1, 2]),
        hanging=rng.random() < 0.5,
    )
