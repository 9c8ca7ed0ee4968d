"""What a release says of itself: the facts, the texts made of them, and the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.building.changelog import changelog
from corpus.building.plan import Plan
from corpus.building.shards import Report
from corpus.model import schema
from corpus.release import layout
from corpus.release.atomic import write_file
from corpus.release.description import card
from corpus.release.description import write as describing
from corpus.release.description.citation import Work
from corpus.release.description.dataset_info import table_sizes
from corpus.release.description.examples import example_rows
from corpus.release.diff import Difference
from corpus.release.manifest import describe_tables
from corpus.release.rights import FULL

DESCRIPTION = "Chinese documents, repaired for research."


def gather(
    plan: Plan, folder: Path, reports: Sequence[Report], rows: Mapping[str, int], quarantined: int, content_hash: str
) -> card.Facts:
    """Gather the facts about the release whose tables are in ``folder``."""
    dataset = plan.register.dataset
    kinds: Counter[str] = sum((Counter(report.kinds) for report in reports), Counter())
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
            doi=dataset.doi,
            tags=tuple(dataset.tags),
        ),
        description=dataset.description or DESCRIPTION,
        contact=dataset.contact,
        documents=describing.read_documents(folder),
        rows=rows,
        kinds=kinds,
        chars=sum(report.chars for report in reports),
        rules=plan.rules_run(),
        quarantined=quarantined,
        about=describing.about_of(dataset.model_dump()),
        sizes=table_sizes(folder),
        task_categories=tuple(dataset.task_categories),
        examples=example_rows(folder),
    )


def dataset_facts(plan: Plan) -> dict[str, Any]:
    """Return what the manifest says of the data set as a whole."""
    dataset = plan.register.dataset
    return {
        "title": dataset.title or plan.name,
        "description": dataset.description or DESCRIPTION,
        "authors": list(dataset.authors),
        "licence": dataset.licence,
        "url": dataset.url,
        "contact": dataset.contact,
        **describing.about_of(dataset.model_dump()),
        **describing.stated_of(dataset.model_dump()),
    }


def _previous(plan: Plan) -> dict[str, str] | None:
    """Return which release this one follows."""
    if plan.previous is None:
        return None
    return {key: str(plan.previous.manifest[key]) for key in ("version", "content_hash")}


def describe(plan: Plan, folder: Path, facts: card.Facts, difference: Difference | None = None) -> None:
    """Write the texts that describe the release."""
    describing.write_texts(folder, facts, plan.template)
    write_file(folder / layout.CHANGELOG, changelog(plan, facts, difference))


def write_manifest(
    plan: Plan, folder: Path, facts: card.Facts, hashes: Mapping[str, Mapping[str, str]], quarantined: int
) -> None:
    """Write the manifest, which has the hash of every other file, and the sums."""
    accepted = facts.rows["documents"]
    manifest = {
        "format": "corpus-release",
        "schema_version": schema.SCHEMA_VERSION,
        "name": plan.name,
        "version": plan.version,
        "date": plan.date,
        "text": FULL,
        "dataset": dataset_facts(plan),
        "previous": _previous(plan),
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
        "rights_statements": describing.statements_of(facts.documents),
        "rules": dict(facts.rules),
        **describe_tables(facts.rows, hashes),
        "card_template": plan.template,
        "tools": _tools(plan),
    }
    describing.finish(folder, manifest)


def _tools(plan: Plan) -> dict[str, str]:
    """Return the versions of what made the rows; pyarrow wrote the files, also of rows that are taken over."""
    current = describing.tool_versions()
    return {**current, **plan.recorded.tools, "pyarrow": current["pyarrow"]} if plan.recorded else current
