"""TEI P5: a document with its header, its articles and sections as divisions, and its source's lines as ``<lb/>``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from corpus.exporting.formatting import ExportedDocument, Row, Session, Streamed
from corpus.exporting.line_breaks import SourceEdit, line_ends, source_edits

NAMESPACE = "http://www.tei-c.org/ns/1.0"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What XML 1.0 cannot hold at all; a release can, where a source did.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCHEMES = ("http://", "https://")
_NO_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


class TeiXml(Streamed):
    """A ``TEI`` document; several are a ``teiCorpus``."""

    suffix = ".xml"
    needs_edits = True

    def head(self, session: Session) -> str:
        """Open the corpus and say of what it is one."""
        dataset = session.manifest["dataset"]
        header = _header(
            _titles([dataset["title"]]) + "".join(f"<author>{text(name)}</author>" for name in dataset["authors"]),
            _published(session, dataset["licence"]),
            f"<p>{text(dataset['description'])}</p>",
            session,
        )
        return f'{HEAD}<teiCorpus xmlns="{NAMESPACE}">\n{header}'

    def tail(self, session: Session) -> str:
        """Close the corpus."""
        return "</teiCorpus>\n"

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield a document of the corpus."""
        yield from _tei(each, session, "")

    def alone(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield a document that is a file."""
        yield HEAD
        yield from _tei(each, session, f' xmlns="{NAMESPACE}"')


def text(value: str | None) -> str:
    """Escape a text; what XML cannot hold becomes U+FFFD.

    >>> text("a < b\\x0b")
    'a &lt; b\ufffd'
    """
    return escape(_ILLEGAL.sub("\ufffd", value or ""))


def _tei(each: ExportedDocument, session: Session, namespace: str) -> Iterator[str]:
    document = each.document
    language = document["language"] or "zh"
    yield f"<TEI{namespace} xml:id={quoteattr('doc.' + document['doc_id'])} xml:lang={quoteattr(language)}>\n"
    yield _document_header(document, each.articles, session)
    yield "<text>\n<body>\n"
    yield from _Body(source_edits(each.edits)).write(each.paragraphs)
    yield "</body>\n</text>\n</TEI>\n"


def _titles(titles: Sequence[str | None]) -> str:
    return "".join(
        f'<title type="{kind}">{text(title)}</title>'
        for kind, title in zip(("main", "sub"), titles, strict=False)
        if title or kind == "main"
    )


def _header(titles: str, published: str, source: str, session: Session, profile: str = "") -> str:
    manifest = session.manifest
    made = f"{manifest['name']} {manifest['version']}, content hash sha256:{manifest['content_hash']}"
    return (
        f"<teiHeader>\n<fileDesc>\n<titleStmt>{titles}</titleStmt>\n<publicationStmt>{published}</publicationStmt>\n"
        f'<sourceDesc>{source}</sourceDesc>\n</fileDesc>\n<encodingDesc><appInfo><application ident="corpus-zh" '
        f"version={quoteattr(_number(manifest['tools']['corpus-zh']))}><label>corpus-zh</label><desc>{text(made)}</desc>"
        f"</application></appInfo></encodingDesc>\n{profile}</teiHeader>\n"
    )


def _number(version: str) -> str:
    """Return the part of a version that TEI takes for one: numbers with points."""
    found = re.match(r"\d+(?:\.\d+){0,3}", version)
    return found[0] if found else "0"


def _published(session: Session, licence: str | None) -> str:
    """Say who publishes the data set, when, and under what: the document's own rights are its licence here."""
    dataset, manifest = session.manifest["dataset"], session.manifest
    publishers = "".join(f"<publisher>{text(name)}</publisher>" for name in dataset["authors"] or [manifest["name"]])
    target = f" target={quoteattr(str(licence))}" if str(licence).startswith(_SCHEMES) else ""
    terms = f"<availability><licence{target}>{text(licence or 'unknown')}</licence></availability>"
    return f'{publishers}{terms}<date when="{manifest["date"]}">{manifest["date"]}</date>'


def _document_header(document: Row, articles: Sequence[Row], session: Session) -> str:
    people = "".join(f"<author>{text(name)}</author>" for name in document["authors"])
    people += "".join(
        f"<respStmt><resp>{text(each['role'])}</resp><name>{text(each['name'])}</name></respStmt>"
        for each in document["contributors"]
    )
    titles = _titles([document["title"] or document["doc_id"], document["subtitle"]])
    language = document["language"] or "zh"
    genre = f"<textClass><keywords><term>{text(document['genre'])}</term></keywords></textClass>"
    profile = (
        f"<profileDesc><langUsage><language ident={quoteattr(language)}>{text(language)}</language></langUsage>"
        f"{genre if document['genre'] else ''}</profileDesc>\n"
    )
    source = _source(document) + _articles(articles)
    return _header(titles + people, _published(session, document["rights"]), source, session, profile)


def _source(document: Row) -> str:
    parts = [
        *_stated(document),
        f'<idno type="doc_id">{text(document["doc_id"])}</idno>',
        f'<idno type="file">{text(document["source_file"])}</idno>',
        *(f'<idno type="sha256">{document["source_sha256"]}</idno>' for _ in [0] if document["source_sha256"]),
    ]
    return f"<bibl>{''.join(parts)}</bibl>"


def _articles(articles: Sequence[Row]) -> str:
    """List the articles of a document that has several, with the number of their divisions: who wrote which."""
    if len(articles) < 2:
        return ""
    each = (f'<bibl type="article" n="{row["article"]}">{"".join(_stated(row))}</bibl>' for row in articles)
    return f"<listBibl>{''.join(each)}</listBibl>"


def _stated(row: Row) -> Iterator[str]:
    """Yield what a document or an article states of itself, field by field."""
    if row["title"]:
        yield f"<title>{text(row['title'])}</title>"
    yield from (f"<author>{text(name)}</author>" for name in row["authors"])
    if row["publisher"]:
        yield f"<publisher>{text(row['publisher'])}</publisher>"
    if row["date"]:
        yield _date(row["date"])


def _date(date: str) -> str:
    when = f' when="{date}"' if _NO_DATE.fullmatch(date) else ""
    return f"<date{when}>{text(date)}</date>"


class _Body:
    """Writes paragraphs into divisions: one an article, inside it one a heading, nested by level.

    A division of TEI begins with its heads and bylines, then has text, then divisions, and nothing after these. So
    whatever follows a heading goes into the division that it opened, until a heading of its level or above.
    """

    def __init__(self, edits: Sequence[SourceEdit]) -> None:
        self._edits = edits
        self._open = list[int]()  # the levels of the divisions that are open: 0 an article
        self._at_head = False  # nothing but heads and bylines in the division so far
        self._list = ""  # the element that collects items

    def write(self, paragraphs: Sequence[Row]) -> Iterator[str]:
        """Yield the divisions."""
        article = object()
        for row in paragraphs:
            if not self._open or row["article"] != article:
                yield from self._division(0, f' type="article" n="{row["article"]}"' * (row["article"] is not None))
                article = row["article"]
            yield from self._block(row)
        yield from self._close(0)
        if not paragraphs:
            yield "<div><p/></div>\n"

    def _division(self, level: int, more: str = "") -> Iterator[str]:
        yield from self._close(level)
        yield f"<div{more}>\n"
        self._open.append(level)
        self._at_head = True

    def _close(self, level: int) -> Iterator[str]:
        """Close the divisions of a level and below; one without text gets an empty paragraph, for TEI demands one."""
        yield from self._end_list()
        while self._open and self._open[-1] >= level:
            self._open.pop()
            yield f"{'<p/>' if self._at_head else ''}</div>\n"
            self._at_head = False

    def _end_list(self) -> Iterator[str]:
        if self._list:
            yield f"</{self._list}>\n"
        self._list = ""

    def _block(self, row: Row) -> Iterator[str]:
        kind, name = row["kind"], f" xml:id={quoteattr('p.' + row['paragraph_id'])}"
        if kind in ("title", "heading"):
            yield from self._headed(row, name)
            return
        if self._list != _COLLECTED.get(kind, ""):
            yield from self._end_list()
            if kind in _COLLECTED:
                self._list = _COLLECTED[kind]
                yield f"<{self._list}>\n"
        if kind in ("subtitle", "byline") and self._at_head:
            element, more = ("head", ' type="sub"') if kind == "subtitle" else ("byline", "")
            yield f"<{element}{more}{name}>{self._text(row)}</{element}>\n"
            return
        self._at_head = False
        opening, closing = _ELEMENTS.get(kind, (f'ab type="{kind}"', ""))
        content = self._lines_of_verse(row) if kind == "verse" else self._text(row)
        yield f"<{opening}{name}>{_INSIDE.get(kind, ('', ''))[0]}{content}{_INSIDE.get(kind, ('', ''))[1]}"
        yield f"</{closing or opening.split()[0]}>\n"

    def _headed(self, row: Row, name: str) -> Iterator[str]:
        """Open the division of a heading; a title that comes first is the head of its article."""
        first = row["kind"] == "title" and self._at_head and self._open == [0]
        if not first:
            level = 1 if row["kind"] == "title" else 1 + (row["level"] or 1)
            yield from self._division(level, ' type="section"')
        yield from self._end_list()
        yield f"<head{name}>{self._text(row)}</head>\n"

    def _text(self, row: Row) -> str:
        """Return the text with its line ends; a line break of the text itself is one of them."""
        value, pieces, at = row["text"], list[str](), 0
        for end in line_ends(row, self._edits):
            pieces += text(value[at : end.place]), _milestone(end.inside_word, end.new_page)
            at = end.place
        return "".join([*pieces, text(value[at:])])

    def _lines_of_verse(self, row: Row) -> str:
        return "".join(f"<l>{text(line)}</l>" for line in row["text"].split("\n"))


def _milestone(inside_word: bool, new_page: bool) -> str:
    unbroken = ' break="no"' if inside_word else ""
    return f"<pb{unbroken}/>" * new_page + f"<lb{unbroken}/>"


_COLLECTED = {"list_item": "list", "reference": "listBibl"}
_ELEMENTS = {
    "paragraph": ("p", ""),
    "list_item": ("item", ""),
    "reference": ("bibl", ""),
    "note": ("note", ""),
    "verse": ("lg", ""),
    "caption": ("figure", ""),
    "code": ('ab type="code" xml:space="preserve"', ""),
}
_INSIDE = {"caption": ("<head>", "</head>")}
