"""The most probable reading of a line that no codec reads: characters, damaged bytes and changes of codec.

Viterbi over byte positions, with two states a codec: after a character, and after damage. It keeps the best way to
each state and the last character of it, so that the pairs of the model count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpus.cleaning.decoding.character_model import ERROR, MORE, ORPHAN, Model, model
from corpus.cleaning.decoding.evidence import MALFORMED
from corpus.cleaning.decoding.pieces import LOST, Piece

SWITCH = 14.0
"""Nats for a change of codec inside a line: dearer than a rare character, cheaper than damage on both sides."""

# What remains of a cut character: after the cut, and before it.
_TAIL, _HEAD = re.compile(rb"[\x40-\xfe]"), re.compile(rb"[\x81-\xfe]")
_TAILS = {
    "utf-8": re.compile(rb"[\x80-\xbf]{1,3}"),
    "gb18030": re.compile(rb"[0-9][\x81-\xfe][0-9]|[\x81-\xfe][0-9]|[\x40-\xfe]"),
}
_HEADS = {
    "utf-8": re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}"),
    "gb18030": re.compile(rb"[\x81-\xfe](?:[0-9][\x81-\xfe]?)?"),
}

_LENGTHS = {"utf-8": (2, 3, 4), "gb18030": (2, 4)}


class _Way(NamedTuple):
    """The best way to a byte position in a codec: its cost, last character, and the step before."""

    cost: float
    last: str
    before: _Way | None
    piece: Piece | None
    codec: int


_Ways = dict[tuple[int, bool], _Way]
"""At a byte position: the best way by codec, and by whether it ends in damage."""


@lru_cache(maxsize=1 << 17)
def _character(raw: bytes, encoding: str) -> str:
    """Return the one character that these bytes are; empty when they are none."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return text if len(text) == 1 else ""


def best(data: bytes, start: int, end: int, encodings: tuple[str, ...]) -> list[Piece]:
    """Find the most probable reading of a byte range in ASCII-compatible codecs."""
    scale = model()
    ways: list[_Ways] = [{} for _ in range(end - start + 1)]
    ways[0] = {(at, False): _Way(at and SWITCH / 2, "\n", None, None, at) for at in range(len(encodings))}
    for at in range(start, end):
        here = _with_switches(ways[at - start], len(encodings))
        ways[at - start] = {}
        for way in here:
            for piece, cost in _steps(data, at, end, encodings[way.codec], way, scale):
                _offer(ways[piece.end - start], _Way(way.cost + cost, piece.text, way, piece, way.codec))
    return _trace(min(ways[-1].values(), key=_cost))


def _cost(way: _Way) -> float:
    return way.cost


def _with_switches(ways: _Ways, codecs: int) -> list[_Way]:
    """Complete the ways at a position: a codec without a good one takes over the best, for the price of a switch."""
    if not ways:
        return []
    top = min(ways.values(), key=_cost)
    limit = top.cost + SWITCH
    alive = [way for way in ways.values() if way.cost < limit]
    missing = {*range(codecs)} - {way.codec for way in alive}
    return alive + [top._replace(cost=limit, codec=codec) for codec in sorted(missing)]


def _steps(data: bytes, at: int, end: int, encoding: str, way: _Way, scale: Model) -> Iterator[tuple[Piece, float]]:
    """Yield each next character of a codec with its cost, or a damaged byte."""
    if data[at] < 0x80:
        char = chr(data[at])
        yield Piece(at, at + 1, char, encoding), scale.single[char]
        return
    for length in _LENGTHS.get(encoding, (2,)):
        char = _character(data[at : at + length], encoding) if at + length <= end else ""
        if char:
            cost = scale.single[char] - scale.pairs.get(way.last + char, 0.0)
            yield Piece(at, at + length, char, encoding), cost
    malformed = MALFORMED.match(data, at, end) if encoding == "utf-8" else None
    if malformed:
        yield Piece(at, malformed.end(), LOST, encoding, True), MORE
    yield Piece(at, at + 1, LOST, encoding, True), MORE if way.last == LOST else ERROR
    yield from _orphans(data, at, end, encoding)


def _orphans(data: bytes, at: int, end: int, encoding: str) -> Iterator[tuple[Piece, float]]:
    """Yield the rest of a character that was cut, where the file begins or ends."""
    found = _TAILS.get(encoding, _TAIL).match(data, at, min(end, at + 3)) if at == 0 else None
    if end == len(data) and end - at <= 3:
        found = _HEADS.get(encoding, _HEAD).fullmatch(data, at, end) or found
    if found:
        yield Piece(at, found.end(), LOST, encoding, True), ORPHAN[found.end() - at]


def _offer(ways: _Ways, way: _Way) -> None:
    """Keep the way if it is the best of its codec; damage is a state of its own, for more of it is cheaper."""
    state = (way.codec, way.last == LOST)
    if state not in ways or way.cost < ways[state].cost:
        ways[state] = way


def _trace(way: _Way | None) -> list[Piece]:
    """Collect the pieces from the first byte on."""
    pieces = list[Piece]()
    while way is not None:
        if way.piece is not None:
            pieces.append(way.piece)
        way = way.before
    pieces.reverse()
    return pieces
