"""What a format is: how it writes a document, and what goes around documents that share a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Row = Mapping[str, Any]


class ExportedDocument(NamedTuple):
    """The rows of a document; ``edits`` are empty for formats that do not ask for them.

    ``articles`` are empty for a release of an earlier schema, which does not tell them.
    """

    document: Row
    paragraphs: list[Row]
    edits: list[Row]
    articles: list[Row]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a person may choose.

    Attributes
    ----------
    bom : bool
        CSV begins with a byte order mark, by which Excel knows UTF-8.
    formulas : str
        ``escape``: a CSV cell that a spreadsheet would compute gets an apostrophe in front; ``keep``: it stays.
    tokens : str
        CoNLL-U tokens: ``characters``, or ``words`` by a segmenter.
    """

    bom: bool = False
    formulas: str = "escape"
    tokens: str = "characters"


@dataclass(frozen=True, slots=True)
class Session:
    """One export: the release's manifest, the options, and what happened that a person should know."""

    manifest: Row
    options: ExportOptions
    remarks: Counter[str] = field(default_factory=Counter)


class Format(Protocol):
    """How documents are written; every text that is yielded is written as it is, in UTF-8."""

    suffix: str
    needs_edits: bool

    def head(self, session: Session) -> str:
        """Return what opens a file of several documents."""

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the text of one document in such a file."""

    def tail(self, session: Session) -> str:
        """Return what closes it."""

    def alone(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the text of a file that has one document."""


class Streamed:
    """A format whose files are documents one after the other between a head and a tail."""

    suffix = ""
    needs_edits = False

    def head(self, session: Session) -> str:
        """Return what opens a file: nothing."""
        return ""

    def tail(self, session: Session) -> str:
        """Return what closes a file: nothing."""
        return ""

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the text of one document."""
        raise NotImplementedError

    def alone(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the text of a file that has one document: as in a file of several."""
        yield self.head(session)
        yield from self.document(each, session)
        yield self.tail(session)
