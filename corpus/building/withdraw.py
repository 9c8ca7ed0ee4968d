"""Withdrawal: the next release without a text, made from the release alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus.building import document_cache
from corpus.building.article_rows import completed
from corpus.building.assemble import assemble
from corpus.building.carry import ReleaseContents, contents_after, write_documents
from corpus.building.identity.paragraph_ids import IdChange
from corpus.building.make import write_and_place
from corpus.building.plan import Plan, Recorded, date_of, open_previous, template_of
from corpus.building.shards import SHARD_TABLES
from corpus.building.withheld.ledger import NAME, Ledger
from corpus.building.withheld.recognise import Tables, rows_of, tables_of
from corpus.building.withheld.withhold import RUN, DocumentRows, WithheldText, bare, source_range, spans_of, withhold
from corpus.errors import GoneError, UsageError
from corpus.loading.open import open_release
from corpus.model import names
from corpus.model.foreign_errors import translated
from corpus.model.near_miss import near_miss
from corpus.model.values import Span
from corpus.release import layout, parquet
from corpus.release.atomic import PRIVATE, write_file
from corpus.release.diff import Difference
from corpus.release.document_rows import DocumentTables
from corpus.release.handle import Release
from corpus.release.layout import paths_of
from corpus.release.lineage import read_tombstones
from corpus.sources.files import FoundSources, Refused
from corpus.sources.register import DatasetEntry, Register

DEFAULT_OUT = Path("dist/releases")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal made, and what a maintainer should know of it.

    ``copies`` are paragraphs that had the same text and went too; ``sharing`` those that have a run of characters in
    common with it and stay; ``places`` the files in which such a run is left; ``ledger`` the private file to keep.
    """

    release: Release
    new: bool
    difference: Difference
    documents: tuple[str, ...]
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...]
    sharing: tuple[str, ...]
    places: tuple[str, ...]
    ledger: Path


@translated
def withdraw(
    release: str | Path,
    targets: str | Sequence[str],
    *,
    reason: str,
    out: str | Path | None = None,
    version: str | None = None,
    date: str | None = None,
    ledger: str | Path | None = None,
    kind: str | None = None,
    dry_run: bool = False,
) -> Withdrawn:
    """Make the next release without some documents or paragraphs, from the release alone.

    Parameters
    ----------
    release
        A folder, or a shelf (its newest version).
    targets
        IDs of documents or of paragraphs.
    reason
        Published in every later release: it must not repeat what it withdraws.
    out
        The shelf's parent; default: that of the release, else ``dist/releases``.
    version, date
        Of the next release; defaults: the least step, SOURCE_DATE_EPOCH, else today.
    ledger
        The private file that lets a later build recognise the text; default: ``.withdrawn.json`` on the shelf.
    kind
        ``"document"`` or ``"paragraph"``, where an ID is both.
    dry_run
        Make and prove it in a temporary folder, and leave everything as it is.

    Raises
    ------
    UsageError
        There is no such ID, it is gone already, the version is too small a step, or the reason repeats the text.
    IntegrityError
        The release fails its proof.
    """
    previous = open_previous(Path(release) if Path(release).exists() else open_release(release).path, None)
    wanted = _Targets.of(previous, [targets] if isinstance(targets, str) else list(targets), kind)
    plan = _plan(previous, Path(out) if out else _shelf_parent(previous), version, date)
    work = _Withdrawal(previous, wanted)
    if not reason.strip() or work.withheld_text.is_one(reason):
        raise UsageError("the reason is empty or repeats what is withdrawn", "every later release publishes it")
    shelf = plan.out / plan.name
    place = Path(ledger) if ledger else shelf / NAME

    def write(folder: Path) -> tuple[Path, tuple[ReleaseContents, tuple[str, ...]]]:
        made = folder / "release"
        made.mkdir(mode=0o755)
        reports = tuple(write_documents(folder / "kept", work.documents()))
        contents = contents_after(plan, previous, folder / "kept", reports, work.changes, reason, wanted.documents)
        assemble(_with_skipped(plan, wanted, contents.version), made, contents, _refused(previous))
        return made, (contents, tuple(files_sharing(made, work.withheld_text)))

    undo = None if dry_run else _remember(place, previous, wanted, work)
    try:
        made, new, (contents, places) = write_and_place(shelf, write, replace=False, dry_run=dry_run)
    except BaseException:
        if undo:
            undo()
        raise
    assert contents.difference is not None
    if not dry_run:
        touched = {*wanted.documents, *map(names.document_of, {*wanted.paragraphs, *work.copies, *work.sharing})}
        digests = _digests(previous, touched).values()
        document_cache.forget(document_cache.place_of(None), touched, filter(None, digests))
    copies = tuple(sorted(work.copies))
    sharing = tuple(sorted(work.sharing))
    return Withdrawn(
        made,
        new,
        contents.difference,
        wanted.documents,
        tuple(sorted(wanted.paragraphs)),
        copies,
        sharing,
        places,
        place,
    )


@dataclass(frozen=True, slots=True)
class _Targets:
    """What is to go: whole documents, and paragraphs of others."""

    documents: tuple[str, ...]
    paragraphs: frozenset[str]

    @classmethod
    def of(cls, release: Release, targets: Sequence[str], kind: str | None) -> _Targets:
        table = release.documents.to_table(columns=["doc_id", "source_sha256"])
        digests = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
        documents, paragraphs = set[str](), set[str]()
        for target in targets:
            if _is_document(release, target, digests, kind):
                documents.add(target)
            else:
                paragraphs.add(_alive(release, target))
        twins = {digests[doc_id] for doc_id in documents} - {None}
        documents |= {doc_id for doc_id, digest in digests.items() if digest in twins}
        kept = frozenset(each for each in paragraphs if names.document_of(each) not in documents)
        return cls(tuple(doc_id for doc_id in digests if doc_id in documents), kept)


def _is_document(release: Release, target: str, known: Mapping[str, Any], kind: str | None) -> bool:
    if kind == "document" and target not in known:
        release.rows_of(target)  # raises: it is not there; with the near miss
    ids = release.paragraphs.to_table(columns=["paragraph_id"])["paragraph_id"]
    if kind is None and target in known and target in set(ids.to_pylist()):
        raise UsageError(f"{target!r} is a document and a paragraph", "give --kind document or --kind paragraph")
    return target in known and kind != "paragraph"


def _alive(release: Release, target: str) -> str:
    """Return the ID of a paragraph that is there; for one that became another, an error says which."""
    stones = {stone["id"]: stone for stone in read_tombstones(release.path)}
    if target in stones:
        raise GoneError(f"{target} is gone already: {stones[target]['relation']} in {stones[target]['version']}")
    try:
        found = str(release.paragraph(target)["paragraph_id"])
    except GoneError:
        raise
    except UsageError as error:
        known = release.documents.to_table(columns=["doc_id"])["doc_id"].to_pylist()
        hint = error.help or near_miss(target, known, cutoff=0.6)
        raise UsageError(f"{release.name} {release.version} has no document or paragraph {target!r}", hint) from None
    if found != target:
        raise GoneError(f"{release.trace(target)}", f"withdraw {found} if you mean that")
    return found


class _Withdrawal:
    """Walks the documents and leaves out what is withdrawn, its copies, and what repeats it."""

    def __init__(self, release: Release, wanted: _Targets) -> None:
        self.changes = list[IdChange]()
        self.copies, self.sharing = set[str](), set[str]()
        self._release, self._wanted = release, wanted
        self.texts = list(self._wanted_texts())
        # What is short is everybody's: it is looked for in its own document only.
        self.withheld_text = WithheldText(text for _, _, text in self.texts if len(bare(text)) >= RUN)
        self._wholes = sorted(
            {bare(text) for _, _, text in self.texts if len(bare(text)) >= RUN}, key=len, reverse=True
        )

    def _wanted_texts(self) -> Iterator[tuple[str, str, str]]:
        for path in paths_of(self._release.path, "paragraphs"):
            table = parquet.read_whole(path, ["doc_id", "paragraph_id", "text"])
            for doc_id, paragraph_id, text in zip(*(column.to_pylist() for column in table.columns), strict=True):
                if doc_id in self._wanted.documents or paragraph_id in self._wanted.paragraphs:
                    yield doc_id, paragraph_id, text

    def documents(self) -> Iterator[Tables]:
        """Yield the rows of each document that stays."""
        for doc_id, found in DocumentTables(self._release.path):
            tables = {name: parquet.with_columns(table, SHARD_TABLES[name]) for name, table in found.items()}
            if "articles" not in self._release.manifest["tables"]:
                tables = completed(tables)
            if doc_id in self._wanted.documents:
                gone = tables["paragraphs"]["paragraph_id"].to_pylist()
                self.changes += (IdChange(paragraph_id, None, "withdrawn") for paragraph_id in gone)
            elif self._is_concerned(doc_id, tables):
                yield tables_of(self._without(doc_id, rows_of(tables)))
            else:
                yield tables

    def _is_concerned(self, doc_id: str, tables: Tables) -> bool:
        if any(names.document_of(paragraph_id) == doc_id for paragraph_id in self._wanted.paragraphs):
            return True
        return any(self.withheld_text.shares(text) for table in tables.values() for text in strings_of(table))

    def _without(self, doc_id: str, rows: DocumentRows) -> DocumentRows:
        spans = list[Span]()
        own = [text for of, _, text in self.texts if of == doc_id]
        for paragraph in rows.paragraphs:
            if paragraph["paragraph_id"] in self._wanted.paragraphs:
                spans += spans_of(paragraph)
            elif self.withheld_text.shares(paragraph["text"]):
                found = list(self._copied(rows, paragraph))
                (self.copies if found else self.sharing).add(paragraph["paragraph_id"])
                spans += found
        withheld_text = WithheldText([*own, *(text for _, _, text in self.texts if len(bare(text)) >= RUN)])
        left = withhold(rows, spans, withheld_text)
        texts = {row["paragraph_id"]: row["text"] for row in left.paragraphs}
        for paragraph in rows.paragraphs:
            key = paragraph["paragraph_id"]
            if key not in texts:
                self.changes.append(IdChange(key, None, "withdrawn"))
            elif texts[key] != paragraph["text"]:
                self.changes.append(IdChange(key, key, "edited"))
        return left

    def _copied(self, rows: DocumentRows, paragraph: Mapping[str, Any]) -> Iterator[Span]:
        """Find where a paragraph holds a withdrawn one as a whole."""
        text = str(paragraph["text"])
        places = [at for at, char in enumerate(text) if not char.isspace()]
        plain = bare(text)
        for whole in self._wholes:
            for match in re.finditer(re.escape(whole), plain):
                yield from source_range(rows, paragraph, places[match.start()], places[match.end() - 1] + 1)


def strings_of(table: pa.Table) -> Iterator[str]:
    """Yield every string in a table, however deep."""
    for column in table.columns:
        yield from _strings(column.combine_chunks())


def _strings(array: pa.Array) -> Iterator[str]:
    kind = array.type
    if pa.types.is_string(kind):
        yield from (value for value in array.to_pylist() if value)
    elif pa.types.is_binary(kind):
        for value in array.to_pylist():
            if value:
                yield from (value.decode(codec, "replace") for codec in ("utf-8", "gb18030", "utf-16-le", "big5"))
    elif pa.types.is_list(kind):
        yield from _strings(array.flatten())
    elif pa.types.is_struct(kind):
        for child in array.flatten():
            yield from _strings(child)


def files_sharing(folder: Path, withheld_text: WithheldText) -> Iterator[str]:
    """Find the files of a release in which, decompressed, a run of the withheld text is left."""
    for name in layout.files_of(folder):
        path = folder / name
        if name.endswith(".parquet"):
            with parquet.opened(path) as file:
                groups = (file.read_row_group(number) for number in range(file.num_row_groups))
                found = any(withheld_text.shares(text) for group in groups for text in strings_of(group))
        else:
            found = withheld_text.shares(path.read_text(encoding="utf-8", errors="replace"))
        if found:
            yield name


def _shelf_parent(release: Release) -> Path:
    """Return the folder that has the release's shelf; the package's own is never written to."""
    shelf = release.path.resolve().parent
    return (
        shelf.parent if shelf.name == release.name and Path(__file__).parents[1] not in shelf.parents else DEFAULT_OUT
    )


def _plan(release: Release, out: Path, version: str | None, date: str | None) -> Plan:
    """Make a plan that takes over what the release says of itself."""
    manifest = release.manifest
    if version is not None:
        names.checked_version(version)
    return Plan(
        name=release.name,
        version=names.next_version([release.version]),
        date=date_of(date),
        out=out,
        found=FoundSources(),
        register=Register(dataset=DatasetEntry(name=release.name, **manifest["dataset"])),
        template=manifest.get("card_template") or template_of(Register()),
        asked=version,
        previous=release,
        recorded=Recorded(manifest["rules"], manifest["tools"], manifest["counts"]["skipped"]),
    )


def _with_skipped(plan: Plan, wanted: _Targets, version: str) -> Plan:
    """Count the sources of withdrawn documents as skipped from now on."""
    assert plan.recorded is not None
    recorded = replace(plan.recorded, skipped=plan.recorded.skipped + len(wanted.documents))
    return replace(plan, version=version, recorded=recorded)


def _refused(release: Release) -> list[Refused]:
    return [Refused(**item) for item in release.quarantined]


def _remember(place: Path, release: Release, wanted: _Targets, work: _Withdrawal) -> Callable[[], None]:
    """Write the ledger, and return what puts it back if the release cannot be written."""
    ledger = Ledger.read(place) if place.is_file() else Ledger()
    before = place.read_bytes() if place.is_file() else None
    digests = _digests(release, wanted.documents)
    for doc_id in wanted.documents:
        ledger.add_document(doc_id, digests[doc_id])
    for doc_id, paragraph_id, text in work.texts:
        ledger.add(doc_id, paragraph_id, text)
    ledger.write(place)

    def undo() -> None:
        if before is None:
            place.unlink(missing_ok=True)
        else:
            write_file(place, before, mode=PRIVATE)

    return undo


def _digests(release: Release, wanted: Iterable[str]) -> dict[str, str | None]:
    table = release.documents.to_table(columns=["doc_id", "source_sha256"])
    chosen = set(wanted)
    return {
        doc_id: digest
        for doc_id, digest in zip(*(c.to_pylist() for c in table.columns), strict=True)
        if doc_id in chosen
    }
