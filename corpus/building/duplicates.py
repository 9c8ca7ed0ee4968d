"""Documents with the bytes of another one: flagged with their twin, or left out where the register asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.release.handle import Release
from corpus.release.layout import DIGEST, paths_of
from corpus.sources.files import FoundSources, Refused, SourceFile, sha256_of

DUPLICATE = "DUPLICATE"
DROP = "drop"
_TWIN = f"{DUPLICATE} of "


class DuplicateFlags:
    """Flags documents, in their order, whose bytes are those of one that came before, and names it in the evidence."""

    def __init__(self) -> None:
        self._seen = dict[str, str]()

    def flagged(self, documents: pa.Table) -> pa.Table:
        """Return the rows of the documents table with their flags; of a document that is withheld nothing is said.

        What an earlier release said is judged anew: its twin may be gone.
        """
        names = ("doc_id", "source_sha256", "flags", "evidence")
        flags, evidence = [], []
        for doc_id, digest, own, reasons in zip(*(documents[name].to_pylist() for name in names), strict=True):
            twin = self._seen.get(digest) if digest else None
            if digest:
                own = sorted({*own} - {DUPLICATE} | ({DUPLICATE} if twin else set()))
                reasons = [item for item in reasons if not _is_twin(item)] + ([_evidence(twin)] if twin else [])
                self._seen.setdefault(digest, doc_id)
            flags.append(own)
            evidence.append(reasons)
        return _with(_with(documents, "flags", flags), "evidence", evidence)


def _is_twin(item: dict[str, Any]) -> bool:
    return item["field"] == "flags" and str(item["value"]).startswith(_TWIN)


def _evidence(twin: str) -> dict[str, Any]:
    """Say why the flag is there: the field, its value with the document that has the same bytes."""
    return {
        "field": "flags",
        "value": f"{_TWIN}{twin}",
        "start": None,
        "end": None,
        "basis": "inferred",
        "confidence": 1.0,
    }


def _with(table: pa.Table, name: str, values: Sequence[Any]) -> pa.Table:
    place = table.schema.get_field_index(name)
    field = table.schema.field(place)
    return table.set_column(place, field, pa.array(values, field.type))


def without_duplicates(found: FoundSources, previous: Release | None) -> FoundSources:
    """Leave out sources that have the bytes of another one; each is named, with its twin, as one not accepted.

    Of equal sources that stays which the previous release has, else the first by its key: so no ID is lost to a file
    that came later. The bytes of what is left out are those of its twin, which the release gives back.
    """
    known = _files_of(previous) if previous else frozenset()
    dropped = dict[str, Refused]()
    for twins in _equal(found.sources):
        kept = min(twins, key=lambda source: (source.name not in known, source.key))
        for source in twins:
            if source != kept:
                why = f"it has the bytes of {kept.name} (key {kept.key!r}), and the register drops duplicates"
                dropped[source.key] = Refused(source.name, DUPLICATE, why)
    return replace(
        found,
        sources=tuple(source for source in found.sources if source.key not in dropped),
        quarantined=tuple(sorted([*found.quarantined, *dropped.values()], key=lambda item: item.name)),
    )


def _equal(sources: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    """Yield the sources that are equal; only those of one size are read."""
    sizes, digests = defaultdict[int, list[SourceFile]](list), defaultdict[str, list[SourceFile]](list)
    for source in sources:
        sizes[source.size].append(source)
    for alike in sizes.values():
        for source in alike if len(alike) > 1 else ():
            digests[sha256_of(source.path)].append(source)
    return (twins for digest, twins in digests.items() if len(twins) > 1 and DIGEST.fullmatch(digest))


def _files_of(release: Release) -> frozenset[str]:
    columns = (pq.read_table(path, columns=["source_file"]) for path in paths_of(release.path, "documents"))
    return frozenset(name for table in columns for name in table["source_file"].to_pylist())
