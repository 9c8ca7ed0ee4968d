"""The export itself: documents one at a time, into one file, a file each, or a stream."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import ReleaseExistsError, UsageError
from corpus.exporting.conllu_sentences import ConlluSentences
from corpus.exporting.csv_table import CsvTable
from corpus.exporting.formatting import ExportedDocument, ExportOptions, Format, Session
from corpus.exporting.json_lines import JsonLines
from corpus.exporting.markdown_pages import MarkdownPages
from corpus.exporting.mnbvc_lines import MnbvcLines
from corpus.exporting.plain_pages import PlainText
from corpus.exporting.tei_xml import TeiXml
from corpus.release.atomic import PUBLIC, place_folder, replacing, unfinished_folder, writing
from corpus.release.document_rows import DocumentTables
from corpus.release.handle import Release

FORMATS: Mapping[str, Callable[[], Format]] = {
    "jsonl": JsonLines,
    "csv": CsvTable,
    "txt": PlainText,
    "md": MarkdownPages,
    "tei": TeiXml,
    "conllu": ConlluSentences,
    "mnbvc": MnbvcLines,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: where, how many documents and paragraphs, and what a person should know of it."""

    out: Path | None
    documents: int
    paragraphs: int
    remarks: Mapping[str, int]


def export_release(
    release: Release,
    form: str,
    out: Path | BinaryIO,
    options: ExportOptions | None = None,
    *,
    a_file_each: bool = False,
) -> Exported:
    """Write a release in another format; documents are read one at a time.

    Parameters
    ----------
    form
        One of ``FORMATS``.
    out
        A file, which is there whole or not at all (an earlier one is replaced); with ``a_file_each`` a folder, which
        must not exist; or a stream.

    Raises
    ------
    UsageError
        There is no such format, the release has no text, or ``out`` is inside the release or cannot be written.
    MissingExtraError
        The format needs a library that is not installed.
    """
    if form not in FORMATS:
        raise UsageError(f"{form!r} is not a valid format; expected one of {', '.join(FORMATS)}")
    release.require_text()
    run = _Run(release, FORMATS[form](), Session(release.manifest, options or ExportOptions()))
    if not isinstance(out, Path):
        run.stream(out)
        return run.result(None)
    _check_place(out, release, a_file_each)
    if a_file_each:
        run.folder(out)
    else:
        with writing(out), replacing(out, mode=PUBLIC) as unfinished, unfinished.open("wb") as file:
            run.stream(file)
    return run.result(out)


def _check_place(out: Path, release: Release, a_file_each: bool) -> None:
    """Refuse a place inside the release, which would break its proof, and a folder that exists already."""
    if release.path.resolve() in (out.resolve(), *out.resolve().parents):
        raise UsageError(f"{out} is inside the release, which must stay as it is", "write to another folder")
    if a_file_each and out.exists():
        raise ReleaseExistsError(f"{out} already exists; nothing was written", "give a folder that does not exist")
    if not a_file_each and out.is_dir():
        raise UsageError(f"{out} is a folder", f"for a file a document give a new folder, such as {out / 'export'}/")


class _Run:
    """One export under way: counts what it wrote."""

    def __init__(self, release: Release, form: Format, session: Session) -> None:
        self._release, self._form, self._session = release, form, session
        self._documents = self._paragraphs = 0

    def stream(self, file: BinaryIO) -> None:
        """Write all documents one after the other."""
        _write(file, [self._form.head(self._session)])
        for each in self._each():
            _write(file, self._form.document(each, self._session))
        _write(file, [self._form.tail(self._session)])

    def folder(self, out: Path) -> None:
        """Write a file for each document, named after it; the folder gets its name when it is whole."""
        with unfinished_folder(out.parent, ".exporting-") as work:
            made = work / "export"
            made.mkdir()
            for each in self._each():
                with (made / f"{each.document['doc_id']}{self._form.suffix}").open("wb") as file:
                    _write(file, self._form.alone(each, self._session))
            for path in made.iterdir():
                os.chmod(path, PUBLIC)
            place_folder(made, out)

    def result(self, out: Path | None) -> Exported:
        """Return what was done."""
        remarks = {name: count for name, count in self._session.remarks.items() if name != "documents"}
        return Exported(out, self._documents, self._paragraphs, remarks)

    def _each(self) -> Iterator[ExportedDocument]:
        tables = ["documents", "paragraphs", "articles", *(["edits"] if self._form.needs_edits else [])]
        for _, found in DocumentTables(self._release.path, tables):
            (document,) = found["documents"].to_pylist()
            paragraphs = found["paragraphs"].to_pylist()
            self._documents += 1
            self._paragraphs += len(paragraphs)
            edits = found["edits"].to_pylist() if self._form.needs_edits else []
            yield ExportedDocument(document, paragraphs, edits, found["articles"].to_pylist())


def _write(file: BinaryIO, texts: Iterable[str]) -> None:
    for text in texts:
        file.write(text.encode())
