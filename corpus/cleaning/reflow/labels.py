"""Labels: an enumeration mark alone on its line, and whether it heads the line below or is on its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.reflow import contents_lines
from corpus.cleaning.reflow.asides import UNITS
from corpus.cleaning.reflow.character_classes import (
    BULLET,
    CIRCLED,
    CLOSE,
    COMMA,
    DASH,
    DIGIT,
    ELLIPSIS,
    END,
    LATIN,
    NUMERAL,
    OPEN_PAREN,
    ORDINAL,
    PAUSE,
    WORDS,
    among,
)
from corpus.cleaning.reflow.cohesion import coheres
from corpus.cleaning.reflow.correspondence import is_date, is_farewell
from corpus.cleaning.reflow.habits import CUT_SHARE, CUT_WORDS, RAGGED
from corpus.cleaning.reflow.marks import SECTION, member, number
from corpus.cleaning.reflow.scalar_arrays import F32, I32, I64, U8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corpus.cleaning.reflow.lines import Lines
    from corpus.cleaning.reflow.survey import Survey

NONE, DECIMAL, CHAPTER, ARTICLE, CLAUSE, DOT, FIGURE, INLINE, DATE, MARK, ABOUT, CALL, LEADER, LED, PAGE, CALLED = (
    range(16)
)
"""``2.1``, ``第三章``, ``第三条``, ``（一）`` or ``1.``, a bullet, ``2``; an article's number before its text; a date
or a letter's farewell; a note's mark; ``关键词：``; the raised figure of a paragraph that calls for a note; dots that
lead to a page's number, alone or after an entry of contents; this number; a line that begins with a note's call.

All but the last nine are alone on their lines as heads of what follows in the running text."""

LONGEST = 10  # characters of a label
TITLE, TEXT = 60, 30  # cells: a title below a label is no wider; text below is at least as wide
DATE_WIDEST, RIGHT = 40, 12  # cells: of a date; before a line set to the right
JOINED, PARTED = 0.05, 0.97
NARROWEST = 16  # cells of a column

_HAN = "一二三四五六七八九十百〇零"
_N = rf"(?:\d{{1,3}}|[{_HAN}]{{1,5}})"
_SHAPE = re.compile(
    rf"(?P<decimal>(?:\d{{1,2}}|[A-Z])(?:[.．]\d{{1,2}}){{1,4}}[.．]?|§\s?\d{{1,2}}(?:\.\d{{1,2}})*)|"
    rf"(?P<chapter>第\s?{_N}\s?[章节節编編篇部卷回讲講])|"
    rf"(?P<article>第\s?(?:\d{{1,4}}|[{_HAN}千]{{1,7}})\s?[条條](?:之[{_HAN}]{{1,2}})?(?:\s?-\s?\d{{1,2}})?)|"
    rf"(?P<clause>[（(\[〔]\s?{_N}\s?[)）\]〕]、?|{_N}[)）、]|\d{{1,2}}[.．]|[{_HAN}]{{1,3}}[.．]|"
    rf"[a-zA-Z][.)）]|[（(][a-zA-Z][)）]|[\u2460-\u2473])|"
    rf"(?P<dot>[•●■◆○▪▫·∙►▶➢➤✓❖◦※\uf020-\uf0ff]|[-–](?!-))|"
    rf"(?P<figure>\d{{1,2}})"
)
_FAMILIES = {
    "decimal": DECIMAL, "chapter": CHAPTER, "article": ARTICLE, "clause": CLAUSE, "dot": DOT, "figure": FIGURE,
}  # fmt: skip
_INLINE = re.compile(rf"第\s?(?:\d{{1,4}}|[{_HAN}千]{{1,7}})\s?[条條](?:之[{_HAN}]{{1,2}})?[\s\u3000]+\S")
_OPENING = member(DIGIT, NUMERAL, OPEN_PAREN, ORDINAL, CIRCLED, BULLET, DASH, LATIN)
_FINISHED = member(END, ELLIPSIS, CLOSE)
_SAID = member(END, COMMA, PAUSE, ELLIPSIS)
_OPEN = member(*WORDS, LATIN, DIGIT, COMMA, PAUSE)
_FAREWELLS = ("此致", "敬礼", "敬禮")
_ABOUT = ("关键", "關鍵", "摘要", "摘　要", "摘 要")
_LABELLED = re.compile(r"(?:关键[词字]|關鍵[詞字]|摘\s?要)[】\]］]?\s{0,2}[：:\s】\]］]")
_FIGURES = re.compile(r"(\d+)[.．](\d+)")
_TITLED = (DECIMAL, CHAPTER, FIGURE)


def find(text: str, lines: Lines, roles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Find the family of each label that is alone on its line; INLINE for an article's number with text after it."""
    result = np.zeros(len(lines), np.uint8)
    head = lines.head_class[0]
    at = (lines.solid <= I32[LONGEST]).nonzero()[0]
    at = at[_OPENING.take(head.take(at)) & (roles.take(at) == U8[NONE])] if len(at) else at
    for line, start, stop in zip(at.tolist(), lines.first.take(at).tolist(), lines.last.take(at).tolist(), strict=True):
        found = _SHAPE.fullmatch(text, start, stop)
        if found:
            result[line] = _FAMILIES[str(found.lastgroup)]
    if np.count_nonzero(result == U8[ARTICLE]):
        at = ((head == U8[ORDINAL]) & (result == U8[NONE])).nonzero()[0]
        inline = [line for line in at.tolist() if _INLINE.match(text, int(lines.first[line]), int(lines.last[line]))]
        result[inline] = INLINE
    if len(lines):
        _find_lines(text, lines, roles, result)
    return result


def _find_lines(text: str, lines: Lines, roles: NDArray[np.uint8], result: NDArray[np.uint8]) -> None:
    """Mark dates, farewells, keywords, where the text has their words at all."""
    start, end = int(lines.first[0]), int(lines.last[-1])
    firsts, lasts, free = lines.first, lines.last, (roles == U8[NONE]) & (result == U8[NONE])
    contents = contents_lines.find(text, lines, (roles == U8[NONE]) & ((result == U8[NONE]) | (result == U8[FIGURE])))
    result[contents.dots], result[contents.led], result[contents.pages] = LEADER, LED, PAGE
    narrow = free & (lines.width <= I32[DATE_WIDEST])
    if text.find("月", start, end) >= 0:
        at = (narrow & among(lines.tail[0], "日號号月年夜晚")).nonzero()[0]
        result[[line for line in at.tolist() if is_date(text[int(firsts[line]) : int(lasts[line])])]] = DATE
    if any(text.find(word, start, end) >= 0 for word in _FAREWELLS):
        at = (narrow & among(lines.head[0], "此敬特祝顺順即谨謹")).nonzero()[0]
        result[[line for line in at.tolist() if is_farewell(text[int(firsts[line]) : int(lasts[line])])]] = DATE
    if any(text.find(word, start, end) >= 0 for word in _ABOUT):
        at = (free & among(lines.head[0], "关關摘")).nonzero()[0]
        result[[line for line in at.tolist() if _LABELLED.match(text, int(firsts[line]))]] = ABOUT


class _View(NamedTuple):
    """The body's lines as lists, made where there are labels at all: looked at one by one."""

    family: list[int]
    mark: list[int]
    width: list[int]
    indent: list[int]
    blanks: list[int]
    page: list[bool]
    line: list[int]
    ended: list[bool]
    comma: list[bool]
    listed: list[bool]
    open: list[bool]
    cut: list[bool]
    value: list[int]
    hanging: set[tuple[int, int]]


def settle(known: Survey, ends: NDArray[np.float32]) -> None:
    """Join each label to the line below that it heads, and part it from the line above."""
    families = known.labels.take(known.body)
    _heading(known, families, ends)
    dots, pages = ((families == U8[family]).nonzero()[0] for family in (LEADER, PAGE))
    if len(dots) + len(pages):
        contents_lines.settle(known.lines, known.body, dots, pages, ends)


def _heading(known: Survey, families: NDArray[np.uint8], ends: NDArray[np.float32]) -> None:
    at = ((families > U8[NONE]) & (families < U8[INLINE])).nonzero()[0]
    _others(known, families, ends)
    if not len(at):
        return
    lines, body = known.lines, known.body
    view = _View(
        family=families.tolist(),
        mark=known.marks.take(body).tolist(),
        width=lines.width.take(body).tolist(),
        indent=lines.indent.take(body).tolist(),
        blanks=lines.blanks.take(body).tolist(),
        page=lines.page.take(body).tolist(),
        line=body.tolist(),
        ended=_SAID.take(lines.tail_class[0].take(body)).tolist(),
        comma=among(lines.tail[0].take(body), "，,、").tolist(),
        listed=among(lines.tail[0].take(body), "；;").tolist(),
        open=_OPEN.take(lines.tail_class[0].take(body)).tolist(),
        cut=[*coheres(lines.tail[0].take(body[:-1]), lines.head[0].take(body[1:])).tolist(), False],
        value=_values(known, families),
        hanging=set(),
    )
    view.hanging.update(_hanging(view, [place for place in at.tolist() if view.family[place] == CLAUSE]))
    inline, led = INLINE in view.family, dict[int, list[int]]()
    decimals = _decimals(known, families) if FIGURE in view.family else []
    for place in at.tolist():
        if place + 1 == len(body):
            break
        titled = _is_title(view, place + 1, ends)
        if view.family[place] == FIGURE and place:
            _figure(known, place, ends)
        if _heads(view, place, titled, inline, decimals):
            ends[place] = JOINED
            if place and ends[place - 1] < PARTED:
                ends[place - 1] = PARTED
            if titled and place + 2 < len(body) and view.family[place] in _TITLED and ends[place + 1] < PARTED:
                ends[place + 1] = PARTED
            if view.family[place] == CLAUSE:
                _go_on(view, place + 1, ends)
            led.setdefault(view.family[place], []).append(place + 1)
    for firsts in led.values():
        _fill_own_column(view, firsts, ends)


def _fill_own_column(view: _View, firsts: Sequence[int], ends: NDArray[np.float32]) -> None:
    """Join the first lines of items that fill the column of such lines, narrower by the label, where words are cut."""
    column = max(view.width[place] for place in firsts)
    full = [
        place
        for place in firsts
        if view.open[place] and view.width[place] >= column - RAGGED and place + 1 < len(view.width)
    ]
    cut = sum(view.cut[place] for place in full)
    if cut < CUT_WORDS or CUT_SHARE * cut < len(full) or column < NARROWEST:
        return
    for place in full:
        below = place + 1
        if not (view.family[below] or view.mark[below] or view.page[below] or view.blanks[below] > view.blanks[place]):
            ends[place] = min(ends[place], JOINED)


def _go_on(view: _View, at: int, ends: NDArray[np.float32]) -> None:
    """Join the lines of an item below its label as long as they end with a comma."""
    while at + 1 < len(view.comma) and view.comma[at] and not view.family[at + 1] and not view.mark[at + 1]:
        ends[at] = min(ends[at], JOINED)
        at += 1


def _others(known: Survey, families: NDArray[np.uint8], ends: NDArray[np.float32]) -> None:
    """Settle the lines that are no heads: datelines, lines about the text, calls for a note."""
    dates, about, calls, called = ((families == U8[each]).nonzero()[0] for each in (DATE, ABOUT, CALL, CALLED))
    if len(dates):
        _datelines(known, dates, ends)
    if len(about):  # after whatever line
        about = about[about > 0] - I64[1]
        ends[about] = np.maximum(ends[about], F32[PARTED])
    if len(calls):
        _calls(known, calls, ends)
    if len(called):
        _called(known, called, ends)


def _called(known: Survey, called: NDArray[np.intp], ends: NDArray[np.float32]) -> None:
    """Join a line that begins with a note's call to the one above, and to the one below where both filled the column.

    Raised type made an extractor part what is one line.
    """
    lines, body = known.lines, known.body
    edges = lines.indent + lines.width
    for place in called[called > 0].tolist():
        ends[place - 1] = min(ends[place - 1], JOINED)
        line, above = body[place], body[place - 1]
        near = int(edges[body[max(0, place - 8) : place + 9]].max())
        full = 10 * int(edges[above] + lines.width[line]) >= 8 * near
        if place + 1 < len(body) and full and _OPEN[lines.tail_class[0, line]]:
            ends[place] = min(ends[place], JOINED)


def _calls(known: Survey, calls: NDArray[np.intp], ends: NDArray[np.float32]) -> None:
    """Join a raised figure to the line above, and the line below where the one above breaks off or was long."""
    lines, body = known.lines, known.body
    edges = lines.indent + lines.width
    for place in calls[calls > 0].tolist():
        above = body[place - 1]
        ends[place - 1] = min(ends[place - 1], JOINED)
        if place + 1 == len(body):
            continue
        near = int(edges[body[max(0, place - 8) : place + 9]].max())
        full, stopped = 10 * int(edges[above]) >= 9 * near, _FINISHED[lines.tail_class[0, above]]
        if full and not stopped:
            ends[place] = min(ends[place], JOINED)
        elif stopped and not full:
            ends[place] = max(ends[place], PARTED)


def _values(known: Survey, families: NDArray[np.uint8]) -> list[int]:
    """Read the number of each label that is a figure, ``2.1`` as a hundred times the first and the second; else 0."""
    result = [0] * len(families)
    at = ((families == U8[FIGURE]) | (families == U8[DECIMAL])).nonzero()[0]
    heads = known.lines.head.take(known.body.take(at), axis=1).T.tolist()
    for place, codes in zip(at.tolist(), heads, strict=True):
        found = _FIGURES.match("".join(map(chr, codes)))
        result[place] = 100 * int(found[1]) + int(found[2]) if found else number(codes)
    return result


def _figure(known: Survey, place: int, ends: NDArray[np.float32]) -> None:
    """Judge a figure alone: below a sentence's end it numbers a section, inside one, above its unit, it is a piece."""
    lines, body, around = known.lines, known.body, ends[place - 1 : place + 1]
    if _FINISHED[lines.tail_class[0, body[place - 1]]]:
        np.maximum(around, PARTED, out=around)
    elif chr(lines.head[0, body[place + 1]]) in UNITS:
        np.minimum(around, JOINED, out=around)


def _datelines(known: Survey, dates: NDArray[np.intp], ends: NDArray[np.float32]) -> None:
    """Part a date on a line of its own from what is around it, unless it may be a piece of a sentence.

    It is none below a sentence's end or a narrower line than text has (a signature), or far to the right.
    """
    lines, body = known.lines, known.body
    edges = lines.indent + lines.width
    for place in dates.tolist():
        line = body[place]
        near = edges[body[max(0, place - 8) : place + 9]]
        column = int(near.max())
        above = body[place - 1] if place else line
        indent = int(lines.indent[line])
        alone = not place or _FINISHED[lines.tail_class[0, above]] or 2 * int(edges[above]) < column
        right = indent >= RIGHT and (2 * indent > column or int(lines.indent[above]) >= RIGHT)
        if right or (alone and 4 * int(lines.width[line]) <= 3 * column):
            # The line above, too, where it is a signature: narrow, without a stop, below a sentence's end.
            signed = place > 1 and 2 * int(edges[above]) < column and _FINISHED[lines.tail_class[0, body[place - 2]]]
            around = ends[max(0, place - 1 - signed) : place + 1]
            np.maximum(around, PARTED, out=around)


def _heads(view: _View, at: int, titled: bool, inline: bool, decimals: Sequence[tuple[int, int, int]]) -> bool:
    """Return whether the label at a place of the body is the head of the line below."""
    kind, below = view.family[at], at + 1
    if view.page[below] or view.line[below] != view.line[at] + 1:
        return False
    if view.family[below] == LED:
        return kind in (DECIMAL, CHAPTER) or (kind == FIGURE and _numbers_chapter(view, at, decimals))
    if view.family[below] not in (NONE, INLINE, DATE, ABOUT) or view.mark[below] or _is_cell(view, at):
        return False
    if kind == CLAUSE:
        return _depth(view, at) in view.hanging or not _numbers_section(view, at)
    if kind == ARTICLE:
        return inline
    if kind == CHAPTER:
        return titled and not _is_set_in(view, at)
    if kind == DECIMAL:
        return titled or view.width[below] >= TEXT
    return kind == DOT or (titled and _numbers_chapter(view, at, decimals))


def _is_cell(view: _View, at: int) -> bool:
    """Mark labels of one family in a column, line by line or with one narrow line between."""
    family, kind, size = view.family, view.family[at], len(view.family)
    if (at and family[at - 1] == kind) or (at + 1 < size and family[at + 1] == kind):
        return True
    near = [other for other in (at - 2, at + 2) if 0 <= other < size and family[other] == kind]
    # Numbers that count on are those of a table of contents.
    if kind == DECIMAL and any(view.value[other] - view.value[at] == (other > at) - (other < at) for other in near):
        return False
    return kind in (DECIMAL, FIGURE) and bool(near) and view.width[(at + near[0]) // 2] < TEXT


def _is_title(view: _View, at: int, ends: NDArray[np.float32]) -> bool:
    """Return whether it is a short line without a stop, followed by text or another label."""
    if view.width[at] > TITLE or view.ended[at] or view.family[at]:
        return False
    under = at + 1
    if under == len(view.family):
        return view.width[at] < TEXT
    if view.family[under] or view.mark[under]:
        return True
    if view.width[under] < max(TEXT, view.width[at]):
        return False
    return bool(ends[at] >= 0.5) or view.blanks[under] > 0 or view.width[at] < TEXT


def _is_set_in(view: _View, at: int) -> bool:
    """Return whether the line below is indented as a paragraph is."""
    return 2 <= view.indent[at + 1] - view.indent[at] <= 8


def _hanging(view: _View, places: Sequence[int]) -> set[tuple[int, int]]:
    """Find how labels and what is below are indented where all lines below are set in alike: items, no sections."""
    items, sections = set[tuple[int, int]](), set[tuple[int, int]]()
    for at in places:
        first, below, depth = at + 1, at + 2, _depth(view, at)
        if first >= len(view.indent) or depth[1] <= depth[0]:
            continue
        if below < len(view.indent) and not view.blanks[below] and not view.family[below]:
            (items if view.indent[below] == depth[1] else sections).add(depth)
        elif view.listed[first]:  # its only line leads on to the next item
            items.add(depth)
    return items - sections


def _depth(view: _View, at: int) -> tuple[int, int]:
    return view.indent[at], view.indent[at + 1] if at + 1 < len(view.indent) else 0


def _numbers_section(view: _View, at: int) -> bool:
    """Return whether ``（一）`` is set apart above an indented paragraph: a section's number, not an item's."""
    margin = min(view.indent[at : at + 9])
    return view.blanks[at] > 0 and 2 <= view.indent[at + 1] - margin <= 8 and view.width[at + 1] >= TEXT


def _decimals(known: Survey, families: NDArray[np.uint8]) -> list[tuple[int, int, int]]:
    """Find where the body has a decimal number at the head of a line, and its first two figures."""
    at = ((families == U8[DECIMAL]) | (known.marks.take(known.body) == U8[SECTION])).nonzero()[0]
    result = list[tuple[int, int, int]]()
    for place, codes in zip(at.tolist(), known.lines.head.take(known.body.take(at), axis=1).T.tolist(), strict=True):
        found = _FIGURES.match("".join(map(chr, codes)))
        if found:
            result.append((place, int(found[1]), int(found[2])))
    return result


def _numbers_chapter(view: _View, at: int, decimals: Sequence[tuple[int, int, int]]) -> bool:
    """Return whether the next decimal number is its first (``2`` above ``2.1``), or the last the chapter before's."""
    value = view.value[at]
    after = bisect_right(decimals, (at, 99, 99))
    if after < len(decimals) and decimals[after][1:] == (value, 1):
        return True
    return after > 0 and decimals[after - 1][1] == value - 1
