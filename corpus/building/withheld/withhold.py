"""Taking characters out of a document's rows: they leave every column, and the rest can still be proved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from corpus.building.article_rows import with_ends
from corpus.model.edits import pieces
from corpus.model.values import Edit, Span

Row = dict[str, Any]
RUN = 8  # characters in a row that must not be found again
FLAG = "withheld"
RULE = "withdrawn"
# Fields that are read from the text, and hold it.
_TEXTS, _LISTS = (
    ("title", "subtitle", "publisher", "issuer", "date", "source_file"),
    (
        "authors",
        "places",
        "keywords",
        "affiliations",
    ),
)


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The rows of one document in each table."""

    document: Row
    paragraphs: tuple[Row, ...]
    edits: tuple[Row, ...]
    findings: tuple[Row, ...] = ()
    articles: tuple[Row, ...] = ()


class WithheldText:
    """Texts that must not be found again: their runs of ``RUN`` characters, white space aside, and those shorter."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.short, self.runs = set[str](), set[str]()
        for text in map(bare, texts):
            if len(text) < RUN:
                self.short.add(text)
            self.runs.update(text[at : at + RUN] for at in range(len(text) - RUN + 1))

    def shares(self, text: str | None) -> bool:
        """Return whether a text has such a run."""
        plain = bare(text or "")
        return any(plain[at : at + RUN] in self.runs for at in range(len(plain) - RUN + 1))

    def besides(self, texts: Iterable[str]) -> WithheldText:
        """Subtract what is in these texts, which stay."""
        known = WithheldText(texts)
        rest = WithheldText(())
        rest.short, rest.runs = self.short - known.short, self.runs - known.runs
        return rest

    def is_one(self, text: str | None) -> bool:
        """Return whether a text has such a run, or is one of the short ones."""
        return bare(text or "") in self.short or self.shares(text)


def bare(text: str) -> str:
    """Remove white space from a text."""
    return "".join(text.split())


def spans_of(paragraph: Mapping[str, Any]) -> list[Span]:
    """Return the spans of a paragraph in the source."""
    return [Span(span["start"], span["end"]) for span in paragraph["spans"]]


def source_range(rows: DocumentRows, paragraph: Mapping[str, Any], start: int, end: int) -> list[Span]:
    """Find where some characters of a paragraph's text came from, whole edits included."""
    found = list[Span]()
    for place, first, last, _ in pieces(spans_of(paragraph), _changes(rows.edits)):
        if first == last or first >= end or last <= start:
            continue
        low, high = max(first, start) - first, min(last, end) - first
        whole = place.end - place.start != last - first  # an edit: it goes as a whole
        found.append(place if whole else Span(place.start + low, place.start + high))
    return joined(found)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Sort the spans, and join those that touch."""
    result = list[Span]()
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(span.end, result[-1].end))
        else:
            result.append(span)
    return result


def withheld_spans(edits: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Return what is withheld in a document already."""
    return joined(Span(row["start"], row["end"]) for row in edits if row["withheld"])


def withhold(rows: DocumentRows, spans: Iterable[Span], withheld_text: WithheldText) -> DocumentRows:
    """Remove the characters in ``spans`` from the rows, and what else in them gives these away.

    A paragraph that is in the spans as a whole loses its row; one that is there in part keeps the rest, and is
    flagged. Fields that were read there, or share a run with the withheld text, are null; so are hash and size of
    the source, which would confirm a guess.
    """
    wanted = _widened(joined(spans), rows.edits)
    wanted = joined([*wanted, *_repeating_edits(rows, wanted, withheld_text)])
    kept, gone = list[Row](), list[Span]()
    for paragraph in rows.paragraphs:
        text = _text_left(paragraph, rows.edits, wanted)
        if text is None:
            gone += spans_of(paragraph)
        else:
            kept.append(_paragraph(paragraph, text, len(kept), withheld_text))
    wanted = joined([*wanted, *gone])
    borders = sorted(span for paragraph in rows.paragraphs for span in spans_of(paragraph))
    edits = tuple(_edits(rows.edits, wanted, borders, rows.document["doc_id"]))
    if not any(row["withheld"] for row in edits) and len(kept) == len(rows.paragraphs):
        return _scrubbed(rows, kept, withheld_text.besides(paragraph["text"] for paragraph in kept))
    document = _document(rows.document, wanted, withheld_text, len(kept), len(edits))
    findings = tuple(row for row in rows.findings if not _touches(wanted, row["start"], row["end"]))
    articles = _articles(rows.articles, wanted, withheld_text, kept)
    return DocumentRows(document, tuple(kept), edits, findings, articles)


def _scrubbed(rows: DocumentRows, kept: Sequence[Row], withheld_text: WithheldText) -> DocumentRows:
    """Scrub the fields of a document without withheld characters: they may repeat some that its text does not."""
    document = {**rows.document, **_fields(rows.document, [], withheld_text)}
    articles = _articles(rows.articles, [], withheld_text, kept)
    return DocumentRows(document, tuple(kept), rows.edits, rows.findings, articles)


def _changes(edits: Iterable[Mapping[str, Any]]) -> list[Edit]:
    return [Edit(row["start"], row["end"], row["inserted"] or "") for row in edits]


def _touches(spans: Sequence[Span], start: int, end: int) -> bool:
    return any(span.start < end and start < span.end for span in spans)


def _widened(spans: Sequence[Span], edits: Sequence[Row]) -> list[Span]:
    """Widen the spans to whole edits."""
    extra = [Span(row["start"], row["end"]) for row in edits if _touches(spans, row["start"], row["end"])]
    return joined([*spans, *extra])


def _repeating_edits(rows: DocumentRows, spans: Sequence[Span], withheld_text: WithheldText) -> Iterator[Span]:
    """Find edits whose characters repeat the withheld text: a running head with the title that is withheld."""
    for row in rows.edits:
        if not row["withheld"] and (withheld_text.shares(row["removed"]) or withheld_text.shares(row["inserted"])):
            yield Span(row["start"], row["end"])


def _text_left(paragraph: Row, edits: Sequence[Row], wanted: Sequence[Span]) -> str | None:
    """Return the text outside the spans; None where nothing is left of it."""
    if not any(_touches(wanted, span.start, span.end) for span in spans_of(paragraph)):
        return str(paragraph["text"])
    kept = list[str]()
    for place, first, last, _ in pieces(spans_of(paragraph), _changes(edits)):
        text = paragraph["text"][first:last]
        if place.end - place.start == last - first:
            kept += (char for at, char in enumerate(text, place.start) if not _touches(wanted, at, at + 1))
        elif not _inside(wanted, place):
            kept.append(text)
    left = "".join(kept)
    return left if left.strip() else None


def _inside(wanted: Sequence[Span], place: Span) -> bool:
    if place.start == place.end:  # an insertion belongs to the character before it
        return _touches(wanted, place.start - 1, place.start)
    return _touches(wanted, place.start, place.end)


def _paragraph(row: Row, text: str, index: int, withheld_text: WithheldText) -> Row:
    section = [heading for heading in row["section"] or () if not withheld_text.is_one(heading)]
    changed = {**row, "index": index, "section": section}
    if text == row["text"]:
        return changed
    digest = hashlib.sha256(text.encode()).hexdigest()
    flags = sorted({*row["flags"], FLAG})
    return {**changed, "text": text, "n_chars": len(text), "content_hash": digest, "flags": flags}


def _edits(edits: Sequence[Row], wanted: Sequence[Span], borders: Sequence[Span], doc_id: str) -> Iterator[Row]:
    """Replace the edits inside each span by one that says nothing of the text; none crosses a border."""
    cuts = sorted({place for span in borders for place in span})
    new = [
        _edit(doc_id, start, end)
        for span in wanted
        for start, end in _cut(span, cuts)
    ]  # fmt: skip
    kept = [row for row in edits if not _inside(wanted, Span(row["start"], row["end"]))]
    yield from sorted([*kept, *new], key=lambda row: (row["start"], row["end"]))


def _cut(span: Span, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    places = [span.start, *(cut for cut in cuts if span.start < cut < span.end), span.end]
    yield from pairwise(places)


def _edit(doc_id: str, start: int, end: int) -> Row:
    return {
        "doc_id": doc_id,
        "start": start,
        "end": end,
        "removed": None,
        "inserted": "",
        "rule": [RULE],
        "confidence": 1.0,
        "withheld": True,
    }


def _document(row: Row, wanted: Sequence[Span], withheld_text: WithheldText, paragraphs: int, edits: int) -> Row:
    segments, at = [], 0
    for segment in row["segments"]:
        hidden = segment["raw"] is not None and _touches(wanted, at, at + segment["chars"])
        segments.append({**segment, "raw": None} if hidden else segment)
        at += segment["chars"]
    return {
        **row,
        **_fields(row, wanted, withheld_text),
        "source_sha256": None,
        "source_bytes": None,
        "segments": segments,
        "n_paragraphs": paragraphs,
        "n_edits": edits,
    }


def _articles(
    articles: Sequence[Row], wanted: Sequence[Span], withheld_text: WithheldText, kept: Sequence[Row]
) -> tuple[Row, ...]:
    """Remove from the articles what is removed from their document; one without paragraphs has no row."""
    fields = (_fields(row, wanted, withheld_text) for row in articles)
    scrubbed = (
        {**row, **{name: value for name, value in left.items() if name in row}}
        for row, left in zip(articles, fields, strict=True)
    )
    return tuple(with_ends(scrubbed, kept))


def _fields(row: Row, wanted: Sequence[Span], withheld_text: WithheldText) -> Row:
    """Remove the fields that were read in the spans, and those that repeat the withheld text."""
    evidence, lost = list[Row](), set[tuple[str, str]]()
    for item in row["evidence"]:
        read_there = item["start"] is not None and _touches(wanted, item["start"], item["end"])
        if read_there or withheld_text.is_one(item["value"]):
            lost.add((item["field"], item["value"]))
        else:
            evidence.append(item)
    still = {(item["field"], item["value"]) for item in evidence}

    def gives_away(name: str, value: str | None) -> bool:
        return value is not None and (withheld_text.is_one(value) or (name, value) in lost - still)

    found: Row = {name: None if gives_away(name, row.get(name)) else row.get(name) for name in _TEXTS}
    found |= {name: [value for value in row.get(name) or () if not gives_away(name, value)] for name in _LISTS}
    people = row["contributors"] or ()
    found["contributors"] = [
        p
        for p in people
        if not withheld_text.is_one(p["name"]) and not gives_away("contributors", f"{p['name']} ({p['role']})")
    ]
    found["identifiers"] = [
        number
        for number in row.get("identifiers") or ()
        if not withheld_text.is_one(number["value"])
        and not gives_away("identifiers", f"{number['scheme']}:{number['value']}")
    ]
    container = row.get("container") or {}
    lost_parts = {name for name, value in container.items() if gives_away(f"container.{name}", value)}
    found["container"] = {**container, **dict.fromkeys(lost_parts)} if container else None
    if found["date"] is None:
        found["date_basis"] = None
    return {**found, "evidence": evidence}
