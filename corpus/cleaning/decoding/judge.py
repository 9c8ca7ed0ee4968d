"""The verdict on a file: its main encoding, how sure that is, and why."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from corpus.cleaning.decoding import declared as declarations
from corpus.cleaning.decoding import detector
from corpus.cleaning.decoding.character_model import ERROR
from corpus.cleaning.decoding.evidence import (
    LEGACY,
    WIDE,
    Reading,
    compare,
    cost_in_any_script,
    read,
    wide,
    with_alphabets,
)
from corpus.cleaning.decoding.pieces import LOST
from corpus.errors import SourceError

HINT = 6.0
"""Nats that a declared encoding starts ahead: evidence of one rare character overrules it."""

SHORT = 160
"""Bytes up to which every codec is compared: too few for one to be out of the question."""

FIRST, OTHERS = 480, 200
"""Bytes of the windows that are compared: after the first byte above ASCII, and twice further on."""

HOPELESS = 11.5
"""Nats a character above which a reading is not text in any script."""

_HIGH = re.compile(rb"[\x80-\xff]")
_SAFE = re.compile(rb"[\x00-\x2f]")  # bytes that are never a second byte
_CONTROLS = bytes(sorted({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1a\x1b"}))


class Verdict(NamedTuple):
    """The main encoding, its confidence, the runner-up, and the reason in words."""

    encoding: str
    confidence: float
    runner_up: str | None
    why: str
    skip: int = 0
    chinese: bool = True


def windows(data: bytes) -> list[bytes]:
    """Choose a few stretches with bytes above ASCII: at the first one, in the middle and near the end."""
    found = _HIGH.search(data)
    first = found.start() if found else 0
    start = max(data.rfind(b"\n", max(0, first - 200), first) + 1, 0) if first > SHORT else 0
    result = [data[start : max(start, first) + FIRST]]
    for part in (0.5, 0.85) if len(data) - start > 5000 else ():
        at = _SAFE.search(data, int(start + (len(data) - start) * part))
        if at:
            result.append(data[at.end() : at.end() + OTHERS])
    return result


def judge(data: bytes, declared: str | None) -> Verdict:
    """Decide the encoding of a file that is not plain UTF-8.

    Raises
    ------
    SourceError
        ``BINARY`` or ``UNDECODABLE``: no encoding gives text.
    """
    parts = windows(data)
    readings = _chinese(parts, declared)
    best = readings[0]
    if not best.chinese:
        mixed = by_lines(parts)
        if mixed is not None:
            return mixed
        readings = _any_script(data, parts, readings, declared)
        best = readings[0]
        _refuse_noise(data, best)
    return _verdict(readings)


def judge_valid(data: bytes) -> Verdict:
    """Judge bytes that are valid UTF-8: still UTF-16 or UTF-32 when the NULs in them make that more probable."""
    found = data.find(b"\0")
    start = max(0, found - 200) // 4 * 4
    part = data[start : start + 1000]
    if found < 0:
        return Verdict("utf-8", 1.0, None, "valid UTF-8")
    return _verdict(_ranked([_over([part], "utf-8"), *_wide([part])], None))


def _chinese(parts: list[bytes], declared: str | None) -> list[Reading]:
    """Rank readings in the encodings of Chinese, best first; the rarer ones only if the bytes are few or NULs."""
    readings = [_over(parts, "gb18030"), _big5(parts)]
    if _almost_utf_8(parts[0]):
        readings.append(_over(parts, "utf-8"))
    if len(parts[0]) <= SHORT:
        readings.append(_over(parts, "euc-tw"))
    if len(parts[0]) <= SHORT or b"\0" in parts[0]:
        readings += _wide(parts)
    return _ranked(readings, declared)


def _any_script(data: bytes, parts: list[bytes], known: list[Reading], declared: str | None) -> list[Reading]:
    """Rank all encodings, with chardet's and the declared one; words in other scripts count as words."""
    more = [reading for reading in known if reading.encoding not in (*WIDE, "euc-tw")]
    more += [_over(parts, "euc-tw"), *_wide(parts), *(_over(parts, encoding, (0, 1, 2)) for encoding in LEGACY)]
    guess, label = detector.guess(data), declarations.codec(declared)
    others = dict.fromkeys(name for name in (guess and guess.encoding, label) if name)
    taken = {reading.encoding for reading in more}
    more += [_over(parts, _modern(name)) for name in others if _modern(name) not in taken]
    return _ranked([with_alphabets(reading) for reading in more], declared)


def by_lines(parts: list[bytes]) -> Verdict | None:
    """Judge windows that no encoding reads as a whole, when line by line one or another does."""
    sizes, texts = Counter[str](), list[str]()
    for line in b"\n".join(parts).split(b"\n"):
        best = compare(line, ("utf-8", *LEGACY))[0]
        texts.append(best.text)
        if not line.isascii():
            sizes[best.encoding] += len(line)
    together = Reading(0.0, "", "\n".join(texts))
    if len(sizes) < 2 or not together.chinese:
        return None
    main, second = (encoding for encoding, _ in sizes.most_common(2))
    return Verdict(main, 0.9, second, f"line by line: {main} most often, then {second}")


def _modern(encoding: str) -> str:
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}.get(encoding, encoding)


def _over(parts: list[bytes], encoding: str, skips: tuple[int, ...] = (0,)) -> Reading:
    """Read all windows in one codec; a window may begin inside a character."""
    readings = [min((read(part, encoding, skip) for skip in skips), key=attrgetter("cost")) for part in parts]
    return Reading(sum(one.cost for one in readings), encoding, "\n".join(one.text for one in readings))


def _big5(parts: list[bytes]) -> Reading:
    """Read Big5 with the characters of Hong Kong, or with those of CP950 when it lacks a few."""
    reading = _over(parts, "big5hkscs")
    lost = reading.text.count(LOST)
    if not 0 < lost * 12 < len(reading.text):
        return reading
    return min(reading, _over(parts, "cp950"), key=attrgetter("cost"))


def _wide(parts: list[bytes]) -> Iterator[Reading]:
    """Read UTF-16 and UTF-32 by the first window; the others count as if they were as probable."""
    share = sum(map(len, parts)) / len(parts[0])
    padded = parts[0] + bytes(-len(parts[0]) % 4)
    return (reading._replace(cost=reading.cost * share) for reading in wide(padded))


def _almost_utf_8(window: bytes) -> bool:
    """Return whether most bytes above ASCII are in characters of UTF-8."""
    high = len(_HIGH.findall(window))
    return window.decode("utf-8", "replace").count(LOST) * 5 < high * 3


def _ranked(readings: list[Reading], declared: str | None) -> list[Reading]:
    """Sort the readings, best first; a declared encoding has a head start."""
    label = declarations.codec(declared)
    if label:
        family = declarations.family(label)
        readings = [
            one._replace(cost=one.cost - HINT) if declarations.family(one.encoding) == family else one
            for one in readings
        ]
    return sorted(readings, key=attrgetter("cost"))


def _refuse_noise(data: bytes, best: Reading) -> None:
    """Raise when even the best reading is not text."""
    errors = best.text.count(LOST) * ERROR
    each = (cost_in_any_script(best.text.replace(LOST, "")) + errors) / max(1, len(best.text))
    sample = data[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    binary = controls * 50 > len(sample)
    if binary and (each > HOPELESS or (each > 7 and best.encoding not in WIDE)):
        raise SourceError("BINARY", f"{controls} of the first {len(sample)} bytes are control characters")
    if each > HOPELESS:
        raise SourceError("UNDECODABLE", f"no encoding fits; the best, {best.encoding}, gives no text: declare one")


def _verdict(readings: list[Reading]) -> Verdict:
    best = readings[0]
    family = declarations.family(best.encoding)
    others = [one for one in readings[1:] if declarations.family(one.encoding) != family]
    margin = others[0].cost - best.cost if others else 99.0
    why = f"{best.encoding}: {_each(best)} nats a character (ASCII apart)"
    if others:
        why += f"; {others[0].encoding}: {_each(others[0])}, {margin:.0f} nats more"
    confidence = round(min(0.99, 1 - 0.5 * math.exp(-margin / 10)), 2)
    return Verdict(best.encoding, confidence, others[0].encoding if others else None, why, best.skip, best.chinese)


def _each(reading: Reading) -> str:
    return f"{reading.density:.1f}"
