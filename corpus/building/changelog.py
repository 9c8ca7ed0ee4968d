"""The change log of a data set: what each release changed, by IDs and counts; never a text, which may be withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from corpus.building.plan import Plan
from corpus.release import layout
from corpus.release.description.card import Facts
from corpus.release.diff import RELATIONS, Difference

LISTED = 50  # IDs in a line; `corpus diff` lists all


def changelog(plan: Plan, facts: Facts, difference: Difference | None) -> str:
    """Make ``CHANGELOG.md``: this release's entry, and the entries of those before."""
    head = [f"# Changes of {facts.work.name}", ""]
    entry = [f"## {facts.work.version} - {facts.work.date}", ""]
    if plan.previous is None or difference is None:
        counts = ", ".join(f"{facts.rows[table]} {table}" for table in ("documents", "paragraphs", "edits"))
        return "\n".join([*head, *entry, f"First release: {counts}.", ""])
    _, _, before = (plan.previous.path / layout.CHANGELOG).read_text(encoding="utf-8").partition("\n\n")
    return "\n".join([*head, *entry, *_lines(difference), "", before])


def _lines(difference: Difference) -> Iterator[str]:
    yield f"{difference.step.level.upper()} since {difference.old}."
    yield ""
    for what, changes in (("documents", difference.documents), ("paragraphs", difference.paragraphs)):
        ids = defaultdict[str, list[str]](list)
        for change in changes:
            ids[change.relation].append(getattr(change, "doc_id" if what == "documents" else "paragraph_id"))
        for relation in RELATIONS:
            if ids[relation]:
                listed = ", ".join(ids[relation][:LISTED]) + (", ..." if len(ids[relation]) > LISTED else "")
                yield f"- {what} {relation} ({len(ids[relation])}): {listed}"
    for document in difference.documents:
        if document.fields:
            yield f"- {document.doc_id}: {', '.join(field.name for field in document.fields)} changed"
    if difference.dataset:
        yield f"- the data set's {', '.join(field.name for field in difference.dataset)} changed"
    yield from (f"- {change}" for change in difference.schema)
    if not (difference.documents or difference.paragraphs or difference.dataset or difference.schema):
        yield "- no row changed"
