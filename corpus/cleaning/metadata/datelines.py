"""The reporters, the agency and the day that open a news item: ``新华社长沙10月23日电（记者甲、乙）``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading
from corpus.cleaning.metadata.places import find_places
from corpus.cleaning.structure.credits import read_credits
from corpus.cleaning.structure.person_names import is_person
from corpus.cleaning.structure.role_names import role_names
from corpus.model.values import Block, Layout

_TEXT = frozenset({"paragraph", "list_item"})
_OPEN, _CLOSE = "[（(〔【\\[]", "[）)〕】\\]]"
_AGENCIES = (
    "新华社", "新華社", "新华网", "人民网", "中新社", "中新网", "中央社", "央视网", "法新社", "美联社", "路透社",
    "共同社", "塔斯社",
)  # fmt: skip
_AGENCY = "|".join(_AGENCIES)
_WIRE = re.compile(
    rf"[\s\u3000]*(?P<agency>{_AGENCY}|本报|本刊|本台|本网|本報|本刊|[\u3400-\u9fff]{{2,4}}(?:网|報|报))?(?P<place>[\u3400-\u9fff]{{2,10}}?)?"
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:专|專|特)?[电電讯訊]"
)
_OWN = re.compile(
    r"[\s\u3000]*[【〔\[（(]?(?:本报|本報|本刊|本台|本网|本網|特)?[讯訊][】〕\]）)]?(?=[\s\u3000（(〔【])"
)
_BRACKET = re.compile(rf"[\s\u3000]*{_OPEN}(?P<inner>[^（(〔【）)〕】\[\]]{{2,48}}){_CLOSE}")
_REPORTER = re.compile("记者|記者|通讯员|通訊員|特派员|特派員|特约|报道|報導|報道|實習生|实习生")
_DAY = re.compile(r"\d{1,2}\s?日.{0,2}[电電]$")
_ROLE = re.compile(
    rf"^(?P<agency>{_AGENCY}|本报|本報|本刊)?(?:特派员|特派員|特约|特約|见习|見習|实习|實習|驻[\u3400-\u9fff]{{2,4}})?(?:记者|記者)[\s\u3000:：]*"
)
_FILED = re.compile(r"[／/][\u3400-\u9fff－—-]{2,12}(?:報導|報道|报道)$")
_CLOSING = re.compile(r"[（(][^（()）]{2,40}[:：/／][^（()）]{2,20}[)）]\d{0,8}$")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}(?:·[\u3400-\u9fff]{1,6})?|[\u3400-\u9fff][ \u3000]{1,2}[\u3400-\u9fff]")
# Paragraphs from the head of each text that are looked at.
_FIRST = 8


def read_datelines(layout: Layout) -> Iterator[FieldReading]:
    """Read the opening brackets of a text's first paragraphs, and an agency as its publisher."""
    seen = dict[int | None, int]()
    for block in layout.blocks:
        if block.kind in _TEXT and seen.get(block.article, 0) < _FIRST:
            seen[block.article] = seen.get(block.article, 0) + 1
            yield from _opening(block)


def _opening(block: Block) -> Iterator[FieldReading]:
    text = block.text[:120]
    wire, at = _WIRE.match(text), 0
    if wire:
        at = wire.end()
        day = f"{int(wire['month']):02d}-{int(wire['day']):02d}"
        yield FieldReading("day", day, block, wire.start("month"), wire.end("day") + 1, "inferred", 0.8)
        if wire["agency"] in _AGENCIES:
            yield FieldReading("publisher", wire["agency"], block, *wire.span("agency"), "stated", 0.75)
    elif own := _OWN.match(text):
        at = own.end()
    bracket = _BRACKET.match(text, at)
    if bracket and (at or _REPORTER.search(bracket["inner"])):
        yield from _reporters(block, bracket["inner"], bracket.start("inner"), wired=bool(at))


def read_closing(layout: Layout) -> Iterator[FieldReading]:
    """Read the editors in brackets after the last sentence: ``（編輯：某某）1101227``."""
    for block in layout.blocks[-12:]:
        if block.kind in _TEXT and (match := _CLOSING.search(block.text[-60:])):
            shift = max(0, len(block.text) - 60) + match.start()
            for credit in role_names(match[0]):
                field = "authors" if credit.role == "author" else "contributors"
                value = credit.name if field == "authors" else f"{credit.name} ({credit.role})"
                yield FieldReading(field, value, block, shift + credit.start, shift + credit.end)


def _reporters(block: Block, inner: str, start: int, *, wired: bool) -> Iterator[FieldReading]:
    """Read the names in a bracket: credits, or names alone after a wire's day."""
    found = [(c.name, c.start, c.end) for c in read_credits(inner, bare=wired) if c.role in ("", "author")]
    agency = _ROLE.match(inner)
    if agency and agency["agency"] in _AGENCIES:
        yield FieldReading("publisher", agency["agency"], block, start, start + agency.end("agency"), "stated", 0.75)
    if not found and agency:
        found = list(_before_place(inner, agency.end()))
    if not found:
        found = [(c.name, c.start, c.end) for c in role_names(inner) if c.role == "author"]
    for name, first, last in found:
        plain = re.sub(r"[\s\u3000]", "", name)
        yield FieldReading("authors", plain, block, start + first, start + last, "stated", 0.92)


def _before_place(inner: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Read the names between the role and the place: ``記者林書緯嘉義縣27日電``, ``記者江宜庭／台北報導``."""
    stop = len(inner)
    if day := _DAY.search(inner):
        places = [place.start for place in find_places(inner[: day.start()]) if at + 1 < place.start]
        stop = min([day.start(), *places[-1:]])
    elif filed := _FILED.search(inner):
        stop = filed.start()
    for match in _NAME.finditer(inner, at, stop):
        if is_person(re.sub(r"[\s\u3000]", "", match[0])) or match.end() == stop:
            yield match[0], match.start(), match.end()
