"""The deep proof of a release: its rules are run again on the sources that it restores, and give its rows again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.building.hydrate import compare, made_again, rules_to_make_again, with_ids
from corpus.errors import IntegrityError
from corpus.model.foreign_errors import translated
from corpus.release.document_rows import each_document
from corpus.release.handle import Release
from corpus.release.restore import restore
from corpus.release.verify import Problem


@translated
def differences(release: Release, progress: Callable[[int, int], None] | None = None) -> list[Problem]:
    """Return what the recorded rules make otherwise of the sources; documents with withheld characters are passed over.

    The release must have been proved: what its tables say of a source is believed.

    Raises
    ------
    UsageError
        It has no text, or another version of corpus or of a rule made it.
    """
    release.require_text()
    return list(_differences(release, progress))


def _differences(release: Release, progress: Callable[[int, int], None] | None) -> Iterator[Problem]:
    chosen, tools = rules_to_make_again(release), release.manifest["tools"]
    count = release.manifest["tables"]["documents"]["rows"]
    for number, own in enumerate(each_document(release.path), 1):
        document, known = own.document, own.by_table
        if document["source_sha256"] is not None:
            try:
                rows = made_again(document, restore(document, own.paragraphs, own.edits), chosen)
                compare(document["doc_id"], with_ids(rows, known), known, tools, {})
            except IntegrityError as error:
                message = error.message.removeprefix(f"{document['doc_id']}: ")
                yield Problem(document["doc_id"], f"made again with the recorded rules: {message}")
        if progress:
            progress(number, count)
