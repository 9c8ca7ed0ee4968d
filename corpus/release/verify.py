"""The proof of a release: its files are those of its manifest, and its rows give every source back, byte for byte."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus.errors import IntegrityError
from corpus.model import schema
from corpus.model.counting import counted
from corpus.model.foreign_errors import translated
from corpus.model.names import version_key
from corpus.model.untrusted import parse_json, read_bounded
from corpus.release import layout, parquet
from corpus.release.content_hash import TableHash, of_hashes
from corpus.release.description.citation import quoted
from corpus.release.document_rows import each_document
from corpus.release.layout import TABLE_FILES, paths_of
from corpus.release.lineage import broken, read_lineage, read_quarantine, read_tombstones
from corpus.release.manifest import read_manifest, seal
from corpus.release.restore import check_lengths, restore
from corpus.release.rights import STANDOFF, statement_of
from corpus.release.row_checks import shown, wrong_values
from corpus.release.row_rules import RowRules, article_problems, length_of
from corpus.release.tiling import check_tiling
from corpus.release.train_test import split_of_file

Row = Mapping[str, Any]
TEXT_LIMIT, PROVENANCE_LIMIT = 16_000_000, 64_000_000  # bytes
POINTER = "this is a Git LFS pointer, not the file: run git lfs pull"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as the release says: the file or ID, and what is wrong."""

    where: str
    message: str

    @classmethod
    def of_error(cls, error: IntegrityError) -> Problem:
        """Make the problem that an error is about."""
        return cls(error.where, "; ".join(map(str, error.problems)) or error.message)


@dataclass(frozen=True, slots=True)
class Verification:
    """What was proved: how many documents there are, how many were restored whole or in part, and the problems.

    Of a standoff release nothing is restored: each document whose places were proved counts as proved in part.
    """

    documents: int
    restored: int
    in_part: int
    problems: tuple[Problem, ...]
    standoff: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything was proved."""
        return not self.problems

    def __str__(self) -> str:
        if self.standoff:
            return (
                f"standoff: the text is not here; hashes, counts, IDs and the places of {self.in_part} of "
                f"{self.documents} sources proved"
            )
        part = f", {self.in_part} in part (characters withheld)" if self.in_part else ""
        return f"{self.restored} of {self.documents} sources restored{part}"


@translated
def verify(folder: Path) -> Verification:
    """Prove a release.

    Raises
    ------
    NotAReleaseError
        The folder has no manifest.
    """
    if (folder / layout.SUMS).is_file() and not (folder / layout.MANIFEST).exists():
        return Verification(0, 0, 0, (Problem(layout.MANIFEST, "missing: the release had it"),))
    manifest = read_manifest(folder)
    standoff = manifest["text"] == STANDOFF
    problems = list(check_files(folder, manifest))
    if problems:
        return Verification(_documents(manifest), 0, 0, tuple(problems))
    try:
        # Nothing is restored of rows that are not what a row may be.
        problems = list(_check_tables(folder, manifest, standoff=standoff))
        outcomes = Counter[str]()
        if not problems:
            problems += _check_ids(folder, manifest)
            outcomes = Counter(_restorations(folder, manifest, problems, standoff=standoff))
        problems += _check_descriptions(folder, manifest)
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        return Verification(_documents(manifest), 0, 0, (*problems, Problem("data", f"cannot be read: {error}")))
    except IntegrityError as error:
        return Verification(_documents(manifest), 0, 0, (*problems, _problem_inside(folder, error)))
    return Verification(_documents(manifest), outcomes["restored"], outcomes["in part"], tuple(problems), standoff)


def _problem_inside(folder: Path, error: IntegrityError) -> Problem:
    """Make the problem of an error about a file, by its name in the release."""
    name = error.where.removeprefix(f"{folder}/")
    return Problem(name or "data", error.message.removeprefix(f"{error.where}: "))


def _documents(manifest: Row) -> int:
    return int(manifest["tables"]["documents"]["rows"])


def _check_descriptions(folder: Path, manifest: Row) -> Iterator[Problem]:
    """Check that what describes the release for people and machines has its version and its rows."""
    card = read_bounded(folder / layout.CARD, TEXT_LIMIT).decode("utf-8", "replace")
    files = _rows_by_split(manifest)
    for table, split, rows in _sizes_in(card):
        if files[table, split] != rows:
            yield Problem(layout.CARD, f"dataset_info: {rows} rows of {table}, the manifest says otherwise")
    citation = read_bounded(folder / layout.CITATION, TEXT_LIMIT).decode("utf-8", "replace").split("\n")
    for key, value in (("version", manifest["version"]), ("date-released", manifest["date"])):
        if f"{key}: {quoted(value)}" not in citation:
            yield Problem(layout.CITATION, f"its {key} is not that of the manifest")
    if f"value: {quoted('sha256:' + manifest['content_hash'])}" not in "\n".join(citation):
        yield Problem(layout.CITATION, "it names another content hash")
    yield from (Problem(layout.PROVENANCE, text) for text in _check_provenance(folder, manifest))


def _sizes_in(card: str) -> Iterator[tuple[str, str, int]]:
    """Yield the table, the split and the rows of each size that the front matter of a card states."""
    for table, facts in re.findall(r"(?m)^- config_name: (\w+)\n((?:  .*\n)*)", card.split("\n---\n")[0] + "\n"):
        sizes = re.findall(r"(?m)^  - name: (\w+)\n    num_bytes: \d+\n    num_examples: (\d+)$", facts)
        yield from ((table, split, int(rows)) for split, rows in sizes)


def _rows_by_split(manifest: Row) -> Counter[tuple[str, str]]:
    rows: Counter[tuple[str, str]] = Counter()
    for name, facts in manifest["files"].items():
        if name.startswith("data/"):
            rows[name.split("/")[1], split_of_file(name)] += facts["rows"]
    return rows


def _check_provenance(folder: Path, manifest: Row) -> Iterator[str]:
    try:
        statement = parse_json(read_bounded(folder / layout.PROVENANCE, PROVENANCE_LIMIT))
        subject = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
        definition = statement["predicate"]["buildDefinition"]
        stated, rules = definition["externalParameters"], definition["internalParameters"]["rules"]
    except (ValueError, KeyError, TypeError) as error:
        yield f"not a statement of provenance ({type(error).__name__}: {shown(str(error))})"
        return
    files = {name: facts["sha256"] for name, facts in manifest["files"].items() if name != layout.PROVENANCE}
    if subject != files:
        yield "its subject is not the files of the release"
    if stated != {name: manifest[name] for name in ("name", "version", "date", "text")} or rules != manifest["rules"]:
        yield "its parameters are not those of the manifest"


def check_files(
    folder: Path,
    manifest: Row,
    hasher: Callable[[Path], str] | None = layout.sha256,
    *,
    may_lack: Collection[str] = frozenset(),
) -> Iterator[Problem]:
    """Compare what is in the folder with ``SHA256SUMS`` and the manifest, and name the file that is wrong.

    ``hasher`` gives a file's hash; without one only names and sizes are compared. Files of ``may_lack`` need not be
    there: of a remote release only the tables that were asked for have been fetched.
    """
    try:
        actual = layout.hashes_of(folder, hasher) if hasher else _by_size(folder, manifest)
    except IntegrityError as error:
        yield Problem.of_error(error)
        return
    sums = _read_sums(folder)
    if sums is None:
        yield Problem(layout.SUMS, "missing: the list of hashes is not there")
        return
    sealed = seal(manifest)["manifest_sha256"] == manifest.get("manifest_sha256")
    if sealed:
        listed = _listed(manifest)
    else:
        yield Problem(layout.MANIFEST, "altered: its content is not what its own hash says")
        listed = dict[str, str | None](sums)
        listed.pop(layout.MANIFEST, None)
        actual.pop(layout.MANIFEST, None), sums.pop(layout.MANIFEST, None)
    lacked = {name for name in may_lack if name not in actual}
    for problem in _differences(actual, sums, listed, sealed):
        if problem.where not in lacked:
            yield Problem(problem.where, POINTER) if layout.is_pointer(folder / problem.where) else problem
    if sealed and (folder / layout.SUMS).read_bytes() != layout.sums_text(sums).encode():
        yield Problem(layout.SUMS, "altered: it is not written as it was")


def _listed(manifest: Row) -> dict[str, str | None]:
    """Return the hash of each file that the manifest lists; None where it states none."""
    files = manifest.get("files")
    stated = files if isinstance(files, dict) else {}
    return {name: item.get("sha256") if isinstance(item, dict) else None for name, item in stated.items()}


def _differences(
    actual: Mapping[str, str], sums: Mapping[str, str], listed: Mapping[str, Any], sealed: bool
) -> Iterator[Problem]:
    for name in sorted({*actual, *sums, *listed}):
        known = sealed if name == layout.MANIFEST else listed.get(name) == actual.get(name)
        if name not in actual and name in listed:
            yield Problem(name, "missing: the release had it")
        elif name not in actual:
            yield Problem(layout.SUMS, f"altered: the release has no {name}")
        elif name not in sums and name not in listed and name != layout.MANIFEST:
            yield Problem(name, "extra: the release has no such file")
        elif sums.get(name) != actual[name] and known:
            yield Problem(layout.SUMS, f"altered: its line for {name} is wrong")
        elif sums.get(name) != actual[name] or not known:
            yield Problem(name, f"altered: sha256 is {actual[name]}, expected {sums.get(name)}")


def _by_size(folder: Path, manifest: Row) -> dict[str, str]:
    """Return the stated hash of each file that has the stated size, as if it had been computed."""
    files = manifest.get("files")
    stated = files if isinstance(files, dict) else {}
    found = {}
    for name in layout.files_of(folder):
        size = (folder / name).stat().st_size
        if name not in (layout.SUMS, layout.SIGNATURE, layout.MANIFEST):
            known = stated.get(name, {})
            found[name] = known.get("sha256", "") if known.get("bytes") == size else f"unknown, {size} bytes"
    return {**found, layout.MANIFEST: layout.sha256(folder / layout.MANIFEST)}


def _read_sums(folder: Path) -> dict[str, str] | None:
    try:
        lines = (folder / layout.SUMS).read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:
        return None
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {name: digest for digest, name in pairs}


def _check_tables(folder: Path, manifest: Row, *, standoff: bool) -> Iterator[Problem]:
    """Check types, values, row counts and content hashes."""
    hashes = {}
    version = schema.version_of(manifest)
    found = ((table, schema.in_version(columns, version)) for table, (_, columns) in TABLE_FILES.items())
    for table, columns in ((table, columns) for table, columns in found if columns):
        expected, rows = schema.arrow(columns), 0
        table_hash = TableHash(expected)
        for path in paths_of(folder, table):
            name = path.relative_to(folder).as_posix()
            parquet.check_expansion(path)
            with parquet.opened(path) as file:
                if file.schema_arrow != expected:
                    yield Problem(name, "its columns are not those of the schema")
                    continue
                for batch in file.iter_batches():
                    table_hash.update(batch)
                    wrong = wrong_values(table, batch, rows, standoff=standoff)
                    yield from (Problem(name, problem) for problem in wrong)
                    rows += batch.num_rows
        hashes[table] = dict(table_hash.columns())
        stated = manifest["tables"][table]
        if rows != stated["rows"]:
            yield Problem(table, f"{rows} rows, the manifest says {stated['rows']}")
        for name in sorted(hashes[table]):
            if hashes[table][name] != stated["columns"].get(name):
                yield Problem(table, f"the content of column {name} is not what the manifest says")
    if of_hashes(hashes) != manifest["content_hash"]:
        yield Problem(layout.MANIFEST, "the content hash is not that of the tables")


def _column(folder: Path, table: str, name: str) -> list[Any]:
    pieces = (parquet.read_whole(path, [name]).column(0).to_pylist() for path in paths_of(folder, table))
    return [value for piece in pieces for value in piece]


def _check_ids(folder: Path, manifest: Row) -> Iterator[Problem]:
    ids = _column(folder, "paragraphs", "paragraph_id")
    docs = _column(folder, "documents", "doc_id")
    for what, values in (("paragraph_id", ids), ("doc_id", docs)):
        for value in sorted(value for value, count in Counter(values).items() if count > 1)[:10]:
            yield Problem(str(value), f"this {what} is given twice")
    events, tombstones = read_lineage(folder), read_tombstones(folder)
    yield from (Problem(*found) for found in broken(events, {*ids, *docs}, tombstones))
    newest = version_key(manifest["version"])
    for event in events:
        if version_key(event.version) > newest:
            yield Problem(layout.LINEAGE, f"{event.old_id}: it is of {event.version}, later than this release")
    for stone in tombstones:
        if version_key(stone["version"]) > newest:
            yield Problem(layout.TOMBSTONES, f"{stone['id']}: it is of {stone['version']}, later than this release")
    previous = manifest["previous"]
    if previous is None and (events or tombstones):
        yield Problem(layout.MANIFEST, "it follows no release, but has a lineage")
    if previous and version_key(previous["version"]) >= newest:
        yield Problem(layout.MANIFEST, f"it follows {previous['version']}, which is not older")


def _check_findings(folder: Path, lengths: Mapping[str, int]) -> Iterator[Problem]:
    """Check that each finding is a place in a document, and that they follow the order of the documents."""
    order = {doc_id: number for number, doc_id in enumerate(lengths)}
    last = 0
    for path in paths_of(folder, "findings"):
        for row in parquet.read_whole(path).to_pylist():
            doc_id, start, end = row["doc_id"], row["start"], row["end"]
            if doc_id not in lengths:
                yield Problem(layout.FINDINGS, f"{doc_id}: there is no such document")
            elif not start < end <= lengths[doc_id]:
                yield Problem(layout.FINDINGS, f"{doc_id}: {start} to {end} is not inside its source")
            elif order[doc_id] < last:
                yield Problem(layout.FINDINGS, f"{doc_id}: its findings are out of order")
            last = max(last, order.get(doc_id, 0))


def _restorations(folder: Path, manifest: Row, problems: list[Problem], *, standoff: bool) -> Iterator[str]:
    check = _check_standoff if standoff else _check_document
    left, counts, lengths = dict[str, str](), _Counts(), dict[str, int]()
    rows, with_articles = RowRules(manifest), "articles" in schema.tables(schema.version_of(manifest))
    for document, paragraphs, edits, articles in each_document(folder, left):
        counts.add(document, paragraphs)
        lengths[document["doc_id"]] = length_of(document)
        messages = [*rows.problems(document, paragraphs, edits)]
        messages += article_problems(document, paragraphs, articles) if with_articles else ()
        found = [Problem(document["doc_id"], text) for text in messages]
        found += check(document, paragraphs, edits)
        problems += found
        if not found:
            yield "in part" if standoff or document["source_sha256"] is None else "restored"
    for table, doc_id in left.items():
        problems.append(Problem(table, f"rows of {doc_id} are out of order or have no document"))
    problems += _check_findings(folder, lengths)
    problems += counts.differences(manifest, len(read_quarantine(folder)))


class _Counts:
    """Counts what the manifest counts, document by document."""

    def __init__(self) -> None:
        self._documents = 0
        self._found = {name: Counter[str]() for name in ("kinds", "encodings", "flags", "rights", "rights_statements")}

    def add(self, document: Row, paragraphs: Iterable[Row]) -> None:
        """Count a document."""
        self._documents += 1
        self._found["kinds"].update(row["kind"] for row in paragraphs)
        self._found["encodings"][document["encoding"]] += 1
        self._found["flags"].update(document["flags"])
        self._found["rights"][document["rights"]] += 1
        self._found["rights_statements"].update(said for said in (statement_of(document),) if said)

    def differences(self, manifest: Row, quarantined: int) -> Iterator[Problem]:
        """Yield what the manifest says otherwise."""
        for name, counts in self._found.items():
            if dict(counts) != {key: number for key, number in manifest[name].items() if number}:
                yield Problem(layout.MANIFEST, f"{name}: they are not those of the tables")
        for name, count in (("accepted", self._documents), ("quarantined", quarantined)):
            if manifest["counts"][name] != count:
                yield Problem(layout.MANIFEST, f"counts.{name}: {manifest['counts'][name]}, but there are {count}")


def _check_document(document: Row, paragraphs: list[Row], edits: list[Row]) -> Iterator[Problem]:
    doc_id = document["doc_id"]
    yield from _check_numbers(document, paragraphs, edits)
    yield from _check_paragraphs(paragraphs)
    try:
        check_tiling(document, paragraphs, edits)
        if document["source_sha256"] is None:
            check_lengths(paragraphs, edits, doc_id)
        elif hashlib.sha256(restore(document, paragraphs, edits)).hexdigest() != document["source_sha256"]:
            yield Problem(doc_id, "the restored bytes are not those of the source")
    except IntegrityError as error:
        yield Problem(doc_id, error.headline)


def _check_numbers(document: Row, paragraphs: list[Row], edits: list[Row]) -> Iterator[Problem]:
    """Check the counts, and that each paragraph has its index."""
    if (document["n_paragraphs"], document["n_edits"]) != (len(paragraphs), len(edits)):
        found = f"{counted(len(paragraphs), 'paragraph')} and {counted(len(edits), 'edit')}"
        yield Problem(document["doc_id"], f"{found}; the documents table says otherwise")
    for index, row in enumerate(paragraphs):
        if row["index"] != index:
            yield Problem(row["paragraph_id"], f"its index is {row['index']}, its place is {index}")


def _check_standoff(document: Row, paragraphs: list[Row], edits: list[Row]) -> Iterator[Problem]:
    """Check a document without text: spans and edits cover the source, and no text is left."""
    yield from _check_numbers(document, paragraphs, edits)
    for rows, names in ((paragraphs, ("text", "section")), (edits, ("removed", "inserted"))):
        if any(row[name] is not None for row in rows for name in names):
            yield Problem(document["doc_id"], "there is text in it, and the release calls itself standoff")
    try:
        check_tiling(document, paragraphs, edits)
    except IntegrityError as error:
        yield Problem(document["doc_id"], error.headline)


def _check_paragraphs(paragraphs: Iterable[Row]) -> Iterator[Problem]:
    for row in paragraphs:
        text = row["text"]
        if row["content_hash"] != hashlib.sha256(text.encode()).hexdigest() or row["n_chars"] != len(text):
            yield Problem(row["paragraph_id"], "its hash or length is not that of its text")
