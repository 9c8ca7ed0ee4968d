"""What is filled in or listed: forms, cells and rows of tables, ingredients, addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.standing_lines.clauses import clause, figure, name, some

if TYPE_CHECKING:
    import random

    from training.layouts.standing_lines.vocabulary import Words

FIELDS = (
    *("姓名", "性别", "出生年月", "籍贯", "联系电话", "通讯地址", "申请事项", "所在单位"),
    *("经办人", "受理编号", "备注", "紧急联系人", "学历", "职务", "报名时间"),
)
HEADS = ("地点", "品名", "数量", "备注", "日期")
UNITS = ("克", "毫升", "个", "勺", "片", "g", "ml")


def form(rng: random.Random, words: Words) -> list[str]:
    """Make fields with a value each; some are empty."""
    colon = rng.choice("：：:")
    return [f"{field}{colon}{_value(rng, words)}" for field in rng.sample(FIELDS, rng.randint(4, 14))]


def _value(rng: random.Random, words: Words) -> str:
    """Draw what somebody wrote into a field."""
    values = [
        name(rng, words),
        rng.choice(words.places) + figure(rng) + "号",
        figure(rng),
        "",
        f"{rng.randint(1950, 2020)}年{rng.randint(1, 12)}月",
        clause(rng, words),
    ]
    return rng.choice(values)


def cells(rng: random.Random, words: Words) -> list[str]:
    """Make a table whose cells came out one a line."""
    columns = rng.randint(2, 5)
    rows = [_row(rng, words, columns) for _ in some(rng, 3, 8)]
    return [cell for row in [HEADS[:columns], *rows] for cell in row]


def rows(separator: str, rng: random.Random, words: Words) -> list[str]:
    """Make the rows of a table, the cells apart by the separator; bars may stand at both ends too."""
    count, edged = rng.randint(2, 6), separator == "|" and rng.random() < 0.5
    made = [separator.join(_row(rng, words, count)) for _ in some(rng, 3, 14)]
    return [f"|{row}|" for row in made] if edged else made


def _row(rng: random.Random, words: Words, columns: int) -> list[str]:
    """Make a place and what is said of it."""
    return [rng.choice(words.places), *(cell(rng, words) for _ in range(columns - 1))]


def cell(rng: random.Random, words: Words) -> str:
    """Draw a figure, a word, a measure or a date."""
    values = [
        figure(rng),
        rng.choice(words.things),
        rng.choice(words.like),
        f"{rng.randint(1, 99)}%",
        f"{rng.randint(1, 30)}度",
        "无",
        f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
    ]
    return rng.choice(values)


def ingredients(rng: random.Random, words: Words) -> list[str]:
    """List things with how much of each."""
    between = rng.choice([" ", "", "：", "\u3000"])
    return [f"{rng.choice(words.things)}{between}{_amount(rng)}" for _ in some(rng, 4, 14)]


def _amount(rng: random.Random) -> str:
    """Draw a measure."""
    return rng.choice([figure(rng) + rng.choice(UNITS), "适量", "少许"])


def addresses(rng: random.Random, words: Words) -> list[str]:
    """List addresses, one a line."""
    return [_address(rng, words) for _ in some(rng, 4, 14)]


def _address(rng: random.Random, words: Words) -> str:
    """Make a road with a number, and what leads there from either side."""
    place, road = rng.sample(words.places, 2)
    number = f"{figure(rng)}号"
    flat = f"{rng.randint(1, 9)}单元{figure(rng)}室"
    floor = f"{rng.choice(words.things)}大厦{rng.randint(1, 30)}楼"
    inside = rng.choice(["", flat, floor])
    province = rng.choice(["", "青江省", "四方省"])
    return f"{province}{place}{road}{rng.choice(['路', '大街', '巷', '村'])}{number}{inside}"
