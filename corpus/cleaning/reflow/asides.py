"""What interrupts a paragraph: captions, footnotes at the foot of a page, a short line between its two halves."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow import banners, running_heads, uprights
from corpus.cleaning.reflow.character_classes import (
    COLON,
    COMMA,
    DIGIT,
    END,
    FIGURE,
    LATIN,
    NUMERAL,
    PAUSE,
    SPACE,
    WORDS,
    among,
)
from corpus.cleaning.reflow.columns import NEAR, Surroundings, margins
from corpus.cleaning.reflow.listings import CODE, MARKED_CODE, MARKED_TABLE, SLIVERS, TABLE
from corpus.cleaning.reflow.marks import BRACKETED, CIRCLE, NUMBERED, member, number
from corpus.cleaning.reflow.scalar_arrays import I32, I64, U8, U32
from corpus.model.values import each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines

CAPTION, NOTE, INSERTION, STAMP = 4, 5, 6, 7
ROLES: dict[int, tuple[str, tuple[str, ...]]] = {
    **{role: ("furniture", (name,)) for role, name in enumerate(running_heads.NAMES) if role},
    CAPTION: ("caption", ()),
    NOTE: ("note", ()),
    INSERTION: ("caption", ("insertion",)),
    STAMP: ("furniture", ("stamp",)),
    TABLE: ("table", ()),
    CODE: ("code", ()),
    MARKED_CODE: ("code", ()),
    MARKED_TABLE: ("table", ()),
    SLIVERS: ("paragraph", ("one_character_lines",)),
    uprights.UPRIGHT: ("paragraph", ("one_character_lines",)),
    banners.HEADING: ("heading", ()),
    banners.LABEL: ("label", ("running_head",)),
}

_CLAUSE_END = member(END, COMMA, PAUSE)
_OPEN_ENDED = member(*WORDS, LATIN, DIGIT, PAUSE)
GOES_ON = member(*WORDS, LATIN, DIGIT, COMMA, PAUSE)
_STARRED, _LABELLED = member(SPACE, *WORDS), member(COLON, DIGIT, NUMERAL)
WORD, _WORDY = member(*WORDS), member(*WORDS, LATIN, DIGIT)
UNITS = "年月日时時分秒个個名人次件项項条條万萬亿億元岁歲家所座台臺辆輛天号號种種位级級层層倍度米克吨章节節届屆点點"
_STARS, _NOTE_WORDS = "*＊※†‡", "注註"
# What a note opens with if not with a mark: a star, a word, a number.
_NOTE_SIGNS = f"{_STARS}{_NOTE_WORDS}0123456789０１２３４５６７８９"
_NOTE_MARK = member(CIRCLE, BRACKETED, NUMBERED)
# roles whose lines make one block
LASTING = frozenset((NOTE, SLIVERS, TABLE, CODE, MARKED_CODE, MARKED_TABLE, uprights.UPRIGHT))

CAPTION_WIDEST = 60
NOTE_LINES = 10  # notes at the foot of a page begin no higher
_UPWARDS = np.arange(NOTE_LINES)
NOTE_TALLEST = 4  # lines of a note in the middle of a page
INSERTION_WIDEST = 60
HALF_NARROWEST = 20
LONG = 60  # cells; a line that wide and without an end is unfinished whatever the column


def find(lines: Lines, marks: NDArray[np.uint8], roles: NDArray[np.uint8]) -> None:
    """Set the role of captions, notes and insertions among the lines that have none."""
    if np.count_nonzero(lines.head_class[0] == U8[FIGURE]):
        # A table's title is read with the table below it: the lines around it are no halves of a paragraph.
        roles[_captions(lines) & (roles == running_heads.BODY) & ~among(lines.head[0], "表")] = CAPTION
    body = (roles == U8[running_heads.BODY]).nonzero()[0]
    if len(body) < 3:
        return
    _notes(lines, marks, roles, body)
    _inner_notes(lines, marks, roles, body)
    _insertions(lines, marks, roles, body)


def _captions(lines: Lines) -> NDArray[np.bool_]:
    """Find short lines such as 图3 ... that are no sentence."""
    head = lines.head_class
    numbered = (head[1] == DIGIT) | (head[1] == NUMERAL) | ((head[1] == SPACE) & (head[2] == DIGIT))
    sentence = _CLAUSE_END.take(lines.tail_class[0])
    result: NDArray[np.bool_] = (head[0] == FIGURE) & numbered & (lines.width < CAPTION_WIDEST) & ~sentence
    return result


def unfinished(lines: Lines, body: NDArray[np.intp], at: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which body lines at these positions are full (or long) and stop in the middle of a sentence."""
    edges, chosen = (lines.indent + lines.width).take(body), body.take(at)
    edge = edges.take(at)
    full = (edge >= I32[LONG]) | (edge * I32[10] >= Surroundings(edges, NEAR).upper(NEAR, at) * I32[9])
    open_ended = _OPEN_ENDED.take(lines.tail_class[0].take(chosen))
    comma = among(lines.tail[0].take(chosen), "，,")
    result: NDArray[np.bool_] = full & (open_ended | comma)
    return result


def begins_note(lines: Lines, marks: NDArray[np.uint8], chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which of the chosen lines open with the mark of a note: ①, [1], a number and a space, an asterisk, 注."""
    head, second = lines.head[0].take(chosen), lines.head_class[1].take(chosen)
    star = among(head, _STARS) & _STARRED.take(second)
    word = among(head, _NOTE_WORDS) & _LABELLED.take(second)
    result: NDArray[np.bool_] = _NOTE_MARK.take(marks.take(chosen)) | star | word
    return result


def bare_number(lines: Lines, chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Find a number right before a word that is no unit of it: how a raised figure comes out of a book's page."""
    result: NDArray[np.bool_] = lines.head_class[0].take(chosen) == U8[DIGIT]
    if np.count_nonzero(result):
        codes, classes = lines.head[1:3].take(chosen, axis=1), lines.head_class[1:3].take(chosen, axis=1)
        long = classes[0] == DIGIT
        result &= WORD.take(np.where(long, classes[1], classes[0]))
        result &= ~among(np.where(long, codes[1], codes[0]), UNITS)
    return result


def _inner_notes(
    lines: Lines,
    marks: NDArray[np.uint8],
    roles: NDArray[np.uint8],
    body: NDArray[np.intp],
) -> None:
    """Mark a note that cuts a sentence where no page ends: ① after a full line that stops at a word.

    It reaches to the first line that ends with a stop; what follows must not be the next of a list.
    """
    circled = (marks.take(body) == U8[CIRCLE]).nonzero()[0]
    if not len(circled):
        return
    circled = circled[(circled > 0) & (roles.take(body.take(circled)) == U8[running_heads.BODY])]
    if not len(circled):
        return
    cut = unfinished(lines, body, circled - 1) & _WORDY.take(lines.tail_class[0].take(body[circled - 1]))
    for start in circled[cut].tolist():
        stops = np.flatnonzero(lines.tail_class[0].take(body[start : start + NOTE_TALLEST]) == END)
        end = start + int(stops[0]) + 1 if len(stops) else len(body)
        if end < len(body) and not marks[body[start + 1 : end + 1]].any() and roles[body[end]] == running_heads.BODY:
            roles[body[start:end]] = NOTE


class _Sign(NamedTuple):
    """A line at the foot of a page that may open a note: its place in the running text; by a mark, by a bare number;
    whether the line before it is unfinished."""

    place: int
    opens: bool
    bare: bool
    parting: bool


def _notes(
    lines: Lines,
    marks: NDArray[np.uint8],
    roles: NDArray[np.uint8],
    body: NDArray[np.intp],
) -> None:
    """Mark what lies between an unfinished line and the page's end, if it opens as a note does."""
    ends = page_ends(lines, roles, body)
    if not ends:
        return
    foot = np.maximum(np.array(ends)[:, None] - _UPWARDS, I64[0]).ravel()
    chosen = body.take(foot)
    # Few feet have any such sign.
    signed = among(lines.head[0].take(chosen), _NOTE_SIGNS) | _NOTE_MARK.take(marks.take(chosen))
    if not np.count_nonzero(signed):
        return
    places = sorted(set(foot[signed].tolist()))
    at = np.array(places)
    opens = begins_note(lines, marks, body.take(at))
    bare = bare_number(lines, body.take(at)) & ~opens
    if not np.count_nonzero(opens | bare):
        return
    parting = (at > I64[0]) & unfinished(lines, body, np.maximum(at - I64[1], I64[0]))
    signs = each(_Sign, zip(places, opens.tolist(), bare.tolist(), parting.tolist(), strict=True))
    depth = lines.indent - margins(lines.indent)
    previous, expected = -1, 1
    for end in ends:
        low = max(previous + 1, end - NOTE_LINES, 0)
        after = body[end + 1]
        if not marks[after] and depth[after] < 2:
            ended = lines.tail_class[0, body[end]] == END
            inside = signs[bisect_right(places, low) : bisect_right(places, end)]
            begins = [sign for sign in inside if sign.opens or (sign.bare and ended)]
            for start, _, is_bare, parts in begins:
                marked = is_bare or marks[body[start]]
                if parts and (number(lines.head[:, body[start]].tolist()) if marked else 1) in (1, expected):
                    roles[body[start : end + 1]] = NOTE
                    expected = number(lines.head[:, body[begins[-1].place]].tolist()) + 1
                    break
        previous = end


def page_ends(lines: Lines, roles: NDArray[np.uint8], body: NDArray[np.intp]) -> list[int]:
    """Find the places in ``body`` of the last line of each page but the last: a form feed or furniture follows."""
    at = (lines.page | (roles == U8[running_heads.PAGE_NUMBER])).nonzero()[0]
    if not len(at):
        return []
    following = set(body.searchsorted(at).tolist())
    return sorted(line - 1 for line in following if 0 < line < len(body))


def _insertions(
    lines: Lines,
    marks: NDArray[np.uint8],
    roles: NDArray[np.uint8],
    body: NDArray[np.intp],
) -> None:
    """Mark a short line alone between blank lines, in a place where a sentence should go on.

    A line that says of whom it speaks (``作者：``) may be long.
    """
    blanks = lines.blanks.take(body)
    some = blanks > I32[0]
    alone = (some[1:-1] & some[2:]).nonzero()[0] + I64[1]
    if not len(alone):
        return
    wider, labelled = lines.width.take(body), _is_labelled(lines, body)
    short = (wider.take(alone) <= I32[INSERTION_WIDEST]) | labelled.take(alone)
    short &= ~_CLAUSE_END.take(lines.tail_class[0].take(body.take(alone)))
    middle = alone[short]
    if not len(middle):
        return
    usual = int(np.sort(blanks[1:])[len(blanks) // 2 - 1])
    # Where every line has blank lines before it, those beside an insertion are more than usual on one side.
    if usual == 1 and int(blanks.min()) == 0:
        usual = 0
    middle = middle[(blanks.take(middle) > I32[usual]) | (blanks.take(middle + I64[1]) > I32[usual])]
    if not len(middle):
        return
    # A line so narrow is no half of a sentence in any column: a name, a date.
    middle = middle[wider.take(middle - I64[1]) >= I32[HALF_NARROWEST]]
    if not len(middle):
        return
    middle = middle[unfinished(lines, body, middle - I64[1])]
    if not len(middle):
        return
    good = GOES_ON.take(lines.head_class[0].take(body[middle + 1]))
    good &= (marks[body[middle]] == 0) & (marks[body[middle + 1]] == 0)
    good &= (wider[middle] * 3 < wider[middle - 1] * 2) & (wider[middle + 1] > wider[middle]) | labelled[middle]
    good &= (roles[body[middle]] == running_heads.BODY) & (roles[body[middle - 1]] == running_heads.BODY)
    good &= lines.indent[body[middle + 1]] <= lines.indent[body[middle - 1]] + 1
    roles[body[middle[good]]] = INSERTION


def _is_labelled(lines: Lines, body: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Find lines that open with 作者 and a colon, at once or after two characters more (作者简介：)."""
    result: NDArray[np.bool_] = lines.head[0].take(body) == U32[ord("作")]
    if np.count_nonzero(result):
        classes = lines.head_class.take(body, axis=1)
        result &= (lines.head[1].take(body) == U32[ord("者")]) & ((classes[2] == COLON) | (classes[4] == COLON))
    return result
