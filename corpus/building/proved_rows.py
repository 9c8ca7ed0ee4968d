"""One source as rows of the tables: cleaned, proved, and only then written as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from corpus.building import table_rows
from corpus.building.article_rows import article_rows
from corpus.building.identity.paragraph_ids import first_ids
from corpus.cleaning import rules
from corpus.cleaning.clean import clean, prove
from corpus.cleaning.review import apply_decisions
from corpus.model.decisions import Decision
from corpus.model.values import Evidence

TableRows = dict[str, list[table_rows.Row]]


def proved_rows(
    data: bytes,
    origin: table_rows.RowOrigin,
    chosen: Sequence[rules.Rule],
    *,
    encoding: str | None,
    facts: Mapping[str, object],
    statements: Iterable[Evidence] = (),
    decisions: Sequence[Decision] = (),
) -> TableRows:
    """Clean a source, prove that its bytes come back, and make its rows under the IDs of a new document.

    Parameters
    ----------
    data
        The bytes of the source.
    origin
        What the rows say of the document beside its content.
    chosen
        The rules to run.
    encoding, facts
        What a register declares: the encoding, and what the metadata stage takes.
    statements
        What a register states beyond the metadata of the text: evidence that is added to it.
    decisions
        What reviewers decided about it.

    Raises
    ------
    SourceError
        The source cannot be accepted.
    """
    document = clean(data, declared=encoding, rules=chosen, entry=facts)
    document = apply_decisions(document, decisions, origin.doc_id)
    prove(document)
    document = replace(document, meta=replace(document.meta, evidence=(*document.meta.evidence, *statements)))
    ids = first_ids(origin.doc_id, len(document.paragraphs))
    return {
        "articles": list(article_rows(document, origin, ids)),
        "documents": [table_rows.document_row(document, origin)],
        "paragraphs": list(table_rows.paragraph_rows(document, origin, ids)),
        "edits": list(table_rows.edit_rows(document, origin)),
        "findings": list(table_rows.finding_rows(document, origin)),
    }
