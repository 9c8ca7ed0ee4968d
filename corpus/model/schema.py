"""The tables of a release: every column with its Arrow type and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from corpus.errors import UsageError

SCHEMA_VERSION = "2.1"
"""That of the releases that are made; its last number is raised with a column or a kind, its first with a break."""

VERSIONS = ("1.0", "2.0", "2.1")
"""Those that can be read, oldest first."""

NEW, ARTICLES_SINCE = VERSIONS[1:]


class Column(NamedTuple):
    """A column of a table: name, Arrow type, the sentence that the card prints, and the schema that added it.

    ``was`` is the type that it had in schema 1.0, where that was another one.
    """

    name: str
    type: pa.DataType
    doc: str
    since: str = VERSIONS[0]
    was: pa.DataType | None = None


_STRINGS = pa.list_(pa.string())
_SPANS = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
_CONTRIBUTORS = pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())]))
_IDENTIFIERS = pa.list_(pa.struct([("scheme", pa.string()), ("value", pa.string())]))
_CONTAINER = pa.struct([(name, pa.string()) for name in ("title", "volume", "issue", "pages", "edition")])
_EVIDENCE = pa.list_(
    pa.struct(
        [
            ("field", pa.string()),
            ("value", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("basis", pa.string()),
            ("confidence", pa.float32()),
        ]
    )
)
_SEGMENT = [("start", pa.int64()), ("end", pa.int64()), ("chars", pa.int64()), ("encoding", pa.string())]
_SEGMENTS = pa.list_(pa.struct([*_SEGMENT, ("raw", pa.string())]))
_SEGMENTS_1_0 = pa.list_(pa.struct([*_SEGMENT, ("raw", pa.binary())]))

PARAGRAPHS = (
    Column("paragraph_id", pa.string(), "stable ID; it names this paragraph in every later release"),
    Column("doc_id", pa.string(), "the document it belongs to"),
    Column("article", pa.int32(), "number of the article on its page, from 0; null for what belongs to none"),
    Column("index", pa.int32(), "position in the document, from 0, in the order of the source"),
    Column(
        "kind",
        pa.string(),
        "title, subtitle, heading, paragraph, list_item, byline, caption, label, meta, reference, note, verse, "
        "table or code; the last three keep their line breaks, and code its indents",
    ),
    Column(
        "page",
        pa.int32(),
        "the page where it begins, from 1, by the form feeds of the source; null without any",
        NEW,
    ),
    Column("level", pa.int8(), "level of a heading, 1 the highest; null for other kinds"),
    Column("text", pa.string(), "the repaired text"),
    Column("n_chars", pa.int32(), "length of the text in code points"),
    Column("section", _STRINGS, "the headings above it, highest first"),
    Column("script", pa.string(), "Hans, Hant or mixed"),
    Column(
        "spans",
        _SPANS,
        "where it stands in the decoded source: half-open ranges of code points, in order; several where something "
        "stood between",
    ),
    Column("content_hash", pa.string(), "SHA-256 of the UTF-8 text, in hexadecimal"),
    Column("confidence", pa.float32(), "how sure its weakest line break is, 0 to 1"),
    Column(
        "kind_confidence",
        pa.float32(),
        "how sure its kind is, 0 to 1; null for rows from a release that did not say",
        NEW,
    ),
    Column("flags", _STRINGS, "what a reader should know, such as uncertain_break or uncertain_kind"),
    Column("first_version", pa.string(), "the release that had it first"),
)

DOCUMENTS = (
    Column("doc_id", pa.string(), "stable ID: the register's key, or made from the file's path"),
    Column("title", pa.string(), "the title"),
    Column("subtitle", pa.string(), "the subtitle"),
    Column("authors", _STRINGS, "the authors, in the order stated"),
    Column("contributors", _CONTRIBUTORS, "others who are named, with their role"),
    Column("publisher", pa.string(), "who published it: a press, a newspaper, a site, an account"),
    Column("date", pa.string(), "ISO 8601, with reduced precision where less is known"),
    Column("date_basis", pa.string(), "stated, inferred or register"),
    Column("places", _STRINGS, "administrative units that it names"),
    Column("genre", pa.string(), "news, report, journal_article, notice, interview, essay, regulation, ..."),
    Column("language", pa.string(), "BCP 47"),
    Column("script", pa.string(), "Hans, Hant or mixed; null where the language is not Chinese"),
    Column("evidence", _EVIDENCE, "why each field has its value: span of the decoded source, basis, confidence"),
    Column("rights", pa.string(), "the licence or status of the text; unknown where nobody has said"),
    Column(
        "identifiers",
        _IDENTIFIERS,
        "numbers that name it, with their scheme: document_number, case_number, doi, clc, issn, isbn, standard, ...",
        NEW,
    ),
    Column("keywords", _STRINGS, "its keywords, in the order stated", NEW),
    Column("container", _CONTAINER, "the journal, newspaper or series that has it; null where none is stated", NEW),
    Column("issuer", pa.string(), "the body that issued it: an authority, a court, an organisation", NEW),
    Column("affiliations", _STRINGS, "where the authors work, as printed", NEW),
    Column("source_file", pa.string(), "the file's path in the source folder"),
    Column("source_sha256", pa.string(), "SHA-256 of the source bytes, in hexadecimal"),
    Column("source_bytes", pa.int64(), "size of the source in bytes"),
    Column("encoding", pa.string(), "the codec of most of its characters"),
    Column(
        "segments",
        _SEGMENTS,
        "byte ranges with their codec and number of code points; raw holds the bytes, in hexadecimal, where encoding "
        "the characters does not give them back",
        was=_SEGMENTS_1_0,
    ),
    Column("n_paragraphs", pa.int32(), "rows in the paragraphs table"),
    Column("n_edits", pa.int32(), "rows in the edits table"),
    Column("flags", _STRINGS, "what a maintainer should know, such as MIXED_ENCODING"),
    Column("first_version", pa.string(), "the release that had it first"),
)

ARTICLES = tuple(
    column._replace(since=ARTICLES_SINCE)
    for column in (
        Column("doc_id", pa.string(), "the document it is in"),
        Column("article", pa.int32(), "its number in the document, from 0: that of its paragraphs"),
        Column("title", pa.string(), "its title"),
        Column("subtitle", pa.string(), "its subtitle"),
        Column("authors", _STRINGS, "its authors, in the order stated"),
        Column("contributors", _CONTRIBUTORS, "others whom it names, with their role: who took its pictures"),
        Column("publisher", pa.string(), "who published it; of several articles in a document that of the document"),
        Column("date", pa.string(), "its own date, else that of the document; ISO 8601, precision as in documents"),
        Column("date_basis", pa.string(), "stated, inferred or register"),
        Column("places", _STRINGS, "administrative units that it names"),
        Column("script", pa.string(), "Hans, Hant or mixed"),
        Column("evidence", _EVIDENCE, "why each field has its value, as in documents"),
        Column("first_paragraph", pa.string(), "the ID of its first paragraph"),
        Column("last_paragraph", pa.string(), "the ID of its last paragraph; others may be in between"),
    )
)

EDITS = (
    Column("doc_id", pa.string(), "the document"),
    Column("start", pa.int64(), "start in the decoded source, in code points"),
    Column("end", pa.int64(), "end in the decoded source, in code points"),
    Column("removed", pa.string(), "the characters that stood there"),
    Column("inserted", pa.string(), "the characters that stand there now"),
    Column("rule", _STRINGS, "the rules that asked for it, in order"),
    Column("confidence", pa.float32(), "how sure, 0 to 1"),
    Column("withheld", pa.bool_(), "true where the characters were withdrawn; removed is then null"),
)

LINEAGE = (
    Column("version", pa.string(), "the release in which it happened"),
    Column("old_id", pa.string(), "the ID before"),
    Column("new_id", pa.string(), "the ID after; null where there is none"),
    Column("relation", pa.string(), "edited, split, merged, moved, removed or withdrawn"),
)

FINDINGS = (
    Column("doc_id", pa.string(), "the document"),
    Column("start", pa.int64(), "start in the decoded source, in code points"),
    Column("end", pa.int64(), "end in the decoded source, in code points"),
    Column("type", pa.string(), "what was found, such as CONTROL_CHARS"),
    Column(
        "state", pa.string(), "what became of it: kept, removed, repaired, or lost where the bytes gave no character"
    ),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "paragraphs": PARAGRAPHS,
    "documents": DOCUMENTS,
    "articles": ARTICLES,
    "edits": EDITS,
}
"""The tables that a loader offers, the default first."""


def tables(version: str) -> dict[str, tuple[Column, ...]]:
    """Return the columns of the loader's tables in a version of the schema; a table that it has not is left out.

    >>> [len(tables(version)["paragraphs"]) for version in VERSIONS]
    [15, 17, 17]
    >>> ["articles" in tables(version) for version in VERSIONS]
    [False, False, True]
    """
    found = {name: in_version(columns, version) for name, columns in TABLES.items()}
    return {name: columns for name, columns in found.items() if columns}


def columns_of(version: str, table: str) -> tuple[Column, ...]:
    """Return the columns that one of the loader's tables has in a version of the schema.

    Raises
    ------
    UsageError
        That version has no such table.
    """
    columns = in_version(TABLES[table], version)
    if not columns:
        added = TABLES[table][0].since
        raise UsageError(
            f"a release of schema {version} has no table {table!r}; schema {added} added it",
            "a later release of the data set may have it: corpus versions NAME lists them",
        )
    return columns


def in_version(columns: tuple[Column, ...], version: str) -> tuple[Column, ...]:
    """Return the columns that a version of the schema has; one that is not known has those of the newest."""
    newest = VERSIONS.index(version) if version in VERSIONS else len(VERSIONS)
    found = (column for column in columns if VERSIONS.index(column.since) <= newest)
    return tuple(column._replace(type=column.was) if column.was and not newest else column for column in found)


def version_of(manifest: Mapping[str, Any]) -> str:
    """Return the version of the schema that a manifest states; the first, where it states none."""
    return str(manifest.get("schema_version", VERSIONS[0]))


def arrow(columns: tuple[Column, ...]) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return pa.schema([(column.name, column.type) for column in columns])
