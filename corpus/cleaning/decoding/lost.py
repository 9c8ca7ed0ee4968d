"""Text that was misread with losses: recognised by what still maps back, flagged, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.decoding.character_model import model
from corpus.cleaning.decoding.evidence import cost_in_any_script, density
from corpus.cleaning.decoding.misreadings import RIGHT, WRONG, Kind, encode
from corpus.cleaning.decoding.pieces import LOST

FEW, MOST = 4, 0.4
"""Characters of Chinese that must come back as UTF-8, and their share of what comes back."""

MANY, SOME = 12, 0.15
"""The same for a long text: Big5 misreads two bytes of three, and a Chinese text gives under .05 by chance."""

GAIN, GAIN_EACH = 12.0, 0.4
PLAUSIBLE = 8.0
GARBLED = 8.8
LOSSES = 0.2
"""What a legacy reading must gain in nats, and have a character; those that nothing readable has; what it may lose."""

_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_MARKS = frozenset("“”‘’—…·")
# The beginning of a character of Chinese; a half-width kana, which is the middle of one.
_FRAGMENT = re.compile(rb"[\xe2-\xef][\x80-\xbf]|[\x80-\xbf]")
_DAMAGE = re.compile("[\ufffd?]+")
# Readers and hands put no six letters with accents in a row; bytes of Chinese read as Latin letters do.
_LETTERS = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022\u20ac\u2122]{6,}"
)
_TORN = re.compile(r"[^\x00-\x7f]\?+[^\x00-\x7f]")
_ACCENTED = re.compile("[\u00c0-\u00ff]")


def misread(text: str, known: Kind | None = None) -> Kind | None:
    """Return how a text was misread of which only a part maps back; None where nothing shows it.

    ``known`` is a kind that the document has shown in other places: a short line needs less proof of it.

    >>> misread("姘存俯涓嶈瓒呰繃鍥涘崄搴︺€?")
    Kind(wrong='gb18030', right='utf-8')
    """
    if known is not None:
        good, lost = _returned(text, known)
        if good and good >= SOME * (good + lost):
            return known
    best = max(_utf_8(text), default=None)
    if best is not None:
        return best[1]
    return next((kind for kind in _legacy() if _improves(text, kind)), None) or _unknown(text)


def is_utf_8_in_part(text: str) -> bool:
    """Return whether so much of it maps back to UTF-8 that no other codec can have been meant."""
    return any(_utf_8(text))


def mapped_back(text: str, kind: Kind) -> str | None:
    """Return what a short line was, if it maps back whole and to Chinese; None where it does not.

    >>> mapped_back("Ôºç60Ôºç", Kind("mac_roman", "utf-8"))
    '－60－'
    """
    try:
        mapped = encode(text, kind.wrong).decode(kind.right)
    except UnicodeError:
        return None
    return mapped if all(char.isascii() or _CHINESE.match(char) or char in _MARKS for char in mapped) else None


def is_fragment(text: str, kind: Kind) -> bool:
    """Return whether all that is not ASCII are the first two bytes of characters whose third is lost: ``锛?60锛?``."""
    found = [encode(char, kind.wrong, "replace") for char in text if char > "\x7f" and char != LOST]
    return bool(found) and all(map(_FRAGMENT.fullmatch, found))


def _utf_8(text: str) -> Iterator[tuple[int, Kind]]:
    for wrong in WRONG:
        kind = Kind(wrong, "utf-8")
        good, lost = _returned(text, kind)
        share = MOST if good < MANY else SOME
        if good >= FEW and good >= share * (good + lost):
            yield good, kind


def _returned(text: str, kind: Kind) -> tuple[int, int]:
    """Count the characters of Chinese that come back, and the runs of damage."""
    mapped = encode(text, kind.wrong, "replace").decode(kind.right, "replace")
    return len(_CHINESE.findall(mapped)), len(re.findall(f"{LOST}+", mapped))


def _legacy() -> Iterator[Kind]:
    kinds = (Kind(wrong, right) for right in RIGHT[1:] for wrong in WRONG)
    return (kind for kind in kinds if kind.possible)


def _improves(text: str, kind: Kind) -> bool:
    """Return whether the text without its losses becomes Chinese, and much more probable."""
    mapped = encode(text, kind.wrong, "replace").decode(kind.right, "replace")
    rest = _DAMAGE.sub("", mapped)
    if len(_CHINESE.findall(rest)) < FEW or len(mapped) - len(rest) > LOSSES * len(mapped):
        return False
    gain = cost_in_any_script(text) - model().cost(rest)
    return density(rest) < PLAUSIBLE and gain > GAIN + GAIN_EACH * len(text)


def _unknown(text: str) -> Kind | None:
    """Recognise bytes that were read as Latin letters, or lost as question marks, although nothing comes back."""
    if any(len(_ACCENTED.findall(run)) * 3 >= len(run) for run in _LETTERS.findall(text)):
        return Kind("cp1252", "utf-8")
    marks, others = text.count("?"), sum(char > "\x7f" for char in text)
    torn = len(_TORN.findall(text)) >= 2 and 3 * marks >= others and density(text) > GARBLED
    return Kind("cp950", "utf-8") if torn else None
