"""Notes at the foot of a page that share their mark with the text above: a raised figure, ``①``, ``[1]``, ``*``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow.asides import NOTE, page_ends, unfinished
from corpus.cleaning.reflow.character_classes import BULLET, CIRCLED, DIGIT, OPEN_PAREN, OTHER, among
from corpus.cleaning.reflow.marks import member
from corpus.cleaning.reflow.running_heads import BODY
from corpus.cleaning.reflow.scalar_arrays import I64, U8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

TALLEST = 24  # lines; the notes of a page are no more
LONGEST_MARK, DIGITS = 6, 3
AHEAD = 9  # a page calls for no more notes
LEAST, ABOVE, SHORTEST = 3, 12, 4  # lines: of a text; between a call and its note; of a note inside a page
_ALONE = re.compile(r"[\[［〔(（]?(?P<value>\d{1,3})[\]］〕)）]?|[\u2460-\u2473]|[*＊∗†‡]{1,3}|[¹²³⁰⁴-⁹]{1,3}")
_MARK = re.compile(r"[\[［〔]\d{1,3}[\]］〕]|[*＊※†]{1,3}(?=[\s\u3400-\u9fff])")
_SIGNS = member(DIGIT, OPEN_PAREN, CIRCLED, BULLET, OTHER)
_UNITS = (
    "年月日时時分秒点點世个個名位人次件条條项項款章节節页頁回届屆级級层層号號"
    "万萬亿億千百十元岁歲家座台辆輛种種倍度米公斤吨%％"
)
_APART_UNITS = "".join(sorted(set(_UNITS) - set("千百十")))  # ``3 十六岁那年``
_BEHIND = rf"(?![\d.．:：{_UNITS}])"
# A figure after these numbers a table or a chapter.
_COUNTED = "第表图圖式例附约約共有至到近达達过過超"
_BEFORE = rf"(?<=[\u3400-\u9fff，。；：、！？”’」』）)》\]])(?<![{_COUNTED}])"
# A raised figure right before its words or apart from them, or a circled or bracketed one.
_HEADED = re.compile(
    rf"(?P<value>\d{{1,3}})(?:(?P<apart>\s{{1,2}})(?=[A-Za-z\u3400-\u9fff“「《（])(?![{_APART_UNITS}])|"
    rf"(?=[\u3400-\u9fff“「《])(?![{_UNITS}]))|"
    r"[\u2460-\u2473]|[\[［〔]\d{1,3}[\]］〕]"
)
_WORDED = rf"(?=[\u3400-\u9fff“「《])(?![{_UNITS}])"
_RAISED = re.compile(rf"(\d{{1,3}}){_WORDED}")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Signs(NamedTuple):
    """Lines that are nothing but a note's mark; lines of the text that are nothing but a call, or begin with one."""

    marks: list[int]
    calls: list[int]
    called: list[int]


def find(text: str, lines: Lines, roles: NDArray[np.uint8]) -> Signs:
    """Set the role of the notes at the foot of a page whose mark is in the text of the page too."""
    body = (roles == BODY).nonzero()[0]
    if len(body) > LEAST:
        _inside(text, lines, roles, body)
        body = (roles == BODY).nonzero()[0]
    signed = _SIGNS.take(lines.head_class[0].take(body))
    ends = page_ends(lines, roles, body) if len(body) > LEAST and np.count_nonzero(signed) else []
    result, low, last = Signs([], [], []), 0, 0
    if not ends:
        return result
    for end in [*ends, len(body) - 1]:
        start = max(low + 1, end - TALLEST)
        at = (signed[start : end + 1].nonzero()[0] + I64[start]).tolist()
        notes = _last_series([found for place in at if (found := _called(text, lines, body, low, place))], last)
        if (
            notes
            and (end < len(body) - 1 or _is_stop(text, lines, body[end]))
            and _ends_page(text, lines, body, notes[0].place, end)
        ):
            first, last = notes[0].place, max(note.value for note in notes)
            roles[body[first : end + 1]] = NOTE
            result.marks.extend(int(body[place]) for place in at if place >= first and _alone(text, lines, body[place]))
            _find_calls(text, lines, body[low:first], {note.value for note in notes}, result)
        low = end + 1
    return result


def _find_calls(text: str, lines: Lines, body: NDArray[np.intp], values: set[int], result: Signs) -> None:
    """Add the lines that are nothing but the figure of one of the notes, or begin with it."""
    for line in body[lines.head_class[0].take(body) == U8[DIGIT]].tolist():
        if int(lines.solid[line]) <= DIGITS:
            if _figure(text, lines, line) in values:
                result.calls.append(line)
        elif (raised := _RAISED.match(text, int(lines.first[line]))) and int(raised[1]) in values:
            result.called.append(line)


def _figure(text: str, lines: Lines, line: int) -> int:
    """Read a line that is a figure; 0 for another."""
    content = text[int(lines.first[line]) : int(lines.last[line])]
    return int(content) if content.isdecimal() else 0


class _Note(NamedTuple):
    """A line that a note may begin with: its place in the running text, its number (0: none), whether a blank follows
    that."""

    place: int
    value: int
    is_apart: bool


def _last_series(found: Sequence[_Note], last: int) -> Sequence[_Note]:
    """Drop those above the notes: a call at the head of a line, whose number the note has again, an item of a list.

    ``last`` is the number of the last note of the pages before.
    """
    for at, note in enumerate(found):
        if note.value and any(other.value == note.value for other in found[at + 1 :]):
            continue
        if not note.is_apart or note.value == 1 or last < note.value <= last + AHEAD:
            return found[at:]
    return ()


def _alone(text: str, lines: Lines, line: int) -> re.Match[str] | None:
    """Match the mark that is all of a line."""
    start, stop = int(lines.first[line]), int(lines.last[line])
    return _ALONE.fullmatch(text, start, stop) if stop - start <= LONGEST_MARK else None


def _ends_page(text: str, lines: Lines, body: NDArray[np.intp], first: int, end: int) -> bool:
    """Return whether the page ends with a stop, as notes do, where a mark before words could be the text's number."""
    return _alone(text, lines, body[first]) is not None or _is_stop(text, lines, body[end])


def _called(text: str, lines: Lines, body: NDArray[np.intp], low: int, at: int) -> _Note | None:
    """Return the note that a line may begin, if the text of the page above has the same mark after a word."""
    line = body[at]
    found = _alone(text, lines, line)
    if found is None:
        found = _HEADED.match(text, int(lines.first[line]), int(lines.last[line]))
        if found is None or (found["apart"] and text[int(lines.last[body[at - 1]]) - 1] in _COUNTED):
            return None
    elif at + 1 == len(body) or not _is_note(text, lines, body[at + 1]):
        return None
    above = text[int(lines.first[body[low]]) : int(lines.last[body[at - 1]])]
    if not _calls(above, found):
        return None
    return _Note(at, int(found["value"] or 0), bool(found.groupdict().get("apart")))


def _calls(above: str, mark: re.Match[str]) -> bool:
    """Return whether the text above a note calls for it."""
    value, sign = mark["value"], mark[0].rstrip()
    if value is None:
        return re.search(_BEFORE + re.escape(sign), above) is not None
    if not sign.isdecimal() and sign in above:
        return True
    # An extractor may give a raised figure a line of its own, or begin one with it.
    called = rf"{_BEFORE}(?:{value}{_BEHIND}| {value}{_WORDED}|\n{value}(?:\n|{_WORDED}))"
    return value.translate(_SUPERSCRIPT) in above or re.search(called, above) is not None


def _is_note(text: str, lines: Lines, line: int) -> bool:
    """Return whether it has words, of Han or Latin, as a note does."""
    first = text[int(lines.first[line])]
    return first.isalpha() or first in "《“「『〈（(*"


def _is_stop(text: str, lines: Lines, line: int) -> bool:
    return text[int(lines.last[line]) - 1] in "。.！？）)”」』"


def _inside(text: str, lines: Lines, roles: NDArray[np.uint8], body: NDArray[np.intp]) -> None:
    """Mark notes that part the halves of a sentence: their mark is in the lines above, a stop ends them."""
    signed = among(lines.head[0].take(body), "[［〔*＊※†")
    signed[:1] = False
    at = signed.nonzero()[0]
    at = at[unfinished(lines, body, at - I64[1])] if len(at) else at
    for place in at.tolist():
        start = int(lines.first[body[place]])
        mark = _MARK.match(text, start, int(lines.last[body[place]]))
        above = text[int(lines.first[body[max(0, place - ABOVE)]]) : int(lines.last[body[place - 1]])]
        # A star after a word calls a note; one at the head of a line is an item's.
        if not mark or not re.search(_BEFORE + re.escape(mark[0]), above):
            continue
        # Bold type of Markdown has stars before and after it.
        if text.find(mark[0], mark.end(), int(lines.last[body[place]])) >= 0:
            continue
        for end in range(place, min(place + SHORTEST, len(body) - 1)):
            if _is_stop(text, lines, body[end]):
                if text[int(lines.first[body[end + 1]])].isalpha():
                    roles[body[place : end + 1]] = NOTE
                break
