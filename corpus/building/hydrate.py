"""The full release from a standoff one and the reader's own copies of its sources, made as it was made and compared."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus._version import __version__
from corpus.building import table_rows
from corpus.building.article_rows import with_ends
from corpus.building.proved_rows import TableRows, proved_rows
from corpus.cleaning import rules
from corpus.cleaning.metadata.register_values import LISTS
from corpus.cleaning.review import in_order
from corpus.errors import IntegrityError, ReleaseExistsError, SourceError, UsageError
from corpus.model import finding_types, schema
from corpus.model.counting import counted
from corpus.model.decisions import FIELD, Decision, recorded_decisions
from corpus.model.foreign_errors import translated
from corpus.model.values import REGISTERED, Evidence
from corpus.release import layout, parquet
from corpus.release.atomic import place_folder, sweep, unfinished_folder
from corpus.release.description import write as describing
from corpus.release.document_rows import each_document
from corpus.release.handle import Release
from corpus.release.manifest import derive_manifest
from corpus.release.rights import FULL, STATEMENT
from corpus.release.standoff import WITHHOLD
from corpus.release.train_test import split_tables
from corpus.release.verify import verify
from corpus.sources.files import read_source
from corpus.sources.review_file import read_review

Row = Mapping[str, Any]
Progress = Callable[[int, int], None]
UNFINISHED = ".hydrating-"
BATCH = 64  # documents whose rows are in memory at once
BEYOND = (STATEMENT, finding_types.FIELD, "encoding")  # what the register states beyond the metadata of the text
KEY = {"documents": "doc_id", "paragraphs": "paragraph_id", "articles": "article", "edits": "start"}


@translated
def hydrate(
    release: Release, sources: Path, out: Path, *, reviews: Sequence[Path] = (), progress: Progress | None = None
) -> Release:
    """Make the full release in ``out/name/version``.

    The sources are found by their hash, whatever their files are called. Each document is made again with the recorded
    rules and facts of the register, compared with all that the standoff release has of it, and the whole by its
    content hash. It is there whole or not at all. A release that was reviewed takes its review files, for the words of
    decisions are not in it either.

    Raises
    ------
    UsageError
        It is not a standoff release; another version of corpus or of a rule made it; sources are missing or altered,
        each named; or documents have withheld characters. (ReleaseExistsError: it exists already.)
    IntegrityError
        A file of the standoff release is altered, or what was made is not what the release records.
    """
    target = out / release.name / release.version
    chosen = _check(release, target)
    decisions = _decisions(release, reviews)
    found = find_copies(release, sources)
    with unfinished_folder(target.parent, UNFINISHED) as work:
        folder = work / "release"
        folder.mkdir(mode=0o755)
        _write(release, folder, work, _remade(release, found, chosen, decisions, progress))
        _require_absent(target)  # others may have made it meanwhile
        place_folder(folder, target)
    return Release.open(target)


def _check(release: Release, target: Path) -> tuple[rules.Rule, ...]:
    """Return the rules that the release was made with, if this corpus can make it again."""
    if not release.standoff:
        raise UsageError(f"{release.path} is not a standoff release: it has its text")
    sweep(target.parent, UNFINISHED)  # also where a run was killed when it had all but ended
    _require_absent(target)
    for problem in verify(release.path).problems:
        raise IntegrityError(f"{release.path / problem.where}: {problem.message}", "fetch the release again")
    return rules_to_make_again(release)


def _decisions(release: Release, reviews: Sequence[Path]) -> tuple[Decision, ...]:
    reviewed = [
        row["doc_id"]
        for batch in release.documents.to_batches(columns=["doc_id", "evidence"])
        for row in batch.to_pylist()
        if any(item["field"] == FIELD for item in row["evidence"])
    ]
    if reviewed and not reviews:
        raise UsageError(
            f"{counted(len(reviewed), 'document')} were reviewed, and the decisions are not in a standoff release: "
            + ", ".join(reviewed[:10]),
            "ask the maintainers for their review files, and give each with --review",
        )
    return tuple(decision for path in reviews for decision in read_review(path).decisions)


def rules_to_make_again(release: Release) -> tuple[rules.Rule, ...]:
    """Return the rules that a release was made with.

    Raises
    ------
    UsageError
        Another version of corpus or of a rule made it.
    """
    manifest = release.manifest
    made = manifest["tools"]["corpus-zh"]
    if made != __version__ or manifest["schema_version"] != schema.SCHEMA_VERSION:
        raise UsageError(
            f"{release.name} {release.version} was made with corpus-zh {made}; this is {__version__}",
            f"pip install 'corpus-zh[build]=={made}'",
        )
    return _recorded_rules(manifest["rules"])


def _require_absent(target: Path) -> None:
    if target.exists():
        raise ReleaseExistsError(
            f"{target} already exists; nothing was written", "give another --out", where=str(target)
        )


def _recorded_rules(recorded: Mapping[str, int]) -> tuple[rules.Rule, ...]:
    versions = {rule.name: rule.version for rule in rules.RULES}
    for name, version in recorded.items():
        if versions.get(name) != version:
            here = f"version {versions[name]} of it" if name in versions else "no such rule"
            raise UsageError(f"the release was made with rule {name}, version {version}; here is {here}")
    return tuple(rule for rule in rules.RULES if rule.name in recorded)


@dataclass(frozen=True, slots=True)
class _WantedSource:
    doc_id: str
    file: str
    sha256: str
    size: int


def find_copies(release: Release, folder: Path) -> dict[str, Path]:
    """Find the reader's copy of each source, by its hash.

    Raises
    ------
    UsageError
        The folder does not exist, or not every source is there; the message names each, and the files that have its
        name and different content.
    """
    wanted = list(_wanted(release))
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: there is no such folder", "give the folder that has your copies of the sources", str(folder)
        )
    files = list(_files(folder))
    sizes = {item.size for item in wanted}
    found = {_hash(path): path for path in files if path.stat().st_size in sizes}
    missing = [item for item in wanted if item.sha256 not in found]
    if missing:
        by_name = {path.name: path for path in files}
        listed = [f"  {_missing_line(item, by_name.get(Path(item.file).name))}" for item in missing[:20]]
        more = [f"  ... and {len(missing) - 20} more"] if len(missing) > 20 else []
        head = f"not in {folder}: {len(missing)} of {counted(len(wanted), 'source')}; nothing was written"
        raise UsageError(
            "\n".join([head, *listed, *more]),
            "a source is found by its hash, whatever its file is called",
            str(folder),
            problems=tuple(f"{item.doc_id}: {item.file}" for item in missing),
        )
    return found


def _wanted(release: Release) -> Iterator[_WantedSource]:
    columns = ["doc_id", "source_file", "source_sha256", "source_bytes"]
    rows = [row for batch in release.documents.to_batches(columns=columns) for row in batch.to_pylist()]
    withheld = [row["doc_id"] for row in rows if row["source_sha256"] is None]
    if withheld:
        raise UsageError(
            f"characters are withheld from {counted(len(withheld), 'document')}, and no source is recorded there: "
            + ", ".join(withheld[:10]),
            "the release before the withdrawal can be hydrated; this one can not",
        )
    for row in rows:
        yield _WantedSource(row["doc_id"], row["source_file"], row["source_sha256"], row["source_bytes"])


def _files(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise error  # a folder that cannot be listed is not one without sources

    for top, _, files in sorted(os.walk(folder, onerror=fail)):
        for name in sorted(files):
            path = Path(top, name).resolve()
            if path.is_file():
                yield path


def _hash(path: Path) -> str:
    """Return the hash of a file, or that it may not be read; a disk that fails is an error."""
    try:
        return layout.sha256(path)
    except PermissionError as error:
        return f"unknown ({error.strerror})"


def _missing_line(item: _WantedSource, namesake: Path | None) -> str:
    what = f"{item.doc_id}: {item.file}, sha256 {item.sha256}"
    return f"{what}: altered: {namesake} has sha256 {_hash(namesake)}" if namesake else f"{what}: missing"


def _remade(
    release: Release,
    found: Mapping[str, Path],
    chosen: Sequence[rules.Rule],
    decisions: Sequence[Decision],
    progress: Progress | None,
) -> Iterator[TableRows]:
    """Yield the full rows of each document, compared with those that the standoff release has."""
    count = release.manifest["tables"]["documents"]["rows"]
    ids = {row for batch in release.documents.to_batches(columns=["doc_id"]) for row in batch["doc_id"].to_pylist()}
    for number, own in enumerate(each_document(release.path), 1):
        document, known = own.document, own.by_table
        reviewed = in_order(
            each for each in decisions if each.document == document["doc_id"] or each.document not in ids
        )
        data = read_source(found[document["source_sha256"]])
        rows = with_ids(made_again(document, data, chosen, reviewed), known)
        compare(document["doc_id"], rows, known, release.manifest["tools"], WITHHOLD)
        yield rows
        if progress:
            progress(number, count)


def made_again(row: Row, data: bytes, chosen: Sequence[rules.Rule], decisions: Sequence[Decision] = ()) -> TableRows:
    """Make the rows of a document again from its source, with what its row records of the register and of reviewers.

    ``decisions`` are those that its row has without their words.

    Raises
    ------
    IntegrityError
        The source is not accepted, and was.
    """
    stated = facts_of_register(row)
    more = [Evidence(**item) for item in row["evidence"] if _is_beyond_text(item)]
    origin = table_rows.RowOrigin(
        doc_id=row["doc_id"],
        rights=row["rights"],
        source_file=row["source_file"],
        source_sha256=row["source_sha256"],
        source_bytes=row["source_bytes"],
        version=row["first_version"],
        flags=tuple(row["flags"]),
    )
    encoding = stated.pop("encoding", None)
    try:
        return proved_rows(
            data,
            origin,
            chosen,
            encoding=encoding,
            facts=stated,
            statements=more,
            decisions=decisions or [each.decision for each in recorded_decisions(row["evidence"])],
        )
    except SourceError as error:
        raise IntegrityError(f"{row['doc_id']}: it was accepted, and is not now: {error.headline}") from None


def _is_beyond_text(item: Row) -> bool:
    """Return whether no cleaning could find it: what the register states beside the metadata, the twin of a flag."""
    return (item["basis"] in REGISTERED and item["field"] in BEYOND) or item["field"] == "flags"


def facts_of_register(row: Row) -> dict[str, Any]:
    """Read what the register stated about a document back from the evidence."""
    facts: dict[str, Any] = {}
    for item in row["evidence"]:
        if item["basis"] in REGISTERED and item["field"] in LISTS:
            facts.setdefault(item["field"], []).append(item["value"])
        elif item["basis"] in REGISTERED and item["field"] not in (STATEMENT, finding_types.FIELD):
            facts[item["field"]] = item["value"]
    return facts


def with_ids(made: TableRows, known: Mapping[str, list[Row]]) -> TableRows:
    """Give the rows their recorded IDs: earlier releases decided these, and are not at hand."""
    given = ("paragraph_id", "first_version")
    pairs = zip(made["paragraphs"], known["paragraphs"], strict=False)
    numbered = [{**mine, **{name: theirs[name] for name in given}} for mine, theirs in pairs]
    paragraphs = [*numbered, *made["paragraphs"][len(numbered) :]]
    return {**made, "paragraphs": paragraphs, "articles": with_ends(made["articles"], paragraphs)}


def compare(
    doc_id: str,
    made: TableRows,
    known: Mapping[str, list[Row]],
    tools: Mapping[str, str],
    withhold: Mapping[str, Callable[[pa.Table], pa.Table]],
) -> None:
    """Check that all that a release says of a document is true of what was made; ``withhold`` leaves out its text.

    Raises
    ------
    IntegrityError
        It is not; the message names the first difference.
    """
    for name, columns in schema.TABLES.items():
        mine = table_rows.table(columns, made[name])
        mine = withhold[name](mine) if name in withhold else mine
        theirs = table_rows.table(columns, known[name])
        if not mine.equals(theirs):
            raise IntegrityError(f"{doc_id}: {_difference(name, mine, theirs)}", _suspect(tools))


def _difference(name: str, mine: pa.Table, theirs: pa.Table) -> str:
    if mine.num_rows != theirs.num_rows:
        return f"{name}: {counted(mine.num_rows, 'row')} made, the release has {theirs.num_rows}"
    for column in mine.schema.names:
        pairs = zip(mine[column].to_pylist(), theirs[column].to_pylist(), theirs[KEY[name]].to_pylist(), strict=True)
        for one, two, key in pairs:
            if one != two:
                return f"{name}: {column} of {key} is not what the release has"
    return f"{name}: they are not what the release has"


def _suspect(tools: Mapping[str, str]) -> str:
    here = describing.tool_versions()
    other = [
        f"{name} {tools[name]} (here {here[name]})" for name in tools if here.get(name, tools[name]) != tools[name]
    ]
    return f"the release was made with {', '.join(other)}" if other else "please report this: the versions are the same"


def _write(release: Release, folder: Path, work: Path, documents: Iterable[TableRows]) -> None:
    splits = release.manifest["dataset"].get("splits", ())
    hashes = {**_write_tables(folder, work, documents, splits), **_copy_tables(release, folder)}
    manifest = derive_manifest(release.manifest, FULL, hashes)
    content_hash = manifest["content_hash"]
    if content_hash != release.manifest["full"]["content_hash"]:
        raise IntegrityError(
            f"the content hash of what was made is {content_hash}, the full release has "
            f"{release.manifest['full']['content_hash']}",
            _suspect(release.manifest["tools"]),
        )
    for name in (layout.QUARANTINE, layout.TOMBSTONES, layout.CHANGELOG):
        shutil.copyfile(release.path / name, folder / name)
    template = manifest.get("card_template") or describing.default_template()
    describing.write_texts(folder, describing.facts_of(folder, manifest), template)
    describing.finish(folder, manifest)


def _write_tables(
    folder: Path, work: Path, documents: Iterable[TableRows], splits: Sequence[str]
) -> dict[str, Mapping[str, str]]:
    batches = _spooled(work, documents)
    return {
        name: parquet.write_table(
            folder / "data" / name,
            schema.arrow(columns),
            split_tables(partial(_spooled_rows, work, name, batches), splits),
        )
        for name, columns in schema.TABLES.items()
    }


def _spooled_rows(work: Path, name: str, batches: Iterable[int]) -> Iterator[pa.Table]:
    return parquet.read_tables(work / f"{name}-{number}" for number in batches)


def _spooled(work: Path, documents: Iterable[TableRows]) -> range:
    """Write the rows of some documents at a time, so that the tables can be read one after the other."""
    number, waiting = 0, iter(documents)
    while batch := list(islice(waiting, BATCH)):
        for name, columns in schema.TABLES.items():
            rows = [row for document in batch for row in document[name]]
            pq.write_table(table_rows.table(columns, rows), work / f"{name}-{number}", compression="lz4")
        number += 1
    return range(number)


def _copy_tables(release: Release, folder: Path) -> dict[str, Mapping[str, str]]:
    return {
        name: parquet.write_file(folder / place, parquet.read_whole(release.path / place))
        for name, place in layout.SMALL_TABLES.items()
    }
