"""What every maker of a release does last: write the texts that describe it, then the manifest and the hashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus import card, store
from corpus.citing import Work, cff
from corpus.rights import statement_of

Row = Mapping[str, Any]
COLUMNS = ["doc_id", "title", "date", "script", "rights", "encoding", "flags", "evidence"]


def default_template() -> str:
    """The card of a data set that brings none."""
    return resources.files("corpus").joinpath("data/card.md").read_text(encoding="utf-8")


def read_documents(folder: Path) -> tuple[dict[str, Any], ...]:
    """What the texts tell of each document."""
    paths = sorted((folder / "data" / "documents").glob("*.parquet"))
    return tuple(row for path in paths for row in pq.read_table(path, columns=COLUMNS).to_pylist())


def facts_of(folder: Path, manifest: Row) -> card.Facts:
    """The facts about the release whose tables stand in ``folder``, as its manifest has them."""
    paths = sorted((folder / "data" / "paragraphs").glob("*.parquet"))
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
        full_hash=manifest.get("full", {}).get("content_hash"),
    )


def write_texts(folder: Path, facts: card.Facts, template: str) -> None:
    """Write the card, the citation file and the list of rights."""
    for name, text in (
        ("README.md", card.fill(template, facts)),
        ("CITATION.cff", cff(facts.work)),
        ("LICENSE", card.rights_text(facts)),
    ):
        write_text(folder / name, text)


def write_text(path: Path, text: str) -> None:
    """Write a text file with the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def finish(folder: Path, manifest: Row) -> None:
    """Write the manifest, which has the hash of every other file, and ``SHA256SUMS``."""
    own = {store.MANIFEST, store.SUMS, store.SIGNATURE}
    files = {name: _file_facts(folder, name) for name in store.files_of(folder) if name not in own}
    write_text(folder / store.MANIFEST, store.canonical(store.seal({**manifest, "files": files})))
    store.write_sums(folder)


def _file_facts(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    facts: dict[str, Any] = {"sha256": store.sha256(path), "bytes": path.stat().st_size}
    return {**facts, "rows": pq.read_metadata(path).num_rows} if name.endswith(".parquet") else facts


def statements_of(documents: Iterable[Row]) -> dict[str, int]:
    """The recorded statements of rights, with how many documents each covers."""

    return dict(Counter(said for row in documents if (said := statement_of(row))))
