"""Plain text: the paragraphs of a document with an empty line between; a form feed before each further document."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.exporting.formatting import ExportedDocument, Session, Streamed


class PlainText(Streamed):
    """Paragraphs, and nothing of the release's facts."""

    suffix = ".txt"

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the paragraphs, all documents but the first after a form feed."""
        if session.remarks["documents"]:
            yield "\f\n"
        session.remarks["documents"] += 1
        yield from self.alone(each, session)

    def alone(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the paragraphs."""
        for number, row in enumerate(each.paragraphs):
            yield f"{chr(10) if number else ''}{row['text']}\n"
