"""What the rows of a document depend on beside its source: the code and tables that clean, and their libraries."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from functools import cache
from pathlib import Path

from corpus.release.description.write import tool_versions

# What makes rows: cleaning as a whole, and the few modules that turn its documents into rows.
PARTS = (
    "cleaning",
    "model",
    "building/table_rows.py",
    "building/article_rows.py",
    "building/proved_rows.py",
    "building/shards.py",
    "building/document_cache.py",
    "building/identity/paragraph_ids.py",
    "sources",
)


@cache
def cleaning_digest() -> str:
    """Hash the files and the versions that decide which rows a source gets: about 4 MB."""
    package = Path(__file__).parents[1]
    versions = {**tool_versions(), "python": sys.version, "unicode": unicodedata.unidata_version}
    digest = hashlib.sha256(repr(sorted(versions.items())).encode())
    for part in PARTS:
        place = package / part
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(package).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
