"""One document from bytes to blocks: decode, normalise, reflow, structure, metadata, and the edits that prove it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from corpus.cleaning import findings, metadata
from corpus.cleaning.decoding import decode
from corpus.cleaning.metadata.article_facts import read_articles
from corpus.cleaning.reflow import reflow
from corpus.cleaning.rules import Rule, normalise, select
from corpus.cleaning.structure import structure
from corpus.cleaning.structure.kind_trust import UNCERTAIN
from corpus.errors import SourceError, UsageError
from corpus.model.edits import Offsets, apply, compose, read, within
from corpus.model.values import (
    LINED,
    REGISTERED,
    Block,
    Document,
    Edit,
    Evidence,
    Finding,
    Layout,
    Metadata,
    Segment,
    Span,
    Text,
)

Item = TypeVar("Item")


def clean(
    source: bytes | Path | None = None,
    *,
    text: str | None = None,
    declared: str | None = None,
    rules: Sequence[Rule] | None = None,
    entry: Mapping[str, Any] | None = None,
) -> Document:
    """Repair one document.

    Parameters
    ----------
    source
        The bytes of a file, or its ``Path``.
    text
        Instead of a source: a text that is decoded already.
    declared
        The encoding that is stated for the source; evidence can overrule it.
    rules
        The normalising rules that run, in order; None: ``rules.select()``.
    entry
        The register's entry for this source; its values override those read from the text.

    Returns
    -------
    Document
        ``.blocks`` in the order of their first span, ``.paragraphs`` without furniture, ``.edits`` from the
        decoded source to these, ``.meta`` with evidence, ``.text``.

    Raises
    ------
    SourceError
        The source cannot be accepted; ``.code`` says why (``BINARY``, ``EMPTY``, ...).
    UsageError
        It is a ``str``, so that it may be a name or a text; the file cannot be read; or not one of both is given.

    Examples
    --------
    >>> clean(text="　　白云镇的老街上，新开了一家旧书\\n店。\\n").text
    '白云镇的老街上，新开了一家旧书店。'
    """
    decoded = _decoded(source, text, declared)
    repairs = tuple(edit for edit in decoded.edits if "\n" not in edit.inserted and "\f" not in edit.inserted)
    chosen = select() if rules is None else tuple(rules)
    current, edits = normalise(apply(decoded.chars, repairs), (rule for rule in chosen if not rule.after_layout))
    edits = compose(repairs, edits)
    if not current.strip():
        raise SourceError("EMPTY", "nothing is left without white space")
    layout = _tidied(structure(reflow(current)), [rule for rule in chosen if rule.after_layout])
    return _document(decoded, edits, _without_lost_titles(layout, decoded, edits), entry or {})


def _decoded(source: bytes | Path | None, text: str | None, declared: str | None) -> Text:
    if text is None and source is not None:
        return decode(source, declared=declared)
    if not isinstance(text, str) or source is not None:
        raise UsageError("clean takes a source or a text, and one of them only", "pass bytes, a Path, or text=...")
    return text_as_source(text)


def _without_lost_titles(layout: Layout, source: Text, edits: Sequence[Edit]) -> Layout:
    """Make paragraphs of titles and headings in text that was misread and lost: nobody can tell what they are."""
    lost = [finding for finding in source.findings if finding.type == "MOJIBAKE" and finding.state == "lost"]
    if not lost:
        return layout
    places, offsets = sorted(Span(finding.start, finding.end) for finding in lost), Offsets(edits)
    titles = {
        at
        for at, block in enumerate(layout.blocks)
        if block.kind in ("title", "subtitle", "heading")
        and all(_lies_in(places, offsets.span(span)) for span in block.spans)
    }
    blocks = tuple(
        block._replace(kind="paragraph", level=None) if at in titles else block
        for at, block in enumerate(layout.blocks)
    )
    return replace(layout, blocks=blocks)


def _lies_in(places: Sequence[Span], span: Span) -> bool:
    low = bisect_right(places, span.start, key=lambda place: place.end)
    return low < len(places) and places[low].start <= span.start and span.end <= places[low].end


def _tidied(layout: Layout, rules: Sequence[Rule]) -> Layout:
    """Make the edits of rules that wait for the layout; verse, tables and code stay as they are set."""
    late = [edit for rule in rules for edit in normalise(layout.text, [rule])[1]]
    if not late:
        return layout
    lined = sorted(span for block in layout.blocks if block.kind in LINED for span in block.spans)
    apart = [edit for edit in late if not _touches(lined, edit) and not _touches(layout.edits, edit)]
    edits = tuple(sorted((*layout.edits, *apart)))
    changed = sorted(Span(edit.start, edit.end) for edit in apart)
    texts = {
        at: read(layout.text, block.spans, edits)
        for at, block in enumerate(layout.blocks)
        if any(_touches(changed, span) for span in block.spans)
    }
    headings = {layout.blocks[at].text: text for at, text in texts.items() if layout.blocks[at].kind == "heading"}
    blocks = tuple(
        block._replace(
            text=texts.get(at, block.text), section=tuple(headings.get(above, above) for above in block.section)
        )
        for at, block in enumerate(layout.blocks)
    )
    return replace(layout, blocks=blocks, edits=edits)


def _touches(ranges: Sequence[Edit] | Sequence[Span], place: Edit | Span) -> bool:
    """Return whether one of the sorted, disjoint ranges shares a character with a place."""
    low = bisect_right(ranges, place.start, key=lambda one: one.end)
    return low < len(ranges) and ranges[low].start < place.end


def text_as_source(text: str) -> Text:
    """Return a text as if it was decoded from UTF-8 (a lone surrogate becomes U+FFFD, like a damaged byte)."""
    data = text.encode("utf-8", "replace")
    chars = data.decode("utf-8")
    if not chars:
        raise SourceError("EMPTY", "the text has no characters")
    return Text(chars, (Segment(0, len(data), len(chars), "utf-8"),), "utf-8")


def _document(text: Text, edits: tuple[Edit, ...], layout: Layout, entry: Mapping[str, Any]) -> Document:
    """Bring a layout back to the coordinates of the decoded source.

    The layout has no other owner: its parts are released as they are consumed, or a text of millions of lines would be
    in memory twice.
    """
    offsets = Offsets(edits)
    meta = metadata.apply_register_values(metadata.read_metadata(layout), entry)
    articles = read_articles(layout, meta)
    spans = sorted(span for block in layout.blocks if block.kind != "furniture" for span in block.spans)
    changes = [edit for span in spans for edit in within(layout.edits, span)]
    changes += _dropping_edits(layout, spans)
    changes.sort()
    doubts = [_placed(finding, offsets) for finding in findings.find_in_layout(layout)]
    blocks = list(layout.blocks)
    del layout, spans
    edits = compose(edits, drain(changes))
    placed = tuple(_in_source(block, offsets) for block in drain(blocks))
    found = tuple(sorted([*text.findings, *findings.find(text.chars), *doubts, *doubtful_furniture(placed)]))
    return Document(
        source=text,
        blocks=placed,
        edits=edits,
        meta=_meta_in_source(meta, offsets),
        flags=tuple(sorted({*text.flags, *findings.codes(found), *_metadata_flags(meta)})),
        findings=tuple(with_state(finding, edits) for finding in found),
        articles=tuple(each._replace(meta=_meta_in_source(each.meta, offsets)) for each in articles),
    )


def drain(items: list[Item]) -> Iterator[Item]:
    """Yield the items in order; the list is emptied, so that each is released as consumed."""
    items.reverse()
    while items:
        yield items.pop()


def with_state(finding: Finding, edits: Sequence[Edit]) -> Finding:
    """Set the state of a finding's characters: ``kept``, ``removed``, or ``repaired`` where others replace them.

    A state that the decoder has set (``lost``, ``repaired``) stays; characters that edits leave in part are kept.
    """
    low = bisect_right(edits, finding.start, key=lambda edit: edit.end)
    own = edits[low : bisect_left(edits, finding.end, lo=low, key=lambda edit: edit.start)]
    covered = sum(min(edit.end, finding.end) - max(edit.start, finding.start) for edit in own)
    if finding.type == "SPACED" and any("han_spaces" in edit.rule for edit in own):
        return finding._replace(state="removed")  # the blanks that went; those beside Latin words stay
    if finding.state != "kept" or covered < finding.end - finding.start:
        return finding
    return finding._replace(state="repaired" if any(edit.inserted for edit in own) else "removed")


def _placed(finding: Finding, offsets: Offsets) -> Finding:
    """Bring a finding of the layout's text back to the source; what is doubtful was kept."""
    return finding._replace(**offsets.span(Span(finding.start, finding.end))._asdict())


def _in_source(block: Block, offsets: Offsets) -> Block:
    return block._replace(spans=tuple(offsets.span(span) for span in block.spans))


def doubtful_furniture(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield a finding for each block that was removed as furniture and may be text: it has no row to be flagged."""
    for block in blocks:
        if block.kind == "furniture" and block.kind_confidence < UNCERTAIN:
            yield from (Finding(start, end, "UNCERTAIN_FURNITURE") for start, end in block.spans)


def _meta_in_source(meta: Metadata, offsets: Offsets) -> Metadata:
    return replace(meta, evidence=tuple(_evidence(item, offsets) for item in meta.evidence))


def _evidence(item: Evidence, offsets: Offsets) -> Evidence:
    if item.start is None or item.end is None:
        return item
    span = offsets.span(Span(item.start, item.end))
    return item._replace(start=span.start, end=span.end)


def _metadata_flags(meta: Metadata) -> set[str]:
    refused = any(item.field == "date" and item.basis in REGISTERED and not item.confidence for item in meta.evidence)
    return {"BAD_DATE"} if refused else set()


def _dropping_edits(layout: Layout, spans: Sequence[Span]) -> Iterator[Edit]:
    """Yield edits that remove what no row holds: furniture under its own name, the white space between as a break."""
    furniture = sorted(
        (span, block.flags[0] if block.flags else "other", block.kind_confidence)
        for block in layout.blocks
        if block.kind == "furniture"
        for span in block.spans
    )
    at, next_furniture = 0, 0
    for span in [*spans, Span(len(layout.text), len(layout.text))]:
        while next_furniture < len(furniture) and furniture[next_furniture][0].end <= span.start:
            (start, end), name, sure = furniture[next_furniture]
            yield from _break(at, start)
            yield Edit(start, end, "", (f"furniture.{name}",), sure)
            at, next_furniture = end, next_furniture + 1
        yield from _break(at, span.start)
        at = span.end


def _break(start: int, end: int) -> Iterator[Edit]:
    if start < end:
        yield Edit(start, end, "", ("layout.break",))


def prove(document: Document) -> None:
    """Prove for one document that no character was lost or invented, before it enters a release.

    Raises
    ------
    SourceError
        ``NOT_PROVED``: a code point lies in no span and no edit, or in two; a block is not its spans with the
        edits applied; or the decoded source does not give the bytes' characters back. It is a defect of corpus.
    """
    chars, edits = document.source.chars, document.edits
    spans = sorted(span for block in document.paragraphs for span in block.spans)
    if not _partition([*spans, Span(len(chars), len(chars))], edits):
        raise SourceError("NOT_PROVED", "the spans and edits do not cover the source exactly; please report this")
    for block in document.paragraphs:
        if read(chars, block.spans, edits) != block.text:
            raise SourceError("NOT_PROVED", f"the edits do not give the text at {block.spans[0].start} again")


def _partition(spans: Sequence[Span], edits: Sequence[Edit]) -> bool:
    at = 0
    for span in spans:
        for edit in within(edits, Span(at, span.start)) if at < span.start else ():
            if (edit.start, edit.inserted) != (at, ""):
                return False
            at = edit.end
        if at != span.start:
            return False
        at = span.end
    return True
