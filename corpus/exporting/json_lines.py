"""JSON Lines: a paragraph a line, with all columns of the release and a few facts of its document."""

from __future__ import annotations

import json
from collections.abc import Iterator

from corpus.exporting.formatting import ExportedDocument, Session, Streamed

FACTS = ("title", "authors", "publisher", "date", "genre", "rights", "source_file")
"""The facts of the document that each of its paragraphs has, under ``document``."""


class JsonLines(Streamed):
    """A paragraph a line."""

    suffix = ".jsonl"

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield a line for each paragraph; keys in the order of the columns."""
        facts = {name: each.document[name] for name in FACTS}
        for row in each.paragraphs:
            yield json.dumps({**row, "document": facts}, ensure_ascii=False) + "\n"
