"""The file in which a worker says which source it is at, for the case that it dies of it."""

from __future__ import annotations

import os
from pathlib import Path

KEY_BYTES = 64  # the longest key


def mark_of(work: Path, number: int) -> Path:
    """Return the file that has the key of the source that the worker of a shard is at."""
    return work / f"at-{number:06d}"


class CrashMark:
    """Names the source that is being cleaned; one write a source into one file, of which nothing is left at the end."""

    def __init__(self, work: Path, number: int) -> None:
        self._path = mark_of(work, number)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def set(self, key: str) -> None:
        """Say that this source is next."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, key.encode().ljust(KEY_BYTES))

    def close(self) -> None:
        """Take the mark away."""
        os.close(self._descriptor)
        self._path.unlink(missing_ok=True)
