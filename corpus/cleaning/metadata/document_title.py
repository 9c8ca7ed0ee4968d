"""The title and subtitle: those of the document's first article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading, of_kind
from corpus.model.values import Block, Layout

# What is before and after a title on its line: Markdown, a dash, the lines of a box, a forum's or a letter's mark.
_MARKS = re.compile(
    r"\s*(?:#{1,6}\s+)?(?:\*\*)?\s*(?:[—–―─\-]{1,4}\s*|[│┃|‖]\s*|\[(?:原创|原創|转载|轉載|转帖|求助|分享)\]\s*|"
    r"(?:Re|RE|re|Subject|事\s*由|主\s*旨|主\s*题|主\s*題|标\s*题|標\s*題|题\s*目|題\s*目)\s?[:：]\s*)?"
)
_END = re.compile(r"\s*(?:\*\*|[│┃|‖]|\[[\u3400-\u9fff]{2,4}\]|[*＊∗†‡]{1,3})?\s*$")
# A dash with words after it parts a subtitle on the title's own line.
_INNER = re.compile(r"(?<=[^\s—])\s*(?:——|──|――)\s*(?=\S)")
_WHOLE = {"《": "》", "「": "」", "【": "】", "〈": "〉"}
# What follows a title on its line: a volume, a chapter after a gap, a date in brackets, a court's number.
_MORE = re.compile(
    r"[ \u3000]*卷之?[一二三四五六七八九十百上中下\d]{1,4}$|"
    r"[ \u3000]{2,}第[一二三四五六七八九十百\d]{1,4}[章回卷].{0,20}$"
    r"|\s*[（(](?:19|20)\d\d[-/.年].{4,20}[)）]$|[ \u3000]{2,}(?:\d{2,3}年度?|"
    r"[（(]\d{4}[)）])[\u3400-\u9fff\d]{2,16}[号號]$|(?<=[\u3400-\u9fff])[*＊①†]{1,2}$"
)
_SPREAD = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?:[ \u3000]+[\u3400-\u9fff])+(?![\u3400-\u9fff])")
_LAST = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]{2,}(?=[\u3400-\u9fff]$)")
_DASHED = re.compile(r"\s*(?:#{1,6}\s+)?(?:\*\*)?\s*[—–―─\-]")
# A subtitle without a dash has so many characters; instructions and addresses are none.
_LEAST, _ASKING = 10, re.compile("[请請@：:]|[0-9]{5}|^[（(]")
_SORT = re.compile("(?:综述|綜述|侧记|側記|纪实|紀實|见闻|見聞|手记|手記|回访|报告|報告|调查|調查|札记|访谈)$")
# How sure a title is that stands where titles do, and one that is the heading of a part.
_SURE, _PART_SURE = 0.93, 0.6
_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章回节節]|\d{1,2}[.、\s]")


def read_titles(layout: Layout) -> Iterator[FieldReading]:
    """Read the first title, else the first of any article; a subtitle only beside its title."""
    titles = list(of_kind(layout, "title", "subtitle"))
    title = min((block for block in titles if block.kind == "title"), key=_article, default=None)
    if title is None:
        return
    yield _read("title", title)
    if inner := _INNER.search(title.text):
        value = title.text[inner.end() :].strip()
        if len(value) > 1:
            yield FieldReading("subtitle", value, title, inner.end(), len(title.text.rstrip()), "stated", _SURE)
            return
    at = titles.index(title)
    above = [block for block in titles[:at] if _SORT.search(block.text.strip())]
    for block in (*titles[at + 1 :], *above):
        if block.kind == "subtitle" and block.article == title.article and _is_subtitle(title, block):
            yield _read("subtitle", block)
            return


def _unwrapped(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return the range without marks around the whole title."""
    close = _WHOLE.get(text[start : start + 1])
    if close and text[stop - 1 : stop] == close and text.find(close, start, stop) == stop - 1:
        return start + 1, stop - 1
    return start, stop


def _is_subtitle(title: Block, block: Block) -> bool:
    """Return whether a dash opens it, or it says more than the title: else it is a place, a name, a slogan."""
    text = block.text.strip()
    if _DASHED.match(text):
        return True
    if _ASKING.search(text) or len(text) < _LEAST:
        return False
    return len(text) >= len(title.text.strip()) or bool(_SORT.search(text))


def _article(block: Block) -> int:
    return block.article or 0


def _read(field: str, block: Block) -> FieldReading:
    match = _MARKS.match(block.text)
    start = match.end() if match else 0
    end = _END.search(block.text, max(start, len(block.text) - 10))
    stop = end.start() if end else len(block.text)
    more = _MORE.search(block.text, start + 2, stop)
    stop = more.start() if more else stop
    inner = _INNER.search(block.text, start + 2, stop) if field == "title" else None
    stop = inner.start() if inner else stop
    start, stop = _unwrapped(block.text, start, stop)
    value = _LAST.sub("", _SPREAD.sub(lambda match: "".join(match[0].split()), block.text[start:stop]))
    sure = min(block.confidence, _PART_SURE if _CHAPTER.match(block.text, start) else _SURE)
    return FieldReading(field, " ".join(value.split()), block, start, stop, "stated", sure)
