"""Files that are not text by their first bytes, and byte-order marks."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from corpus.errors import SourceError

# From the formats' own specifications. None of these begins a text: each has a control or an invalid byte.
_BINARY = re.compile(
    rb"\x89PNG\r\n\x1a\n|GIF8[79]a|\xff\xd8\xff|II\*\x00|MM\x00\*|RIFF....(?:WAVE|WEBP|AVI )|ID3[\x02-\x04]\x00"
    rb"|PK(?:\x03\x04|\x05\x06|\x07\x08)|\x1f\x8b\x08|\x1f\x9d|BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd"
    rb"|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|MZ[\x90\x80\x00]\x00|\x00asm\x01"
    rb"|\x80[\x02-\x05][\x80-\x95(\]}cK\x8c]|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|SQLite format 3\x00",
    re.DOTALL,
)
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}%PDF-\d")


class ByteOrderMark(NamedTuple):
    """A byte-order mark and the codec that it names."""

    length: int
    encoding: str


# UTF-32 first: the mark of UTF-16 little-endian begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


def refuse_other_types(data: bytes) -> None:
    """Raise for what is not text by its first bytes.

    Raises
    ------
    SourceError
        ``EMPTY``, ``WRONG_TYPE`` (a PDF file) or ``BINARY``.
    """
    if not data:
        raise SourceError("EMPTY", "the file has no bytes")
    if _PDF.match(data):
        raise SourceError("WRONG_TYPE", "this is a PDF file, not its text: extract the text first")
    if _BINARY.match(data):
        raise SourceError("BINARY", "the first bytes are those of a binary format")
    if not data.strip(b"\0"):
        raise SourceError("BINARY", "the file has nothing but NUL bytes")


def byte_order_mark(data: bytes) -> ByteOrderMark | None:
    """Return the byte-order mark at the start, if any."""
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (encoding != "utf-32-le" or _is_utf_32(data[:64])):
            return ByteOrderMark(len(mark), encoding)
    return None


def _is_utf_32(head: bytes) -> bool:
    """Return whether it is not UTF-16 with a NUL after its mark."""
    try:
        head[: len(head) // 4 * 4].decode("utf-32-le")
    except UnicodeDecodeError:
        return False
    return True
