"""Numbers that name a document: of an authority's paper, a court's case, DOI, ISSN, ISBN, classes, standards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.cleaning.structure.labelled_fields import LabelledField
from corpus.model.values import Block, Layout

_H = "[\u3400-\u9fff]"
_YEAR = r"[〔\[（(［【]\s?\d{4}\s?[〕\]）)］】]"
_PATTERNS = {
    "document_number": (
        rf"{_H}{{1,16}}{_YEAR}\s?(?:第\s?)?\d{{1,5}}\s?[号號]",
        rf"{_H}{{2,16}}字第\s?\d{{6,12}}(?:-\d)?\s?[号號]",
        rf"{_H}{{2,16}}令\s?(?:19|20)\d\d年第\d{{1,3}}[号號]",
        r"^[〔（(【\[]\d{4}[〕）)】\]]\s?\d{1,4}\s?[号號期]$",
        r"(?:\d{4}年)?第\s?\d{1,4}\s?[号號](?=[）)]?$)",
    ),
    "case_number": (
        rf"[（(〔]\d{{4}}[）)〕]\s?(?=[^\s]{{0,10}}[民刑行执執赔商知破仲诉訴簡字裁调抗更初终再])(?!第){_H}{{1,4}}\d{{0,4}}{_H}{{0,8}}(?:字第|字|第)?\s?\d{{1,6}}(?:[-—]\d{{1,3}})?\s?[号號](?:之[一二三四五六七八九十])?",
        rf"\d{{2,3}}\s?年度?\s?{_H}{{1,8}}字第\s?\d{{1,6}}\s?[号號]",
        r"\b[A-Z]{3,5}\s?\d{1,5}\s?/\s?\d{4}\b",
    ),
    "doi": (r"(?<![\w./])10\.\d{4,9}/[^\s，。；;、）】\]]+",),
    "issn": (r"(?<![\d-])\d{4}-\d{3}[\dXx](?![\d-])",),
    "isbn": (r"(?<!\d)97[89](?:[- ]?\d){10}(?!\d)|(?<![\d-])7[- ]?\d{2,6}[- ]?\d{2,6}[- ]?[\dXx](?![\d-])",),
    "standard": (
        r"\b(?:GB(?:/[TZ])?|[A-Z]{2,4}(?:/T)?|DB\s?\d{2,4}(?:/T)?|T/[A-Z]{2,8}|CNS|ISO)\s?\d{2,6}(?:\.\d{1,2})?(?:\s?[-—–]{1,2}\s?(?:19|20)\d\d)",
    ),
    "article_number": (r"\d{4}\s?-\s?\d{3}[\dXx]\s?[（(]\d{4}[）)]\s?[\dS増增刊]{1,4}\s?-\s?\d{3,5}\s?-\s?\d{1,3}",),
    "clc": (r"[A-Z]{1,2}\d{0,4}(?:[-.=]\d{1,4})*(?:[（(][0-9A-Z.=]{1,8}[）)])?",),
    "udc": (r"\d{1,3}(?:[.:/]\d{1,4})*",),
}
_FORMS = {scheme: re.compile("|".join(patterns)) for scheme, patterns in _PATTERNS.items()}
# Schemes that show without a label; the rest are figures like any other.
_UNLABELLED = ("case_number", "document_number", "doi", "isbn", "standard")
_SHORT, _FEW = 60, 14
_ENTRY = re.compile(r"\s*[\[［〔(（]?\d{1,3}[\]］〕)）.、]")
_CITED = re.compile("[《》“”「」]|根据|依据|依照|按照|收悉|你省|贵|貴")
# What stands before a number in a law's history: the day, and who published it.
_LEAD = re.compile(
    r"(?:[\u3400-\u9fff\d]{0,14}日)?(?:[\u3400-\u9fff]{2,10}(?:政府|立法院|行政院|委員會)(?=[\u3400-\u9fff]{2,10}字第))?"
)
_ISSN = re.compile(r"ISSN\s?[:：]?\s?(\d{4}-\d{3}[\dXx])")


def number_in(block: Block, field: LabelledField) -> Iterator[FieldReading]:
    """Read the numbers after a label, where their form is that of the scheme."""
    for match in _FORMS[field.field].finditer(block.text, field.start, field.end):
        yield _reading(field.field, block, match.start(), match.end())
        if field.field not in ("clc", "isbn"):
            return


def read_identifiers(layout: Layout) -> Iterator[FieldReading]:
    """Read numbers that have a line of their own, or a place at the end of a title's line."""
    for block in ends(layout):
        if len(block.text) > 2 * _SHORT or block.kind in ("reference", "list_item", "note", "table", "code"):
            continue
        for match in _ISSN.finditer(block.text):
            yield _reading("issn", block, *match.span(1))
        for scheme in _UNLABELLED:
            for match in _FORMS[scheme].finditer(block.text):
                if _is_own(block, scheme, match):
                    yield _reading(scheme, block, *match.span())


def _is_own(block: Block, scheme: str, match: re.Match[str]) -> bool:
    """Return whether the number names this document: running text cites others."""
    text, rest = block.text, block.text[: match.start()] + block.text[match.end() :]
    words = sum(char.isalnum() for char in rest)
    if scheme == "doi":
        return words <= _FEW and not _ENTRY.match(text)
    if scheme == "standard":
        return words <= _FEW and not text[: match.start()].strip().endswith(("代替", "替代", "按照", "依据"))
    if scheme == "document_number" and match[0].lstrip("0123456789年").startswith("第"):
        return not rest.strip("（）() \t\u3000")
    if block.kind in ("meta", "label", "title", "subtitle", "byline"):
        return not _CITED.search(rest) or (
            scheme == "document_number" and bool(re.search("令.{0,12}(?:公布|發布|发布)", text))
        )
    return len(text) <= _SHORT and words <= _FEW and not _CITED.search(rest)


def _reading(scheme: str, block: Block, start: int, end: int) -> FieldReading:
    if scheme == "document_number":
        lead = _LEAD.match(block.text, start, end)
        start = lead.end() if lead else start
    value = re.sub(r"\s", "", block.text[start:end])
    return FieldReading("identifiers", f"{scheme}:{value}", block, start, end)
