"""What a line break between half-width characters means: a blank, a hyphen's place, or nothing inside a token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from corpus.cleaning.reflow.character_classes import DIGIT, LATIN
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.scalar_arrays import U32

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

LOOK = 200  # characters; no address is longer
SAMPLE = 10_000  # characters whose blanks tell the habit of a text
NEAR = 8  # lines that share a column
LEAST = 5  # blanks between Han and Latin make no habit before

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_WIDE = r"\u2e80-\ufaff\uff00-\uffef\u2010-\u2027"
_TOKEN = re.compile(rf"[^\s{_WIDE}]+$")
_NEXT = re.compile(rf"[^\s{_WIDE}]+")
_ADDRESS = re.compile(
    r"(?:https?|ftp|file)://|www\.|[\w.+-]+@[\w-]|doi:|[\w-]\.(?:com|org|net|cn|edu|gov|io|tw|hk)(?![\w-])", re.I
)
_OPEN_END = re.compile(r"[-/_.?&=#%+~:@]$")
# What only the rest of an address has inside: not a word with a full stop after it.
_INNER = re.compile(r"[/?=&_%#@~]|[.-](?=\w)|\d(?=[a-z])|[a-z](?=\d)", re.I)
_CODE = re.compile(r"[A-Z]{2,}(?:/[A-Z]+)?[ -]?$")
_BEFORE_FIGURES = re.compile(rf"([{_HAN}（(《“‘：:，,、。；~～—-])[ ]?$|^$")
_BEHIND_FIGURES = re.compile(rf"[ ]?[{_HAN}）)》”’，。；、：％%]|[-–—/.:]\d|$")
_NARROW = member(LATIN, DIGIT)


def is_cut(text: str, start: int, end: int) -> bool:
    """Return whether the break from ``start`` to ``end`` cuts a number, an address or a code.

    >>> is_cut("共有1\\n28000个", 3, 4), is_cut("in 1998\\n25 people", 7, 8)
    (True, False)
    """
    before, after = text[max(0, start - LOOK) : start], text[end : end + LOOK]
    before, after = before[before.rfind("\n") + 1 :], after.partition("\n")[0]
    first, then = _TOKEN.search(before), _NEXT.match(after)
    if first is None or then is None:
        return False
    address = _ADDRESS.search(first[0])
    if address:
        return _continues(first[0], then[0], after[then.end() :], first.start() + address.start(), before)
    if before[-1].isdecimal() and after[0].isdecimal():
        return _is_one_number(before, after)
    if after[0].isdecimal() and before[-1] in ".:," and before[-2:-1].isdecimal():
        return before[-1] != "," or re.match(r"\d{3}(?!\d)", after) is not None
    return _is_code(before[: first.start()], first[0], then[0], after[then.end() :])


def cuts(text: str, lines: Lines, body: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the places in the body whose full line ends inside a number, and those inside an address."""
    edges, numbers, addresses = (lines.indent + lines.width).take(body), list[int](), list[int]()
    narrow = _NARROW.take(lines.head_class[0].take(body))[1:]
    narrow &= lines.tail[0].take(body)[:-1] < U32[0x2E80]
    for place in narrow.nonzero()[0].tolist():
        line = body[place]
        start, stop = int(lines.first[line]), int(lines.last[line])
        first = _TOKEN.search(text, max(start, stop - LOOK), stop)
        address = _ADDRESS.search(first[0]) if first else None
        figures = text[stop - 1].isdecimal() and text[int(lines.first[body[place + 1]])].isdecimal()
        if not first or not (address or figures):
            continue
        after = text[int(lines.first[body[place + 1]]) : int(lines.last[body[place + 1]])][:LOOK]
        then = _NEXT.match(after)
        full = 10 * int(edges[place]) // int(edges[max(0, place - NEAR) : place + NEAR].max())
        if full >= 9 and not address:
            if len(first[0]) < stop - start and _is_one_number(text[max(start, stop - LOOK) : stop], after):
                numbers.append(place)
        elif full >= 8 and address and then and not _ADDRESS.match(then[0]):
            before = text[start:stop]
            if _continues(first[0], then[0], after[then.end() :], first.start() - start + address.start(), before):
                addresses.append(place)
    return np.array(numbers, np.intp), np.array(addresses, np.intp)


def _continues(first: str, then: str, rest: str, at: int, before: str) -> bool:
    """Return whether ``then`` is the rest of the address that ends the line."""
    if _OPEN_END.search(first) or _INNER.search(then):
        return True
    # Among Han no word of another language follows an address at once.
    return then.isalnum() and then[0].islower() and bool(re.match(rf"[ ]?[{_WIDE}]|$", rest)) and _has_han(before[:at])


def _has_han(text: str) -> bool:
    return re.search(f"[{_HAN}]", text) is not None


def _is_one_number(before: str, after: str) -> bool:
    """Return whether figures on both sides are one number: Han or a code precedes, Han or more of the code follows."""
    lead = before.rstrip("0123456789.,")
    rest = after.lstrip("0123456789.,")
    if _CODE.search(lead):
        return True
    return bool(_BEFORE_FIGURES.search(lead)) and bool(_BEHIND_FIGURES.match(rest))


def _is_code(lead: str, first: str, then: str, rest: str) -> bool:
    """Return whether a token of letters and figures among Han goes on in the next line: a file's or device's number."""
    if not (any(map(str.isdecimal, first)) and any(map(str.isdecimal, then)) and first[-1].isalnum()):
        return False
    return bool(re.search(rf"[{_HAN}（(：:，]$", lead)) and bool(re.match(rf"[{_WIDE})]|$", rest)) and then.isupper()


def sets_blanks(text: str) -> bool:
    """Return whether a text sets a blank between Han and figures or Latin letters, four times in five."""
    codes = np.frombuffer(text[:SAMPLE].encode("utf-32-le", "surrogatepass"), np.uint32)
    han, narrow = (codes >= U32[0x3400]) & (codes <= U32[0x9FFF]), codes < U32[0x7B]
    narrow &= codes >= U32[0x30]
    spaced = int(np.count_nonzero(han[:-2] & (codes[1:-1] == U32[0x20]) & narrow[2:]))
    return spaced >= LEAST and spaced >= 4 * int(np.count_nonzero(han[:-1] & narrow[1:]))
