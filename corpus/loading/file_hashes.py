"""Remembers the hashes of files that were read, so that loading a release again need not compute them.

A hash is trusted while the file's path, size, inode and both its times are those that it had: the time of its content
can be set back by anyone, that of its inode by nobody. A file that had just changed when its hash was taken is hashed
again: a second change may fall into the same tick of the clock. ``verify`` never asks here.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

from corpus.loading.cache_dir import cache_dir
from corpus.release import layout
from corpus.release.atomic import plain_mode, replacing

TICK_NS = 20_000_000  # a kernel notes the times of files by a clock that moves every 1 to 10 ms


class HashCache:
    """The remembered hashes of one folder; ``save`` writes them if something is new."""

    def __init__(self, folder: Path) -> None:
        place = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()
        self._path = cache_dir() / "hashes" / f"{place}.json"
        self._known = self._read()
        self._new = False

    def sha256(self, path: Path) -> str:
        """Return the hash of a file: remembered, or computed and remembered."""
        known = self._known.get(str(path))
        if isinstance(known, list) and known[:4] == _state(path.stat()) and _is_settled(known):
            return str(known[4])
        digest = layout.sha256(path)
        self.remember(path, digest)
        return digest

    def remember(self, path: Path, sha256: str) -> None:
        """Note the hash of a file as it is now."""
        self._known[str(path)] = [*_state(path.stat()), sha256, time.time_ns()]
        self._new = True

    def save(self) -> None:
        """Write what is new, beside and renamed; a cache that cannot be written is not an error."""
        if not self._new:
            return
        try:
            with replacing(self._path, mode=plain_mode()) as unfinished:
                unfinished.write_text(json.dumps(self._known), encoding="utf-8")
        except OSError:
            return

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def _state(stat: os.stat_result) -> list[int]:
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def _is_settled(known: list[object]) -> bool:
    """Return whether a hash was taken well after the file's last change."""
    changed, taken = known[2], known[-1]
    return isinstance(changed, int) and isinstance(taken, int) and taken - changed > TICK_NS
