"""How probable a text is as Chinese: costs of characters and of pairs, in nats, from the file beside."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import repeat
from operator import add
from typing import NamedTuple

ERROR = 18.0
"""Nats for bytes that no character claims: dearer than any character but one that nobody uses."""

MORE = 9.0
"""Nats for a damaged byte beside another: damage comes in runs."""

ORPHAN = (0.0, 12.0, 17.0, 22.0)
"""Nats for one, two or three bytes of a cut character at the very start or end: files are often cut."""

_STEP = 8  # eighths of a nat, as the generator wrote them
_HAN = 0.75  # the share of running text that is Han: dictionaries have nothing else

# Everything that dictionaries lack, by the frequency that it has in running text.
_SIGNS = {
    3.2: " \n，",
    3.6: "。、　\ue5e5",  # what GB18030 makes of A3 A0, the indent of GBK pages
    4.0: "0123456789aeinorst",
    4.6: "bcdfghlmpuwyABCDEILMNOPRST.,-/",
    4.9: "“”（）《》：；１２３４５６７８９０\r\t:()",
    5.5: "jkqvxzFGHJKQUVWXYZ\"'_=+*#%|<>[]!?;&@$\\`^~{}？！－—…·「」『』【】",
    7.0: "‘’〔〕〈〉％．／＋＝～①②③④⑤⑥⑦⑧⑨⑩℃°×※●○◎■□◆◇★☆△▲→↑↓←－ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ㎡㎏\xa0",
    8.0: "─│┌┐└┘├┤┬┴┼━┃═║㈠㈡㈢㈣㈤⑴⑵⑶⑷⑸％℅№￥€々〇｜＿＠＃＆＊±÷≤≥≠≈∶•‧﹑∕ˇ"
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796",
    13.0: "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",  # Han and signs that GB 18030-2022 moved
}

# First code point of each range, and what a character in it costs when nothing above says otherwise.
_RANGES = (
    (0x0000, 14.0),  # controls
    (0x0020, 5.5),
    (0x007F, 16.0),  # C1 controls
    (0x00A0, 10.0),  # Latin: letters of names; mojibake is made of them
    (0x0250, 12.0),
    (0x0370, 10.0),  # Greek, Cyrillic
    (0x0500, 12.0),  # the other alphabets
    (0x1100, 14.0),
    (0x1200, 13.0),
    (0x2000, 11.0),  # punctuation, symbols
    (0x2500, 10.0),  # boxes
    (0x2600, 11.0),
    (0x2E80, 13.0),  # radicals
    (0x3000, 9.0),
    (0x3040, 8.5),  # kana
    (0x3100, 10.0),  # bopomofo
    (0x3130, 12.0),
    (0x3400, 14.0),  # Han, extension A
    (0x4E00, 13.5),  # Han that the dictionary lacks
    (0xA000, 14.0),
    (0xAC00, 10.5),  # hangul
    (0xD7B0, 15.0),
    (0xE000, 17.0),  # private use
    (0xF900, 14.0),  # compatibility ideographs
    (0xFB00, 13.0),
    (0xFE30, 10.5),  # vertical and small forms
    (0xFE70, 13.0),
    (0xFF01, 8.0),  # full-width forms
    (0xFF61, 10.5),  # half-width kana
    (0xFFA0, 14.0),
    (0xFFE0, 9.0),
    (0xFFE7, 16.0),
    (0xFFFD, ERROR),
    (0xFFFE, 22.0),
    (0x10000, 16.0),
    (0x1F000, 13.0),  # pictographs
    (0x1FB00, 16.0),
    (0x20000, 14.5),  # Han, extensions B and later
    (0x323B0, 20.0),
    (0xE0000, 20.0),
)
_STARTS = [start for start, _ in _RANGES]


class _Costs(dict[str, float]):
    """Costs of single characters, completed by range when the file lacks one."""

    def __missing__(self, char: str) -> float:
        cost = _RANGES[bisect_right(_STARTS, ord(char)) - 1][1]
        self[char] = cost
        return cost


class Model(NamedTuple):
    """``single``: costs of characters; ``pairs``: what to take off when one follows another."""

    single: dict[str, float]
    pairs: dict[str, float]

    def cost(self, text: str) -> float:
        """Return the cost of a text in nats: the lower, the more probable.

        >>> model().cost("公安机关") < model().cost("鏈哄叧")
        True
        """
        gains = map(self.pairs.get, map(add, text, text[1:]), repeat(0.0))
        return sum(map(self.single.__getitem__, text)) - sum(gains)


@cache
def _sections() -> tuple[int, list[bytes]]:
    data = files("corpus.cleaning.decoding").joinpath("characters.bin").read_bytes()
    head, _, body = data.partition(b"\n")
    common, *sizes = map(int, head.split())
    body, sections, at = zlib.decompress(body), list[bytes](), 0
    for size in sizes:
        sections.append(body[at : at + size])
        at += size
    return common, sections


def common() -> str:
    """Return the Han that make up 99 % of running text, in both scripts."""
    count, sections = _sections()
    return sections[0].decode("utf-16-le")[:count]


@cache
def model() -> Model:
    """Return the model; read once in a process, in about 60 ms, and only for files that need it."""
    chars, costs, pairs, bonuses = _sections()[1]
    return Model(_singles(chars.decode("utf-16-le"), costs), _pairs(pairs, bonuses))


def _singles(chars: str, costs: bytes) -> dict[str, float]:
    single = _Costs()
    for char, cost in zip(chars, costs, strict=True):
        single[char] = min(13.0, cost / _STEP + 1 - _HAN)
    for sign_cost, signs in _SIGNS.items():
        single.update(dict.fromkeys(signs, sign_cost))
    return single


def _pairs(planes: bytes, bonuses: bytes) -> dict[str, float]:
    half = len(planes) // 2
    interleaved = bytearray(len(planes))
    interleaved[0::2], interleaved[1::2] = planes[:half], planes[half:]
    keys = list[str]()
    for group in interleaved.decode("utf-16-be").split("\n"):
        keys += map(group[0].__add__, group[1:])
    halves = [half / 2 for half in range(256)]
    return dict(zip(keys, map(halves.__getitem__, bonuses), strict=True))


def _class(chars: Iterable[str]) -> str:
    """Return the inside of a regular expression's set: ranges where there are any."""
    points = sorted(set(map(ord, chars)))
    ranges = list[list[int]]()
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


@cache
def _ordinary() -> re.Pattern[str]:
    """Match a run of the characters of ordinary Chinese text; possessive: a third of the time of a search."""
    signs = "".join(_SIGNS.values()).replace("№", "") + "".join(map(chr, range(0x20, 0x7F)))
    kept = set(common()) | set(signs) | set(map(chr, range(0xFF01, 0xFF5F)))
    return re.compile(f"[{_class(kept)}]*+")


def rare_places(text: str) -> list[int]:
    """Find the rare characters of a text: signs of a wrong codec, of mojibake, or of a name.

    Controls, letters with accents, private use, hangul, half-width kana and the Han beyond the 5,000 most frequent.
    """
    run, places, length = _ordinary().match, list[int](), len(text)
    at = run(text).end()  # type: ignore[union-attr]  # an empty run matches too
    while at < length:
        places.append(at)
        at = run(text, at + 1).end()  # type: ignore[union-attr]
    return places
