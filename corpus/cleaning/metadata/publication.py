"""Where a document stands: the paper or journal of its page heads, issue, pages, edition; accounts and presses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.cleaning.structure.dates import small_number
from corpus.cleaning.structure.line_parts import Part, line_parts
from corpus.cleaning.structure.page_lines import is_account, is_degree, school_of
from corpus.cleaning.structure.person_names import is_person
from corpus.model.values import Block, Layout

_LINES = frozenset({"label", "meta", "byline", "title", "subtitle"})
_WECHAT_GAP = re.compile(r"[ \t]*\u3000[ \t\u3000]*|[ \t]+")
_WIDE = re.compile(r"[ \u3000]{3,}(?=\d{4}年|二[〇零○])")  # between a body and the day, as in official papers
_VOLUME = re.compile(
    r"(?:第\s?)?(?P<number>\d{1,4}|[〇零一二三四五六七八九十百]{1,5})\s?卷|\bVol\.?\s?(?P<latin>\d{1,4})"
)
_ISSUE = re.compile(
    r"(?<!总)(?<!總)第?\s?(?P<number>\d{1,4}(?:\s?[-—~－]\s?\d{1,4})?|[〇零一二三四五六七八九十百]{1,5})\s?[期辑輯]|"
    r"\bNo\.?\s?(?P<latin>\d{1,4})|Issue\s?[（(](?P<web>\d{1,3})[）)]"
)
_CITED = re.compile(
    r"(?:19|"
    r"20)\d\d\s?[,，]\s?(?P<volume>\d{1,3})\s?[（(](?P<issue>\d{1,3})[）)]\s?[:：]?\s?(?P<pages>\d{1,5}\s?[-–—~]\s?\d{1,5})?"
)
_PAGES = re.compile(
    r"\bpp?\.\s?(?P<latin>\d{1,5}\s?[-–—~－]+\s?\d{1,5})|"
    r"[第頁]\s?(?P<a>\d{1,5}\s?[-–—~－至]+\s?\d{1,5})\s?[页頁]?|"
    r"(?P<b>\d{1,5}\s?[-–—~－]+\s?\d{1,5})\s?[页頁]|[)）][:：]\s?(?P<c>\d{1,5}\s?[-–—~－]\s?\d{1,5})"
)
_EDITION = re.compile(
    r"第?\s?([A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|(?<![A-Za-z0-9])([A-D]\d{1,2})(?![A-Za-z0-9-])"
)
_PRESS = re.compile(
    r"(?P<who>[\u3400-\u9fff]{2,16}(?:出版社|出版公司|印書館|印书馆|书局|書局))(?:出版|发行|發行|\s|[·•，,]|\d|$)"
)
_SOURCE = re.compile(
    r"[（(](?:据|原载|原載|摘自|转自|載|载|来源[:：])\s?《?(?P<who>[\u3400-\u9fff]{2,16}?)》?(?:\s?(?:\d{4}年.{0,12})?)[)）]$"
)
# A journal has a publisher, which its name does not tell.
_PUBLISHES_ITSELF = ("报", "報", "网", "網", "周刊", "週刊")


def read_publication(layout: Layout) -> Iterator[FieldReading]:
    """Read the paper's name, volume, issue, pages and edition of the page's head or foot, and who published."""
    for block in ends(layout):
        if block.kind in _LINES and len(block.text) <= 160:
            parts = line_parts(block.text)
            yield from _paper(block, parts)
            yield from _account(block, parts)
        if block.kind in ("paragraph", "label", "meta", "caption") and (match := _SOURCE.search(block.text[-60:])):
            shift = max(0, len(block.text) - 60)
            yield FieldReading(
                "publisher", match["who"], block, shift + match.start("who"), shift + match.end("who"), "stated", 0.8
            )
        if len(block.text) <= 60 and (match := _PRESS.search(block.text)):
            yield FieldReading("publisher", match["who"], block, *match.span("who"), "stated", 0.9)


def read_thesis(layout: Layout) -> Iterator[FieldReading]:
    """Read the school of a thesis and its department from the lines of the cover."""
    head = ends(layout)[:16]
    if not any(is_degree(block.text) for block in head):
        return
    for block in head:
        match = school_of(block.text) if block.kind in ("label", "title", "subtitle") else None
        if match:
            shift = block.text.find(match[0])
            name = "".join(match["who"].split())
            yield FieldReading("publisher", name, block, shift, shift + match.end("who"), "stated", 0.92)
            if match["department"]:
                span = (shift + match.start("department"), shift + match.end("department"))
                yield FieldReading("affiliations", match["department"], block, *span)
            return


_CIP = re.compile(
    r"(?P<title>[^/／\n]{2,60}?)\s?[/／]\s?(?P<who>[^，。．./;；—]{2,40}?)\s?(?:编著|主编|著|撰|編|"
    r"编)(?:[；;]\s?(?P<translator>[^，。．.；;—]{2,24}?)\s?[译譯])?\s?[.．。]\s?[—–-]+\s?"
    r"(?P<place>[\u3400-\u9fff]{2,6})\s?[:：]\s?(?P<press>[^，,]{2,24})[，,]\s?(?P<date>\d{4}[.．]\d{1,2})"
)
_CIP_LONGEST = 400
_CIP_CLASS = re.compile(r"[ⅣIV]{1,2}[.．]?\s?①\s?(?P<clc>[A-Z]{1,2}\d{1,4}(?:[.．\-]\d{1,4})?)")
_NATION = re.compile(r"^[（(〔［\[][\u3400-\u9fff]{1,4}[)）〕］\]]")


def read_cataloguing(layout: Layout) -> Iterator[FieldReading]:
    """Read the cataloguing in publication that a Chinese book prints: title, authors, press, date, class."""
    for block in ends(layout)[:16]:
        if len(block.text) <= _CIP_LONGEST and ("/" in block.text or "／" in block.text):
            yield from _cataloguing(block)
        if match := _CIP_CLASS.search(block.text):
            yield FieldReading("identifiers", f"clc:{match['clc']}", block, *match.span("clc"))


def _cataloguing(block: Block) -> Iterator[FieldReading]:
    match = _CIP.search(block.text)
    if not match:
        return
    yield FieldReading("title", match["title"].strip(), block, *match.span("title"), "stated", 0.99)
    for role in ("who", "translator"):
        if match[role]:
            name = _NATION.sub("", match[role].strip())
            start = block.text.index(name, match.start(role))
            field, value = ("authors", name) if role == "who" else ("contributors", f"{name} (translator)")
            yield FieldReading(field, value, block, start, start + len(name))
    yield FieldReading("publisher", match["press"].strip(), block, *match.span("press"), "stated", 0.95)
    year, month = re.split(r"[.．]", match["date"])
    yield FieldReading("date", f"{year}-{int(month):02d}", block, *match.span("date"), "stated", 0.96)


def _paper(block: Block, parts: list[Part]) -> Iterator[FieldReading]:
    kinds = {part.kind for part in parts}
    papers = [part for part in parts if part.kind == "paper"]
    if block.kind in ("title", "subtitle") and not (papers and kinds & {"issue", "edition", "date"}):
        return
    text = block.text
    for part in papers:
        name = text[part.start : part.end]
        if name.endswith(("社出版", "社")) and len(name) > 4:
            yield FieldReading("publisher", name.removesuffix("出版"), block, part.start, part.end, "stated", 0.93)
            continue
        yield FieldReading("container.title", name, block, part.start, part.end)
        if name.endswith(_PUBLISHES_ITSELF):
            yield FieldReading("publisher", name, block, part.start, part.end, "stated", 0.88)
    if papers or kinds & {"issue", "edition"}:
        yield from _numbers(block, bool(papers) or block.kind in ("label", "meta"))


def _numbers(block: Block, sure: bool) -> Iterator[FieldReading]:
    text, confidence = block.text, 0.9 if sure else 0.6
    if cited := _CITED.search(text):
        for name in ("volume", "issue", "pages"):
            if cited[name]:
                yield FieldReading(
                    f"container.{name}", _plain(cited[name]), block, *cited.span(name), "stated", confidence
                )
    for name, pattern in (("volume", _VOLUME), ("issue", _ISSUE), ("pages", _PAGES), ("edition", _EDITION)):
        if match := pattern.search(text):
            value = next(group for group in match.groups() if group)
            start = match.start() + match[0].index(value)
            yield FieldReading(
                f"container.{name}", _plain(value), block, start, start + len(value), "stated", confidence
            )


_HAN_NUMBER = re.compile("[〇零一二三四五六七八九十百]+")


def _plain(value: str) -> str:
    """Write a number in figures, a range of pages with a hyphen."""
    value = re.sub(r"\s?[-–—~－至]+\s?", "-", value.strip())
    return str(small_number(value)) if _HAN_NUMBER.fullmatch(value) else value


def _account(block: Block, parts: list[Part]) -> Iterator[FieldReading]:
    """Read the line under a WeChat title: ``原创　甲　某账号　2023-04-05 19:30　发表于浙江``."""
    if block.kind != "meta" or not is_account(block.text, parts):
        return
    names, at = list[tuple[int, int]](), 0
    text = block.text
    for part in [*parts, Part("end", len(text), len(text))]:
        names += _words(text, at, part.start)
        at = max(at, part.end)
    if not names or _WIDE.search(text, names[-1][1]):
        return
    start, end = names[-1]
    yield FieldReading("publisher", text[start:end], block, start, end, "stated", 0.92)
    for start, end in names[:-1]:
        if text[start:end] != text[slice(*names[-1])] and is_person(text[start:end]):
            yield FieldReading("authors", text[start:end], block, start, end)


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in [*_WECHAT_GAP.finditer(text, start, end), None]:
        stop = match.start() if match else end
        if stop - at > 1:
            yield at, stop
        at = match.end() if match else stop
