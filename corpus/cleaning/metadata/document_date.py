"""The document's date: stated in a line of its own, or inferred from the latest date that the text mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.metadata.field_reading import FieldReading, ends
from corpus.cleaning.structure.dates import Found, find_dates, minguo_date, reign_date
from corpus.cleaning.structure.labelled_fields import labelled_fields
from corpus.cleaning.structure.person_names import is_body
from corpus.model.values import Block, Layout

_LABEL = re.compile(
    r"(?:^|[\s（(])(?:发布|發布|发文|發文|成文|印发|印發|公布|出版|刊登|发表|發表|写作|更新|签发)?(?:日期|时间|時間)\s?[:：]"
)
# Another date than the document's: when it was received, when the survey was made.
_FIELD = re.compile("[:：]")
_ENACTED = re.compile(r"批准|通过|通過|公布|发布|發布|修订|修訂|修正|施行|印发|印發")
_ISSUED = re.compile(r"\s?(?:起)?(?:公布|发布|發布|印发|印發|公告|修正|修订|修訂)")
_PRINTED = re.compile(r"日\s?印[发發]$")
_TITLED = re.compile(r"[（(](?:19|20)\d\d[-/.年][^（()）]{3,20}[)）]$")
_OF_NUMBER = re.compile(r"第\s?\d{1,4}\s?[号號]")
_EFFECT = re.compile(r"\s?(?:起)?(?:施行|实施|實施|生效)")
# A plan's goal is not the past: 到2035年, 力争2030年前.
_AHEAD = re.compile(r"(?:到|至|力争|争取|预计|預計|计划|計畫|规划|未来|展望|自)\s?$")
_GOAL = re.compile(r"\s?(?:年?底?前|以前|远景|目标|规划|規劃|以后|後)")
_LINE, _HISTORY = 120, 600
# Searched for mentions: the head and the tail, in characters.
_WINDOW = 20_000
_INFERRED = 0.3


def read_date(layout: Layout) -> Iterator[FieldReading]:
    """Read the stated date, else the latest mentioned; nothing when the text has none."""
    stated = _stated(layout)
    if stated:
        yield from stated
        return
    mentioned = list(_mentions(layout))
    if mentioned:
        yield from _latest(mentioned)


def _latest(mentioned: Sequence[FieldReading]) -> Iterator[FieldReading]:
    """Choose the latest mention; a year that occurs once, without a month, is as likely about the past."""
    latest = max(mentioned, key=lambda read: read.value)
    same_year = sum(read.value[:4] == latest.value[:4] for read in mentioned)
    if same_year > 1 or len(latest.value) > 4:
        # The last day that a text mentions is seldom the day that it was written; the year mostly is.
        year = latest.block.text.find("年", latest.start, latest.end)
        yield latest._replace(value=latest.value[:4], end=year + 1 if year > 0 else latest.start + 4)


def _stated(layout: Layout) -> list[FieldReading]:
    found = [read for block in ends(layout) if len(block.text) <= _longest(block) for read in _from_line(block)]
    # Of two lines of a law's history the later counts.
    return sorted(found, key=lambda read: (-read.confidence, -len(read.value), _descending(read.value)))[:1]


def _longest(block: Block) -> int:
    """Return how long a line may be that states a date; the history of a law is a paragraph in brackets."""
    return _HISTORY if block.kind == "meta" and block.text[:1] in "（(" else _LINE


def _descending(value: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in value.split("-"))


def _from_line(block: Block) -> Iterator[FieldReading]:
    """Read a line with a label, a line of its own, or the line under a law's title."""
    if block.kind == "title" and (match := _TITLED.search(block.text)):
        yield from (_read(block, date, 0.85) for date in find_dates(block.text) if date.start >= match.start())
    if block.kind not in _RUNNING and (dates := _dates(block)):
        found = _of_enactment(block, dates) or _of_line(block, dates)
        if found:
            yield found


_RUNNING = frozenset({"paragraph", "list_item", "heading", "reference", "title", "note", "code"})


def _dates(block: Block) -> list[Found]:
    """Find the dates of a line that are not beside the text; in other calendars where the line has no other."""
    text = block.text
    dates = [date for date in find_dates(text) if not _is_beside(text, date)]
    if dates or block.kind not in ("label", "meta", "byline"):
        return dates
    return [date for date in (minguo_date(text, 0, len(text)), reign_date(text)) if date]


def _of_enactment(block: Block, dates: list[Found]) -> FieldReading | None:
    """Read the line that says when a paper was printed or a law passed."""
    text = block.text
    if _PRINTED.search(text):
        return _read(block, dates[-1], 0.6)
    if not _ENACTED.search(text) or _LABEL.search(text):
        return None
    return _read(block, _issued(text, dates), 0.91)


def _of_line(block: Block, dates: list[Found]) -> FieldReading | None:
    """Read a date with a label or alone; in a page's head; under an organisation."""
    text, first = block.text, dates[0]
    if _LABEL.search(text) or len(text.strip("（）() \u3000")) <= dates[-1].end - first.start + 2:
        return _read(block, dates[-1], 0.87)
    if block.kind == "meta" and _is_labelled(text, first):
        return None
    # A year alone may be that of an issue.
    doubtful = len(first.value) == 4 or block.kind == "byline"
    return _read(block, first, 0.6 if doubtful else 0.9 if is_body(text[: first.start].strip()) else 0.87)


def _is_labelled(text: str, date: Found) -> bool:
    """Return whether a label before the date says that it is another one: ``调查时间：``."""
    return _FIELD.search(text[: date.start].rstrip()[-1:]) is not None


def _is_beside(text: str, date: Found) -> bool:
    """Return whether a date is that of receipt or of taking effect, not of the text."""
    if (
        _EFFECT.match(text, date.end)
        or _OF_NUMBER.match(text, date.end)
        or text[max(0, date.start - 1) : date.start] == "自"
    ):
        return True
    return any(field.field == "aside" and field.start <= date.start < field.end for field in labelled_fields(text))


def _issued(text: str, dates: list[Found]) -> Found:
    """Choose the date of publication, else the last of the line."""
    return next((date for date in reversed(dates) if _ISSUED.match(text, date.end)), dates[-1])


def _read(block: Block, date: Found, confidence: float) -> FieldReading:
    return FieldReading("date", date.value, block, date.start, date.end, "stated", confidence)


def _mentions(layout: Layout) -> Iterator[FieldReading]:
    length = len(layout.text)
    for block in layout.blocks:
        if block.kind in ("reference", "furniture") or _WINDOW < block.spans[0].start < length - _WINDOW:
            continue
        before = 0
        for date in find_dates(block.text[: 2 * _WINDOW]):
            if not _is_goal(block.text, date, before):
                yield FieldReading("date", date.value, block, date.start, date.end, "inferred", _INFERRED)
            before = date.end


def _is_goal(text: str, date: Found, before: int) -> bool:
    """Return whether it is a plan's end; that of a range (``2021年10月至2022年1月``), right after a date, is not."""
    ahead = _AHEAD.search(text, max(0, date.start - 4), date.start)
    return bool(_GOAL.match(text, date.end)) or (ahead is not None and not 0 < before >= ahead.start())
