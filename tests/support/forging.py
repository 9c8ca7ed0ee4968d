"""Making an altered release look whole, as a forger would."""

from __future__ import annotations

from pathlib import Path

from corpus.release import layout


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS`` over the files as they are now."""
    (folder / layout.SUMS).write_text(layout.sums_text(layout.hashes_of(folder)), encoding="utf-8", newline="\n")
