"""From readings of byte ranges to segments that give every byte back."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from corpus.model.values import Finding, Segment

LOST = "\ufffd"


class Piece(NamedTuple):
    """A byte range and its text; ``damaged`` when no character claims its bytes (its text is U+FFFD)."""

    start: int
    end: int
    text: str
    encoding: str
    damaged: bool = False


class Assembled(NamedTuple):
    """The pieces put together."""

    chars: str
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]


def assemble(data: bytes, pieces: Iterable[Piece]) -> Assembled:
    """Join neighbours of one encoding, and keep the bytes where encoding does not give them back."""
    texts, segments, findings, at = list[str](), list[Segment](), list[Finding](), 0
    for piece in _joined(pieces):
        texts.append(piece.text)
        segments += _segments(data, piece)
        if piece.damaged:
            findings.append(Finding(at, at + len(piece.text), "DECODE_ERRORS"))
        at += len(piece.text)
    return Assembled("".join(texts), tuple(segments), tuple(findings))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours of one encoding; damage side by side is one damage, one U+FFFD."""
    for (encoding, damaged, _), group in groupby(pieces, key=_kind):
        run = list(group)
        text = LOST if damaged else "".join(piece.text for piece in run)
        yield Piece(run[0].start, run[-1].end, text, encoding, damaged)


def _kind(piece: Piece) -> tuple[str, bool, bool]:
    """Return what neighbours must share to be joined: bytes without text (a mark, padding) stay apart from text."""
    return piece.encoding, piece.damaged, not piece.text and piece.encoding != "iso-2022-cn"


def _segments(data: bytes, piece: Piece) -> list[Segment]:
    start, end, text, encoding, damaged = piece
    if not damaged and gives_back(data, piece):
        return [Segment(start, end, len(text), encoding)]
    if damaged or not text or _decoder(encoding) is None:
        return [Segment(start, end, len(text), encoding, data[start:end])]
    tiled = [_segment(data, tile) for tile in _tiles(data, piece)]
    whole = [Segment(start, end, len(text), encoding, data[start:end])]
    return tiled if sum(segment.chars for segment in tiled) == len(text) else whole


def _segment(data: bytes, piece: Piece) -> Segment:
    start, end, text, encoding, _ = piece
    return Segment(start, end, len(text), encoding, None if gives_back(data, piece) else data[start:end])


def gives_back(data: bytes, piece: Piece) -> bool:
    """Return whether the piece's text, encoded, is the piece's bytes."""
    try:
        return piece.text.encode(piece.encoding) == data[piece.start : piece.end]
    except (UnicodeEncodeError, LookupError):
        return False


@cache
def _decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder] | None:
    """Return the class of the codec's incremental decoder; None for a stateful codec or one that Python lacks."""
    try:
        stateful = encoding == "hz" or encoding.startswith("iso2022")
        return None if stateful else codecs.getincrementaldecoder(encoding)
    except LookupError:
        return None


def _tiles(data: bytes, piece: Piece) -> Iterator[Piece]:
    """Cut the piece into stretches that give their bytes back and single characters that do not.

    A codec may read two byte sequences as one character and write only one of them: A1 C3 and A1 FE in CP950.
    """
    coarse = _cut(data, piece, 256)
    fine = (tile for rough in coarse for tile in ([rough] if gives_back(data, rough) else _cut(data, rough, 1)))
    for good, group in groupby(fine, key=lambda tile: gives_back(data, tile)):
        run = list(group)
        yield Piece(run[0].start, run[-1].end, "".join(tile.text for tile in run), piece.encoding, not good)


def _cut(data: bytes, piece: Piece, size: int) -> Iterator[Piece]:
    """Cut the piece into stretches of about ``size`` bytes, where the decoder has nothing pending."""
    kind = _decoder(piece.encoding)
    assert kind is not None
    decoder, start, text, at = kind(), piece.start, "", piece.start
    while at < piece.end:
        step = min(at + (1 if at > start else size), piece.end)
        text += decoder.decode(data[at:step], step == piece.end)
        at = step
        if not decoder.getstate()[0]:
            yield Piece(start, at, text, piece.encoding)
            start, text = at, ""


_BLOCK = 4096  # bytes: after each damage a block is decoded again, so that time stays linear


def damaged_by(data: bytes, start: int, end: int, encoding: str) -> Iterator[Piece]:
    """Read a byte range in one codec; what it cannot decode becomes damage, byte by byte as the codec resumes."""
    try:
        yield Piece(start, end, data[start:end].decode(encoding), encoding)
        return
    except UnicodeDecodeError:
        pass
    while start < end:
        stop = min(start + _BLOCK, end)
        good, bad = _first_error(data[start:stop], encoding)
        if stop < end and 0 < stop - start - 8 < good:
            bad = good  # the block may end inside a character: look again from there
        yield from _good_and_bad(data, start, start + good, start + bad, encoding)
        start += bad


def _first_error(block: bytes, encoding: str) -> tuple[int, int]:
    """Find where the first undecodable bytes begin and end; both are the block's length when there are none."""
    try:
        block.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start, max(error.end, error.start + 1)
    return len(block), len(block)


def _good_and_bad(data: bytes, start: int, good: int, bad: int, encoding: str) -> Iterator[Piece]:
    if good > start:
        yield Piece(start, good, data[start:good].decode(encoding), encoding)
    if bad > good:
        yield Piece(good, bad, LOST, encoding, True)
