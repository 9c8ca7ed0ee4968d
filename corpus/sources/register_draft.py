"""A register made from a folder: what can be known without reading, for a maintainer to complete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.model import names
from corpus.sources.files import Refused, find_sources, sha256_of


def draft(folder: Path) -> tuple[dict[str, Any], tuple[Refused, ...]]:
    """Draft the tables of a register for a folder, and list the files that cannot be sources.

    What the folder's own register states is kept, new sources are added with ``rights = "unknown"``.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", where=str(folder))
    found, register = find_sources([folder])
    dataset = register.dataset.model_dump(exclude_defaults=True)
    dataset.setdefault("name", names.slug(folder.resolve().name))
    sources = []
    for source in found.sources:
        stated = source.entry.model_dump(exclude_defaults=True) if source.entry else {}
        fresh = {"key": source.key, "file": source.name, "sha256": sha256_of(source.path), "rights": "unknown"}
        sources.append({**fresh, **stated})
    return {"dataset": dataset, "source": sources}, found.quarantined


def to_toml(tables: dict[str, Any]) -> str:
    """Write the tables as TOML."""
    import tomlkit

    return tomlkit.dumps(tables)
