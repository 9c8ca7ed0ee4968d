"""EUC-TW and ISO-2022-CN, for which Python has no codec: characters of CNS 11643 by plane, row and cell."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from corpus.cleaning.decoding.pieces import LOST, Piece

PLANES = (1, 2, 3, 4, 5, 6, 7, 15)
_ROWS = 94


@cache
def _table() -> dict[int, str]:
    """Read each plane as a string of 94 rows of 94; a space is a gap."""
    data = zlib.decompress(files("corpus.cleaning.decoding").joinpath("cns11643.bin").read_bytes())
    count = len(data) // 3
    high, middle, low = data[:count], data[count : 2 * count], data[2 * count :]
    chars = "".join(chr(a << 16 | b << 8 | c) for a, b, c in zip(high, middle, low, strict=True))
    size = _ROWS * _ROWS
    return {plane: chars[at * size : (at + 1) * size] for at, plane in enumerate(PLANES)}


def character(plane: int, lead: int, trail: int) -> str | None:
    """Return the character at a row and a cell, both counted from 0x21."""
    cells = _table().get(plane)
    row, cell = lead - 0x21, trail - 0x21
    if cells is None or not (0 <= row < _ROWS and 0 <= cell < _ROWS):
        return None
    found = cells[row * _ROWS + cell]
    return None if found == " " else found


Token = tuple[int, str | None]
"""A number of bytes and their text; None when they are not a character."""

_EUC = re.compile(rb"[\x00-\x7f]+|\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\s\S]")


def euc_tw(data: bytes) -> Iterator[Token]:
    """Read EUC-TW bytes, character by character."""
    return ((len(token), _euc_character(token)) for token in _EUC.findall(data))


@lru_cache(maxsize=1 << 16)
def _euc_character(token: bytes) -> str | None:
    if token[0] < 0x80:
        return token.decode("ascii")
    if len(token) == 2:
        return character(1, token[0] - 0x80, token[1] - 0x80)
    if len(token) == 4:
        return character(token[1] - 0xA0, token[2] - 0x80, token[3] - 0x80)
    return None


# RFC 1922: the escapes that designate a set, for shift-out or for a single shift.
_DESIGNATIONS = {
    b"\x1b$)A": (0, "gb"),
    b"\x1b$)E": (0, "gb"),
    b"\x1b$)G": (0, "cns1"),
    b"\x1b$*H": (1, "cns2"),
    **{b"\x1b$+" + bytes([0x49 + at]): (2, f"cns{3 + at}") for at in range(5)},
}
_ISO = re.compile(rb"\x1b\$[)*+][A-M]|\x1b[NO][\x21-\x7e]{2}|[\x0e\x0f\n]|[\x21-\x7e]+|[\x00-\x20]|[\s\S]")


def iso_2022_cn(data: bytes) -> Iterator[Token]:
    """Read ISO-2022-CN bytes, character by character; an escape gives an empty text."""
    sets, shifted = ["", "", ""], False
    for token in _ISO.findall(data):
        if token in _DESIGNATIONS:
            slot, name = _DESIGNATIONS[token]
            sets[slot] = name
            yield len(token), ""
        elif token in (b"\x0e", b"\x0f"):
            shifted = token == b"\x0e"
            yield 1, ""
        elif token[:1] == b"\x1b" and len(token) == 4:
            yield 4, _iso_character(sets[1 if token[1:2] == b"N" else 2], token[2:])
        elif shifted and token > b"\x20":
            pairs = (token[at : at + 2] for at in range(0, len(token), 2))
            yield from ((len(pair), _iso_character(sets[0], pair)) for pair in pairs)
        else:
            shifted = shifted and token != b"\n"  # a line ends the shift
            yield len(token), token.decode("ascii") if token.isascii() else None


@lru_cache(maxsize=1 << 16)
def _iso_character(charset: str, pair: bytes) -> str | None:
    if len(pair) < 2 or not charset:
        return None
    if charset.startswith("cns"):
        return character(int(charset[3:]), pair[0], pair[1])
    try:
        return bytes(byte | 0x80 for byte in pair).decode("gb18030")
    except UnicodeDecodeError:
        return None


def pieces(data: bytes, start: int, end: int, encoding: str) -> Iterator[Piece]:
    """Read a byte range in one of the two encodings, as pieces."""
    reader = euc_tw if encoding == "euc-tw" else iso_2022_cn
    for length, text in reader(data[start:end]):
        yield Piece(start, start + length, LOST if text is None else text, encoding, text is None)
        start += length
