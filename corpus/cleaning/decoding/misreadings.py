"""The codecs that texts were misread with, and the bytes that a misread text had."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

WRONG = (
    "latin1",
    "cp1252",
    "cp437",
    "gb18030",
    "cp950",
    "big5hkscs",
    "cp949",
    "cp932",
    "cp936",
    "mac_roman",
    "cp850",
)
RIGHT = ("utf-8", "gb18030", "cp950", "big5hkscs")
DOUBLE_BYTE = ("gb18030", "cp950", "big5hkscs", "cp949", "cp932", "cp936")

_NAMES = {
    "utf-8": "utf8",
    "gb18030": "gbk",
    "cp936": "gbk",
    "cp950": "big5",
    "big5hkscs": "big5",
    "cp932": "sjis",
    "mac_roman": "macroman",
}

# Windows-1252 leaves five bytes undefined; what wrote such files passed them through as C1 controls.
_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
# Windows reads these two bytes alone as characters; GB18030 has the first at A2 E3 and the second nowhere.
_CP936 = {"€": b"\x80", "\uf8f5": b"\xff"}
# Four codes of Big5-HKSCS are two code points each.
_SEQUENCES = re.compile("(?<=[Êê])[\u0304\u030c]")
INSIDE = -1
"""The offset of a code point that is the second of its bytes' character."""


class Kind(NamedTuple):
    """A misreading: the codec that read the bytes, and the one that should have."""

    wrong: str
    right: str

    @property
    def rule(self) -> str:
        return f"mojibake.{_NAMES.get(self.right, self.right)}_as_{_NAMES.get(self.wrong, self.wrong)}"

    @property
    def possible(self) -> bool:
        """Whether the two differ in more than a few characters."""
        return _NAMES.get(self.right) != _NAMES.get(self.wrong, self.wrong)


def encode(text: str, encoding: str, errors: str = "strict") -> bytes:
    """Return the bytes that were misread; with ``errors="replace"`` a question mark for what the codec lacks.

    >>> encode("搴︺€", "cp936").hex(" ")
    'e5 ba a6 e3 80'
    """
    if encoding == "cp1252":
        return text.translate(_CP1252).encode("latin1", errors)
    if encoding != "cp936":
        return text.encode(encoding, errors)
    codes = [_cp936(char) for char in text]
    if errors == "strict" and None in codes:
        at = codes.index(None)
        raise UnicodeEncodeError(encoding, text, at, at + 1, "not a character of the code page")
    return b"".join(b"?" if code is None else code for code in codes)


@lru_cache(maxsize=1 << 16)
def _cp936(char: str) -> bytes | None:
    """Return the code of Windows' code page 936, its user-defined area included; None where it has none."""
    try:
        code = _CP936.get(char) or char.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return code if len(code) < 4 else None


@cache
def twins(encoding: str) -> dict[str, tuple[bytes, ...]]:
    """Return the codes of each character that a codec reads from more than one: encoding gives only one of them.

    >>> [code.hex() for code in twins("cp932")["嶸"]]
    ['ed98', 'fab4']
    """
    codes = dict[str, tuple[bytes, ...]]()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            code = bytes((lead, trail))
            char = code.decode(encoding, "replace")
            if len(char) == 1 and char != "\ufffd":
                codes[char] = (*codes.get(char, ()), code)
    return {char: both for char, both in codes.items() if len(both) > 1}


def offsets(text: str, encoding: str) -> list[int]:
    """Return the byte offset of each code point and of the end; ``INSIDE`` for the second of a sequence.

    >>> offsets("aÊ̄", "big5hkscs")
    [0, 1, -1, 3]
    """
    seconds = {match.start() for match in _SEQUENCES.finditer(text)} if encoding == "big5hkscs" else set[int]()
    if not seconds:
        return list(accumulate((len(encode(char, encoding)) for char in text), initial=0))
    result, at = [0], 0
    for place in range(len(text)):
        if place + 1 in seconds:
            result.append(INSIDE)
            continue
        at += len(encode(text[place - (place in seconds) : place + 1], encoding))
        result.append(at)
    return result
