"""What a release says of itself: the facts, the texts made of them, and the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata as distributions
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus import card, schema, store
from corpus.building.changelog import changelog
from corpus.building.planning import Plan
from corpus.building.shards import Report
from corpus.citing import Work, cff
from corpus.diffing import Difference

DESCRIPTION = "Chinese documents, repaired for research."
LIBRARIES = ("pyarrow", "chardet", "numpy", "rapidfuzz")  # those that can change what a release holds


def gather(
    plan: Plan, folder: Path, reports: Sequence[Report], rows: Mapping[str, int], quarantined: int, content_hash: str
) -> card.Facts:
    """The facts about the release whose tables stand in ``folder``."""
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
        description=dataset.description or DESCRIPTION,
        contact=dataset.contact,
        documents=tuple(documents),
        rows=rows,
        kinds=kinds,
        chars=sum(report.chars for report in reports),
        rules=plan.rules_run(),
        quarantined=quarantined,
    )


def dataset_facts(plan: Plan) -> dict[str, Any]:
    """What the manifest says of the data set as a whole."""
    dataset = plan.register.dataset
    return {
        "title": dataset.title or plan.name,
        "description": dataset.description or DESCRIPTION,
        "authors": list(dataset.authors),
        "licence": dataset.licence,
        "url": dataset.url,
        "contact": dataset.contact,
    }


def _previous(plan: Plan) -> dict[str, str] | None:
    """Which release this one follows."""
    if plan.previous is None:
        return None
    return {key: str(plan.previous.manifest[key]) for key in ("version", "content_hash")}


def describe(plan: Plan, folder: Path, facts: card.Facts, difference: Difference | None = None) -> None:
    """Write the card, the citation file, the list of rights and the changelog."""
    for name, text in (
        ("README.md", card.fill(plan.template, facts)),
        ("CITATION.cff", cff(facts.work)),
        ("LICENSE", card.rights_text(facts)),
        ("CHANGELOG.md", changelog(plan, facts, difference)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def write_manifest(
    plan: Plan, folder: Path, facts: card.Facts, hashes: Mapping[str, Mapping[str, str]], quarantined: int
) -> None:
    """Write the manifest, which has the hash of every other file."""
    accepted = facts.rows["documents"]
    manifest = {
        "format": "corpus-release",
        "schema_version": schema.SCHEMA_VERSION,
        "name": plan.name,
        "version": plan.version,
        "date": plan.date,
        "dataset": dataset_facts(plan),
        "previous": _previous(plan),
        "content_hash": facts.work.content_hash,
        "counts": {
            "input": accepted + quarantined + plan.skipped,
            "accepted": accepted,
            "quarantined": quarantined,
            "skipped": plan.skipped,
        },
        "kinds": dict(facts.kinds),
        "encodings": dict(Counter(row["encoding"] for row in facts.documents)),
        "flags": dict(Counter(flag for row in facts.documents for flag in row["flags"])),
        "rights": dict(card.rights_of(facts.documents)),
        "rules": dict(facts.rules),
        "tables": {name: {"rows": facts.rows[name], "columns": dict(columns)} for name, columns in hashes.items()},
        "files": {name: _file_facts(folder, name) for name in store.files_of(folder)},
        "tools": _tools(plan),
        "card": plan.template,
    }
    (folder / store.MANIFEST).write_text(store.canonical(store.seal(manifest)), encoding="utf-8", newline="\n")


def _tools(plan: Plan) -> dict[str, str]:
    """The versions of what made the rows; pyarrow wrote the files, also of rows that are taken over."""
    current = {"corpus-zh": _own_version(), **{name: distributions.version(name) for name in LIBRARIES}}
    return {**current, **plan.recorded.tools, "pyarrow": current["pyarrow"]} if plan.recorded else current


def _own_version() -> str:
    import corpus

    return corpus.__version__


def _file_facts(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    facts: dict[str, Any] = {"sha256": store.sha256(path), "bytes": path.stat().st_size}
    return {**facts, "rows": pq.read_metadata(path).num_rows} if name.endswith(".parquet") else facts
