"""The places that a document names: provinces, prefectures and counties, by a table of the administrative units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from corpus.cleaning.metadata.field_reading import FieldReading
from corpus.cleaning.metadata.script_detection import simplified
from corpus.cleaning.reflow.cohesion import coheres
from corpus.cleaning.structure.line_parts import line_parts
from corpus.model.values import Layout

# The first mentions show what a document is about; a report on all counties would fill a page.
MOST = 12
# The head of a document is read: places named after it are examples.
WINDOW = 10_000
_LINES = frozenset({"label", "meta", "byline"})
_SUFFIXES = "省市区县旗盟州"
_CERTAIN, _SHORT = 0.9, 0.75
_CERTAIN_LENGTH = 4
_STREET = re.compile("[东西南北中]?[一二三四]?[路街道巷弄胡]")
_WORDS = frozenset("河海山江南北东西上中湖安")  # names begin with them that are words too
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")  # a dateline: 新华社长沙10月23日电
_WITHOUT_DISTRICTS = frozenset(
    ["台北市", "新北市", "桃园市", "台中市", "台南市", "高雄市", "基隆市", "新竹市", "嘉义市"]
)


class PlaceMention(NamedTuple):
    """A unit by its full name, and where the text names it."""

    name: str
    start: int
    end: int
    confidence: float


@cache
def _units() -> dict[str, str]:
    """Read the names that a text may use, each with the full name."""
    lines = files("corpus.cleaning.metadata").joinpath("places.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[1]: row[0] for row in rows if row[1]} | {row[0]: row[0] for row in rows}


@cache
def _scanner() -> tuple[re.Pattern[str], dict[str, tuple[int, ...]]]:
    """Compile where a name can begin, and the lengths of names by their first two characters, longest first."""
    lengths = dict[str, set[int]]()
    for name in _units():
        lengths.setdefault(name[:2], set()).add(len(name))
    first, second = ("".join(sorted({pair[at] for pair in lengths})) for at in (0, 1))
    return re.compile(f"[{first}](?=[{second}])"), {
        pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()
    }


def read_places(layout: Layout) -> Iterator[FieldReading]:
    """Read at most ``MOST`` units from the first ``WINDOW`` characters, ranked by their first mention."""
    seen, left = set[str](), WINDOW
    for block in layout.blocks:
        if block.kind in ("furniture", "reference"):
            continue
        papers = [part for part in line_parts(block.text) if part.kind == "paper"] if block.kind in _LINES else []
        for place in find_places(block.text[:left]):
            if place.name not in seen and not any(part.start < place.start < part.end for part in papers):
                seen.add(place.name)
                yield FieldReading("places", place.name, block, place.start, place.end, "stated", place.confidence)
            if len(seen) == MOST:
                return
        left -= len(block.text)
        if left <= 0:
            return


def find_places(text: str) -> Iterator[PlaceMention]:
    """Find every mention of a unit, in order; the longest name wins.

    >>> [place[:3] for place in find_places("从內蒙古到吉林省長春市")]
    [('内蒙古自治区', 1, 4), ('吉林省', 5, 8), ('长春市', 8, 11)]
    """
    plain, at, before = simplified(text), -1, 0
    begin, lengths = _scanner()
    for match in begin.finditer(plain):
        start = match.start()
        if start < at:
            continue
        named = start == at
        end = _end(plain, start, lengths.get(plain[start : start + 2], ()), named)
        if end and not _is_whole(plain, start, end, named):
            continue
        if end:
            name = plain[start:end]
            if named and name[-1] == "区" and _units()[plain[before:start]] in _WITHOUT_DISTRICTS:
                continue  # a city of Taiwan has districts of its own
            before = start
            yield PlaceMention(_units()[name], start, end, _CERTAIN if _units()[name] == name else _SHORT)
            at = end


def _is_whole(text: str, start: int, end: int, named: bool) -> bool:
    """Return whether a name is a word of its own: not in 和平|房区, 南京路, 河|南面.

    Behind a unit (``named``) the next begins a word; a name of four characters and more is no chance.
    """
    if not named and end - start < _CERTAIN_LENGTH and start and _cohere(text[start - 1], text[start]):
        return _DAY.match(text, end) is not None
    if text[end - 1] in _SUFFIXES or _DAY.match(text, end):
        return True
    if _STREET.match(text, end):
        return False
    return (
        text[start] not in _WORDS or end == len(text) or text[end] in _SUFFIXES or not _cohere(text[end - 1], text[end])
    )


def _cohere(left: str, right: str) -> bool:
    return bool(coheres(*(np.array([ord(char)], np.uint32) for char in (left, right)))[0])


def _end(text: str, start: int, lengths: tuple[int, ...], named: bool) -> int:
    for length in lengths:
        name = text[start : start + length]
        if name in _units() and (length > 2 or named or _is_alone(text, start, name)):
            return start + len(name)
    return 0


def _is_alone(text: str, start: int, name: str) -> bool:
    """Return whether a county of two characters (``和县``) begins a text or a word; in ``市和县`` it does not."""
    if name[-1] not in _SUFFIXES or _units()[name] != name:
        return True
    return not start or not text[start - 1].isalnum()
