"""What a single character is to a line breaker: its class, its width in display cells, what it counts as."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Classes. The order of some matters: see WIDE_FROM below.
OTHER, SPACE, NEWLINE, FEED, DIGIT, LATIN, DOT, QUOTE, BULLET, DASH, HASH, RIGHT_TO_LEFT = range(12)
HAN, NUMERAL, KANA, END, COMMA, PAUSE, COLON, ELLIPSIS = range(12, 20)
OPEN, CLOSE, OPEN_PAREN, CLOSE_PAREN, CIRCLED, ORDINAL, UNIT, FIGURE, FUNCTION, TOPIC = range(20, 30)
WORDS = (HAN, NUMERAL, FUNCTION, TOPIC, UNIT, FIGURE)  # Han, whatever else they are

_MEMBERS = {
    DIGIT: "0123456789０１２３４５６７８９",
    DOT: ".．",
    QUOTE: "\"'",
    BULLET: "•●■◆◇○□▪▫★☆※·‧∙►▶➢➤✓❖◦＊*"
    # How extractors print the bullets of Word's symbol fonts.
    "\uf06c\uf06d\uf06e\uf06f\uf070\uf071\uf075\uf076\uf09f\uf0a7\uf0a8\uf0b7\uf0d8\uf0e8\uf0fc\uf0fe",
    DASH: "-–—―－~～─",
    HASH: "#",
    NUMERAL: "一二三四五六七八九十百千零〇两壹贰叁肆伍陆柒捌玖拾貳參陸兩",
    END: "。！？!?",
    COMMA: "，,；;",
    PAUSE: "、",
    COLON: "：:",
    ELLIPSIS: "…⋯",
    OPEN: "“‘「『《〈【〖﹁﹃",
    CLOSE: "”’」』》〉】〗﹂﹄",
    OPEN_PAREN: "（([｛{〔［",
    CLOSE_PAREN: "）)]｝}〕］",
    CIRCLED: "".join(map(chr, (*range(0x2460, 0x249C), *range(0x3220, 0x322A), *range(0x2776, 0x2794)))),
    ORDINAL: "第",
    UNIT: "章节節条條编編篇回讲講卷部",
    FIGURE: "图圖表",
    # Words that lean on what follows: a paragraph does not end with one.
    FUNCTION: "的和与與及或在是对對为為从從将將把被以于於由向使让讓就也而且并並但若如因所之该該此每各很更最至",
    # Words that open a clause far more often than they occur inside one.
    TOPIC: "我你他她它们們这這那其当當虽雖因如若但而",
}

BLANKS = [c for c in range(0x3001) if chr(c).isspace() and chr(c) not in "\n\f"]
_WIDE_RANGES = (
    *((0x1100, 0x1160), (0x2E80, 0x303F), (0x3041, 0xA4D0), (0xA960, 0xA980), (0xAC00, 0xD7A4), (0xF900, 0xFB00)),
    *((0xFE10, 0xFE1A), (0xFE30, 0xFE70), (0xFF01, 0xFF61), (0xFFE0, 0xFFE7), (0x16FE0, 0x18D00), (0x1AFF0, 0x1B300)),
    *((0x1F300, 0x1F650), (0x1F680, 0x1F700), (0x1F900, 0x1FB00), (0x20000, 0x40000)),
)
_HAN = ((0x2E80, 0x2FE0), (0x3005, 0x3008), (0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))
_RIGHT_TO_LEFT = ((0x590, 0x900), (0xFB1D, 0xFE00), (0xFE70, 0xFEFF), (0x10800, 0x11000), (0x1E800, 0x1F000))
_ZERO_WIDTH = ((0x0, 0x9), (0x300, 0x370), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10))

# A code point's trait is its class and two flags for its width; traits fit one byte.
CLASS, WIDE, ZERO = 0x1F, 0x20, 0x40

# Four counters share one 64-bit sum: a line is cut to two LONGEST before it is counted.
COUNT_BITS = 16
WIDTH_UNIT, WIDE_UNIT, ALNUM_UNIT, OPEN_UNIT = (1 << (COUNT_BITS * k) for k in range(4))


@cache
def trait_table() -> NDArray[np.uint8]:
    """Return the trait of every code point. The quotes and dashes of Chinese type are two cells wide."""
    table = np.zeros(sys.maxunicode + 1, np.uint8)
    letters = [c for c in range(0x20, 0x2000) if unicodedata.category(chr(c))[0] == "L"]
    table[[*letters, *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]] = LATIN
    table[0x3041:0x3100] = KANA
    table[0xAC00:0xD7A4] = LATIN
    for start, end in _RIGHT_TO_LEFT:
        table[start:end] = RIGHT_TO_LEFT
    for start, end in _HAN:
        table[start:end] = HAN
    for kind, members in _MEMBERS.items():
        table[[ord(c) for c in members]] = kind
    table[BLANKS] = SPACE
    table[[ord("\n"), ord("\f")]] = NEWLINE, FEED
    for start, end in _WIDE_RANGES:
        table[start:end] |= WIDE
    for start, end in _ZERO_WIDTH:
        table[start:end] |= ZERO
    table[[ord(c) for c in "“”‘’…—―·•※①②③④⑤⑥⑦⑧⑨⑩"]] |= WIDE
    table[0x3000] |= WIDE
    return table


@cache
def count_table() -> NDArray[np.int64]:
    """Return what each trait adds to the packed counters: cells, wide characters, letters and digits, brackets open."""
    traits = np.arange(256)
    classes, wide = traits & CLASS, (traits & WIDE) > 0
    table = (1 + wide - (traits & ZERO > 0)).clip(0).astype(np.int64) * WIDTH_UNIT
    table += wide * WIDE_UNIT
    table += np.isin(classes, (DIGIT, LATIN)) * ALNUM_UNIT
    table += np.isin(classes, (OPEN, OPEN_PAREN)) * OPEN_UNIT
    table -= np.isin(classes, (CLOSE, CLOSE_PAREN)) * OPEN_UNIT
    return table


@cache
def _members(chars: str) -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, np.bool_)
    table[[ord(c) for c in chars]] = True
    return table


def among(codes: NDArray[np.uint32], chars: str) -> NDArray[np.bool_]:
    """Tell which code points are among these characters (of the basic plane)."""
    return _members(chars).take(codes, mode="clip")
