"""Making an altered release look whole, as a forger would."""

from __future__ import annotations

from pathlib import Path

from corpus import store


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS`` over the files as they are now."""
    (folder / store.SUMS).write_text(store.sums_text(store.hashes_of(folder)), encoding="utf-8", newline="\n")
