"""Set paragraphs anew at random widths and in random styles: labelled text for ``train_reflow.py``.

A rendering keeps the words of its paragraphs and draws everything else: column, indent, spacing, pages, furniture,
captions and footnotes inside paragraphs, false blank lines, fragments, noise.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import NamedTuple

UNIT = re.compile(r"[!-~\u00a1-\u024f]+|\s+|.", re.S)
NOT_FIRST = set("，。、；：？！”’）》」』】〉…,.;:?!)")
NOT_LAST = set("“‘（《「『【〈(")
SIGNS = set("，。、；：？！”’）》」』】〉…“‘（《「『【〈")
HEADS = (
    "年度工作总结",
    "政务公开 第12期",
    "中文排版研究",
    "第三章 资料与方法",
    "內部參考資料",
    "某某大学学报 2021年第3卷",
)
CAPTIONS = (
    "图{} 结构示意图",
    "表{} 各项数据对比",
    "圖 {} 系統架構",
    "图 {}：现场照片",
    "图{}-1 分布情况",
    "现场会场景 张三摄",
)
NOTES = (
    "参见前引资料第三章的有关论述。",
    "数据来源：统计部门历年公报。",
    "作者单位：某某研究院。",
    "該條已於次年修正，此處從舊。",
)
NOTE_MARKS = ("①", "[{}] ", "{} ", "* ", "（{}）")
NUMBERS = ("{}", "- {} -", "-{}-", "— {} —", "第 {} 页", "第{}页 共20页", "{} / 20", "· {} ·", "Page {} of 20")
BYLINES = ("（{}）", "({})", "{} 摄", "本报记者 {}", "□ 记者 {} 通讯员 {}", "——{}")
NAMES = ("张三", "李四 王五", "赵某某", "欧阳某", "陈 某")
HEADLINES = (
    *(
        "全市重点工作推进会召开",
        "{}谈基层治理的三点体会",
        "——某某地区改革工作综述",
        "以“三个坚持”为抓手 推动工作再上新台阶",
    ),
    *("某某日报", "东湖区：", "领导小组到现场观摩新系统运行情况。 {} 摄", "“看得见”的变化 “用得上”的服务"),
)
BODY, NOTE, INSERT, FURNITURE = "body", "note", "insert", "furniture"


PLAIN = ("title", "heading", "byline", "headline")


class Line(NamedTuple):
    """A line with the number of its item (-1: not of the text) and the blank lines before it."""

    text: str
    item: int
    role: str = BODY
    blanks: int = 0
    page: str = ""


@dataclass(frozen=True)
class Style:
    """What one rendering looks like; widths in cells."""

    width: int
    latin: float
    kinsoku: str
    justify: float
    first: int
    shows_first: str
    margin: int
    hanging: int
    separator: str
    heading_blanks: int
    page_length: int
    page_mark: str
    head: str
    number: str
    columns: bool
    false_blank: float
    fragments: float
    captions: float
    notes: float
    noise: float
    half_comma: bool
    corner_quotes: bool
    spread: float
    column_cuts: float = 0.0
    bylines: float = 0.0
    pinched: float = 0.0
    second_head: str = ""


def style(rng: random.Random) -> Style:
    """Draw a style: most often a free mixture, else the manner of a kind of source."""
    free, kind = _free(rng), rng.random()
    if kind < 0.08:
        return _newspaper(free, rng)
    if kind < 0.15:
        return _report(free, rng)
    if kind < 0.23:
        return _unwrapped(free, rng)
    if kind < 0.29:
        return _pieces(free, rng)
    if kind < 0.33:
        return _book(free, rng)
    return free


def _newspaper(free: Style, rng: random.Random) -> Style:
    """Narrow columns, blank lines between paragraphs and false ones inside, bylines, indents not shown."""
    changes = {"width": rng.randint(22, 40), "columns": True, "separator": "blank", "first": 4, "shows_first": "no"}
    changes |= {"false_blank": rng.choice([0.3, 0.9]), "column_cuts": 0.03, "bylines": 0.15, "margin": 0}
    return replace(free, **changes, page_length=10**6, justify=0.0, latin=1.0, kinsoku="push", fragments=0.0)


def _report(free: Style, rng: random.Random) -> Style:
    """Double-spaced, a page begins with a space."""
    changes = {"separator": "double", "page_mark": "lead", "head": "", "number": "", "margin": 0, "justify": 0.0}
    return replace(free, **changes, width=rng.randint(50, 70), first=4, page_length=rng.randint(18, 30), columns=False)


def _pieces(free: Style, rng: random.Random) -> Style:
    """Lines in pieces, cut nearly everywhere that two signs meet: type that is squeezed there, read by ``-raw``."""
    width = rng.choice([rng.randint(34, 50), rng.randint(70, 90)])
    changes = {"width": width, "pinched": rng.uniform(0.5, 0.95), "separator": "none", "first": 4, "margin": 0}
    return replace(free, **changes, shows_first="no", fragments=0.0, noise=0.0, heading_blanks=0, kinsoku="push")


def _book(free: Style, rng: random.Random) -> Style:
    """Indents not shown, notes at the foot of many pages, heads that alternate and bear the number of the page."""
    first, other = rng.sample(HEADS, 2)
    changes = {"width": rng.randint(56, 84), "separator": "none", "first": 4, "page_mark": "\f", "notes": 0.6}
    head = {"head": first + rng.choice(["", " {}", "\u3000{}"]), "second_head": "{} " + other}
    return replace(free, **changes, **head, page_length=rng.randint(22, 38), number=rng.choice(["", "{}"]), margin=0)


def _unwrapped(free: Style, rng: random.Random) -> Style:
    """A paragraph a line; with blank lines between, some are cut by pages, captions and columns."""
    separator = rng.choice(["none", "blank", "blank"])
    cuts = rng.choice([0.0, 0.1, 0.25]) if separator == "blank" else 0.0
    changes = {"width": 10**6, "separator": separator, "column_cuts": cuts, "page_length": 10**6, "margin": 0}
    return replace(
        free, **changes, heading_blanks=int(separator == "blank"), captions=cuts / 3, fragments=0.0, columns=False
    )


def _free(rng: random.Random) -> Style:
    wrapped = rng.random() > 0.12
    paged = rng.random() < 0.7
    marked = paged and rng.random() < 0.6
    return Style(
        width=rng.choice([rng.randint(20, 44), rng.randint(44, 72), rng.randint(60, 84), rng.randint(84, 130)])
        if wrapped
        else 10**6,
        latin=rng.choice([0.85, 0.95, 1.0, 1.0, 1.0, 1.1, 1.2]),
        kinsoku=rng.choice(["push", "push", "push", "hang", "naive"]),
        justify=rng.choice([0.0, 0.0, 0.0, 0.02]),
        first=rng.choice([0, 0, 4, 4, 4, 2]),
        shows_first=rng.choice(["no", "no", "ideographic", "spaces"]),
        margin=rng.choice([0, 0, 0, 0, 4, 7]),
        hanging=rng.choice([0, 0, 2, 4]),
        separator=rng.choice(["none"] * 5 + ["blank"] * 4 + ["double", "double", "some"])
        if wrapped
        else rng.choice(["none", "blank"]),
        heading_blanks=rng.choice([0, 0, 1, 2]),
        page_length=rng.randint(15, 50) if paged else 10**6,
        page_mark=rng.choice(["\f", "\f", "\f", "\n\f", "blank", "lead", "none"]),
        head=rng.choice(HEADS) if marked and rng.random() < 0.7 else "",
        number=rng.choice(NUMBERS) if marked else "",
        columns=rng.random() < 0.12,
        false_blank=0.5 if rng.random() < 0.12 else 0.0,
        fragments=rng.choice([0.0, 0.0, 0.0, 0.04]),
        captions=rng.choice([0.0, 0.0, 0.0, 0.02]),
        notes=rng.choice([0.0, 0.0, 0.0, 0.5]),
        noise=rng.choice([0.0, 0.0, 0.0, 0.01]),
        half_comma=rng.random() < 0.12,
        corner_quotes=rng.random() < 0.12,
        spread=rng.choice([0.0, 0.0, 0.0, 0.02]),
    )


def cells(piece: str, latin: float) -> float:
    """Display cells, Latin at its own width."""
    return sum(2 if c >= "\u2e80" or c in "“”‘’…—" else latin for c in piece)


def wrap(text: str, width: float, first: float, look: Style, rng: random.Random) -> list[str]:
    """Greedy lines; the first is narrower by ``first``."""
    lines, line, room = list[str](), "", width - first
    used = 0.0
    for unit in _units(text):
        size = cells(unit, look.latin)
        limit = room * (1 + rng.uniform(-look.justify, look.justify)) if look.justify else room
        hangs = look.kinsoku == "hang" and unit in NOT_FIRST
        if line and used + size > limit and not hangs and not unit.isspace():
            kept, carried = _carry(line, unit, look.kinsoku)
            lines.append(kept.rstrip())
            line, used, room = carried, cells(carried, look.latin), width
        if line or not unit.isspace():
            line, used = line + unit, used + size
    return [*lines, line.rstrip()] if line.strip() else lines


def _units(text: str) -> list[str]:
    """Words of Latin (addresses may break after a slash) and single characters."""
    return [
        part
        for unit in UNIT.findall(text)
        for part in (re.findall(r"[^/]*/|[^/]+", unit) if len(unit) > 16 else [unit])
    ]


def _carry(line: str, unit: str, kinsoku: str) -> tuple[str, str]:
    """What moves to the next line, so that it begins and this one ends well."""
    cut = len(line)
    if kinsoku != "naive":
        if unit in NOT_FIRST:
            cut -= 1
            while cut > 1 and line[cut] in NOT_FIRST:
                cut -= 1
        while cut > 1 and line[cut - 1] in NOT_LAST:
            cut -= 1
    return (line[:cut], line[cut:]) if cut > 0 else (line, "")


def spell(text: str, look: Style, rng: random.Random) -> str:
    """The style's own spelling: half-width commas, corner brackets, the noise of a scanner."""
    if look.half_comma:
        text = text.replace("，", ",")
    if look.corner_quotes:
        text = text.translate(str.maketrans("“”‘’", "「」『』"))
    if look.noise:
        text = "".join(_noisy(c, look.noise, rng) for c in text)
    return text


def _noisy(char: str, rate: float, rng: random.Random) -> str:
    if rng.random() > rate:
        return char
    if char in "。，、":
        return rng.choice([".", ",", " ", ""])
    return rng.choice([char + " ", char, chr(rng.randint(0x4E00, 0x9000))])


def item_lines(number: int, kind: str, text: str, look: Style, rng: random.Random, scale: float) -> list[Line]:
    """One item set in lines."""
    plain = kind in PLAIN
    first = 0 if plain or kind == "list_item" else look.first
    hanging = look.hanging if kind == "list_item" else 0
    # A headline spans columns.
    width = look.width * (3 if kind == "headline" or (plain and look.bylines) else scale) - hanging
    rows = wrap(spell(" ".join(text.split()), look, rng), width, first - hanging, look, rng)
    lead = " " * look.margin
    opening = {"ideographic": "\u3000" * (first // 2), "spaces": " " * first, "no": ""}[look.shows_first]
    result = []
    for index, row in enumerate(rows):
        if look.spread and rng.random() < look.spread and len(row) > 8 and index < len(rows) - 1:
            row = re.sub(r"(?<=[^\x00-\xff])(?=[^\x00-\xff])", " ", row)
        start = opening if index == 0 else " " * (hanging if look.margin or look.shows_first != "no" else 0)
        result.append(Line(lead + start + row, number))
    if plain and look.margin and rng.random() < 0.3:
        result = [line._replace(text=" " * rng.randint(4, 20) + line.text) for line in result]
    return result


def body(items: list[tuple[str, str]], look: Style, rng: random.Random) -> list[Line]:
    """All items in lines, with the blank lines between them."""
    result, scale, left = list[Line](), 1.0, rng.randint(20, 60)
    for number, (kind, text) in enumerate(items):
        lines = item_lines(number, kind, text, look, rng, scale)
        if look.columns and (left := left - len(lines)) < 0:
            scale, left = rng.choice([1.0, 0.6, 0.8, 1.2]), rng.randint(20, 60)
        plain = kind in PLAIN
        around = look.heading_blanks if plain else 0
        between = {"none": 0, "blank": 1, "double": rng.choice([1, 1, 2]), "some": rng.randint(0, 1)}[look.separator]
        inner = 1 if look.separator == "double" else 0
        for index, line in enumerate(lines):
            blanks = max(between, around) if index == 0 else inner
            after_heading = index == 0 and number and items[number - 1][0] in PLAIN
            if look.bylines and after_heading and rng.random() < 0.3:
                line = line._replace(text=" " + line.text.lstrip())
                blanks = 0
            elif look.bylines and plain and rng.random() < 0.2:
                blanks = 0
            result.append(
                line._replace(blanks=max(blanks, look.heading_blanks) if after_heading and blanks else blanks)
            )
    return result


def cut(lines: list[Line], look: Style, rng: random.Random) -> list[Line]:
    """Breaks of columns inside paragraphs: a blank line, in an unwrapped text in the middle of a line."""
    result = list[Line]()
    for index, line in enumerate(lines):
        inside = index > 0 and lines[index - 1].item == line.item
        if look.width > 10**5 and len(line.text) > 60 and rng.random() < look.column_cuts:
            at = rng.randint(15, len(line.text) - 15)
            parts = line.text[:at].rstrip(), line.text[at:].lstrip()
            result += [line._replace(text=parts[0]), Line(parts[1], line.item, BODY, rng.choice([1, 1, 3]))]
        elif inside and look.width < 10**5 and rng.random() < look.column_cuts:
            result.append(line._replace(blanks=line.blanks + 1))
        else:
            result.append(line)
    return result


def sign(items: list[tuple[str, str]], look: Style, rng: random.Random) -> list[tuple[str, str]]:
    """Bylines and credits between the items."""
    result = list[tuple[str, str]]()
    for item in items:
        result.append(item)
        if rng.random() < look.bylines:
            result.append(("byline", rng.choice(BYLINES).format(rng.choice(NAMES), rng.choice(NAMES))))
        while rng.random() < look.bylines * 1.5:
            result.append(("headline", rng.choice(HEADLINES).format(rng.choice(NAMES))))
    return result


def disturb(lines: list[Line], look: Style, rng: random.Random) -> list[Line]:
    """Captions inside paragraphs, false blank lines, lines in fragments."""
    result, count = list[Line](), 0
    for index, line in enumerate(lines):
        inside = index > 0 and lines[index - 1].item == line.item
        if inside and look.captions and rng.random() < look.captions:
            count += 1
            result.append(Line(rng.choice(CAPTIONS).format(count), -1, INSERT, rng.randint(0, 2)))
            line = line._replace(blanks=rng.randint(0, 2))
        elif inside and look.false_blank and line.text.strip()[:1] in NOT_LAST and rng.random() < look.false_blank:
            line = line._replace(blanks=line.blanks + 1)
        result += _fragments(line, look, rng)
    return result


def _pinched(line: Line, rate: float, rng: random.Random) -> list[Line]:
    """A line cut where two signs meet."""
    text, cuts = line.text, [0]
    for at in range(1, len(text)):
        if text[at] in SIGNS and text[at - 1] in SIGNS and rng.random() < rate:
            cuts.append(at)
    pieces = [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [line._replace(text=pieces[0]), *(Line(piece, line.item) for piece in pieces[1:])]


def _fragments(line: Line, look: Style, rng: random.Random) -> list[Line]:
    """A line cut at punctuation, as ``pdftotext -raw`` does."""
    text = line.text
    if look.pinched:
        return _pinched(line, look.pinched, rng)
    if not look.fragments or len(text) < 8 or rng.random() > look.fragments:
        return [line]
    cuts = [k for k in range(2, len(text)) if text[k] in NOT_FIRST or text[k - 1] in NOT_FIRST or text[k] in NOT_LAST]
    cut = rng.choice(cuts) if cuts else len(text) - 1
    rest = text[cut:].lstrip()
    return [line._replace(text=text[:cut]), Line(rest, line.item)] if rest else [line]


def paginate(lines: list[Line], look: Style, rng: random.Random) -> list[Line]:
    """Cut the lines into pages: furniture, notes, the mark of the page."""
    if look.page_length >= len(lines) or look.page_length > 10**5:
        return lines
    if look.width > 10**5:
        lines = _cut_long(lines, rng)
    result = list[Line]()
    for page, start in enumerate(range(0, len(lines), look.page_length), 1):
        part = lines[start : start + look.page_length]
        if page > 1:
            part = [_begun(part[0], look, result[-1].text if result else ""), *part[1:]]
        if look.head:
            head = (page % 2 == 0 and look.second_head) or look.head
            part = [
                Line(head.format(page), -1, FURNITURE, 0, part[0].page),
                part[0]._replace(page="", blanks=1),
                *part[1:],
            ]
        if look.notes and rng.random() < look.notes:
            part += _notes(look, rng)
        if look.number:
            part = [*part, Line(look.number.format(page), -1, FURNITURE, rng.randint(0, 1))]
        result += part
    return result


def _cut_long(lines: list[Line], rng: random.Random) -> list[Line]:
    """Some long lines cut in two, where a page ended inside the paragraph."""
    result = list[Line]()
    for line in lines:
        if len(line.text) > 80 and rng.random() < 0.15:
            cut = rng.randint(20, len(line.text) - 20)
            result += [line._replace(text=line.text[:cut]), line._replace(text=line.text[cut:].lstrip(), blanks=1)]
        else:
            result.append(line)
    return result


def _begun(line: Line, look: Style, before: str) -> Line:
    """The first line of a page."""
    if look.page_mark == "lead":
        return line._replace(text=" " + line.text.lstrip(), blanks=0)
    if look.page_mark == "blank":
        return line._replace(blanks=max(line.blanks, 1))
    return line._replace(page="" if look.page_mark == "none" else look.page_mark)


def _notes(look: Style, rng: random.Random) -> list[Line]:
    """One or two notes at the foot of a page, in smaller type."""
    mark, result = rng.choice(NOTE_MARKS), list[Line]()
    for number in range(1, rng.choice([2, 2, 3])):
        content = mark.format(number) + "".join(rng.sample(NOTES, rng.choice([1, 1, 1, 2, 3])))
        item = -2 - number - rng.randrange(10**6) * 9
        blanks = int(number == 1 and rng.random() < 0.5)
        for row in wrap(content, look.width * 1.15, 0, look, rng):
            result.append(Line(row, item, NOTE, blanks))
            blanks = 0
    return result


def render(items: list[tuple[str, str]], rng: random.Random) -> tuple[str, list[Line]]:
    """The text of one rendering, and its lines in order (those that are not empty)."""
    look = style(rng)
    lines = [line for line in _set(items, look, rng) if line.text.strip()]
    pieces = [line.page + "\n" * line.blanks + line.text + "\n" for line in lines]
    return "".join(pieces), lines


def _set(items: list[tuple[str, str]], look: Style, rng: random.Random) -> list[Line]:
    lines = body(sign(items, look, rng), look, rng)
    return paginate(disturb(cut(lines, look, rng), look, rng), look, rng)


def main() -> None:
    """Print three renderings of a small text."""
    items = [("title", "一个标题"), *[("paragraph", "这是一段用来试验的文字，它有好几句话。" * 5)] * 4]
    for seed in range(3):
        print(render(items, random.Random(seed))[0], "=" * 40, sep="\n")


if __name__ == "__main__":
    main()
