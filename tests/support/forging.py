"""Making an altered release look whole, as a forger would."""

from __future__ import annotations

import shutil
from pathlib import Path

import corpus
from corpus.release import layout
from corpus.release.description import write as describing
from corpus.release.manifest import read_manifest


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS`` over the files as they are now."""
    (folder / layout.SUMS).write_text(layout.sums_text(layout.hashes_of(folder)), encoding="utf-8", newline="\n")


def reseal(release: corpus.Release, folder: Path, **changes: object) -> corpus.Release:
    """Make a copy whose manifest has other values, sealed again."""
    copy = folder / "resealed"
    shutil.copytree(release.path, copy)
    describing.finish(copy, {**release.manifest, **changes})
    return corpus.open_release(copy)


def as_version(release: Path, target: Path, version: str) -> Path:
    """Make a copy that is another version throughout: its texts, its provenance and its hashes say so."""
    shutil.copytree(release, target)
    manifest = {**read_manifest(target), "version": version}
    template = manifest["card_template"]
    describing.write_texts(target, describing.facts_of(target, manifest), template)
    describing.finish(target, manifest)
    return target
