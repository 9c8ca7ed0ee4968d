"""Forging releases as an adversary would: change a table or a field, then make all hashes right again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.release import layout
from corpus.release.content_hash import TableHash, of_hashes
from corpus.release.manifest import canonical, seal

Rows = list[dict[str, Any]]


def rows_of(folder: Path, table: str) -> Rows:
    """Read the rows of a table, whatever is in them."""
    return [row for path in layout.paths_of(folder, table) for row in pq.read_table(path).to_pylist()]


def rewrite(folder: Path, table: str, change: Callable[[Rows], Rows | None]) -> None:
    """Write a table anew with changed rows."""
    (path,) = layout.paths_of(folder, table)
    read = pq.read_table(path)
    rows = read.to_pylist()
    pq.write_table(pa.Table.from_pylist(change(rows) or rows, schema=read.schema), path, write_page_checksum=True)


def resealed(folder: Path, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
    """Make every hash and count of a changed release right, so that only what it says is wrong."""
    manifest = json.loads((folder / layout.MANIFEST).read_bytes())
    hashes = {}
    for table in layout.TABLE_FILES:
        paths = layout.paths_of(folder, table)
        parts = [pq.ParquetFile(path) for path in paths]
        table_hash = TableHash(parts[0].schema_arrow)
        for part in parts:
            for batch in part.iter_batches():
                table_hash.update(batch)
        hashes[table] = dict(table_hash.columns())
        manifest["tables"][table] = {"rows": sum(part.metadata.num_rows for part in parts), "columns": hashes[table]}
    old, manifest["content_hash"] = manifest["content_hash"], of_hashes(hashes)
    citation = folder / layout.CITATION
    citation.write_text(citation.read_text("utf-8").replace(old, manifest["content_hash"]), encoding="utf-8")
    if change:
        change(manifest)
    for name in sorted(manifest["files"], key=lambda name: name == layout.PROVENANCE):
        if name == layout.PROVENANCE:
            _restate(folder, manifest)
        path = folder / name
        if path.is_file() and isinstance(manifest["files"][name], dict):
            facts = {"sha256": layout.sha256(path), "bytes": path.stat().st_size}
            rows = {"rows": pq.read_metadata(path).num_rows} if name.endswith(".parquet") else {}
            manifest["files"][name] = {**facts, **rows}
    (folder / layout.MANIFEST).write_text(canonical(seal(manifest)), encoding="utf-8", newline="\n")
    sums = layout.sums_text(layout.hashes_of(folder))
    (folder / layout.SUMS).write_text(sums, encoding="utf-8", newline="\n")
    return folder


def _restate(folder: Path, manifest: dict[str, Any]) -> None:
    """Let the provenance name the files as they are now."""
    path = folder / layout.PROVENANCE
    statement = json.loads(path.read_bytes())
    for item in statement["subject"]:
        item["digest"]["sha256"] = manifest["files"][item["name"]]["sha256"]
    path.write_text(canonical(statement), encoding="utf-8", newline="\n")


def copied(folder: Path, to: Path) -> Path:
    """Copy a release, to be forged."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))
