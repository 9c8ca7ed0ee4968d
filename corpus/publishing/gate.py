"""The gate before publishing: text whose rights are unknown or closed is not published by accident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.errors import RightsError, UsageError
from corpus.model.counting import counted
from corpus.model.near_miss import near_miss
from corpus.release.handle import Release
from corpus.release.rights import CLOSED, FULL, NONCOMMERCIAL, OPEN, STANDOFF, TEXTS, normal, standing, statement_of
from corpus.release.unresolved_findings import unresolved


def withheld_by_rights(release: Release) -> Iterator[tuple[str, str]]:
    """Yield the documents whose text may not be published, with their rights."""
    for batch in release.documents.to_batches(columns=["doc_id", "rights", "evidence"]):
        for row in batch.to_pylist():
            if standing(row["rights"]) in ("closed", "unknown") and not statement_of(row):
                yield row["doc_id"], row["rights"] or "unknown"


def require_publishable(release: Release, text: str = FULL) -> None:
    """Let a release pass that may be published with ``text``: ``full`` or ``standoff``.

    Raises
    ------
    RightsError
        With its text: documents have unknown or closed rights, and no statement of rights is recorded for them.
    UsageError
        ``text`` is neither, or with its text: personal data was found for which no reason is recorded.
    """
    if text not in TEXTS:
        raise UsageError(f"{text!r} is not a valid text; expected one of {', '.join(TEXTS)}")
    if text == STANDOFF:
        return
    if release.standoff:
        raise RightsError(
            f"{release.name} {release.version} is a standoff release: it has no text to publish",
            "give --text standoff, or make the full release with corpus hydrate",
        )
    refused = list(withheld_by_rights(release))
    if refused:
        count = release.manifest["tables"]["documents"]["rows"]
        raise RightsError(
            f"{len(refused)} of {counted(count, 'document')} may not be published with their text: {_listed(refused)}",
            "give --text standoff, or state in the register who allows it (rights_statement) and build again"
            + _meant(refused),
            str(release.path),
            problems=tuple(f"{doc_id} (rights {rights})" for doc_id, rights in refused),
        )
    _require_no_personal_data(release)


def _require_no_personal_data(release: Release) -> None:
    found = unresolved(release.path)
    if not found:
        return
    each = [f"{doc_id} ({_types(own)})" for doc_id, own in found.items()]
    listed = ", ".join(each[:10]) + (f", and {len(each) - 10} more" if len(each) > 10 else "")
    raise UsageError(
        f"personal data was found in {counted(len(found), 'document')}: {listed}; nothing was sent",
        f"corpus check-pii {release.path} shows where; corpus withdraw takes it out, or state in the register why it "
        "may stand ([[source]] personal_data) and build again",
        where=str(release.path),
        code="PERSONAL_DATA",
        problems=tuple(each),
    )


def _listed(refused: list[tuple[str, str]]) -> str:
    more = f", and {len(refused) - 10} more" if len(refused) > 10 else ""
    return ", ".join(f"{doc_id} (rights {rights})" for doc_id, rights in refused[:10]) + more


def _meant(refused: list[tuple[str, str]]) -> str:
    """Suggest the closest known value for one that is not recognised."""
    known = {*OPEN, *NONCOMMERCIAL, *CLOSED, "unknown"}
    for _, rights in refused:
        near = near_miss(normal(rights), sorted(known - CLOSED), cutoff=0.75)
        if normal(rights) not in known and near:
            return f"; {rights!r} is not a known rights value: {near}"
    return ""


def _types(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(found.items()))
