"""The lines over a document's text, and what each shows: its place, shape, wording, neighbours and words in common."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from corpus.cleaning.structure.creator_lines import creators, explains_roles
from corpus.cleaning.structure.credits import read_credits
from corpus.cleaning.structure.dates import find_dates
from corpus.cleaning.structure.enumerators import OPENINGS, enumerator
from corpus.cleaning.structure.labelled_fields import labelled_fields, opens_field
from corpus.cleaning.structure.line_parts import line_parts, residue
from corpus.cleaning.structure.page import plain
from corpus.cleaning.structure.page_lines import is_degree, line_form, red_head, school_of
from corpus.cleaning.structure.person_names import is_body, is_organisation, is_person
from corpus.cleaning.structure.titles import ends_official, goes_on, is_sort_of_text
from corpus.cleaning.structure.wording import ends_sentence, is_part_head
from corpus.model.values import Layout

# Lines that are looked at, with characters; a head ends at the first line of text.
MOST, WIDEST = 22, 90
_TEXT, _SPOKEN, _TALL, _SORT_ALONE = 32, 16, 3, 6
_PIECES = re.compile(r"[\s|｜›>/／·:：]+")
_WRAPS = frozenset("（()）【】[]〔〕《》〈〉")
_PAPERS = ("论文", "論文", "毕业", "畢業", "Thesis")
_WORD, _FEW, _LONGEST_NAME = 5, 6, 40
_COLON = re.compile("[:：]")
_READ = 3000  # characters of the text whose pairs a title may share
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_GAP = re.compile("[ \t]*\u3000[ \t\u3000]*|[ \t]{2,}")
_SPREAD = re.compile("(?<![^\\s])\\S(?:[ \t\u3000]+\\S){1,}(?![^\\s])")
_SORTS = re.compile(
    "(?:通知|公告|通告|公报|公報|决定|決定|意见|意見|办法|辦法|条例|條例|规定|規定|章程|细则|細則|方案|报告|報告|批复|批覆|请示|請示|函|令|"
    "[书書]|答复|答覆|说明|說明|指南|手册|手冊|公约|公約|总结|總結|纪要|紀要|纪录|紀錄|记录|記錄|讲话|講話|致辞|致辭|致詞|研究|"
    "分析|法|记|記|序|跋|信|规则|規則|规程|規程)(?:[（(][^（()）]{1,12}[)）])?$"
)
_ABOUT = ("关于", "關於", "有关", "有關", "对", "印发", "转发")
_SIGNS = re.compile("[|｜丨>》›»/／＞·•‧:：@＠#©★☆]")
_OPENERS = "（([【〔［<〈│┌─━*＊=＝"
_BULLETS = frozenset("■□●◆▲★☆◎○▶►⬇↓👆🍄")
_SALUTED = frozenset("：:")
_STOPS = frozenset("。；;，,、")


@dataclass(slots=True)
class HeadLine:
    """A line with its place, without the white space and the marks at its ends; ``bare`` has no blanks at all."""

    text: str
    bare: str
    start: int
    end: int
    indent: int
    mark: int
    is_text: bool
    above: int
    below: int = 0


def head_lines(layout: Layout) -> list[HeadLine]:
    """Return the lines over the first paragraph of running text, its first line included, without furniture.

    Where blank lines are between all lines, only more of them part anything.
    """
    stop, aside = _first_text(layout), list[tuple[int, int]]()
    for block in layout.blocks[:MOST]:
        if block.kind == "furniture":
            aside.append((block.spans[0].start, block.spans[-1].end))
    found = list(_lines(layout.text, stop, aside))
    for above, line in pairwise(found):
        above.below = line.above
    spaced = min((line.above for line in found[1:]), default=0)
    for line in found if spaced else ():
        line.above, line.below = max(0, line.above - spaced), max(0, line.below - spaced)
    return found


def _first_text(layout: Layout) -> int:
    """Return where the first paragraph of several lines begins: one that reflow joined up to a stop."""
    for block in layout.blocks[:MOST]:
        start, end = block.spans[0].start, block.spans[-1].end
        is_running = "。" in block.text or ends_sentence(block.text)
        if is_running and (len(block.text) > WIDEST or (len(block.text) > _JOINED and "\n" in layout.text[start:end])):
            return start
    return -1


_JOINED = 16


def _lines(text: str, last: int, aside: Sequence[tuple[int, int]]) -> Iterator[HeadLine]:
    """Yield the lines with words, up to the one of running text or the one at ``last``."""
    at, blank, count = 0, 0, 0
    while at < len(text) and count < MOST:
        stop = text.find("\n", at)
        stop = stop if stop >= 0 else len(text)
        raw = text[at : min(stop, at + 400)]
        stripped = raw.strip()
        start = at + len(raw) - len(raw.lstrip())
        if not any(map(str.isalnum, stripped)):
            blank += 1
        elif not any(low <= start < high for low, high in aside):
            words, mark = plain(stripped)
            bare = "".join(words.split())
            is_text = 0 <= last <= start or _is_text(bare)
            yield HeadLine(words, bare, start, start + len(stripped), start - at, mark, is_text, blank)
            if is_text:
                return
            blank, count = 0, count + 1
        at = stop + 1


def _is_text(bare: str) -> bool:
    size = len(bare)
    return size > WIDEST or (size >= _TEXT and ("。" in bare or (bare[-1] in "，。；！？”」" and "，" in bare)))


class TextBelow:
    """What of the text around the head the features compare with."""

    def __init__(self, text: str, lines: Sequence[HeadLine]) -> None:
        end = lines[-1].start if lines and lines[-1].is_text else (lines[-1].end if lines else 0)
        self.body = text[end : end + _READ]
        self.rest = text[lines[0].start :] if lines else ""
        self.wide = max((line.indent for line in lines), default=0)


def runs(lines: Sequence[HeadLine], kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of everything that may be a title: up to three lines with no text among them."""
    for first in range(len(lines)):
        for last in range(first, min(first + _TALL, len(lines))):
            if kinds[last] in _NEVER or (last > first and (lines[last].above > _FAR or _is_marked(lines, last))):
                break
            yield first, last


def _is_marked(lines: Sequence[HeadLine], last: int) -> bool:
    """Return whether this line or the one above is a heading of Markdown, which is one line."""
    return lines[last].mark > 0 or lines[last - 1].mark > 0


_NEVER, _FAR = frozenset({"field", "date", "sentence", "text"}), 2


def described(text: str, lines: Sequence[HeadLine]) -> HeadFeatures:
    """Return what the lines show: names of features, each of which has a weight."""
    kinds, around = [kind_of(line) for line in lines], TextBelow(text, lines)
    each = [[*_of_line(lines, kinds, at, around)] for at in range(len(lines))]
    return HeadFeatures(each, [[*_of_join(above, below)] for above, below in pairwise(lines)], kinds)


def _of_line(lines: Sequence[HeadLine], kinds: Sequence[str], at: int, around: TextBelow) -> Iterator[str]:
    line, kind = lines[at], kinds[at]
    yield f"is {kind}"
    yield f"is {kind} {int(line.above > 0 or at == 0)}{int(line.below > 0)}"
    if kind not in kinds[:at]:
        yield f"first {kind}"
    if kinds.count(kind) == 1:
        yield f"only {kind}"
    worded = [len(other.bare) for other, sort in zip(lines, kinds, strict=True) if sort in _WORDED]
    if kind in _WORDED:
        yield "first worded" if not any(sort in _WORDED for sort in kinds[:at]) else "later worded"
        if not any(sort in _WORDED for sort in kinds[at + 1 :]):
            yield "last worded"
        if len(line.bare) == max(worded):
            yield "longest worded"
    yield from _of_place(lines, at)
    yield from _of_shape(line)
    yield from _of_wording(line)
    yield f"shared {_shared(line.bare, around.body)}"
    if around.rest.count(line.text) > 1:
        yield "recurs"


_WORDED = frozenset({"words", "with parts", "with date", "item"})


class HeadFeatures(NamedTuple):
    """What the lines of a head show: each by itself, each pair of neighbours, and each as a neighbour of the title."""

    lines: Sequence[Sequence[str]]
    joins: Sequence[Sequence[str]]
    kinds: Sequence[str]

    def of_run(self, first: int, last: int) -> Iterator[str]:
        """Yield what a run of lines shows: its lines, how they go on, and what is around them."""
        for names in self.lines[first : last + 1]:
            yield from names
        for names in self.joins[first:last]:
            yield from (f"joins {name}" for name in names)
        if first:
            yield from (f"parts {name}" for name in self.joins[first - 1])
        if last < len(self.joins):
            yield from (f"leaves {name}" for name in self.joins[last])
        yield from self.around(first, last)

    def around(self, first: int, last: int) -> Iterator[str]:
        """Yield how many lines a run has and what is above and below it."""
        yield f"run {last - first}"
        yield f"above {self.kinds[first - 1] if first else 'nothing'}"
        yield f"below {self.kinds[last + 1] if last + 1 < len(self.kinds) else 'nothing'}"


def _of_join(above: HeadLine, below: HeadLine) -> Iterator[str]:
    yield "blank" if below.above else "tight"
    if goes_on(above.text, below.text):
        yield "open"
    if ends_official(above.text, below.text):
        yield "official"
    if abs(len(above.bare) - len(below.bare)) <= 1:
        yield "even"
    if len(below.bare) * 2 < len(above.bare):
        yield "short"
    if len(above.bare) * 2 < len(below.bare):
        yield "long"
    if above.indent == below.indent:
        yield "flush"
    if above.mark != below.mark:
        yield "marked"
    if below.bare[0] in "—–―─":
        yield "dashed"
    if below.bare[0] in "（(":
        yield "bracket"


def _of_place(lines: Sequence[HeadLine], at: int) -> Iterator[str]:
    line = lines[at]
    yield f"place {bisect_right((1, 2, 3, 5, 8, 12), at)}"
    yield f"apart {int(line.above > 0 or at == 0)}{int(line.below > 0)}"
    if line.above > 1:
        yield "far below"
    left = len(lines) - 1 - at
    yield f"left {bisect_right((1, 2, 3, 5, 8), left)}"
    if line.indent >= 4:
        yield "set in"
    if line.mark:
        yield f"mark {min(line.mark, 3)}"
    if any(other.mark == 1 for other in lines) and line.mark != 1:
        yield "another is marked"


def _of_shape(line: HeadLine) -> Iterator[str]:
    bare, size = line.bare, len(line.bare)
    han = len(_HAN.findall(bare))
    yield f"size {bisect_right((2, 3, 4, 6, 9, 13, 18, 26, 40), size)}"
    yield f"han {bisect_right((0.01, 0.5, 0.8, 0.95), han / size)}"
    gaps = len(_GAP.findall(_SPREAD.sub("", line.text)))
    yield f"gaps {min(gaps, 3)}"
    if _SPREAD.fullmatch(line.text):
        yield "spread"
    if any(map(str.isdigit, bare)):
        yield "digits"
    if bare[0] in _OPENERS:
        yield "opens bracket" if bare[0] in "（(" else "opens other"
    if bare[0] in _BULLETS:
        yield "bullet"
    if bare[0] in "—–―─-":
        yield "dash"
    if bare[-1] in _STOPS:
        yield f"ends {bare[-1]}"
    elif bare[-1] in _SALUTED:
        yield "ends colon"
    elif bare[-1] in "？?！!":
        yield "ends asking"
    elif bare[-1] in "）)":
        yield "ends bracket"


def _of_wording(line: HeadLine) -> Iterator[str]:
    text, bare = line.text, line.bare
    if colon := _COLON.search(bare, 0, 12):
        yield f"colon after {min(colon.start() // 2, 4)}"
    yield from {f"sign {sign}" for sign in _SIGNS.findall(bare)}
    yield from (name for name, is_shown in _WORDINGS if is_shown(bare))
    if is_sort_of_text(text):
        yield "kicker"
    if _SORTS.search(bare):
        yield "sort" if len(bare) > _SORT_ALONE else "sort alone"
    if is_body(text):
        yield "body"
    pieces = [piece for piece in _PIECES.split(text) if piece]
    if len(pieces) > 2 and all(2 <= len(piece) <= 6 for piece in pieces):
        yield "menu"


_WORDINGS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("comma", lambda bare: "，" in bare or "," in bare),
    ("stop", lambda bare: "。" in bare),
    ("quotes", lambda bare: any(sign in bare for sign in "“《「『")),
    ("about", lambda bare: bare.startswith(_ABOUT)),
    ("organisation", lambda bare: len(bare) <= _LONGEST_NAME and is_organisation(bare)),
    ("wrapped", lambda bare: bare[0] in _WRAPS and bare[-1] in _WRAPS),
    ("paper", lambda bare: any(word in bare for word in _PAPERS)),
)


def kind_of(line: HeadLine) -> str:
    """Return one word for what a line is by its form alone."""
    return _by_ends(line) or _by_words(line)


def _by_ends(line: HeadLine) -> str:
    """Return the kind that a line's length, its signs or a known form show, "" for none."""
    text, bare = line.text, line.bare
    if line.is_text:
        return "text"
    if bare[0] in "—–―─":
        return "dashed"
    if rule := rule_kind(text):
        return rule
    if opens_field(text) or opens_field(bare) or _is_field(text):
        return "field"
    if creators(text) or explains_roles(text):
        return "names"
    if bare[-1] in _SALUTED and len(bare) <= _SPOKEN:
        return "salutation"
    return ""


def _by_words(line: HeadLine) -> str:
    """Return the kind that a line's words show: what it lists, whom it names, which dates it has."""
    text, bare = line.text, line.bare
    if is_part_head(text):
        return "part"
    if bare[-1] in _STOPS:
        return "sentence"
    if text[0] in OPENINGS and enumerator(text):
        return "item"
    if read_credits(text, bare=True) or is_person(bare):
        return "names"
    return _by_parts(line) or ("latin" if bare.isascii() else "short" if len(bare) < _WORD else "words")


def _by_parts(line: HeadLine) -> str:
    """Return whether dates and other parts explain the line or are beside its words, "" for neither."""
    parts = line_parts(line.text)
    if parts:
        left = len(residue(line.text, parts))
        is_dated = any(part.kind == "date" for part in parts)
        if left <= _FEW or left <= len(line.bare) // 4:
            return "date" if is_dated else "parts"
        return "with date" if is_dated else "with parts"
    is_dated = any(map(str.isdigit, line.bare)) and next(find_dates(line.text), None) is not None
    return "with date" if is_dated else ""


def _is_field(text: str) -> bool:
    field = next(labelled_fields(text), None)
    return field is not None and "".join(text[: field.start].split()).strip("：:|｜丨/／【】[]") == field.label


def rule_kind(text: str) -> str:
    """Return which known form of a head's line it has: of a red head, a court, a school, a degree, a page."""
    if red_head(text):
        return "red head"
    if is_degree(text):
        return "degree"
    if school_of(text):
        return "school"
    return line_form(text)


def _shared(bare: str, body: str) -> int:
    """Return how large a share of a line's pairs of characters the text has, in steps."""
    pairs = {bare[at : at + 2] for at in range(len(bare) - 1) if bare[at : at + 2].isalnum()}
    return bisect_right((0.01, 0.2, 0.4, 0.7, 0.95), sum(pair in body for pair in pairs) / max(1, len(pairs)))
