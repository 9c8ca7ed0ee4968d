"""From source files to a release on the shelf: written beside, proved, and renamed into place."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib import metadata as distributions
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus import card, names, rules, schema, store, tables
from corpus.citing import Work, cff
from corpus.cleaning import clean, prove
from corpus.content_hash import of_hashes
from corpus.errors import CorpusError, ReleaseExistsError, SourceError, UsageError
from corpus.identifying import first_ids
from corpus.model import Document
from corpus.register import Register
from corpus.release import Release
from corpus.running import run
from corpus.sources import Found, Refused, Source, entry_facts, find_sources, read_source

SHARD_BYTES = 1 << 20
SHARD_SOURCES = 64
LIBRARIES = ("pyarrow", "chardet", "numpy")  # those that can change what a release holds

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a plan: the release, whether it is new (else it stood there already), and what was refused."""

    release: Release
    new: bool
    quarantined: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker needs to know, beside its shard."""

    version: str
    work: Path
    rules_on: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shard:
    """The unit of work: some sources; which ones depends on their order and size, never on the workers."""

    number: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker tells about its shard; the rows stand in the shard's files."""

    number: int
    sources: int
    quarantined: tuple[Refused, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    chars: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be built."""

    name: str
    version: str
    date: str
    out: Path
    found: Found
    register: Register
    template: str


def build(
    sources: str | Path | Sequence[str | Path],
    out: str | Path = "dist/releases",
    *,
    name: str | None = None,
    version: str = "0.1.0",
    date: str | None = None,
    register: str | Path | None = None,
    workers: int | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Release:
    """Build a release from folders or files of sources.

    Parameters
    ----------
    sources
        Folders, walked as a whole, or single files.
    out
        The shelf's parent: the release is made in ``out/name/version``.
    name, version, date
        Of the release. Defaults: the register's name, else the folder's; 0.1.0; SOURCE_DATE_EPOCH, else today.
    register
        The register; default: the folder's own ``register.toml``, if it has one.
    workers
        Processes; default: one a core. The result does not depend on it.
    replace
        Whether a release of this version that stands there with other content gives way.
    dry_run
        Build and prove it in a temporary folder, and leave ``out`` as it is.
    progress
        Called with the number of sources done and of all.

    Returns
    -------
    Release
        ``release.manifest["counts"]`` tells how many sources were accepted, quarantined and skipped.

    Raises
    ------
    UsageError
        A configuration error (RegisterError, ReleaseExistsError, ...); nothing was written.
    """
    paths = [Path(sources)] if isinstance(sources, str | Path) else [Path(path) for path in sources]
    plan = plan_build(paths, Path(out), name, version, date, Path(register) if register else None)
    return make(plan, workers=workers, replace=replace, dry_run=dry_run, progress=progress).release


def plan_build(
    paths: Sequence[Path],
    out: Path,
    name: str | None = None,
    version: str = "0.1.0",
    date: str | None = None,
    register: Path | None = None,
) -> Plan:
    """Find the sources and check the whole configuration, without writing anything."""
    found, used = find_sources(paths, register)
    rules.select(used.dataset.rules_on, used.dataset.rules_off)
    if name is not None and not names.KEY.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a data set", "use lower-case letters, digits, - and _")
    if not (found.sources or found.quarantined):
        raise UsageError(
            f"no sources in {', '.join(map(str, paths))}", "sources are .txt, .md and files without extension"
        )
    return Plan(
        name=name or used.dataset.name or names.slug(paths[0].resolve().name),
        version=names.checked_version(version),
        date=_date(date),
        out=out,
        found=found,
        register=used,
        template=_template(used),
    )


def _date(date: str | None) -> str:
    if date is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if epoch is not None and not epoch.isdigit():
            raise UsageError(f"SOURCE_DATE_EPOCH={epoch!r} is no number of seconds")
        now = (
            datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
        )
        return now.date().isoformat()
    try:
        if names.DATE.fullmatch(date):
            return datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        pass
    raise UsageError(f"{date!r} is no date", "write it as 2026-11-22")


def _template(register: Register) -> str:
    if register.dataset.card is None or register.path is None:
        return resources.files("corpus").joinpath("data/card.md").read_text(encoding="utf-8")
    path = register.path.parent / register.dataset.card
    try:
        template = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{register.path}: card = {register.dataset.card!r}: cannot be read: {error}") from None
    for mark in card.unknown_marks(template):
        raise UsageError(f"{path}: no place is called {mark!r}", f"the places are {', '.join(card.PLACES)}")
    return template


def make(
    plan: Plan,
    *,
    workers: int | None = None,
    replace: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build what is planned.

    With ``dry_run`` the files of the release that is returned are gone; its manifest is what they would have.
    """
    shelf = Path(tempfile.gettempdir()) if dry_run else plan.out / plan.name
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=shelf))
    except OSError as error:
        raise UsageError(f"{shelf}: cannot be written: {error.strerror}") from None
    try:
        folder, quarantined = _write(plan, work, workers or os.cpu_count() or 1, progress)
        if dry_run:
            return Built(Release(folder, store.read_manifest(folder)), True, quarantined)
        new = _place(folder, shelf / plan.version, replace)
    except OSError as error:
        raise CorpusError(f"{error.filename or shelf}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Built(Release.open(shelf / plan.version), new, quarantined)


def _place(folder: Path, target: Path, replace: bool) -> bool:
    """Rename a finished release into place; False if the same one stands there."""
    if target.exists():
        if _same(folder, target):
            return False
        if not replace:
            taken = [path.name for path in target.parent.iterdir() if names.VERSION.fullmatch(path.name)]
            raise ReleaseExistsError(
                f"{target} stands there with other content; nothing was written",
                f"build it as --version {names.next_version(taken)}, or give --replace if nobody has seen it",
            )
        target.rename(folder.parent / "replaced")
    try:
        folder.rename(target)
    except OSError:
        if target.exists():  # another builder was first
            return _place(folder, target, replace)
        raise
    return True


def _same(folder: Path, target: Path) -> bool:
    sums = target / store.SUMS
    return sums.is_file() and sums.read_bytes() == (folder / store.SUMS).read_bytes()


def _write(plan: Plan, work: Path, workers: int, progress: Progress | None) -> tuple[Path, tuple[Refused, ...]]:
    dataset = plan.register.dataset
    recipe = Recipe(plan.version, work, tuple(dataset.rules_on), tuple(dataset.rules_off))
    shards = list(_shards(plan.found.sources))
    reports = []
    for report in run(partial(build_shard, recipe=recipe), shards, workers):
        reports.append(report)
        if progress:
            progress(sum(report.sources for report in reports), len(plan.found.sources))
    folder = work / "release"
    folder.mkdir(mode=0o755)
    inside = (item for report in reports for item in report.quarantined)
    quarantined = tuple(sorted([*plan.found.quarantined, *inside], key=lambda item: item.name))
    _assemble(plan, folder, work, reports, quarantined)
    return folder, quarantined


def _shards(sources: Iterable[Source]) -> Iterator[Shard]:
    number, size, waiting = 0, 0, list[Source]()
    for source in sources:
        if waiting and (size + source.size > SHARD_BYTES or len(waiting) == SHARD_SOURCES):
            yield Shard(number, tuple(waiting))
            number, size, waiting = number + 1, 0, []
        waiting.append(source)
        size += source.size
    if waiting:
        yield Shard(number, tuple(waiting))


def build_shard(shard: Shard, recipe: Recipe) -> Report:
    """Clean the sources of a shard and write their rows; the shard's folder is there whole or not at all."""
    chosen = rules.select(recipe.rules_on, recipe.rules_off)
    rows: dict[str, list[tables.Row]] = {name: [] for name in ("documents", "paragraphs", "edits", "findings")}
    quarantined = []
    for source in shard.sources:
        try:
            document, origin = _document(source, recipe, chosen)
        except SourceError as error:
            quarantined.append(Refused(source.name, error.code, error.message))
            continue
        rows["documents"].append(tables.document_row(document, origin))
        rows["paragraphs"] += tables.paragraph_rows(
            document, origin, first_ids(origin.doc_id, len(document.paragraphs))
        )
        rows["edits"] += tables.edit_rows(document, origin)
        rows["findings"] += tables.finding_rows(document, origin)
    _commit(shard, recipe, rows)
    kinds = Counter(row["kind"] for row in rows["paragraphs"])
    chars = sum(row["n_chars"] for row in rows["paragraphs"])
    return Report(shard.number, len(shard.sources), tuple(quarantined), kinds, chars)


def _document(source: Source, recipe: Recipe, chosen: Sequence[rules.Rule]) -> tuple[Document, tables.Origin]:
    data = read_source(source.path)
    digest = hashlib.sha256(data).hexdigest()
    entry = source.entry
    if entry and entry.sha256 and entry.sha256 != digest:
        raise SourceError("CHANGED_DURING_READ", "the file changed since its hash was compared with the register")
    try:
        document = clean(data, declared=entry.encoding if entry else None, rules=chosen, entry=entry_facts(entry))
        prove(document)
    except CorpusError:
        raise
    except Exception as error:  # one document's defect must not lose the others
        if os.environ.get("CORPUS_DEBUG"):
            raise
        raise SourceError("INTERNAL_ERROR", f"{type(error).__name__}: {error}; please report this") from error
    origin = tables.Origin(
        doc_id=source.key,
        rights=entry.rights if entry else "unknown",
        source_file=source.name,
        source_sha256=digest,
        source_bytes=len(data),
        version=recipe.version,
        flags=source.flags,
    )
    return document, origin


SHARD_TABLES = {
    "documents": schema.DOCUMENTS,
    "paragraphs": schema.PARAGRAPHS,
    "edits": schema.EDITS,
    "findings": schema.FINDINGS,
}


def _commit(shard: Shard, recipe: Recipe, rows: Mapping[str, list[tables.Row]]) -> None:
    target = recipe.work / f"shard-{shard.number:06d}"
    folder = Path(tempfile.mkdtemp(dir=recipe.work))
    for name, columns in SHARD_TABLES.items():
        pq.write_table(tables.table(columns, rows[name]), folder / f"{name}.parquet", compression="lz4")
    if target.exists():  # a worker was killed after its commit: the shard is done again, to the same rows
        shutil.rmtree(target)
    folder.rename(target)


def _shard_tables(work: Path, reports: Sequence[Report], name: str) -> Iterator[pa.Table]:
    return store.read_tables(work / f"shard-{report.number:06d}" / f"{name}.parquet" for report in reports)


def _assemble(plan: Plan, folder: Path, work: Path, reports: Sequence[Report], quarantined: Sequence[Refused]) -> None:
    hashes, rows = {}, {}
    for name, columns in schema.TABLES.items():
        parts = _shard_tables(work, reports, name)
        counted = _Counted(_marked(parts) if name == "documents" else parts)
        hashes[name] = store.write_table(folder / "data" / name, schema.arrow(columns), counted)
        rows[name] = counted.rows
    findings = pa.concat_tables(
        [schema.arrow(schema.FINDINGS).empty_table(), *_shard_tables(work, reports, "findings")]
    )
    lineage = schema.arrow(schema.LINEAGE).empty_table()
    for name, path, small in (
        ("findings", folder / "findings.parquet", findings),
        ("lineage", folder / "ids" / "lineage.parquet", lineage),
    ):
        hashes[name] = store.write_file(path, small)
        rows[name] = small.num_rows
    _check_counts(plan, rows["documents"], quarantined)
    _write_lines(folder / "quarantine.jsonl", map(asdict, quarantined))
    _write_lines(folder / "removed.jsonl", [])
    facts = _facts(plan, folder, reports, rows, len(quarantined), of_hashes(hashes))
    _describe(plan, folder, facts)
    _write_manifest(plan, folder, facts, hashes, len(quarantined))
    store.write_sums(folder)


class _Counted:
    """Counts the rows of the tables that pass."""

    def __init__(self, parts: Iterable[pa.Table]) -> None:
        self._parts = parts
        self.rows = 0

    def __iter__(self) -> Iterator[pa.Table]:
        for part in self._parts:
            self.rows += part.num_rows
            yield part


def _marked(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Flag documents whose bytes are those of an earlier one; all are kept."""
    seen: set[str] = set()
    for part in parts:
        flags = []
        for digest, own in zip(part["source_sha256"].to_pylist(), part["flags"].to_pylist(), strict=True):
            flags.append(sorted({*own, "DUPLICATE"}) if digest in seen else own)
            seen.add(digest)
        place = part.schema.get_field_index("flags")
        yield part.set_column(place, part.schema.field(place), pa.array(flags, part.schema.field(place).type))


def _check_counts(plan: Plan, accepted: int, quarantined: Sequence[Refused]) -> None:
    found = plan.found
    if len(found.sources) + len(found.quarantined) != accepted + len(quarantined):
        raise CorpusError(
            f"{len(found.sources)} sources went in, {accepted} documents and {len(quarantined)} quarantined came out",
            "this is a defect of corpus; please report it",
        )


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _facts(
    plan: Plan, folder: Path, reports: Sequence[Report], rows: Mapping[str, int], quarantined: int, content_hash: str
) -> card.Facts:
    dataset = plan.register.dataset
    kinds: Counter[str] = sum((Counter(report.kinds) for report in reports), Counter())
    columns = ["doc_id", "title", "date", "script", "rights", "encoding", "flags"]
    documents = [
        row
        for path in sorted((folder / "data" / "documents").glob("*"))
        for row in pq.read_table(path, columns=columns).to_pylist()
    ]
    return card.Facts(
        work=Work(
            name=plan.name,
            title=dataset.title or plan.name,
            authors=tuple(dataset.authors),
            version=plan.version,
            date=plan.date,
            content_hash=content_hash,
            url=dataset.url,
            licence=dataset.licence,
        ),
        description=dataset.description or "Chinese documents, repaired for research.",
        contact=dataset.contact,
        documents=tuple(documents),
        rows=rows,
        kinds=kinds,
        chars=sum(report.chars for report in reports),
        rules={rule.name: rule.version for rule in rules.select(dataset.rules_on, dataset.rules_off)},
        quarantined=quarantined,
    )


def _describe(plan: Plan, folder: Path, facts: card.Facts) -> None:
    for name, text in (
        ("README.md", card.fill(plan.template, facts)),
        ("CITATION.cff", cff(facts.work)),
        ("LICENSE", card.rights_text(facts)),
        ("CHANGELOG.md", card.changelog(facts)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _write_manifest(
    plan: Plan, folder: Path, facts: card.Facts, hashes: Mapping[str, Mapping[str, str]], quarantined: int
) -> None:
    found, accepted = plan.found, facts.rows["documents"]
    manifest = {
        "format": "corpus-release",
        "schema_version": schema.SCHEMA_VERSION,
        "name": plan.name,
        "version": plan.version,
        "date": plan.date,
        "dataset": {
            "title": facts.work.title,
            "description": facts.description,
            "authors": list(facts.work.authors),
            "licence": facts.work.licence,
            "url": facts.work.url,
            "contact": facts.contact,
        },
        "previous": None,
        "content_hash": facts.work.content_hash,
        "counts": {
            "input": accepted + quarantined + len(found.skipped),
            "accepted": accepted,
            "quarantined": quarantined,
            "skipped": len(found.skipped),
        },
        "kinds": dict(facts.kinds),
        "encodings": dict(Counter(row["encoding"] for row in facts.documents)),
        "flags": dict(Counter(flag for row in facts.documents for flag in row["flags"])),
        "rights": dict(card.rights_of(facts.documents)),
        "rules": dict(facts.rules),
        "tables": {name: {"rows": facts.rows[name], "columns": dict(columns)} for name, columns in hashes.items()},
        "files": {name: _file_facts(folder, name) for name in store.files_of(folder)},
        "tools": {"corpus-zh": _own_version(), **{name: distributions.version(name) for name in LIBRARIES}},
    }
    (folder / store.MANIFEST).write_text(store.canonical(store.seal(manifest)), encoding="utf-8", newline="\n")


def _own_version() -> str:
    import corpus

    return corpus.__version__


def _file_facts(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    facts: dict[str, Any] = {"sha256": store.sha256(path), "bytes": path.stat().st_size}
    return {**facts, "rows": pq.read_metadata(path).num_rows} if name.endswith(".parquet") else facts
