"""Authors and contributors, from bylines, signatures, captions and editors' lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.cleaning.metadata.field_reading import FieldReading
from corpus.cleaning.structure.creator_lines import LONGEST, creators, explains_roles, ranked
from corpus.cleaning.structure.credits import Credit, read_credits, signature
from corpus.cleaning.structure.person_names import DOUBLE, is_organisation, is_person
from corpus.cleaning.structure.role_names import role_names
from corpus.model.values import Block, Layout

_TEXT = frozenset({"paragraph", "list_item", "heading"})
_AUTHORS = frozenset({"", "author"})
# An organisation that supplied, edited or compiled a text without another author wrote it.
_ISSUING = frozenset({"supplier", "editor", "compiler"})
_SOURCE = re.compile("来源|來源|稿源|出处")  # where a text comes from did not write it
_INTERVIEWED = re.compile(r"[—–―─-]{1,4}\s?(?:专访|專訪|访|訪|对话)")
_SLASH = re.compile("[/／]")
_WIDE, _TABLE = 120, 400


def read_credit_lines(layout: Layout) -> Iterator[FieldReading]:
    """Read everybody whom a line names, in order, and the organisations that wrote what nobody else signed."""
    last = max((at for at, block in enumerate(layout.blocks) if block.kind in _TEXT), default=-1)
    found, issued = list[tuple[int, FieldReading]](), list[tuple[int, FieldReading]]()
    supervised = False
    for at, block in enumerate(layout.blocks):
        people = _credits(block)
        if supervised and ranked(block.text):
            # A second supervisor stands below the first, without the word.
            people = tuple(credit._replace(role="supervisor") for credit in people)
        supervised = any(credit.role == "supervisor" for credit in people)
        for credit in (*people, *_asked(block)):
            found += ((at, read) for read in _reads(block, credit, at > last))
            if credit.role in _ISSUING and block.kind in ("byline", "meta") and is_organisation(credit.name):
                issued.append(
                    (at, FieldReading("authors", credit.name, block, credit.start, credit.end, "stated", 0.6))
                )
    signed = {layout.blocks[at].article for at, read in found if read.field == "authors"}
    found += ((at, read) for at, read in issued if layout.blocks[at].article not in signed)
    yield from (read for _, read in sorted(found, key=_place))


def _asked(block: Block) -> tuple[Credit, ...]:
    """Read whom an interview is with: ``——访湿地生态学者某某``."""
    match = _INTERVIEWED.match(block.text) if block.kind == "subtitle" else None
    if not match:
        return ()
    text = block.text.rstrip()
    for size in (4, 3, 2):
        name = text[-size:]
        if len(text) - size > match.end() and is_person(name) and (size < 4 or name[:2] in DOUBLE):
            return (Credit(name, "speaker", len(text) - size, len(text)),)
    return ()


def _place(found: tuple[int, FieldReading]) -> int:
    return found[0]


def _credits(block: Block) -> tuple[Credit, ...]:
    if block.kind in ("byline", "meta", "label") and len(block.text) <= _WIDE:
        return _together(
            _line(block) if block.kind != "label" else (), (*creators(block.text), *role_names(block.text))
        )
    if block.kind == "table" and len(block.text) <= _TABLE:
        return tuple(role_names(block.text))
    if block.kind == "paragraph" and len(block.text) <= LONGEST and explains_roles(block.text):
        return tuple(role_names(block.text))
    if block.kind == "caption":
        return _photographer(block.text)
    return signature(block.text.rstrip()) if block.kind in ("paragraph", "list_item") else ()


def _together(line: tuple[Credit, ...], parts: tuple[Credit, ...]) -> tuple[Credit, ...]:
    """Add what only the roles' own names show; a role right at a name wins over the line's author."""
    roles = dict[str, set[str]]()
    for credit in parts:
        roles.setdefault(_plain(credit.name), set()).add(credit.role)
    kept = tuple(
        credit
        for credit in line
        if credit.role not in ("", "author") or not roles.get(_plain(credit.name), {"author"}).isdisjoint({"author"})
    )
    names = {_plain(credit.name) for credit in kept}
    named = {(_plain(credit.name), credit.role) for credit in kept}
    more = (
        credit
        for credit in parts
        if (_plain(credit.name), credit.role) not in named
        and (credit.role != "author" or _plain(credit.name) not in names)
    )
    return (*kept, *more)


def _plain(name: str) -> str:
    return "".join(name.split())


def _line(block: Block) -> tuple[Credit, ...]:
    """Read a whole line; leading white space shifts the places."""
    text = block.text.strip()
    shift = block.text.find(text)
    bare = block.kind == "byline"
    found = read_credits(text, bare=bare)
    if not found and bare and is_organisation(text):
        found = (Credit(text, "author", 0, len(text)),)
    if not found and not bare and _SLASH.search(text):
        found = tuple(_parts(text))
    return tuple(credit._replace(start=credit.start + shift, end=credit.end + shift) for credit in found)


def _parts(text: str) -> Iterator[Credit]:
    """Yield the parts that are credits, as in ``採訪／甲　攝影／乙　地點／丙``."""
    for part in re.finditer(r"\S+", text):
        for credit in read_credits(part[0]) if _SLASH.search(part[0]) else ():
            yield credit._replace(start=credit.start + part.start(), end=credit.end + part.start())


def _photographer(text: str) -> tuple[Credit, ...]:
    """Read the credit at a caption's end."""
    start = max(text.rfind(mark, 0, len(text) - 2) for mark in "。　 ！？（(") + 1
    head = text[:start].rstrip(" \u3000")
    for at in (start, max(head.rfind(mark) for mark in "。　 ！？（(") + 1):
        found = read_credits(text[at:].rstrip(")） "))
        if found and found[0].role == "photographer":
            return tuple(credit._replace(start=credit.start + at, end=credit.end + at) for credit in found)
    return ()


def _reads(block: Block, credit: Credit, below: bool) -> Iterator[FieldReading]:
    """Take a name without a role for an author's; an organisation below the text issued it."""
    if credit.role == "clerk":
        return
    name = " ".join(credit.name.split())
    name = name.replace(" ", "") if all(len(part) == 1 for part in name.split()) else name
    if below and credit.role in _AUTHORS and is_organisation(name) and not is_person(name):
        yield FieldReading("issuer", name, block, credit.start, credit.end, "stated", 0.7)
    elif credit.role in _AUTHORS:
        yield FieldReading("authors", name, block, credit.start, credit.end, "stated", 0.9 if credit.role else 0.8)
    else:
        yield from _contribution(block, credit, name)


def _contribution(block: Block, credit: Credit, name: str) -> Iterator[FieldReading]:
    if credit.role != "supplier" or not _SOURCE.search(block.text[: credit.start]):
        yield FieldReading("contributors", f"{name} ({credit.role})", block, credit.start, credit.end)
    if credit.role == "supplier" and is_organisation(name):
        yield FieldReading("publisher", name, block, credit.start, credit.end, "stated", 0.7)
