"""What lines of a document's head and foot state after a label: ``来源：``, ``发文字号：``, ``关键词：``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading, ends, of_kind
from corpus.cleaning.metadata.identifiers import number_in
from corpus.cleaning.structure.dates import find_dates, minguo_date
from corpus.cleaning.structure.labelled_fields import LabelledField, first_part, labelled_fields
from corpus.cleaning.structure.page_lines import is_affiliation
from corpus.cleaning.structure.person_names import is_organisation, is_person
from corpus.model.values import Block, Layout

_LONGEST = 400  # characters of a line of fields; keywords and affiliations are long
_VALUE = 60
# What is not the name of a source: a reprint note, an address.
_QUOTED = re.compile("《([^《》]{2,30})》")
_PARTED = re.compile(r"\s*[；;，,、]\s*|[ \t\u3000]{2,}|\u3000")
_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,6}(?:[·•・‧][\u3400-\u9fff]{1,8}){0,3}|[A-Za-z][A-Za-z .'-]{1,30}"
)
# A name after ``作者：``, its characters set apart or not.
_AUTHOR = re.compile(
    r"[\u3400-\u9fff](?:[ \u3000][\u3400-\u9fff]){1,2}(?![\u3400-\u9fff])|"
    r"[^\s\u3000、，,;；/／]+(?:[ \u3000][^\s\u3000、，,;；/／](?![^\s\u3000、，,;；/／]))?"
)
_BRACKETED = re.compile(r"[（(].*$")
_BLANKS = re.compile(r"[ \t\u3000]+")
# How much a date after a label is that of the document: a court's decision, a paper's date, then the page's.
_DATES = {
    **dict.fromkeys(
        (
            "裁判日期",
            "判决日期",
            "判决书日期",
            "判案書日期",
            "判決日期",
            "修正日期",
            "成文日期",
            "发文日期",
            "發文日期",
        ),
        0.97,
    ),
    **dict.fromkeys(("更新时间", "更新時間", "更新日期", "印发日期", "印發日期"), 0.7),
    **dict.fromkeys(("时间", "時間", "日期", "会议时间", "會議時間", "開會時間", "会议日期"), 0.82),
    **dict.fromkeys(("版次", "出版日期", "出版时间", "出版年月"), 0.96),
}
_DATED = 0.93
_HELD, _HELD_SURE = frozenset({"时间", "時間", "日期", "会议时间", "會議時間", "開會時間", "会议日期"}), 0.88
_MINUTES = re.compile("纪要|紀要|记录|紀錄|記錄")
_SCHEMES = frozenset(
    {"document_number", "case_number", "doi", "clc", "udc", "issn", "isbn", "article_number", "standard"}
)


def read_labelled_values(layout: Layout) -> Iterator[FieldReading]:
    """Read titles, sources, issuers, dates, numbers, keywords and affiliations from labelled lines."""
    is_minutes = any(_MINUTES.search(block.text) for block in of_kind(layout, "title"))
    for block in ends(layout):
        if len(block.text) <= _LONGEST and block.kind not in ("reference", "note", "code"):
            for field in labelled_fields(block.text):
                for found in _read(block, field):
                    # Minutes are of the day of the meeting.
                    held = is_minutes and found.field == "date" and field.label in _HELD
                    yield found._replace(confidence=_HELD_SURE) if held else found


def read_affiliations(layout: Layout) -> Iterator[FieldReading]:
    """Read lines that say where authors work: one institution a line, or several in one bracket."""
    for block in ends(layout):
        if block.kind in ("meta", "note", "list_item") and is_affiliation(block.text.strip()):
            at = 0
            for part in [*_SEVERAL.finditer(block.text), None]:
                stop = part.start() if part else len(block.text)
                match = _INSTITUTION.fullmatch(block.text, at, stop)
                if match:
                    yield FieldReading("affiliations", match["who"], block, *match.span("who"))
                at = part.end() if part else stop


_SEVERAL = re.compile("[；;]")
_INSTITUTION = re.compile(r"[\s（(]*(?:\d{1,2}[.．、]?\s?|[*＊∗†]{1,2}\s?)?(?P<who>[^\s].*?)[\s）)。；]*")


def _read(block: Block, field: LabelledField) -> Iterator[FieldReading]:
    if field.field in _SCHEMES:
        yield from number_in(block, field)
    elif field.field == "keywords":
        yield from _keywords(block, field)
    elif field.field == "affiliation":
        start, end = (
            first_part(block.text, field.start, field.end) if "，" not in field.value else (field.start, field.end)
        )
        yield FieldReading("affiliations", block.text[start:end], block, start, end)
    elif field.field == "date":
        yield from _dates(block, field)
    elif block.kind in ("meta", "label", "byline") or len(field.value) <= _VALUE:
        yield from _names(block, field)


def _names(block: Block, field: LabelledField) -> Iterator[FieldReading]:
    """Read the fields whose value is one name."""
    start, end = first_part(block.text, field.start, field.end)
    value = block.text[start:end]
    if not 1 < len(value) <= _VALUE:
        return
    if field.field == "title":
        quoted = _QUOTED.fullmatch(value)
        yield FieldReading("title", quoted[1] if quoted else value, block, start, end, "stated", 0.99)
    elif field.field in ("source", "publisher"):
        quoted = _QUOTED.search(value)
        name = quoted[1] if quoted else _BRACKETED.sub("", re.sub(r"(?:微信)?(?:公众号|公眾號)$", "", value)) or value
        if not (is_person(name) and len(name) <= 3) and not re.search(r"\d{3}|[:：]", name):
            yield FieldReading("publisher", name, block, start, end, "stated", 0.9 if field.field == "source" else 0.95)
    elif field.field == "author":
        yield from _authors(block, start, end)
    elif field.field == "issuer":
        yield FieldReading("issuer", value, block, start, end, "stated", 0.92)


def _authors(block: Block, start: int, end: int) -> Iterator[FieldReading]:
    """Read the names after ``作者：``: a pen name need not look like one."""
    text = block.text
    for match in _AUTHOR.finditer(text, start, end):
        name = _BRACKETED.sub("", match[0])
        plain = "".join(name.split())
        if not _NAME.fullmatch(plain) or is_organisation(plain):
            return
        if plain:
            yield FieldReading("authors", plain, block, match.start(), match.start() + len(name))


def _keywords(block: Block, field: LabelledField) -> Iterator[FieldReading]:
    """Cut keywords at their separators, or at blanks where there is no other."""
    parts = _PARTED if re.search("[；;，,、]", field.value) else _BLANKS
    at = field.start
    for match in [*parts.finditer(block.text, field.start, field.end), None]:
        stop = match.start() if match else field.end
        word = block.text[at:stop].strip(" \t\u3000。.")
        if word:
            start = block.text.index(word, at)
            yield FieldReading("keywords", word, block, start, start + len(word))
        at = match.end() if match else stop


def _dates(block: Block, field: LabelledField) -> Iterator[FieldReading]:
    sure = _DATES.get(field.label, _DATED)
    for date in find_dates(block.text):
        if field.start <= date.start < field.end:
            yield FieldReading("date", date.value, block, date.start, date.end, "stated", sure)
            return
    if match := minguo_date(block.text, field.start, field.end):
        yield FieldReading("date", match.value, block, match.start, match.end, "stated", sure)
