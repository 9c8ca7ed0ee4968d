"""What lines of a document's head and foot state behind a label: ``来源：``, ``发文字号：``, ``关键词：``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.cleaning.metadata.identifiers import number_in
from corpus.cleaning.structure.dates import find_dates
from corpus.cleaning.structure.labelled_fields import LabelledField, first_part, labelled_fields
from corpus.cleaning.structure.person_names import is_organisation, is_person
from corpus.model.values import Block, Layout

_LONGEST = 400  # characters of a line of fields; keywords and affiliations are long
_VALUE = 60
# What is no name of a source: a reprint note, an address.
_QUOTED = re.compile("《([^《》]{2,30})》")
_PARTED = re.compile(r"\s*[；;，,、]\s*|[ \t\u3000]{2,}|\u3000")
_BRACKETED = re.compile(r"[（(].*$")
_BLANKS = re.compile(r"[ \t\u3000]+")
# How much a date behind a label is that of the document: a court's decision, a paper's date, then the page's.
_DATES = {
    **dict.fromkeys(("裁判日期", "判决日期", "判决书日期", "判案書日期", "判決日期", "修正日期", "成文日期", "发文日期", "發文日期"), 0.97),
    **dict.fromkeys(("更新时间", "更新時間", "更新日期", "印发日期", "印發日期"), 0.7),
    **dict.fromkeys(("时间", "時間", "日期"), 0.85),
}
_DATED = 0.93
_SCHEMES = frozenset({"document_number", "case_number", "doi", "clc", "udc", "issn", "isbn", "article_number", "standard"})


def read_labelled_values(layout: Layout) -> Iterator[FieldReading]:
    """Read titles, sources, issuers, dates, numbers, keywords and affiliations from labelled lines."""
    for block in ends(layout):
        if len(block.text) <= _LONGEST and block.kind not in ("reference", "note", "table", "code"):
            for field in labelled_fields(block.text):
                yield from _read(block, field)


def _read(block: Block, field: LabelledField) -> Iterator[FieldReading]:
    if field.field in _SCHEMES:
        yield from number_in(block, field)
    elif field.field == "keywords":
        yield from _keywords(block, field)
    elif field.field == "affiliation":
        start, end = first_part(block.text, field.start, field.end) if "，" not in field.value else (field.start, field.end)
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
        name = quoted[1] if quoted else re.sub(r"(?:微信)?(?:公众号|公眾號)$", "", value)
        if not (is_person(name) and len(name) <= 3) and not re.search(r"\d{3}|[:：]", name):
            yield FieldReading("publisher", name, block, start, end, "stated", 0.9 if field.field == "source" else 0.95)
    elif field.field == "author":
        yield from _authors(block, start, end)
    elif field.field == "issuer":
        yield FieldReading("issuer", value, block, start, end, "stated", 0.92)


def _authors(block: Block, start: int, end: int) -> Iterator[FieldReading]:
    """Read the names behind ``作者：``: a pen name need not look like one."""
    text = block.text
    for match in re.finditer(r"[\u3400-\u9fff](?:[ \u3000][\u3400-\u9fff]){1,2}(?![\u3400-\u9fff])|[^\s\u3000、，,;；/／]+(?:[ \u3000][^\s\u3000、，,;；/／](?![^\s\u3000、，,;；/／]))?", text[:end][start:]):
        name = _BRACKETED.sub("", match[0])
        plain = "".join(name.split())
        if 2 <= len(plain) <= 16 and not is_organisation(plain) and not any(char.isdigit() for char in plain):
            yield FieldReading("authors", plain, block, start + match.start(), start + match.start() + len(name))


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
    for date in find_dates(block.text):
        if field.start <= date.start < field.end:
            sure = _DATES.get(field.label, _DATED)
            yield FieldReading("date", date.value, block, date.start, date.end, "stated", sure)
            return
