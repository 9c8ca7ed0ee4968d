"""Who issued a document: the red head, the court, the signature over the date, the body that passed or published it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.cleaning.structure.dates import find_dates
from corpus.cleaning.structure.page_lines import red_head
from corpus.cleaning.structure.person_names import is_body, is_organisation
from corpus.model.values import Block, Layout

_BLANK = "[ \t\u3000]"
_COURT = re.compile(
    rf"(?P<who>(?:[\u3400-\u9fff]{_BLANK}*){{2,30}}?(?:法{_BLANK}*院(?:{_BLANK}*原訟法庭)?|"
    rf"检{_BLANK}*察{_BLANK}*院|檢{_BLANK}*察{_BLANK}*署|仲{_BLANK}*裁{_BLANK}*委{_BLANK}*员{_BLANK}*会))"
    rf"(?:(?:[\u3400-\u9fff]{{0,4}}{_BLANK}*(?:判{_BLANK}*[决決]|裁{_BLANK}*[定决決]|[决決]{_BLANK}*定|"
    rf"调{_BLANK}*解){_BLANK}*[书書]?)?(?:{_BLANK}+[（(]?\d.{{0,24}})?)"
)
_BODY = (
    r"(?:第[一二三四五六七八九十]{1,4}[届屆])?[\u3400-\u9fff]{0,20}?(?:人民代表大会(?:常务委员会)?|人民代表大會(?:常務委員會)?|人民政府|國務院|"
    r"国务院|政府|委员会|委員會|部|局|议会|議會|立法院)"
)
# (2003年8月27日第十届全国人民代表大会常务委员会第四次会议通过 …), …政府令第3号公布.
_PASSED = re.compile(
    rf"(?:日|\s)\s?(?P<who>{_BODY})(?:第[一二三四五六七八九十]{{1,4}}次(?:会议|會議|"
    rf"全体会议)?)?[\u3400-\u9fff\d（）()]{{0,24}}?(?:第\d{{1,12}}[号號])?令?(?:通过|通過|公布|发布|發布|制定|修正)"
)
_ISSUES = re.compile(r"(?P<who>[\u3400-\u9fff \u3000]{4,40}?)[ \u3000]+(?:联合)?[发發][布佈]")
_NUMBERED = re.compile(r"日(?P<who>[\u3400-\u9fff]{2,12}(?:政府|院|部|局|署|會|会))(?=[\u3400-\u9fff]{2,12}字第)")
_POLITE = re.compile(r"[ \u3000]*(?:敬启|敬啟|謹啟|谨启|啟|启|敬上)$")
_DECREE = re.compile(r"(?P<who>[\u3400-\u9fff]{2,20}?)令\s?(?:[（(]?(?:19|20)\d\d[年）)])?\s?第\s?\d{1,4}\s?[号號]")
_TITLE = re.compile(r"(?P<who>[\u3400-\u9fff \u3000]{2,60}?)(?=关于|關於)")
SIGNED = 0.85  # sure, of the organisation over the date at the end
_LONGEST = 60  # characters of a line of the issuer
_STOPS = frozenset("。；;，,：:！？!?")


def read_issuer(layout: Layout) -> Iterator[FieldReading]:
    """Read the body that issued the document from its head, its history, its title or its signature."""
    blocks = ends(layout)
    for at, block in enumerate(blocks[:6]):
        if len(block.text) <= _LONGEST and (found := red_head(block.text)):
            yield _reading(block, *found, 0.95)
        elif len(block.text) <= _LONGEST and (court := _COURT.fullmatch(block.text.strip())):
            shift = block.text.find(court["who"])
            yield _reading(block, shift, shift + len(court["who"]), 0.95 if at < 4 else 0.6)
    for block in blocks[:8]:
        date = next(find_dates(block.text), None) if block.kind == "meta" and len(block.text) <= _LONGEST else None
        if (
            date
            and date.start > 4
            and block.text[date.start - 2 : date.start].isspace()
            and is_body(block.text[: date.start])
        ):
            yield _reading(block, 0, len(block.text[: date.start].rstrip()), 0.88)
    for block in blocks[:12]:
        yield from _passed(block)
        yield from _publishing(block)
    yield from _signed(blocks)
    yield from _titled(blocks)


def _reading(block: Block, start: int, end: int, sure: float) -> FieldReading:
    name = block.text[start:end].strip()
    spaced = re.sub(r"(?<=[\u3400-\u9fff])[ \t\u3000]+(?=[\u3400-\u9fff](?:[ \t\u3000]|$))", "", name)
    name = re.sub(r"\s+", " ", spaced if _is_spaced(name) else name)
    return FieldReading("issuer", name, block, start, end, "stated", sure)


def _is_spaced(name: str) -> bool:
    """Return whether blanks part single characters: ``茂 县 水 务 局``."""
    pieces = name.split()
    return len(pieces) > 2 and sum(len(piece) == 1 for piece in pieces) * 2 > len(pieces)


def _passed(block: Block) -> Iterator[FieldReading]:
    """Read the history of a law: the first body that passed it, or that published it by decree."""
    text = block.text
    if block.kind not in ("meta", "label", "subtitle", "paragraph", "byline") or len(text) > 400:
        return
    if not re.search("通过|通過|公布|发布|發布", text) or next(find_dates(text[:60]), None) is None:
        return
    if block.kind == "paragraph" and not text.startswith(("（", "(")):
        return
    match = _NUMBERED.search(text) or _DECREE.search(text) or _PASSED.search(text)
    if match:
        start, end = match.span("who")
        while text[start:end] and text[start] in "日年月 ":
            start += 1
        yield _reading(block, start, end, 0.9)


def _publishing(block: Block) -> Iterator[FieldReading]:
    """Read ``国家市场监督管理总局　发布`` on the cover of a standard."""
    match = _ISSUES.fullmatch(block.text.strip()) if len(block.text) <= _LONGEST else None
    if match and is_body(match["who"]):
        shift = block.text.find(match["who"])
        yield _reading(block, shift, shift + len(match["who"]), 0.93)


def _signed(blocks: Sequence[Block]) -> Iterator[FieldReading]:
    """Read the organisation above the date at the end of a text."""
    # Over the text an organisation and a date are a cover's, or whom a letter goes to.
    begin = next(
        (
            at
            for at, block in enumerate(blocks)
            if block.kind in ("paragraph", "list_item") and block.text[-1:] in "。！？”…"
        ),
        len(blocks),
    )
    for at in range(len(blocks) - 1, max(begin, len(blocks) - 14), -1):
        block = blocks[at]
        dated = len(block.text) <= 40 and next(find_dates(block.text), None)
        if not dated:
            continue
        before = block.text[: dated.start].strip()
        if before and _is_body(before):
            yield _reading(block, 0, len(block.text[: dated.start].rstrip()), SIGNED)
            return
        for above in reversed(blocks[max(begin, at - 3) : at]):
            if above.kind in ("byline", "label", "paragraph", "meta", "title", "subtitle") and _is_body(above.text):
                polite = _POLITE.search(above.text)
                yield _reading(above, 0, polite.start() if polite else len(above.text), SIGNED)
                return


def _is_body(text: str) -> bool:
    text = _POLITE.sub("", text.strip())
    if not 2 < len(text) <= 40 or text[-1] in _STOPS or any(mark in text for mark in "。，；"):
        return False
    return is_body(text) or is_organisation(re.sub(r"[\s\u3000]", "", text))


def _titled(blocks: Sequence[Block]) -> Iterator[FieldReading]:
    """Read the body before ``关于`` in the title of an official paper."""
    for block in blocks[:8]:
        if block.kind == "title" and (match := _TITLE.match(block.text)):
            if _is_body(match["who"]) or all(_is_body(part) for part in match["who"].split()):
                yield _reading(block, 0, len(match["who"].rstrip()), 0.8)
            return
