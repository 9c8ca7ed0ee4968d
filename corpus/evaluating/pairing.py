"""Which source a gold file speaks of: by the register's key, else by the file's name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from corpus.errors import UsageError
from corpus.sources.register import SourceEntry, read_registers

NOT_SOURCES = (".jsonl", ".json", ".toml", ".py")


class Paired(NamedTuple):
    """A gold file, its source, and what the register beside the source says of it."""

    gold: Path
    source: Path
    entry: SourceEntry | None


def pair(gold: Path, folder: Path | None, entries: Mapping[str, SourceEntry]) -> Paired:
    """Find the source of ``KEY.jsonl``: the register's KEY, else a file called KEY or KEY_something.

    Raises
    ------
    UsageError
        There is no such file, there are several, or it does not have the hash that the register states.
    """
    where = folder or gold.parent
    entry = entries.get(gold.stem)
    source = where / entry.file if entry else _by_name(gold, where)
    if not source.is_file():
        raise _missing(gold, where)
    if entry and entry.sha256 and hashlib.sha256(source.read_bytes()).hexdigest() != entry.sha256:
        raise UsageError(f"{source}: not the bytes that the register states for {entry.key}")
    return Paired(gold, source, entry)


def entries_of(folder: Path) -> dict[str, SourceEntry]:
    """Read the register's entries of a folder of sources by their keys; none without a register."""
    return {entry.key: entry for entry in read_registers(folder).sources.values()}


def _by_name(gold: Path, where: Path) -> Path:
    files = [path for path in sorted(where.iterdir()) if path.is_file() and path.suffix not in NOT_SOURCES]
    exact = [path for path in files if path.stem == gold.stem]
    found = exact or [path for path in files if path.name.startswith(f"{gold.stem}_")]
    if not found:
        raise _missing(gold, where)
    if len(found) > 1:
        raise UsageError(f"{gold}: {found[0].name} and {found[1].name} in {where} could both be its source")
    return found[0]


def _missing(gold: Path, where: Path) -> UsageError:
    return UsageError(
        f"{gold}: its source is not in {where}: no register key and no file is called {gold.stem} or {gold.stem}_...",
        "name the folder of the sources with --sources DIR",
    )
