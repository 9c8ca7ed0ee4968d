"""What a file declares as its own encoding, and the codec that such a name means."""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases

from corpus.errors import UsageError
from corpus.model.near_miss import near_miss

_HEAD = 1024  # bytes: where HTML and XML want the declaration
_IN_FILE = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
# As the WHATWG Encoding Standard reads labels: a name means the largest set that goes by it.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_NO_CHARSETS = {"utf-7", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem"}
_OUR_OWN = {"euc-tw": "euc-tw", "x-euc-tw": "euc-tw", "iso-2022-cn": "iso-2022-cn", "gb_2312-80": "gb18030"}

# The usual names first: of two that are as near the first is meant.
_LABELS = ("gb18030", "gbk", "gb2312", "big5", "big5-hkscs", "utf-8", "utf-16", *_OUR_OWN, *sorted(aliases))


def in_file(data: bytes) -> str | None:
    """Return the encoding that an HTML or XML declaration in the first bytes names."""
    found = _IN_FILE.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def codec(name: str | None) -> str | None:
    """Return the codec that a label means; None for an unknown label."""
    if not name:
        return None
    label = name.strip().lower()
    if label in _OUR_OWN:
        return _OUR_OWN[label]
    try:
        info = codecs.lookup(label)
    except LookupError:
        return None
    if not info._is_text_encoding or info.name.replace("_", "-") in _NO_CHARSETS:
        return None
    return _SUPERSETS.get(info.name, info.name)


def agrees(label: str, encoding: str) -> bool:
    """Return whether a declared codec is of the family that the evidence found."""
    return family(label) == family(encoding)


def family(encoding: str) -> str:
    """Return one name for codecs that differ in a few characters only."""
    name = encoding.replace("_", "-").lower()
    for stem in ("utf-16", "utf-32", "big5"):
        if name.startswith(stem):
            return stem
    return {"cp950": "big5", "utf-8-sig": "utf-8"}.get(name, name)


def checked(name: str, where: str = "") -> str:
    """Return a label that a person gave, if it names an encoding.

    Raises
    ------
    UsageError
        It names none; the help has the nearest.

    >>> checked("gb10830")
    Traceback (most recent call last):
    ...
    corpus.errors.UsageError: 'gb10830' is not a known encoding
    help: did you mean 'gb18030'?
    """
    if codec(name) is None:
        hint = near_miss(name.strip().lower(), _LABELS, "such as utf-8, gb18030, big5 or big5hkscs", cutoff=0.6)
        raise UsageError(f"{name!r} is not a known encoding", hint, where, "BAD_VALUE")
    return name
