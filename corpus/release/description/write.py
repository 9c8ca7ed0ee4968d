"""What every maker of a release does last: write the texts that describe it, then the manifest and the hashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata as distributions
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus._version import __version__
from corpus.model.schema import version_of
from corpus.release import layout
from corpus.release.atomic import write_file
from corpus.release.description import card
from corpus.release.description.citation import Work, cff
from corpus.release.description.croissant import croissant, written
from corpus.release.description.dataset_info import table_sizes
from corpus.release.description.examples import example_rows
from corpus.release.description.front_matter import checked_card
from corpus.release.manifest import canonical, seal
from corpus.release.provenance import provenance_statement
from corpus.release.rights import statement_of

Row = Mapping[str, Any]
LIBRARIES = ("pyarrow", "chardet", "numpy", "rapidfuzz")  # those that can change what a release holds
COLUMNS = ["doc_id", "title", "date", "script", "rights", "encoding", "flags", "evidence"]


def default_template() -> str:
    """Return the card of a data set that brings none."""
    return resources.files("corpus").joinpath("data/card.md").read_text(encoding="utf-8")


def read_documents(folder: Path) -> tuple[dict[str, Any], ...]:
    """Return what the texts say of each document."""
    paths = layout.paths_of(folder, "documents")
    return tuple(row for path in paths for row in pq.read_table(path, columns=COLUMNS).to_pylist())


def facts_of(folder: Path, manifest: Row) -> card.Facts:
    """Return the facts about the release whose tables are in ``folder``, as its manifest has them."""
    paths = layout.paths_of(folder, "paragraphs")
    chars = (pc.sum(pq.read_table(path, columns=["n_chars"])["n_chars"]).as_py() or 0 for path in paths)
    return card.Facts(
        work=Work.of_manifest(manifest),
        description=manifest["dataset"]["description"],
        contact=manifest["dataset"]["contact"],
        documents=read_documents(folder),
        rows={name: table["rows"] for name, table in manifest["tables"].items()},
        kinds=manifest["kinds"],
        chars=sum(chars),
        rules=manifest["rules"],
        quarantined=manifest["counts"]["quarantined"],
        about=about_of(manifest["dataset"]),
        full_hash=manifest.get("full", {}).get("content_hash"),
        sizes=table_sizes(folder),
        task_categories=tuple(manifest["dataset"].get("task_categories", ())),
        examples=example_rows(folder),
        schema_version=version_of(manifest),
    )


def about_of(dataset: Row) -> dict[str, str]:
    """Return what the register says of the data set for people."""
    return {name: dataset[name] for name in card.ABOUT if dataset.get(name)}


STATED = ("doi", "tags", "task_categories", "splits")


def stated_of(dataset: Row) -> dict[str, Any]:
    """Return what the register says of the data set for programs, where it says something."""
    return {name: dataset[name] for name in STATED if dataset.get(name)}


def write_texts(folder: Path, facts: card.Facts, template: str) -> None:
    """Write the card, the citation file, the list of rights, and the description for machines.

    Raises
    ------
    UsageError
        The Hub would not take the card's front matter.
    """
    for name, text in (
        (layout.CARD, checked_card(card.fill(template, facts), "the card")),
        (layout.CITATION, cff(facts.work)),
        (layout.RIGHTS, card.rights_text(facts)),
        (layout.CROISSANT, written(croissant(folder, facts))),
    ):
        write_text(folder / name, text)


def write_text(path: Path, text: str) -> None:
    """Write a text file with the same bytes on every system."""
    write_file(path, text)


def finish(folder: Path, manifest: Row) -> None:
    """Write the provenance, the manifest, which has the hash of every other file, and ``SHA256SUMS``."""
    made = layout.hashes_of(folder)
    for name in (layout.MANIFEST, layout.PROVENANCE):
        made.pop(name, None)
    write_text(folder / layout.PROVENANCE, canonical(provenance_statement(manifest, made, _sources(folder))))
    made[layout.PROVENANCE] = layout.sha256(folder / layout.PROVENANCE)
    files = {name: _file_facts(folder / name, digest) for name, digest in made.items()}
    write_text(folder / layout.MANIFEST, canonical(seal({**manifest, "files": files})))
    made[layout.MANIFEST] = layout.sha256(folder / layout.MANIFEST)
    write_text(folder / layout.SUMS, layout.sums_text(made))


def _sources(folder: Path) -> Iterator[Row]:
    for path in layout.paths_of(folder, "documents"):
        yield from pq.read_table(path, columns=["doc_id", "source_sha256"]).to_pylist()


def _file_facts(path: Path, digest: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"sha256": digest, "bytes": path.stat().st_size}
    return {**facts, "rows": pq.read_metadata(path).num_rows} if path.suffix == ".parquet" else facts


def tool_versions() -> dict[str, str]:
    """Return the versions of what makes a release; a library that is not installed is left out."""
    found = {item: version for item in LIBRARIES if (version := _version_of(item))}
    return {"corpus-zh": __version__, **found}


def _version_of(distribution: str) -> str | None:
    try:
        return distributions.version(distribution)
    except distributions.PackageNotFoundError:
        return None


def statements_of(documents: Iterable[Row]) -> dict[str, int]:
    """Return the recorded statements of rights, with how many documents each covers."""

    return dict(Counter(said for row in documents if (said := statement_of(row))))
