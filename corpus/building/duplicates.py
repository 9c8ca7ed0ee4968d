"""Which documents have the bytes of an earlier one: all are kept, and the later ones say so."""

from __future__ import annotations

import pyarrow as pa

DUPLICATE = "DUPLICATE"


class DuplicateFlags:
    """Flags documents, in their order, whose bytes are those of one that came before."""

    def __init__(self) -> None:
        self._seen = set[str]()

    def flagged(self, documents: pa.Table) -> pa.Table:
        """Return the rows of the documents table with their flags; of a document that is withheld nothing is said."""
        flags = []
        for digest, own in zip(documents["source_sha256"].to_pylist(), documents["flags"].to_pylist(), strict=True):
            flags.append(sorted({*own, DUPLICATE}) if digest in self._seen else own)
            if digest is not None:
                self._seen.add(digest)
        place = documents.schema.get_field_index("flags")
        field = documents.schema.field(place)
        return documents.set_column(place, field, pa.array(flags, field.type))
