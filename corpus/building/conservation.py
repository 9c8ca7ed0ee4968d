"""What went into a build has come out of it: sources are counted, and rows read back from the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.building.carry import ReleaseContents
from corpus.building.plan import Plan
from corpus.building.shards import SHARD_TABLES
from corpus.errors import DefectError
from corpus.model.counting import counted
from corpus.release import layout

NOT_CONSERVED = "NOT_CONSERVED"


class RowCount:
    """Counts the rows that pass on their way to a file."""

    def __init__(self) -> None:
        self.rows = 0

    def through(self, tables: Iterable[pa.Table]) -> Iterable[pa.Table]:
        """Yield the tables, and count their rows."""
        for table in tables:
            self.rows += table.num_rows
            yield table


def rows_in_files(folder: Path, table: str) -> int:
    """Count the rows of a table of a release by what its files say of themselves."""
    return sum(pq.read_metadata(path).num_rows for path in layout.paths_of(folder, table))


def check_rows(folder: Path, written: Mapping[str, int], contents: ReleaseContents) -> None:
    """Check that the files hold the rows that were written, and that those are the rows of the shards.

    That the manifest counts the same is checked when it is read, before the release is put in place.

    Raises
    ------
    DefectError
        Rows were lost or doubled.
    """
    for table, count in written.items():
        found = rows_in_files(folder, table)
        if found != count:
            raise _lost(f"{counted(count, 'row')} of {table} were written, its files hold {found}")
    for table in SHARD_TABLES:
        made = sum(
            pq.read_metadata(contents.work / f"shard-{report.number:06d}" / f"{table}.parquet").num_rows
            for report in contents.reports
        )
        if made != written[table]:
            raise _lost(f"the shards have {counted(made, 'row')} of {table}, {written[table]} were written")


def check_sources(plan: Plan, accepted: int, quarantined: int) -> None:
    """Check that every source is a document, or quarantined; the plan counts those that were skipped apart.

    Raises
    ------
    DefectError
        A source was lost, or became more than one document.
    """
    found = plan.found
    if plan.recorded is None and len(found.sources) + len(found.quarantined) != accepted + quarantined:
        went_in = len(found.sources) + len(found.quarantined)
        came_out = f"{counted(accepted, 'document')} and {quarantined} quarantined came out"
        raise _lost(f"{counted(went_in, 'source')} went in, {came_out}")


def _lost(message: str) -> DefectError:
    return DefectError(f"not everything that went in came out: {message}; nothing was put in place", code=NOT_CONSERVED)
