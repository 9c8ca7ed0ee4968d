"""Withdrawal: the next release without a text, made from the release alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.building.assemble import assemble
from corpus.building.carry import Life, settled, write_documents
from corpus.building.identity.paragraph_ids import Change
from corpus.building.make import staged
from corpus.building.plan import Plan, Recorded, date_of, open_previous, template_of
from corpus.building.withheld.ledger import NAME, Ledger
from corpus.building.withheld.recognise import Tables, rows_of, tables_of
from corpus.building.withheld.withhold import RUN, Rows, Secret, bare, source_range, spans_of, withhold
from corpus.errors import GoneError, UsageError
from corpus.loading.open import open_release
from corpus.model import names
from corpus.model.near_miss import near_miss
from corpus.model.values import Span
from corpus.release import layout
from corpus.release.diff import Difference
from corpus.release.document_rows import DocumentTables
from corpus.release.handle import Release
from corpus.release.layout import paths_of
from corpus.release.lineage import read_tombstones
from corpus.sources.files import Found, Refused
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
        Published in every later release: it must not tell what it withdraws.
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
        There is no such ID, it is gone already, the version is too small a step, or the reason tells the text.
    IntegrityError
        The release fails its proof.
    """
    previous = open_previous(Path(release) if Path(release).exists() else open_release(release).path, None)
    wanted = _Wanted.of(previous, [targets] if isinstance(targets, str) else list(targets), kind)
    plan = _plan(previous, Path(out) if out else _shelf_parent(previous), version, date)
    work = _Withdrawal(previous, wanted)
    if not reason.strip() or work.secret.is_one(reason):
        raise UsageError("the reason is empty or tells what is withdrawn", "it stands in every later release")
    shelf = plan.out / plan.name
    place = Path(ledger) if ledger else shelf / NAME

    def write(folder: Path) -> tuple[Path, tuple[Life, tuple[str, ...]]]:
        made = folder / "release"
        made.mkdir(mode=0o755)
        reports = tuple(write_documents(folder / "kept", work.documents()))
        life = settled(plan, previous, folder / "kept", reports, work.changes, reason, wanted.documents)
        assemble(_with_skipped(plan, wanted, life.version), made, life, _refused(previous))
        return made, (life, tuple(told_in(made, work.secret)))

    undo = None if dry_run else _remember(place, previous, wanted, work)
    try:
        made, new, (life, places) = staged(shelf, write, replace=False, dry_run=dry_run)
    except BaseException:
        if undo:
            undo()
        raise
    assert life.difference is not None
    copies = tuple(sorted(work.copies))
    told = tuple(sorted(work.sharing))
    return Withdrawn(
        made, new, life.difference, wanted.documents, tuple(sorted(wanted.paragraphs)), copies, told, places, place
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to go: whole documents, and paragraphs of others."""

    documents: tuple[str, ...]
    paragraphs: frozenset[str]

    @classmethod
    def of(cls, release: Release, targets: Sequence[str], kind: str | None) -> _Wanted:
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
        release.rows_of(target)  # tells that it is not there, and the near miss
    ids = release.paragraphs.to_table(columns=["paragraph_id"])["paragraph_id"]
    if kind is None and target in known and target in set(ids.to_pylist()):
        raise UsageError(f"{target!r} is a document and a paragraph", "give --kind document or --kind paragraph")
    return target in known and kind != "paragraph"


def _alive(release: Release, target: str) -> str:
    """A paragraph that is there; of one that became another, an error says which."""
    stones = {stone["id"]: stone for stone in read_tombstones(release.path)}
    if target in stones:
        raise GoneError(f"{target} is gone already: {stones[target]['relation']} in {stones[target]['version']}")
    try:
        found = str(release.paragraph(target)["paragraph_id"])
    except GoneError:
        raise
    except UsageError as error:
        known = release.documents.to_table(columns=["doc_id"])["doc_id"].to_pylist()
        told = error.help or near_miss(target, known, cutoff=0.6)
        raise UsageError(f"{release.name} {release.version} has no document or paragraph {target!r}", told) from None
    if found != target:
        raise GoneError(f"{release.trace(target)}", f"withdraw {found} if you mean that")
    return found


class _Withdrawal:
    """Walks the documents and leaves out what is withdrawn, its copies, and what repeats it."""

    def __init__(self, release: Release, wanted: _Wanted) -> None:
        self.changes = list[Change]()
        self.copies, self.sharing = set[str](), set[str]()
        self._release, self._wanted = release, wanted
        self.texts = list(self._wanted_texts())
        # What is short is everybody's: it is looked for in its own document only.
        self.secret = Secret(text for _, _, text in self.texts if len(bare(text)) >= RUN)
        self._wholes = sorted(
            {bare(text) for _, _, text in self.texts if len(bare(text)) >= RUN}, key=len, reverse=True
        )

    def _wanted_texts(self) -> Iterator[tuple[str, str, str]]:
        for path in paths_of(self._release.path, "paragraphs"):
            table = pq.read_table(path, columns=["doc_id", "paragraph_id", "text"])
            for doc_id, paragraph_id, text in zip(*(column.to_pylist() for column in table.columns), strict=True):
                if doc_id in self._wanted.documents or paragraph_id in self._wanted.paragraphs:
                    yield doc_id, paragraph_id, text

    def documents(self) -> Iterator[Tables]:
        """The rows of each document that stays."""
        for doc_id, tables in DocumentTables(self._release.path):
            if doc_id in self._wanted.documents:
                gone = tables["paragraphs"]["paragraph_id"].to_pylist()
                self.changes += (Change(paragraph_id, None, "withdrawn") for paragraph_id in gone)
            elif self._is_concerned(doc_id, tables):
                yield tables_of(self._without(doc_id, rows_of(tables)))
            else:
                yield tables

    def _is_concerned(self, doc_id: str, tables: Tables) -> bool:
        if any(names.document_of(paragraph_id) == doc_id for paragraph_id in self._wanted.paragraphs):
            return True
        return any(self.secret.shares(text) for table in tables.values() for text in strings_of(table))

    def _without(self, doc_id: str, rows: Rows) -> Rows:
        spans = list[Span]()
        own = [text for of, _, text in self.texts if of == doc_id]
        for paragraph in rows.paragraphs:
            if paragraph["paragraph_id"] in self._wanted.paragraphs:
                spans += spans_of(paragraph)
            elif self.secret.shares(paragraph["text"]):
                found = list(self._copied(rows, paragraph))
                (self.copies if found else self.sharing).add(paragraph["paragraph_id"])
                spans += found
        secret = Secret([*own, *(text for _, _, text in self.texts if len(bare(text)) >= RUN)])
        left = withhold(rows, spans, secret)
        texts = {row["paragraph_id"]: row["text"] for row in left.paragraphs}
        for paragraph in rows.paragraphs:
            key = paragraph["paragraph_id"]
            if key not in texts:
                self.changes.append(Change(key, None, "withdrawn"))
            elif texts[key] != paragraph["text"]:
                self.changes.append(Change(key, key, "edited"))
        return left

    def _copied(self, rows: Rows, paragraph: Mapping[str, Any]) -> Iterator[Span]:
        """Where a paragraph holds a withdrawn one as a whole."""
        text = str(paragraph["text"])
        places = [at for at, char in enumerate(text) if not char.isspace()]
        plain = bare(text)
        for whole in self._wholes:
            for match in re.finditer(re.escape(whole), plain):
                yield from source_range(rows, paragraph, places[match.start()], places[match.end() - 1] + 1)


def strings_of(table: pa.Table) -> Iterator[str]:
    """Every string in a table, however deep."""
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


def told_in(folder: Path, secret: Secret) -> Iterator[str]:
    """The files of a release in which a run of the secret is left, decompressed."""
    for name in layout.files_of(folder):
        path = folder / name
        if name.endswith(".parquet"):
            with pq.ParquetFile(path) as file:
                groups = (file.read_row_group(number) for number in range(file.num_row_groups))
                found = any(secret.shares(text) for group in groups for text in strings_of(group))
        else:
            found = secret.shares(path.read_text(encoding="utf-8", errors="replace"))
        if found:
            yield name


def _shelf_parent(release: Release) -> Path:
    """Where the release's shelf stands; the package's own is no place to write."""
    shelf = release.path.resolve().parent
    return (
        shelf.parent if shelf.name == release.name and Path(__file__).parents[1] not in shelf.parents else DEFAULT_OUT
    )


def _plan(release: Release, out: Path, version: str | None, date: str | None) -> Plan:
    """A plan that takes over what the release says of itself."""
    manifest = release.manifest
    if version is not None:
        names.checked_version(version)
    return Plan(
        name=release.name,
        version=names.next_version([release.version]),
        date=date_of(date),
        out=out,
        found=Found(),
        register=Register(dataset=DatasetEntry(name=release.name, **manifest["dataset"])),
        template=manifest.get("card_template") or template_of(Register()),
        asked=version,
        previous=release,
        recorded=Recorded(manifest["rules"], manifest["tools"], manifest["counts"]["skipped"]),
    )


def _with_skipped(plan: Plan, wanted: _Wanted, version: str) -> Plan:
    """Sources of withdrawn documents count as skipped from now on."""
    assert plan.recorded is not None
    recorded = replace(plan.recorded, skipped=plan.recorded.skipped + len(wanted.documents))
    return replace(plan, version=version, recorded=recorded)


def _refused(release: Release) -> list[Refused]:
    return [Refused(**item) for item in release.quarantined]


def _remember(place: Path, release: Release, wanted: _Wanted, work: _Withdrawal) -> Callable[[], None]:
    """Write the ledger; returns what puts it back if the release cannot be written."""
    before = place.read_bytes() if place.is_file() else None
    ledger = Ledger.read(place) if before is not None else Ledger()
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
            place.write_bytes(before)

    return undo


def _digests(release: Release, wanted: Iterable[str]) -> dict[str, str | None]:
    table = release.documents.to_table(columns=["doc_id", "source_sha256"])
    chosen = set(wanted)
    return {
        doc_id: digest
        for doc_id, digest in zip(*(c.to_pylist() for c in table.columns), strict=True)
        if doc_id in chosen
    }
