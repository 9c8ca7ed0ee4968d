"""Texts whose lines stand (names, verse, chat, tables, code ...), and the same words as wrapped prose.

Everything is put together from the word lists below by a seed. There are two lists, so that rules are tuned on one
and figures are given for the other.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Words:
    """What one list has: surnames, given names, places, things, what things are like, what is done to them, Latin."""

    surnames: str
    given: Sequence[str]
    places: Sequence[str]
    things: Sequence[str]
    like: Sequence[str]
    done: Sequence[str]
    latin: Sequence[str]


TUNING = Words(
    surnames="赵钱孙李周吴郑王冯陈",
    given=["青禾", "小雨", "家辉", "一鸣", "文静", "晓岚", "守义", "明", "建国", "秀英", "山", "子衿"],
    places=["石桥镇", "老站", "青川市", "槐荫渡", "北山", "南湖", "东桥", "云岭县", "白沙洲", "柳树巷"],
    things=[
        "面包",
        "炉火",
        "木桶",
        "渡船",
        "账本",
        "石阶",
        "灯笼",
        "井水",
        "竹筐",
        "铜壶",
        "书店",
        "信件",
        "桂花",
        "稻田",
        "雨伞",
        "铁轨",
        "门槛",
        "茶叶",
        "石碑",
        "窗台",
    ],
    like=["明亮", "陈旧", "安静", "温热", "潮湿", "结实", "轻巧", "遥远", "新鲜", "古老", "细密", "空荡"],
    done=["搬走", "修好", "点亮", "收起", "打开", "擦净", "送到", "记下", "卖完", "晒干", "挂上", "数清"],
    latin=["timer", "station", "bread", "water", "oven", "batch", "queue", "light", "table", "paper", "river", "stone"],
)
REPORTING = Words(
    surnames="林何高梁宋唐许邓韩曹",
    given=["松涛", "念慈", "启明", "若兰", "思远", "怀瑾", "玉", "德胜", "桂芳", "海", "望舒", "之南"],
    places=["沙湾乡", "新港", "梧桐里", "望海市", "鹿鸣谷", "西岭", "双塔寺", "平湖县", "渔家屯", "半月岛"],
    things=[
        "风筝",
        "码头",
        "钟楼",
        "棉被",
        "果园",
        "羊群",
        "石磨",
        "帆布",
        "黄昏",
        "鸟巢",
        "口琴",
        "山路",
        "蜡烛",
        "邮票",
        "池塘",
        "麦子",
        "围巾",
        "烟囱",
        "沙滩",
        "梯子",
    ],
    like=["柔软", "干燥", "喧闹", "清凉", "洁白", "沉重", "缓慢", "热闹", "模糊", "整齐", "宽阔", "昏暗"],
    done=["缝补", "收割", "放飞", "修剪", "搬运", "敲响", "画下", "寄出", "种下", "捡起", "量好", "藏起"],
    latin=[
        "sensor",
        "island",
        "harbor",
        "cloud",
        "field",
        "signal",
        "engine",
        "mirror",
        "tower",
        "garden",
        "valley",
        "bridge",
    ],
)


class Piece(NamedTuple):
    """Lines of a text; whether an item ends with each, and whether it is one that stands."""

    lines: list[str]
    ends: list[bool]
    stands: list[bool]


Maker = Callable[[random.Random, Words], list[str]]


# --- words and clauses ------------------------------------------------------------------------------------------


def name(rng: random.Random, words: Words) -> str:
    return rng.choice(words.surnames) + rng.choice(words.given)


def clause(rng: random.Random, words: Words) -> str:
    """A few words that could stand in a sentence or in a line of verse."""
    thing, other, like = rng.choice(words.things), rng.choice(words.things), rng.choice(words.like)
    done, place = rng.choice(words.done), rng.choice(words.places)
    shapes = (
        f"{thing}已经{done}了", f"{place}的{thing}很{like}", f"有人把{thing}{done}", f"{like}的{thing}",
        f"{thing}和{other}都在{place}", f"我{done}了{like}的{thing}", f"没有谁看见{thing}", f"在{place}{done}{thing}",
        f"{other}旁边放着{thing}", f"{thing}仍然{like}", f"你说{thing}会被{done}", f"等{thing}{done}",
    )  # fmt: skip
    return rng.choice(shapes)


def sentence(rng: random.Random, words: Words) -> str:
    return "，".join(clause(rng, words) for _ in range(rng.randint(1, 5))) + rng.choice("。。。。！？")


def paragraph(rng: random.Random, words: Words) -> str:
    return "".join(sentence(rng, words) for _ in range(rng.randint(2, 7)))


def _some(rng: random.Random, low: int, high: int) -> range:
    return range(rng.randint(low, high))


def _number(rng: random.Random) -> str:
    return str(rng.randint(1, 10 ** rng.randint(1, 4)))


# --- the kinds --------------------------------------------------------------------------------------------------


def names(rng: random.Random, words: Words) -> list[str]:
    return [name(rng, words) for _ in _some(rng, 4, 30)]


def free_verse(rng: random.Random, words: Words) -> list[str]:
    """Lines of uneven length; commas and stops in some poems, a blank line between stanzas."""
    ends = rng.choice(["", "", "，", "，。"])
    lines = list[str]()
    for number in _some(rng, 5, 30):
        line = clause(rng, words)
        if rng.random() < 0.2:
            line = rng.choice(words.like) + "的" + line
        if rng.random() < 0.15:
            line = rng.choice(words.things)
        if rng.random() < 0.1:
            line += rng.choice(["，", " "]) + clause(rng, words)
        lines.append(line + (rng.choice(ends) if ends and rng.random() < 0.8 else ""))
        if number % 5 == 4 and rng.random() < 0.7:
            lines.append("")
    return lines


def regular_verse(rng: random.Random, words: Words) -> list[str]:
    """Quatrains of five or seven characters, with or without signs."""
    size, signs = rng.choice([5, 7]), rng.choice([("，", "。"), ("，", "。"), ("", "")])
    pool = "".join(words.things) + "".join(words.like)
    lines = list[str]()
    for number in _some(rng, 1, 4):
        lines += [""] * (number > 0)
        lines += ["".join(rng.sample(pool, size)) + signs[at % 2] for at in range(4)]
    return lines


def couplets(rng: random.Random, words: Words) -> list[str]:
    pool = "".join(words.things) + "".join(words.like)
    lines = list[str]()
    for number in _some(rng, 2, 8):
        size = rng.choice([7, 7, 8, 9, 11])
        lines += [""] * (number > 0 and rng.random() < 0.6)
        pair = ["".join(rng.sample(pool, size)) for _ in range(2)]
        lines += [f"{pair[0]}；", f"{pair[1]}。"] if rng.random() < 0.4 else pair
    return lines


def chat(rng: random.Random, words: Words) -> list[str]:
    people = [rng.choice([name(rng, words), "阿" + rng.choice(words.given)[0], "客服", "小" + rng.choice(words.surnames)])
              for _ in range(rng.randint(2, 4))]  # fmt: skip
    stops, colon = rng.choice([0.0, 0.3, 0.7]), rng.choice("：：:")
    return [f"{rng.choice(people)}{colon}{_said(rng, words, stops)}" for _ in _some(rng, 4, 24)]


def _said(rng: random.Random, words: Words, stops: float) -> str:
    said = "，".join(clause(rng, words) for _ in range(rng.choice([1, 1, 1, 2])))
    return said + (rng.choice("。？！") if rng.random() < stops else "")


def stamped_chat(rng: random.Random, words: Words) -> list[str]:
    """``[12:03] 甲: ...``, or the name with the time above what was said."""
    people, shape = [name(rng, words) for _ in range(3)], rng.randint(0, 2)
    minute, lines = rng.randint(60, 900), list[str]()
    for _ in _some(rng, 4, 16):
        minute += rng.randint(0, 9)
        time, who = f"{minute // 60:02d}:{minute % 60:02d}", rng.choice(people)
        said = _said(rng, words, 0.2)
        if shape == 0:
            lines.append(f"[{time}] {who}: {said}")
        elif shape == 1:
            lines += [f"{who} {time}:{rng.randint(0, 59):02d}", said]
        else:
            lines.append(f"{time} {who}：{said}")
    return lines


_FIELDS = [
    "姓名",
    "性别",
    "出生年月",
    "籍贯",
    "联系电话",
    "通讯地址",
    "申请事项",
    "所在单位",
    "经办人",
    "受理编号",
    "备注",
    "紧急联系人",
    "学历",
    "职务",
    "报名时间",
]


def form(rng: random.Random, words: Words) -> list[str]:
    colon = rng.choice("：：:")
    return [f"{field}{colon}{_value(rng, words)}" for field in rng.sample(_FIELDS, rng.randint(4, 14))]


def _value(rng: random.Random, words: Words) -> str:
    return rng.choice([name(rng, words), rng.choice(words.places) + _number(rng) + "号", _number(rng), "",
                       f"{rng.randint(1950, 2020)}年{rng.randint(1, 12)}月", clause(rng, words)])  # fmt: skip


def cells(rng: random.Random, words: Words) -> list[str]:
    """A table whose cells came out one a line."""
    columns = rng.randint(2, 5)
    rows = [[rng.choice(words.places), *(_cell(rng, words) for _ in range(columns - 1))] for _ in _some(rng, 3, 8)]
    head = ["地点", "品名", "数量", "备注", "日期"][:columns]
    return [cell for row in [head, *rows] for cell in row]


def _cell(rng: random.Random, words: Words) -> str:
    return rng.choice([_number(rng), rng.choice(words.things), rng.choice(words.like), f"{rng.randint(1, 99)}%",
                       f"{rng.randint(1, 30)}度", "无", f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"])  # fmt: skip


def _rows(separator: str) -> Maker:
    def rows(rng: random.Random, words: Words) -> list[str]:
        count, edged = rng.randint(2, 6), separator == "|" and rng.random() < 0.5
        made = [separator.join([rng.choice(words.places), *(_cell(rng, words) for _ in range(count - 1))])
                for _ in _some(rng, 3, 14)]  # fmt: skip
        return [f"|{row}|" for row in made] if edged else made

    return rows


def _contents(rng: random.Random, words: Words, leader: Callable[[int], str]) -> list[str]:
    page, lines = 1, list[str]()
    for chapter in _some(rng, 2, 6):
        lines.append(f"第{'一二三四五六七'[chapter]}章 {rng.choice(words.things)}{leader(page)}{page}")
        for section in _some(rng, 0, 5):
            page += rng.randint(0, 7)
            title = (
                clause(rng, words) if rng.random() < 0.5 else rng.choice(words.like) + "的" + rng.choice(words.things)
            )
            lines.append(f"{chapter + 1}.{section + 1} {title}{leader(page)}{page}")
        page += rng.randint(1, 9)
    return lines


def leader_contents(rng: random.Random, words: Words) -> list[str]:
    sign = rng.choice([".", "…", "·", "．", ". ", "-"])
    return _contents(rng, words, lambda _: " " + sign * rng.randint(6, 30) + " ")


def bare_contents(rng: random.Random, words: Words) -> list[str]:
    sign = rng.choice([" ", "  ", "\u3000", "\t"])
    return _contents(rng, words, lambda _: sign)


def bibliography(rng: random.Random, words: Words) -> list[str]:
    numbered, lines = rng.random() < 0.7, list[str]()
    for number in _some(rng, 4, 14):
        mark = f"[{number + 1}] " if numbered else ""
        title = (
            rng.choice(words.things) + "与" + rng.choice(words.things) + rng.choice(["研究", "考", "初探", "的变迁"])
        )
        tail = rng.choice([f"[M]. {rng.choice(words.places)}：{rng.choice(words.places)}出版社, {rng.randint(1980, 2020)}.",
                           f"[J]. {rng.choice(words.places)}学报, {rng.randint(1980, 2020)}({rng.randint(1, 6)}): {_number(rng)}-{_number(rng)}."])  # fmt: skip
        lines.append(f"{mark}{name(rng, words)}. {title}{tail}")
    return lines


def code(rng: random.Random, words: Words) -> list[str]:
    """A function, a shell script, declarations with comments in Chinese, or settings."""
    one, two, three = rng.sample(words.latin, 3)
    said = clause(rng, words)
    shapes = (
        [f"def {one}_{two}({three}):", f'    """{said}"""', f"    for {two} in range({_number(rng)}):",
         f"        if {three} > {two}:", f"            return {three}", "    return None"],
        ["#!/bin/sh", f"export {one.upper()}=/srv/{two}", f"cd /srv/{two}", f"./{three} --{one} {_number(rng)}",
         f"echo done > {two}.log"],
        [f"int {one}; // {rng.choice(words.things)}", f"float {two}; // {rng.choice(words.like)}",
         f"String {three}; // {rng.choice(words.things)}的{rng.choice(words.things)}", f"boolean {one}{two.title()}; // 是否{rng.choice(words.done)}"],
        [f"import {one}", f"from {one} import {two}", f"{three} = {two}({_number(rng)})", f"print({three})"],
        [f"[{one}]", f"{two} = {_number(rng)}", f'{three} = "{rng.choice(words.things)}"', f"# {said}", f"{one} = true"],
        [f"git clone https://example.org/{one}/{two}.git", f"cd {two}", f"pip install {three}", f"{three} --help"],
        [f"SELECT {one}, {two}", f"FROM {three}", f"WHERE {one} > {_number(rng)}", f"ORDER BY {two};"],
        [f"public class {one.title()} {{", f"    private int {two}; // {rng.choice(words.things)}", f"    void {three}() {{",
         f"        System.out.println({two});", "    }", "}"],
    )  # fmt: skip
    return rng.choice(shapes)


def formulas(rng: random.Random, words: Words) -> list[str]:
    letters = rng.sample("abcdxyzTnk", 6)
    return [f"{letters[at % 6]} = {rng.choice(letters)} {rng.choice('+-×/')} {_number(rng)}{rng.choice(['', letters[0]])}"
            + rng.choice(["", "", f" (式 {at + 1})"]) for at in _some(rng, 3, 7)]  # fmt: skip


def markdown(rng: random.Random, words: Words) -> list[str]:
    """A fence, a table, a quotation, a formula, a note, HTML, front matter: one of each kind at a time."""
    one, two, three = rng.sample(words.latin, 3)
    shapes = (
        ["```python", f"import {one}", f"for {two} in {one}:", f"    {three}({two})", "", "print(1)", "```"],
        ["~~~", f"{rng.choice(words.things)} -> {rng.choice(words.things)}", f"  {clause(rng, words)}", "~~~"],
        [f"| {rng.choice(words.things)} | {rng.choice(words.like)} |", "| --- | :-: |",
         *(f"| {_cell(rng, words)} | {_cell(rng, words)} |" for _ in _some(rng, 2, 5))],
        [f"{rng.choice(words.things)} | {rng.choice(words.like)}", "--- | ---", f"{_cell(rng, words)} | {_cell(rng, words)}"],
        ["$$", "\\begin{aligned}", f"{one[0]} & = {two[0]} + {_number(rng)} \\\\", f"{two[0]} & = {three[0]} / 2", "\\end{aligned}", "$$"],
        ["<table>", "  <tr>", f"    <td>{rng.choice(words.things)}</td>", f"    <td>{_cell(rng, words)}</td>", "  </tr>", "</table>"],
        ['<div align="center">', f'  <img src="{one}.png" width="{_number(rng)}">', f"  <b>{clause(rng, words)}</b>", "</div>"],
        [f"[^1]: {clause(rng, words)}", f"[^2]: {clause(rng, words)}"],
        [f"- [{rng.choice(words.things)}](#{one})", f"- [{clause(rng, words)}](#{two})", f"  - [{rng.choice(words.like)}](#{three})"],
        [f"* {rng.choice(words.things)}", f"* {clause(rng, words)}", f"* {rng.choice(words.like)}的{rng.choice(words.things)}"],
    )  # fmt: skip
    return rng.choice(shapes)


def subtitles(rng: random.Random, words: Words) -> list[str]:
    second, lines = rng.randint(1, 60), list[str]()
    for number in _some(rng, 3, 12):
        start, second = second, second + rng.randint(1, 5)
        stamp = f"00:{start // 60:02d}:{start % 60:02d},{rng.randint(0, 999):03d} --> 00:{second // 60:02d}:{second % 60:02d},{rng.randint(0, 999):03d}"
        lines += [str(number + 1), stamp, *(clause(rng, words) for _ in range(rng.choice([1, 1, 2]))), ""]
    return lines[:-1]


def ingredients(rng: random.Random, words: Words) -> list[str]:
    between = rng.choice([" ", "", "：", "\u3000"])
    unit = ["克", "毫升", "个", "勺", "片", "g", "ml"]
    return [f"{rng.choice(words.things)}{between}{rng.choice([_number(rng) + rng.choice(unit), '适量', '少许'])}"
            for _ in _some(rng, 4, 14)]  # fmt: skip


def addresses(rng: random.Random, words: Words) -> list[str]:
    def one() -> str:
        place, road = rng.sample(words.places, 2)
        number = f"{_number(rng)}号" + rng.choice(
            ["", f"{rng.randint(1, 9)}单元{_number(rng)}室", f"{rng.choice(words.things)}大厦{rng.randint(1, 30)}楼"]
        )
        return rng.choice(["", "青江省", "四方省"]) + f"{place}{road}{rng.choice(['路', '大街', '巷', '村'])}{number}"  # fmt: skip

    return [one() for _ in _some(rng, 4, 14)]


def exam(rng: random.Random, words: Words) -> list[str]:
    lines = list[str]()
    for number in _some(rng, 2, 5):
        lines.append(
            f"{number + 1}. {clause(rng, words)}，{rng.choice(['正确的是（ ）', '下列说法错误的是（  ）', '因为'])}"
        )
        lines += [f"{letter}. {rng.choice([clause(rng, words), rng.choice(words.things)])}" for letter in "ABCD"]
    return lines


def dictionary(rng: random.Random, words: Words) -> list[str]:
    shape = rng.randint(0, 2)
    return [(f"【{word}】{clause(rng, words)}。", f"{word}　{rng.choice(['名', '动', '形'])}　{clause(rng, words)}", f"{word}：{clause(rng, words)}；{clause(rng, words)}")[shape]
            for word in rng.sample(list(words.things), rng.randint(4, 14))]  # fmt: skip


def log(rng: random.Random, words: Words) -> list[str]:
    day, level = f"2024-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}", ["INFO", "WARN", "ERROR"]
    return [f"{day} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d} {rng.choice(level)} {rng.choice(words.latin)}: "
            + rng.choice([clause(rng, words), f"{rng.choice(words.latin)}={_number(rng)}"]) for _ in _some(rng, 4, 14)]  # fmt: skip


def pinyin(rng: random.Random, words: Words) -> list[str]:
    syllables, lines = (
        ["shān", "lù", "hé", "qiáo", "yuè", "liàng", "chuān", "wài", "xiǎo", "māo", "zài", "shuì"],
        list[str](),
    )
    for _ in _some(rng, 2, 6):
        picked = rng.sample("".join(words.things), rng.randint(4, 9))
        lines += [" ".join(rng.choice(syllables) for _ in picked), "  ".join(picked)]
    return lines


KINDS: dict[str, Maker] = {
    "names": names,
    "free verse": free_verse,
    "regular verse": regular_verse,
    "couplets": couplets,
    "chat": chat,
    "chat with times": stamped_chat,
    "form": form,
    "cells": cells,
    "rows, blank": _rows(" "),
    "rows, wide blank": _rows("\u3000"),
    "rows, bar": _rows("|"),
    "rows, comma": _rows(","),
    "rows, tab": _rows("\t"),
    "contents, leaders": leader_contents,
    "contents, bare": bare_contents,
    "bibliography": bibliography,
    "code": code,
    "formulas": formulas,
    "markdown": markdown,
    "subtitles": subtitles,
    "ingredients": ingredients,
    "addresses": addresses,
    "exam": exam,
    "dictionary": dictionary,
    "log": log,
    "pinyin": pinyin,
}


# --- texts ------------------------------------------------------------------------------------------------------

_NOT_FIRST, _NOT_LAST = set("，。、；：？！”’）》」"), set("“‘（《「")


@dataclass(frozen=True, slots=True)
class Setting:
    """How prose is set: characters a line, what opens a paragraph, blank lines between paragraphs."""

    width: int
    indent: str
    gap: int


def setting(rng: random.Random) -> Setting:
    return Setting(
        rng.choice([14, 18, 22, 26, 30, 34, 38, 42]), *rng.choice([("　　", 0), ("", 1), ("", 0), ("　　", 1)])
    )


def wrapped(text: str, look: Setting) -> list[str]:
    """The lines of one paragraph; no line begins with a stop or ends with an opening sign."""
    lines, line = list[str](), look.indent
    for char in text:
        if len(line) >= look.width and char not in _NOT_FIRST:
            carried = line[-1] if line[-1] in _NOT_LAST else ""
            lines.append(line[: len(line) - len(carried)])
            line = carried
        line += char
    return [*lines, line]


def prose(paragraphs: Sequence[str], look: Setting) -> Piece:
    lines, ends = list[str](), list[bool]()
    for text in paragraphs:
        if lines:
            lines += [""] * look.gap
            ends += [True] * look.gap
        rows = wrapped(text, look)
        lines += rows
        ends += [False] * (len(rows) - 1) + [True]
    return Piece(lines, ends, [False] * len(lines))


def standing(lines: Sequence[str]) -> Piece:
    return Piece(list(lines), [True] * len(lines), [True] * len(lines))


_HAN = re.compile("[\u3400-\u9fff]{2,}")


def running(lines: Sequence[str], rng: random.Random) -> list[str]:
    """The words of lines that stood, as paragraphs of sentences."""
    said, paragraphs = [word for line in lines for word in _HAN.findall(line)], list[str]()
    while said:
        count = rng.randint(8, 25)
        parts, said = said[:count], said[count:]
        paragraphs.append(
            "".join(part + rng.choice(["，", "，", "，", "。", "、", "的", "和"]) for part in parts)[:-1] + "。"
        )
    return paragraphs


def entries(rng: random.Random, words: Words) -> list[str]:
    """Long entries with a label or a number each, to be wrapped: turns of a talk, fields, references, definitions."""
    who, labels = [name(rng, words) for _ in range(3)], rng.sample(_FIELDS, 6)
    shape, texts = rng.randint(0, 3), [paragraph(rng, words) for _ in range(6)]
    heads = (
        [f"{rng.choice(who)}：" for _ in texts],
        [f"{label}：" for label in labels],
        [f"[{number}] {rng.choice(who)}. " for number in range(1, 7)],
        [f"【{thing}】" for thing in rng.sample(list(words.things), 6)],
    )
    return [head + text for head, text in zip(heads[shape], texts, strict=True)]


def _around(rng: random.Random, words: Words) -> list[str]:
    return [rng.choice([paragraph, paragraph, sentence])(rng, words) for _ in _some(rng, 1, 4)]


def latin(rng: random.Random, words: Words) -> list[str]:
    """Paragraphs of Latin words, or of Han with many between."""
    share = rng.choice([1.0, 1.0, 0.3])
    small = ["the", "a", "of", "and", "is", "in", "to", "for", "with", "on", "that", "by", "it", "was"]

    def one() -> str:
        parts = [rng.choice([rng.choice(words.latin), rng.choice(small), rng.choice(words.latin) + rng.choice(["s", "ed", "ing"])])
                 if rng.random() < share else clause(rng, words) for _ in _some(rng, 5, 22)]  # fmt: skip
        return " ".join(parts).capitalize() + rng.choice([". ", "; ", "? "] if share == 1 else ["。"])

    return ["".join(one() for _ in _some(rng, 1, 6)).strip() for _ in _some(rng, 1, 6)]


def wrapped_words(paragraphs: Sequence[str], rng: random.Random) -> Piece:
    """Set with breaks between words, now and then inside one behind a hyphen."""
    width, gap, hyphens = rng.randint(40, 90), rng.randint(0, 1), rng.random() < 0.4
    lines, ends = list[str](), list[bool]()
    for text in paragraphs:
        rows, row, used = list[str](), "", 0
        for word in re.findall(r"[!-~]+ ?|.", text):
            size = sum(1 + (char >= "\u2e80") for char in word.rstrip())
            if used + size > width:
                if hyphens and size > 6 and rng.random() < 0.6:
                    row, word = f"{row}{word[:3]}-", word[3:]
                rows.append(row.rstrip())
                row, used = "", 0
            row += word
            used += sum(1 + (char >= "\u2e80") for char in word)
        rows.append(row.rstrip())
        lines += [*[""] * (gap if lines else 0), *rows]
        ends += [*[True] * (len(lines) - len(rows) - len(ends)), *[False] * (len(rows) - 1), True]
    return Piece(lines, ends, [False] * len(lines))


def embedded(lines: Sequence[str], rng: random.Random, words: Words) -> Piece:
    """The lines between paragraphs of prose: indented, between blank lines, or neither."""
    look = setting(rng)
    above = prose(_around(rng, words), look)
    if rng.random() < 0.3:
        above = prose(
            [*_around(rng, words), name(rng, words) + rng.choice(["念道：", "写道：", "如下：", "说："])], look
        )
    below = prose(_around(rng, words), look)
    gap = [""] if look.gap or rng.random() < 0.6 else []
    lead = rng.choice(["", "", "    ", "　　"]) if gap else rng.choice(["", "　　　　"])
    inner = [lead + line if line else line for line in lines]
    rows = [*above.lines, *gap, *inner, *gap, *below.lines]
    ends = [*above.ends, *[True] * (len(gap) * 2 + len(inner)), *below.ends]
    own = len(gap) * 2 + len(inner)
    stands = [*[False] * len(above.lines), *[True] * own, *[False] * len(below.lines)]
    return Piece(rows, ends, stands)
