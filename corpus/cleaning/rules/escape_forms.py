"""The ways in which characters are written as escapes: how each is recognised, and what it says."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from corpus.cleaning.decoding.character_model import common

_CHINESE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_MARKS = "\u00b7\u2010-\u2027"
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_ALL_CHINESE = re.compile(f"[{_CHINESE}{_MARKS}]+")
# What is beside an escape that is part of the text: not a letter, a slash or a quote of a program.
_BESIDE = re.compile(f"[\\s{_CHINESE}{_MARKS}]")
_ADDRESS = re.compile(r"(?:://|www\.|[/?=@])[!-~]*\Z")
_QUERY = re.compile(r"(?:://|www\.|\?\w+=)[!-~]*\Z")
_STATEMENT = r"\b(?:def|return|var|let|const|print|printf|echo|import|include|function|class)\b"
_PROGRAM = re.compile(_STATEMENT)
_LISTING = re.compile(rf"[{{}}=]|;\s*$|{_STATEMENT}|[\"'`]|^\s*[$>]")
_MARKUP = re.compile(r"</?[A-Za-z!]|&lt;/?[a-z]|`")
_FENCED = re.compile(r"^[ ]{0,3}(```|~~~)[^\n]*\n.*?(?:^[ ]{0,3}\1|\Z)", re.M | re.S)
# One escape of each form; the first of a run stands before its repetition, for an expression that begins with a fixed
# character is found faster.
_PERCENT, _PERCENT_U = "%[0-9A-Fa-f]{2}", "%[uU][0-9A-Fa-f]{4}"
_UNIT, _BYTE = r"\\u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{4,6}\})", r"\\x[0-9A-Fa-f]{2}"
_QUOTED = r"=[0-9A-F]{2}(?:=\n)?"
_REACH = 400
"""Characters of a line that are looked at on each side: a line without end must not make the rules quadratic."""


class Escape(NamedTuple):
    """An escape: where it is and what it says; part of the text itself, or at home in a listing or an address."""

    start: int
    end: int
    says: str
    in_text: bool
    at_home: bool


class Form(NamedTuple):
    """A way to escape: a sign that a text must have, a pattern, and what a match says (None: nothing)."""

    sign: str
    pattern: re.Pattern[str]
    says: Callable[[str], str | None]


def _of_entity(raw: str) -> str | None:
    """Unescape to the end: what went through two programs is escaped twice."""
    text = html.unescape(raw)
    while html.unescape(text) != text:
        text = html.unescape(text)
    # A longer result is a name that only begins like one; a control is not a sign.
    return text if text != raw and len(text) <= 2 and text.isprintable() | (text == "\xa0") | text.isspace() else None


def _of_percent(raw: str) -> str | None:
    return _of_units(raw) if raw[1] in "uU" else _of_bytes(raw.replace("%", ""))


def _of_bytes(digits: str) -> str | None:
    """Read hexadecimal digits as UTF-8; None where they are none, or have no Han."""
    try:
        text = bytes.fromhex(digits).decode()
    except ValueError:
        return None
    return text if _HAN.search(text) and text.isprintable() else None


def _of_units(raw: str) -> str | None:
    """Read code units of four digits, or code points in braces; a pair of surrogates is one character."""
    points = [int(unit, 16) for unit in re.findall(r"[\\%][uU]\{?([0-9A-Fa-f]{4,6})", raw)]
    try:
        text = "".join(map(chr, points)).encode("utf-16", "surrogatepass").decode("utf-16")
    except ValueError:
        return None
    return text if _ALL_CHINESE.fullmatch(text) else None


def _of_quoted_printable(raw: str) -> str | None:
    return _of_bytes(raw.replace("=\n", "").replace("=", ""))


def _of_printed_bytes(raw: str) -> str | None:
    return _of_bytes(raw.replace("\\x", ""))


def _of_utf_7(raw: str) -> str | None:
    """Read UTF-7; of what base64 gives by chance, two characters in a hundred and fifty are both common Han."""
    body = raw[1:].rstrip("-")
    try:
        text = base64.b64decode(body + "=" * (-len(body) % 4)).decode("utf-16-be")
    except ValueError:
        return None
    usual = sum(char in common() for char in text)
    return text if usual >= 2 and _ALL_CHINESE.fullmatch(text) and usual * 3 >= 2 * len(text) else None


FORMS = {
    "html_entities": Form(
        "&", re.compile(r"&(?:(?:amp|#38);){0,4}(?:#\d{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]\w{1,30});"), _of_entity
    ),
    "percent_escapes": Form(
        "%", re.compile(rf"{_PERCENT}(?:{_PERCENT}){{2,399}}|{_PERCENT_U}(?:{_PERCENT_U}){{0,199}}"), _of_percent
    ),
    "unicode_escapes": Form("\\u", re.compile(rf"{_UNIT}(?:{_UNIT}){{0,199}}"), _of_units),
    "quoted_printable": Form("=", re.compile(rf"{_QUOTED}(?:{_QUOTED}){{2,399}}(?<!\n)"), _of_quoted_printable),
    "byte_escapes": Form("\\x", re.compile(rf"{_BYTE}(?:{_BYTE}){{2,399}}"), _of_printed_bytes),
    "utf_7": Form("+", re.compile(r"\+(?<![0-9A-Za-z+/]\+)[0-9A-Za-z+/]{6,400}-?"), _of_utf_7),
}


def find(text: str, name: str) -> Iterator[Escape]:
    """Find the escapes of one form, in order.

    >>> [escape.says for escape in find("他把%e9%9d%a2%e5%8c%85放下", "percent_escapes")]
    ['面包']
    """
    sign, pattern, says_of = FORMS[name]
    if sign not in text:
        return
    fences = [match.span() for match in _FENCED.finditer(text)] if "```" in text or "~~~" in text else []
    for match in pattern.finditer(text):
        says = says_of(match[0])
        if says is not None:
            fenced = any(start <= match.start() < end for start, end in fences)
            in_text, at_home = (False, True) if fenced else _place(text, match, name)
            yield Escape(*match.span(), says, in_text, at_home)


def _place(text: str, match: re.Match[str], name: str) -> tuple[bool, bool]:
    """Return whether an escape is part of the text itself, and whether it belongs where it is."""
    before = text[max(0, match.start() - _REACH) : match.start()].rpartition("\n")[2]
    after = text[match.end() : match.end() + _REACH].partition("\n")[0]
    address = _QUERY if name == "html_entities" else _ADDRESS
    if address.search(before) or (after[:1] == "/" and name == "percent_escapes"):
        return False, True
    if name == "html_entities":
        markup = _MARKUP.search(before + after) is not None or re.match("&lt;/?[a-z]", match[0] + after) is not None
        return not markup, markup
    rest = FORMS[name].pattern.sub("", before + after)
    listing = _LISTING.search(rest) is not None and name != "quoted_printable"
    free = all(not side or _BESIDE.match(side) for side in (before[-1:], after[:1])) or name == "quoted_printable"
    return free and not listing, listing and (len(rest.strip()) > len(match[0]) or _PROGRAM.search(rest) is not None)
