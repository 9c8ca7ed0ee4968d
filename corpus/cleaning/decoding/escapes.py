"""Seven-bit encodings, which announce Chinese by escapes: HZ, ISO-2022-CN and their relatives."""

from __future__ import annotations

from corpus.cleaning.decoding import cns
from corpus.cleaning.decoding.character_model import model
from corpus.cleaning.decoding.pieces import Piece

_RELATIVES = ("iso2022_jp_2", "iso2022_jp_3", "iso2022_kr")


def find(data: bytes) -> list[Piece] | None:
    """Read a file that is written with escapes; None when it is not, or only looks so."""
    if b"~{" in data and data.isascii():
        return _hz(data)
    if b"\x1b$" in data:
        return _iso_2022_cn(data) or _relative(data)
    return None


def _hz(data: bytes) -> list[Piece] | None:
    """Read HZ, line by line where a line needs no other; ASCII with ``~{`` by chance is less probable as HZ."""
    try:
        text = data.decode("hz")
        lines = [line.decode("hz") for line in data.splitlines(keepends=True)]
    except UnicodeDecodeError:
        return None
    head = data[:4000].decode("ascii")
    if text.isascii() or model().cost(text[: len(head)]) * len(head) > model().cost(head) * len(text[: len(head)]) * 2:
        return None
    if "".join(lines) != text:
        return [Piece(0, len(data), text, "hz")]
    pieces, at = list[Piece](), 0
    for line, text_of_line in zip(data.splitlines(keepends=True), lines, strict=True):
        pieces.append(Piece(at, at + len(line), text_of_line, "hz"))
        at += len(line)
    return pieces


def _iso_2022_cn(data: bytes) -> list[Piece] | None:
    pieces = list(cns.pieces(data, 0, len(data), "iso-2022-cn"))
    wide = sum(not piece.text.isascii() for piece in pieces)
    damaged = sum(piece.damaged for piece in pieces)
    return pieces if wide and damaged * 10 <= wide else None


def _relative(data: bytes) -> list[Piece] | None:
    """Try the Japanese and Korean codecs, which Python has."""
    for encoding in _RELATIVES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.isascii() and "\x1b" not in text:
            return [Piece(0, len(data), text, encoding)]
    return None
