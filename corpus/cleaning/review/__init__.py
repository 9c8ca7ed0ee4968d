"""Reviewers' decisions applied to a cleaned document: edits by the rule ``review``, each decision in the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.cleaning import findings
from corpus.cleaning.clean import doubtful_furniture, with_state
from corpus.cleaning.metadata.article_facts import articles_left
from corpus.cleaning.review.anchors import Anchored, anchored, readings
from corpus.cleaning.review.draft import ReviewDraft
from corpus.model.decisions import FIELD, Decision
from corpus.model.names import version_key
from corpus.model.values import Document, Evidence, Finding

_ORDER = ("keep", "correct", "kind", "split", "join", "right", "title", "authors")


def apply_decisions(document: Document, decisions: Sequence[Decision], doc_id: str) -> Document:
    """Apply what reviewers decided about a document.

    Decisions that were taken on one release are found in the text together, as they were seen together, and those of
    later releases after them. One that no longer fits changes nothing; its evidence says why, with confidence 0. One
    that names another document is tried here because its document has no source any more: it leaves no evidence
    unless it fits.
    """
    if not decisions:
        return document
    evidence = list[Evidence]()
    for _, batch in groupby(sorted(decisions, key=_time), key=_time):
        document, recorded = _applied(document, list(batch))
        evidence += (_evidence(each) for each in recorded if not each.unfit or each.decision.document == doc_id)
    return replace(document, meta=replace(document.meta, evidence=(*document.meta.evidence, *evidence)))


def _time(decision: Decision) -> tuple[int, ...]:
    return version_key(decision.version) if decision.version else ()


def _applied(document: Document, decisions: Sequence[Decision]) -> tuple[Document, list[Anchored]]:
    read = readings(document.blocks, document.edits)
    placed = [anchored(decision, read) for decision in decisions]
    draft, recorded = ReviewDraft(document), list[Anchored]()
    for found in sorted(placed, key=lambda each: _ORDER.index(each.decision.action)):
        why = found.unfit or draft.apply(found)
        recorded.append(found._replace(unfit=why))
    if all(each.unfit or each.done for each in recorded):
        return document, recorded
    draft.finish()
    return _finished(document, draft), recorded


def _finished(document: Document, draft: ReviewDraft) -> Document:
    blocks, edits = tuple(draft.blocks), tuple(draft.edits)
    found = tuple(sorted({*_others(document), *doubtful_furniture(blocks)}))
    raised = {*document.flags}.difference(findings.codes(document.findings))
    flags = {*raised, *document.source.flags, *findings.codes(found)}
    return replace(
        document,
        blocks=blocks,
        edits=edits,
        meta=draft.meta,
        articles=articles_left(document.articles, blocks, draft.meta),
        flags=tuple(sorted(flags)),
        findings=tuple(with_state(finding, edits) for finding in found),
    )


def _others(document: Document) -> Iterator[Finding]:
    """Yield the findings that do not depend on what is furniture."""
    furniture = set(doubtful_furniture(document.blocks))
    for finding in document.findings:
        if finding._replace(state="kept") not in furniture:
            yield finding._replace(state="kept") if finding.state == "removed" else finding


def _evidence(found: Anchored) -> Evidence:
    value = found.decision.as_json(found.unfit)
    if found.unfit or found.around.end == 0:
        return Evidence(FIELD, value, None, None, FIELD, 0.0 if found.unfit else 1.0)
    return Evidence(FIELD, value, *found.around, FIELD)


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions in one order, whatever files they came from; those that are equal once."""
    return tuple(sorted(dict.fromkeys(decisions), key=lambda each: (_time(each), each.as_json())))
