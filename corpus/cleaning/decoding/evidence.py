"""Which codec reads some bytes as the most probable text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from corpus.cleaning.decoding.character_model import ERROR, MORE, ORPHAN, model
from corpus.cleaning.decoding.cns import euc_tw
from corpus.cleaning.decoding.pieces import LOST

LEGACY = ("gb18030", "cp950", "big5hkscs")
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

PLAUSIBLE = 8.8
"""Nats a character (ASCII apart) below which a text is Chinese: right readings have 5 to 8, wrong ones 9 to 14."""

# An error in these is not one byte: each further one costs what a byte can say.
_WASTED = {"utf-16-le": 5.5, "utf-16-be": 5.5, "utf-32-le": 16.5, "utf-32-be": 16.5}

# What few files have, nats.
_PRIOR = {"euc-tw": 5.0, "utf-16-le": 5.0, "utf-16-be": 5.0, "utf-32-le": 5.0, "utf-32-be": 5.0}

MALFORMED = re.compile(
    rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}"
)
"""Overlong forms and surrogates: built like UTF-8 and forbidden in it, so one damage and no other codec's text."""

_KANA = re.compile(r"[\u3041-\u30fe]")
_ASCII = re.compile(r"[\x00-\x7f]+")

# Beyond its first letter a word in an alphabet is cheaper than the model of Chinese says.
_RUNS = (
    (re.compile(r"[\u3041-\u30fe]{2,}"), 4.0),
    (re.compile(r"[\uac00-\ud7a3]{2,}"), 2.5),
    (re.compile(r"[\u0400-\u04ff]{2,}"), 6.5),
    (re.compile(r"[\u0370-\u03ff]{2,}"), 5.5),
    (re.compile(r"[\u0590-\u074f]{2,}"), 7.0),
    (re.compile(r"[\u0e01-\u0e7f]{2,}"), 7.0),
    (re.compile(r"[A-Za-z][\u00c0-\u024f](?![\u00c0-\u024f])|[\u00c0-\u024f][a-z]"), 4.0),
)


class Reading(NamedTuple):
    """A candidate: the text that a codec gives from a window, and what it costs."""

    cost: float
    encoding: str
    text: str
    skip: int = 0

    @property
    def density(self) -> float:
        """Nats a character, ASCII apart: a figure that codecs can be compared by."""
        return density(self.text[:2000])

    @property
    def chinese(self) -> bool:
        """Plausible, and not Japanese: GB18030 and Big5 have the kana in their own places."""
        return self.density < PLAUSIBLE and len(_KANA.findall(self.text)) * 5 < len(_ASCII.sub("", self.text)) + 5


def density(text: str) -> float:
    """Return nats a character in the first 250 above ASCII: a figure that codecs can be compared by."""
    text = _ASCII.sub("", text)[:250]
    return model().cost(text) / len(text) if text else 0.0


def read(window: bytes, encoding: str, skip: int = 0) -> Reading:
    """Read a window in one codec, without its first ``skip`` bytes; each error costs, none is fatal."""
    text = decoded(window[skip:], encoding)
    errors = text.count(LOST)
    more = errors * _WASTED.get(encoding, 0.0) - (text.count(LOST + LOST) * (ERROR - MORE) if errors else 0.0)
    return Reading(model().cost(text) + more + ORPHAN[skip] + _PRIOR.get(encoding, 0.0), encoding, text, skip)


def decoded(window: bytes, encoding: str) -> str:
    """Decode the window, with U+FFFD for what the codec cannot read."""
    if encoding == "euc-tw":
        return "".join(LOST if text is None else text for _, text in euc_tw(window))
    if encoding in WIDE:
        # NULs after the text are padding, not characters.
        return window.decode(encoding, "replace").rstrip("\0")
    if encoding == "utf-8":
        window = MALFORMED.sub(b"\xff", window)
    return window.decode(encoding, "replace")


def compare(window: bytes, encodings: Iterable[str]) -> list[Reading]:
    """Sort the readings of a window, the most probable first."""
    return sorted((read(window, encoding) for encoding in encodings), key=attrgetter("cost"))


def wide(window: bytes) -> list[Reading]:
    """Read the window as UTF-16 and UTF-32 from each byte that could be the first of a character."""
    return [read(window, encoding, skip) for encoding in WIDE for skip in range(2 if "16" in encoding else 4)]


def with_alphabets(reading: Reading) -> Reading:
    """Lower the cost by what words in other scripts cost less: for files that may not be Chinese at all."""
    return reading._replace(cost=reading.cost - _saved(reading.text))


def cost_in_any_script(text: str) -> float:
    """Return the model's cost, but words in other scripts count as words."""
    return model().cost(text) - _saved(text)


def _saved(text: str) -> float:
    return sum(gain * (len(match) - 1) for run, gain in _RUNS for match in run.findall(text))
