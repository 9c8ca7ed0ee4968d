"""What the rows of one document must be to one another: places inside its source, known rules, withheld as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.model.decisions import FIELD, Decision
from corpus.model.names import version_key
from corpus.release.restore import LONGEST
from corpus.release.rights import STANDOFF
from corpus.release.row_checks import shown

Row = Mapping[str, Any]
WITHDRAWN = "withdrawn"  # the rule of edits whose characters are withheld
HEX = re.compile("[0-9a-f]*")
# Stages that every release goes through; the recipe lists the rules that can be switched off beside these.
STAGES = re.compile(r"(?:layout|reflow|structure|furniture|mojibake|decode|override)\.[a-z0-9_-]{1,64}|review")


def length_of(document: Row) -> int:
    """Return the number of code points of a document's decoded source."""
    return sum(segment["chars"] for segment in document["segments"])


class RowRules:
    """Checks the rows of documents against one release's recipe and version."""

    def __init__(self, manifest: Row) -> None:
        self._rules = frozenset(manifest["rules"])
        self._version = version_key(manifest["version"])
        self._standoff = manifest["text"] == STANDOFF

    def problems(self, document: Row, paragraphs: Sequence[Row], edits: Sequence[Row]) -> Iterator[str]:
        """Yield what is wrong with the rows of a document, whose columns have been checked one by one."""
        length = length_of(document)
        yield from _segments(document["segments"], length)
        yield from _evidence(document["evidence"], length)
        yield from self._paragraphs(document["doc_id"], paragraphs, length)
        yield from self._edits(edits, length)
        yield from _withholding(document, edits)
        if self._is_later(document):
            yield f"its first_version is {document['first_version']}, later than this release"
        if not (document["source_file"] or "").isprintable():
            yield f"its source_file is {shown(document['source_file'])}, which is not escaped"

    def _is_later(self, row: Row) -> bool:
        return version_key(row["first_version"]) > self._version

    def _paragraphs(self, doc_id: str, paragraphs: Iterable[Row], length: int) -> Iterator[str]:
        for row in paragraphs:
            key = row["paragraph_id"]
            if key.rpartition("-")[0] != doc_id:
                yield f"{key} is not an ID of a paragraph of this document"
            if not row["spans"]:
                yield f"{key} has no spans"
            for span in row["spans"]:
                if not span["start"] < span["end"] <= length:
                    yield f"{key}: {span['start']} to {span['end']} is not inside its source"
            if row["level"] is not None and row["kind"] != "heading":
                yield f"{key} has a level, and is no heading"
            if self._is_later(row):
                yield f"{key}: its first_version is {row['first_version']}, later than this release"

    def _edits(self, edits: Iterable[Row], length: int) -> Iterator[str]:
        for row in edits:
            place = f"the edit at {row['start']}"
            if not row["start"] <= row["end"] <= length:
                yield f"{place} ends at {row['end']}; the source has {length} code points"
            if not row["rule"]:
                yield f"{place} names no rule"
            for rule in row["rule"]:
                if not (rule in self._rules or rule == WITHDRAWN or STAGES.fullmatch(rule)):
                    yield f"{place}: its rule {shown(rule)} is not one of the recipe"
            if row["withheld"] and (row["removed"] is not None or row["inserted"]):
                yield f"{place} is withheld, and has characters"
            if not self._standoff and not row["withheld"] and len(row["removed"] or "") != row["end"] - row["start"]:
                yield f"{place} does not have the characters that it removed"


def article_problems(document: Row, paragraphs: Iterable[Row], articles: Sequence[Row]) -> Iterator[str]:
    """Yield what is wrong with the articles of a document: each has one row, and its own first and last paragraph."""
    ids = dict[int, list[str]]()
    for row in paragraphs:
        if row["article"] is not None:
            ids.setdefault(row["article"], []).append(row["paragraph_id"])
    numbers = [row["article"] for row in articles]
    if numbers != sorted(ids):
        yield f"its rows of the articles table are {numbers}, the articles of its paragraphs {sorted(ids)}"
        return
    for row in articles:
        own, place = ids[row["article"]], f"its article {row['article']}"
        if (row["first_paragraph"], row["last_paragraph"]) != (own[0], own[-1]):
            first, last = row["first_paragraph"], row["last_paragraph"]
            yield f"{place} is from {first} to {last}, its paragraphs from {own[0]} to {own[-1]}"
        if row["date"] is None and row["date_basis"] is not None:
            yield f"{place} has no date, and a basis of it"
        yield from (f"{place}: {problem}" for problem in _evidence(row["evidence"], length_of(document)))


def _segments(segments: Sequence[Row], length: int) -> Iterator[str]:
    at = 0
    for segment in segments:
        size = segment["end"] - segment["start"]
        if segment["start"] != at or size < 1:
            yield f"the segments do not follow one another at byte {at}"
            return
        if segment["chars"] > size:
            yield f"the segment at byte {at} has more characters than bytes"
        raw = segment["raw"]
        if isinstance(raw, str) and not HEX.fullmatch(raw):
            yield f"the segment at byte {at} has raw bytes that are not hexadecimal"
        elif raw is not None and len(raw) != (2 * size if isinstance(raw, str) else size):  # bytes in schema 1.0
            yield f"the segment at byte {at} has raw bytes of another length"
        at = segment["end"]
    if not 0 < length <= at <= LONGEST:
        yield f"a source of {at} bytes and {length} characters is not possible"


def _evidence(evidence: Iterable[Row], length: int) -> Iterator[str]:
    for item in evidence:
        start, end = item["start"], item["end"]
        if (start is None) != (end is None) or (start is not None and not 0 <= start <= end <= length):
            yield f"the evidence of {shown(item['field'])} is at {start} to {end} of its source"
        if (item["field"], item["basis"]) == (FIELD, FIELD) and item["value"] is not None:
            try:
                Decision.of_json(item["value"])
            except (ValueError, TypeError) as error:
                yield f"a decision of a review cannot be read: {error}"


def _withholding(document: Row, edits: Iterable[Row]) -> Iterator[str]:
    """Check that the hash and size of the source are there unless characters are withheld, and only then not."""
    withheld = any(row["withheld"] for row in edits)
    for name in ("source_sha256", "source_bytes"):
        if withheld and document[name] is not None:
            yield f"characters are withheld, but {name} would confirm a guess"
        if not withheld and document[name] is None:
            yield f"{name} is null, though nothing is withheld"
    size = document["segments"][-1]["end"] if document["segments"] else 0
    if document["source_bytes"] not in (None, size):
        yield f"source_bytes is {document['source_bytes']}, its segments have {size}"
