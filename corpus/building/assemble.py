"""The files of a release from the shards' rows: joined in order, counted, described and sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus.building.carry import ReleaseContents
from corpus.building.conservation import RowCount, check_rows, check_sources
from corpus.building.describe import describe, gather, write_manifest
from corpus.building.duplicates import DuplicateFlags
from corpus.building.plan import Plan
from corpus.building.shards import shard_tables
from corpus.model import schema
from corpus.release import layout, parquet
from corpus.release.atomic import write_file
from corpus.release.content_hash import of_hashes
from corpus.release.train_test import split_tables
from corpus.sources.files import Refused


def assemble(plan: Plan, folder: Path, contents: ReleaseContents, quarantined: Sequence[Refused]) -> None:
    """Write every file of the release into ``folder``."""
    hashes, rows = {}, {}
    for name, columns in schema.TABLES.items():
        count = RowCount()
        parts = ((called, count.through(tables)) for called, tables in _parts(plan, contents, name))
        hashes[name] = parquet.write_table(folder / "data" / name, schema.arrow(columns), parts)
        rows[name] = count.rows
    findings = pa.concat_tables(
        [schema.arrow(schema.FINDINGS).empty_table(), *shard_tables(contents.work, contents.reports, "findings")]
    )
    for name, path, small in (
        ("findings", folder / layout.FINDINGS, findings),
        ("lineage", folder / layout.LINEAGE, contents.lineage),
    ):
        hashes[name] = parquet.write_file(path, small)
        rows[name] = small.num_rows
    check_rows(folder, rows, contents)
    check_sources(plan, rows["documents"], len(quarantined))
    _write_lines(folder / layout.QUARANTINE, map(asdict, quarantined))
    _write_lines(folder / layout.TOMBSTONES, contents.tombstones)
    facts = gather(plan, folder, contents.reports, rows, len(quarantined), of_hashes(hashes))
    describe(plan, folder, facts, contents.difference)
    write_manifest(plan, folder, facts, hashes, len(quarantined))


def _parts(plan: Plan, contents: ReleaseContents, name: str) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    """Yield a table's rows by split, in the order in which they are written: it says which twin is the later."""

    def rows() -> Iterator[pa.Table]:
        return _dated(shard_tables(contents.work, contents.reports, name), plan.version)

    flags = DuplicateFlags()
    for called, tables in split_tables(rows, plan.register.dataset.splits):
        yield called, map(flags.flagged, tables) if name == "documents" else tables


def _dated(parts: Iterable[pa.Table], version: str) -> Iterator[pa.Table]:
    """Give rows without a first version this one."""
    for part in parts:
        place = part.schema.get_field_index("first_version")
        yield (
            part
            if place < 0
            else part.set_column(place, part.schema.field(place), pc.fill_null(part["first_version"], version))
        )


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    write_file(path, "".join(lines))
