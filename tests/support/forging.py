"""Making an altered release look whole, as a forger would."""

from __future__ import annotations

import shutil
from pathlib import Path

import corpus
from corpus.release import layout
from corpus.release.description import write as describing


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS`` over the files as they are now."""
    (folder / layout.SUMS).write_text(layout.sums_text(layout.hashes_of(folder)), encoding="utf-8", newline="\n")


def reseal(release: corpus.Release, folder: Path, **changes: object) -> corpus.Release:
    """Make a copy whose manifest has other values, sealed again."""
    copy = folder / "resealed"
    shutil.copytree(release.path, copy)
    describing.finish(copy, {**release.manifest, **changes})
    return corpus.open_release(copy)
