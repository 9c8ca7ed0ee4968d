"""The values that the stages hand to one another: decoded text, edits, blocks, documents.

All are frozen; those that come by the million are named tuples. Offsets are code points, half-open, and count in the
decoded source unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KINDS = (
    "title",
    "subtitle",
    "heading",
    "paragraph",
    "list_item",
    "byline",
    "caption",
    "label",
    "meta",
    "reference",
    "note",
    "verse",
    "table",
    "code",
    "furniture",
)
"""Every kind that a block can have; ``furniture`` (page numbers, running headers) gets no row."""

LINED = frozenset({"verse", "table", "code"})
"""Kinds whose text keeps its line breaks; that of code keeps the indent of its first line too."""

_Row = TypeVar("_Row", bound=tuple[object, ...])


def each(kind: type[_Row], rows: Iterable[Iterable[object]]) -> list[_Row]:
    """Return a named tuple of each row; ``_make`` also counts the values of each, which takes half as long again."""
    return list(map(tuple.__new__, repeat(kind), rows))


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Edit(NamedTuple):
    """Replace ``[start, end)`` by ``inserted``; ``rule`` names who asked, in order of application."""

    start: int
    end: int
    inserted: str = ""
    rule: tuple[str, ...] = ()
    confidence: float = 1.0


class Segment(NamedTuple):
    """A byte range of the source and the codec that reads it.

    ``chars`` is the number of code points that it gives. ``raw`` holds the bytes where encoding these code
    points with ``encoding`` (a Python codec name) does not give the bytes back, else None.
    """

    start: int
    end: int
    chars: int
    encoding: str
    raw: bytes | None = None

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Segment:
        """Read a segment as a table has it.

        >>> Segment.of_facts({"start": 0, "end": 1, "chars": 1, "encoding": "utf-8", "raw": "b7"}).raw
        b'\\xb7'
        """
        raw = facts["raw"]  # bytes in a release of schema 1.0
        return cls(**{**facts, "raw": bytes.fromhex(raw) if isinstance(raw, str) else raw})

    @property
    def facts(self) -> dict[str, Any]:
        """The segment as a table has it: bytes in hexadecimal, for JSON and its tools know no bytes."""
        return {**self._asdict(), "raw": None if self.raw is None else self.raw.hex()}


class Finding(NamedTuple):
    """A flag with a place in the decoded source, such as a damaged byte."""

    start: int
    end: int
    type: str
    state: str = "kept"


@dataclass(frozen=True)
class Text:
    """A decoded source: ``chars`` as decoded, ``edits`` that repair mojibake, and the proof of the bytes."""

    chars: str
    segments: tuple[Segment, ...]
    encoding: str
    confidence: float = 1.0
    edits: tuple[Edit, ...] = ()
    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    runner_up: str | None = None
    why: str = ""

    @cached_property
    def text(self) -> str:
        """``chars`` with the mojibake repairs applied."""
        from corpus.model.edits import apply

        return apply(self.chars, self.edits)

    def encode(self) -> bytes:
        """Return the source bytes again, from ``chars`` and ``segments`` alone."""
        from corpus.model.edits import encode

        return encode(self.chars, self.segments)


class Block(NamedTuple):
    """A unit of a document in reading order: a paragraph, a heading, a caption, a page number.

    Several spans mean that something came between: a paragraph continued after a caption.
    ``level`` is that of a heading (1 is the highest); ``article`` counts from 0, None for what belongs to none.
    ``confidence`` is that of the block's weakest break, ``kind_confidence`` that of its kind: of furniture, that it is
    none of the text.
    """

    kind: str
    text: str
    spans: tuple[Span, ...]
    article: int | None = 0
    level: int | None = None
    section: tuple[str, ...] = ()
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    kind_confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut into blocks; the blocks' spans and the edits inside them count in ``text``.

    ``edits`` are the joins (a line break removed, or replaced by one space). What no span covers is white space.
    A furniture block's first flag says which: ``page_number``, ``running_head``, ...
    """

    text: str
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...] = ()


REGISTERED = frozenset({"register", "register+text"})
"""The basis of what a register states; ``register+text`` where the text says the same."""


class Evidence(NamedTuple):
    """Why a metadata field has its value: the span it was read from (None: the register), and how sure."""

    field: str
    value: str
    start: int | None
    end: int | None
    basis: str
    confidence: float = 1.0


class Container(NamedTuple):
    """What a document is part of: a journal with volume, issue and pages, a newspaper with its edition."""

    title: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document, with the evidence for each field.

    ``identifiers`` are pairs of a scheme (``doi``, ``document_number``, ...) and a value; ``script`` is None where the
    language is not Chinese.
    """

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[tuple[str, str], ...] = ()
    publisher: str | None = None
    date: str | None = None
    date_basis: str | None = None
    places: tuple[str, ...] = ()
    genre: str | None = None
    language: str = "zh"
    script: str | None = "mixed"
    evidence: tuple[Evidence, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    container: Container | None = None
    issuer: str | None = None
    affiliations: tuple[str, ...] = ()


class Article(NamedTuple):
    """One article of a document: the number that its blocks have, and what is known about it alone."""

    number: int
    meta: Metadata


@dataclass(frozen=True)
class Document:
    """A cleaned document: the blocks, the edits that made them, and the decoded source that proves them."""

    source: Text
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...]
    meta: Metadata = field(default_factory=Metadata)
    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    articles: tuple[Article, ...] = ()

    @property
    def paragraphs(self) -> tuple[Block, ...]:
        """The blocks that get rows: all but furniture."""
        return tuple(block for block in self.blocks if block.kind != "furniture")

    @property
    def text(self) -> str:
        """The paragraphs, a line each."""
        return "\n".join(block.text for block in self.paragraphs)
