"""Which source each decision of a review goes to: those of the file, and those that the previous release records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.cleaning.review import in_order
from corpus.errors import ReviewError, SingleProblem
from corpus.model.decisions import Decision, recorded_decisions
from corpus.release import parquet
from corpus.release.handle import Release
from corpus.release.layout import paths_of
from corpus.sources.files import FoundSources
from corpus.sources.review_file import Review, read_review

NOT_THERE = "its document has no source any more, and no new source reads so"


def reviewed_sources(
    found: FoundSources, name: str, review: Path | None, previous: Release | None
) -> tuple[FoundSources, tuple[Decision, ...]]:
    """Give each source the decisions about it; return with the sources all decisions that this build is to apply.

    A decision of the file replaces a recorded one about the same place. Those about a document without a source of
    its key go to the sources that are new: a file that was renamed is recognised by its words.

    Raises
    ------
    ReviewError
        The review has a defect, or is of another data set.
    """
    read = read_review(review) if review else None
    if read and read.dataset != name:
        text = f"the review is of {read.dataset!r}, and this builds {name!r}"
        raise ReviewError(
            f"{review}: OTHER_DATASET: {text}",
            f"give the review of {name!r}",
            str(review),
            "OTHER_DATASET",
            [SingleProblem(str(review), "OTHER_DATASET", text)],
        )
    decisions = _all(read, previous)
    by_document = defaultdict[str, list[Decision]](list)
    for decision in decisions:
        by_document[decision.document].append(decision)
    keys, known = {source.key for source in found.sources}, _documents(previous)
    lost = [each for document in sorted(by_document.keys() - keys) for each in by_document[document]]
    sources = tuple(
        replace(source, decisions=in_order([*by_document[source.key], *(lost if source.key not in known else ())]))
        for source in found.sources
    )
    return (replace(found, sources=sources) if decisions else found), decisions


def _all(review: Review | None, previous: Release | None) -> tuple[Decision, ...]:
    stated = {decision.place: decision for decision in (review.decisions if review else ())}
    carried = () if previous is None or (review and review.complete) else recorded_in(previous)
    return in_order([*(each for each in carried if each.place not in stated), *stated.values()])


def recorded_in(release: Release) -> tuple[Decision, ...]:
    """Return the decisions that a release records, those about a document that was renamed under its name there."""
    return in_order(
        each.decision
        for path in paths_of(release.path, "documents")
        for evidence in parquet.read_whole(path, ["evidence"])["evidence"].to_pylist()
        for each in recorded_decisions(evidence)
    )


def _documents(previous: Release | None) -> set[str]:
    paths = paths_of(previous.path, "documents") if previous else []
    return {doc_id for path in paths for doc_id in parquet.read_whole(path, ["doc_id"])["doc_id"].to_pylist()}


def unfit_decisions(decisions: Sequence[Decision], files: Iterable[Path]) -> Iterator[tuple[Decision, str]]:
    """Yield the decisions that no longer fit, with the reason, from the documents tables that were made."""
    why = dict[Decision, str]()
    for path in files if decisions else ():
        for evidence in parquet.read_whole(path, ["evidence"])["evidence"].to_pylist():
            why |= {each.decision: each.unfit for each in recorded_decisions(evidence)}
    for decision in decisions:
        reason = why.get(decision, NOT_THERE)
        if reason:
            yield decision, reason


def unfit_note(decision: Decision, why: str, places: Mapping[Decision, str]) -> str:
    """Say which decision no longer fits, and why."""
    where = places.get(decision, "recorded in the previous release")
    words = decision.exact or f"{decision.before}|{decision.after}".strip("|")
    about = decision.paragraph or decision.document
    return f"{about}: {decision.action} {words!r} no longer fits: {why} ({where})"
