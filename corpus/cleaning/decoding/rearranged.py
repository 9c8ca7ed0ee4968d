"""Files whose bytes are in another order than their codec wants: surrogates in UTF-8, escapes inside characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from corpus.model.values import Segment

# CESU-8: a character beyond U+FFFF as two surrogates of three bytes each, as Oracle and old Java write it.
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
# A character in two colours, as bulletin boards drew them: an escape is between its lead and its trail byte.
_COLOURED = re.compile(
    rb"([\x81-\xfe])((?:\x1b\[[0-9;]{0,16}m){1,8})([\x40-\x7e\x80-\xfe])"
    rb"|[\x81-\xfe][\x30-\x39\x40-\x7e\x80-\xfe]|[\x00-\x7f]+|[\s\S]"
)


class Swap(NamedTuple):
    """A range of the source, and where its bytes stand once they are arranged."""

    start: int
    end: int
    at: int
    stop: int


class Arranged(NamedTuple):
    """Bytes that a codec reads, the codecs in question, and how the bytes differ from the source."""

    data: bytes
    encodings: tuple[str, ...]
    swaps: tuple[Swap, ...]
    why: str


def find(data: bytes) -> Arranged | None:
    """Arrange the bytes of a file that needs it; whether the result is text is for the caller to judge.

    >>> find("上".encode() + b"\\xed\\xa1\\x80\\xed\\xb0\\x80").data.decode()
    '上𠀀'
    """
    if b"\xed" in data and _PAIR.search(data):
        matches = ((match.span(), _joined(match[0])) for match in _PAIR.finditer(data))
        return _arranged(data, matches, ("utf-8",), "surrogate pairs as in CESU-8")
    if b"\x1b[" in data and not data.isascii():
        found = (match for match in _COLOURED.finditer(data) if match[2])
        coloured = ((match.span(), match[2] + match[1] + match[3]) for match in found)
        return _arranged(data, coloured, ("cp950", "big5hkscs", "gb18030"), "escapes inside characters")
    return None


def _joined(pair: bytes) -> bytes:
    return pair.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _arranged(
    data: bytes, changes: Iterable[tuple[tuple[int, int], bytes]], encodings: tuple[str, ...], why: str
) -> Arranged | None:
    parts, swaps, last, size = list[bytes](), list[Swap](), 0, 0
    for (start, end), arranged in changes:
        size += start - last
        parts += data[last:start], arranged
        swaps.append(Swap(start, end, size, size + len(arranged)))
        last, size = end, size + len(arranged)
    parts.append(data[last:])
    return Arranged(b"".join(parts), encodings, tuple(swaps), f"{why}: {len(swaps)}") if swaps else None


def segments_of_source(data: bytes, arranged: Arranged, segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the segments of the source: what was arranged keeps its bytes as ``raw``."""
    result, swaps, next_swap = list[Segment](), arranged.swaps, 0
    for segment in _unbroken(segments, swaps):
        first = next_swap
        while next_swap < len(swaps) and swaps[next_swap].at < segment.end:
            next_swap += 1
        result += _cut(data, arranged, segment, swaps[first:next_swap])
    return tuple(result)


def _unbroken(segments: Iterable[Segment], swaps: Sequence[Swap]) -> Iterator[Segment]:
    """Join segments where one ends inside a range that was arranged, as damage can."""
    waiting: Segment | None = None
    for segment in segments:
        if waiting is not None:
            chars = waiting.chars + segment.chars
            segment = segment._replace(start=waiting.start, chars=chars, raw=b"")
        index = bisect_left(swaps, segment.end, key=attrgetter("at")) - 1
        waiting = segment if index >= 0 and segment.end < swaps[index].stop else None
        if waiting is None:
            yield segment


def _cut(data: bytes, arranged: Arranged, segment: Segment, swaps: Sequence[Swap]) -> Iterator[Segment]:
    start, end = _origin(segment.start, arranged.swaps), _origin(segment.end, arranged.swaps)
    parts = _parts(arranged.data, segment, swaps) if segment.raw is None else None
    if parts is None:
        yield segment._replace(start=start, end=end, raw=data[start:end])
        return
    edges = [start, *(edge for swap in swaps for edge in swap[:2]), end]
    for at, ((first, last), chars) in enumerate(zip(pairwise(edges), parts, strict=True)):
        if first < last:
            yield Segment(first, last, chars, segment.encoding, data[first:last] if at % 2 else None)


def _parts(plain: bytes, segment: Segment, swaps: Sequence[Swap]) -> list[int] | None:
    """Count the characters between and in the ranges that were arranged; None where these end inside characters."""
    edges = [segment.start, *(edge for swap in swaps for edge in swap[2:]), segment.end]
    try:
        return [len(plain[one:two].decode(segment.encoding)) for one, two in pairwise(edges)]
    except (UnicodeDecodeError, LookupError):
        return None


def _origin(place: int, swaps: Sequence[Swap]) -> int:
    """Return the place in the source of one in the arranged bytes that lies in no range."""
    index = bisect_right(swaps, place, key=attrgetter("at")) - 1
    if index < 0:
        return place
    swap = swaps[index]
    return swap.start if place == swap.at else swap.end + place - swap.stop
