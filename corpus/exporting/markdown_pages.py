"""Markdown: headings by their level, lists, code and verse in their lines; the document's facts as front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from corpus.exporting.formatting import ExportedDocument, Row, Session, Streamed

FACTS = ("doc_id", "title", "subtitle", "authors", "publisher", "date", "genre", "rights", "source_file")
# What Markdown would read as markup, anywhere in a line and at its start.
_INLINE = re.compile(r"([\\`*_\[\]<>~|&$])")
_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-=])|:(?=\s))", re.M)
_ORDERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.M)
_INDENT = re.compile(r"^[ \t]+", re.M)
_DEEPEST = 6
_FENCED = ("code", "table")


class MarkdownPages(Streamed):
    """CommonMark; what means something in it is escaped, so that the rendered text is that of the release."""

    suffix = ".md"

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the document; in a file of several a line parts it from the one before."""
        if session.remarks["documents"]:
            yield "\n"
        session.remarks["documents"] += 1
        yield from self.alone(each, session)

    def alone(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the front matter, then a block for each paragraph."""
        yield "---\n"
        for name in FACTS:
            if each.document[name]:  # a JSON string is a YAML string too
                yield f"{name}: {json.dumps(each.document[name], ensure_ascii=False)}\n"
        yield "---\n"
        was_item = False
        for row in each.paragraphs:
            is_item = row["kind"] == "list_item"
            yield f"{'' if is_item and was_item else chr(10)}{_block(row)}\n"
            was_item = is_item


def _block(row: Row) -> str:
    kind, text = row["kind"], str(row["text"])
    if kind in _FENCED:
        return _fenced(text)
    if kind == "verse":
        return escaped(text).replace("\n", "\\\n")
    text = " ".join(escaped(text).split("\n"))
    if kind == "title":
        return f"# {text}"
    if kind == "heading":
        return f"{'#' * min(_DEEPEST, 1 + (row['level'] or 1))} {text}"
    if kind == "list_item":
        return f"- {text}"
    return f"*{text}*" if kind == "caption" else text


def _fenced(text: str) -> str:
    """Fence a text with more backticks than it has in a row; code that has a fence of its own keeps it inside."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def escaped(text: str) -> str:
    r"""Escape what Markdown would read as markup.

    >>> escaped("# 1_000 *"), escaped("1. 起步")
    ('\\# 1\\_000 \\*', '1\\. 起步')
    """
    text = _INDENT.sub("", _INLINE.sub(r"\\\1", text))
    return _ORDERED.sub(r"\1\\\2", _START.sub(r"\1\\\2", text))
