"""A standoff release: metadata, IDs, spans and hashes of a release, and nothing of its documents' text.

What stays of the documents' own words are the facts that the register states: they are the maintainer's.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus.errors import IntegrityError, ReleaseExistsError, RightsError, UsageError
from corpus.model import schema
from corpus.model.foreign_errors import translated
from corpus.model.values import REGISTERED, Segment
from corpus.release import layout, parquet
from corpus.release.atomic import place_folder, unfinished_folder
from corpus.release.description import card
from corpus.release.description import write as describing
from corpus.release.handle import Release
from corpus.release.manifest import derive_manifest
from corpus.release.quotation import quoted_runs, runs
from corpus.release.rights import STANDOFF
from corpus.release.verify import check_files

Row = Mapping[str, Any]
# A guess at 2^50 texts takes a day; formulaic Chinese has two bits a character and more. The hash of a heading, a
# byline or a telephone number would give it away, that of a paragraph does not.
LEAST_HASHED = 32
# Metadata that is words of the text where it was read from the text. A date, a genre, a language is none.
WORDS = (
    "title",
    "subtitle",
    "authors",
    "contributors",
    "publisher",
    "places",
    "identifiers",
    "keywords",
    "container",
    "issuer",
    "affiliations",
)
UNTOLD = ("INTERNAL_ERROR",)  # its message is a foreign one: it may hold anything
WITHHELD_LINE = "(a line that quotes the text is left out of the standoff release)"


@translated
def make_standoff(release: Release, out: Path) -> Release:
    """Make the standoff release of a full one, in the folder ``out``, which must not exist.

    It has the same name and version, and records the content hash of the full release, so that a reader who has the
    sources can make that again and compare.

    Raises
    ------
    UsageError
        It is a standoff release already (ReleaseExistsError: ``out`` exists).
    IntegrityError
        A file of the release is not what its manifest says.
    RightsError
        A text that describes the release (the card, the register's description, a file's name) quotes a document.
    """
    _check(release, out)
    with unfinished_folder(out.parent, ".standoff-") as work:
        folder = work / "release"
        folder.mkdir()
        _write(release, folder)
        place_folder(folder, out)
    return Release.open(out)


def _check(release: Release, out: Path) -> None:
    if release.standoff:
        raise UsageError(f"{release.path} is a standoff release already")
    if out.exists():
        raise ReleaseExistsError(f"{out} already exists; nothing was written", "give a folder that does not exist")
    for problem in check_files(release.path, release.manifest):
        raise IntegrityError(f"{release.path / problem.where}: {problem.message}", "fetch or build the release again")


def _write(release: Release, folder: Path) -> None:
    hashes = dict(_write_tables(release, folder))
    manifest = derive_manifest(release.manifest, STANDOFF, hashes, release.manifest["content_hash"])
    shutil.copyfile(release.path / layout.TOMBSTONES, folder / layout.TOMBSTONES)
    describing.write_text(folder / layout.QUARANTINE, "".join(_quarantine(release)))
    template = manifest.get("card_template") or describing.default_template()
    describing.write_texts(folder, describing.facts_of(folder, manifest), template)
    describing.write_text(folder / layout.CHANGELOG, _without_quotes(release, release.path / layout.CHANGELOG))
    describing.finish(folder, manifest)
    _check_quotes(release, folder)


def _write_tables(release: Release, folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    tables = schema.tables(schema.version_of(release.manifest))
    for name, withhold in ((name, WITHHOLD[name]) for name in tables):
        parts = (
            (called, (withhold(parquet.read_whole(path)) for path in paths))
            for called, paths in layout.named_paths_of(release.path, name)
        )
        yield name, parquet.write_table(folder / "data" / name, schema.arrow(tables[name]), parts)
    for name, place in layout.SMALL_TABLES.items():
        yield name, parquet.write_file(folder / place, parquet.read_whole(release.path / place))


def paragraphs_without_text(table: pa.Table) -> pa.Table:
    """Return the paragraphs, their text and sections null, and the hashes of those that could be guessed from them."""
    long = pc.greater_equal(table["n_chars"], LEAST_HASHED)
    return _nulled(table, "text", "section", content_hash=pc.if_else(long, table["content_hash"], None))


def edits_without_text(table: pa.Table) -> pa.Table:
    """Return the edits, without what they removed and inserted."""
    return _nulled(table, "removed", "inserted")


def _nulled(table: pa.Table, *names: str, **values: pa.ChunkedArray) -> pa.Table:
    for place, column in enumerate(table.schema):
        if column.name in names:
            table = table.set_column(place, column, pa.nulls(table.num_rows, column.type))
        elif column.name in values:
            table = table.set_column(place, column, values[column.name])
    return table


def documents_without_text(table: pa.Table) -> pa.Table:
    """Return the documents, without the metadata and the bytes that were read from them."""
    return pa.Table.from_pylist([document_without_text(row) for row in table.to_pylist()], schema=table.schema)


def document_without_text(row: Row) -> dict[str, Any]:
    """Return a row of the documents table as a standoff release has it."""
    return {
        **article_without_text(row),
        "segments": [{**segment, "raw": None} for segment in row["segments"]],
    }


def articles_without_text(table: pa.Table) -> pa.Table:
    """Return the articles, without the metadata that was read from them."""
    return pa.Table.from_pylist([article_without_text(row) for row in table.to_pylist()], schema=table.schema)


def article_without_text(row: Row) -> dict[str, Any]:
    """Return a row whose words are the register's alone, with the places of what the text states."""
    registered = {item["field"] for item in row["evidence"] if item["basis"] in REGISTERED}
    return {
        **row,
        **{field: None for field in WORDS if field in row and field not in registered},
        "evidence": [item if _is_fact(item) else {**item, "value": None} for item in row["evidence"]],
    }


def _is_fact(item: Row) -> bool:
    """Return whether an item of the evidence has no word of the text: the register states it, or it names a twin."""
    return bool(item["basis"] in REGISTERED or item["field"] == "flags")


WITHHOLD: dict[str, Callable[[pa.Table], pa.Table]] = {
    "paragraphs": paragraphs_without_text,
    "documents": documents_without_text,
    "articles": articles_without_text,
    "edits": edits_without_text,
}
"""What takes the text out of each table."""


def _quarantine(release: Release) -> Iterator[str]:
    for row in release.quarantined:
        shown = {**row, "message": ""} if row["code"] in UNTOLD else row
        yield json.dumps(shown, ensure_ascii=False, sort_keys=True) + "\n"


def _without_quotes(release: Release, path: Path) -> str:
    """Return a text of the release, the lines that quote a document replaced."""
    text = path.read_text(encoding="utf-8")
    quoted = set(_quoted(release, [text]))
    return "\n".join(WITHHELD_LINE if quoted and runs(line) & quoted else line for line in text.split("\n"))


def _check_quotes(release: Release, folder: Path) -> None:
    """Check that the maintainer's own words quote no document: the card, the description, a file's name."""
    texts = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in layout.files_of(folder)
        if not name.endswith(".parquet")
    }
    texts["documents.source_file"] = "\n".join(release.documents.to_table(["source_file"])["source_file"].to_pylist())
    for run in _quoted(release, texts.values()):
        place = next(name for name, text in texts.items() if run in text)
        raise RightsError(
            f"{place}: it quotes a document ({run!r}), and a standoff release has nothing of the text",
            "state what it quotes as a title, author or publisher in the register, or write it otherwise",
        )


def _quoted(release: Release, texts: Iterable[str]) -> Iterator[str]:
    """Yield the runs of some texts that a document has, the facts that the register states left out."""
    whole = "\n".join(texts)
    dataset = release.manifest["dataset"]
    for fact in (dataset["title"], *dataset["authors"], *_registered(release)):
        for written in {fact, card.inline(fact), json.dumps(fact, ensure_ascii=False)[1:-1]}:
            whole = whole.replace(written, "\0") if written else whole
    return quoted_runs(runs(whole), _texts(release))


def _registered(release: Release) -> Iterator[str]:
    for batch in release.documents.to_batches(columns=["evidence"]):
        for evidence in batch.column(0).to_pylist():
            yield from (item["value"] for item in evidence if item["basis"] in REGISTERED)


def _texts(release: Release) -> Iterator[str]:
    """Yield all that the release has of the documents' text, as it is and as it was."""
    for name, column in (("paragraphs", "text"), ("edits", "removed")):
        for batch in release._table(name).to_batches(columns=[column]):
            yield from filter(None, batch.column(0).to_pylist())
    yield from _bytes_as_text(release)


def _bytes_as_text(release: Release) -> Iterable[str]:
    for batch in release.documents.to_batches(columns=["segments"]):
        for segments in batch.column(0).to_pylist():
            raws = (Segment.of_facts(segment).raw for segment in segments)
            yield from (raw.decode("utf-8", "replace") for raw in raws if raw)
