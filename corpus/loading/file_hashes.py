"""Remembers the hashes of files that were read, so that loading a release again need not compute them.

A hash is trusted while the file's path, size, time of change and inode are those that it had.
``verify`` never asks here.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from corpus.loading.cache_dir import cache_dir
from corpus.release import layout
from corpus.release.atomic import plain_mode, replacing


class HashCache:
    """The remembered hashes of one folder; ``save`` writes them if something is new."""

    def __init__(self, folder: Path) -> None:
        place = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()
        self._path = cache_dir() / "hashes" / f"{place}.json"
        self._known = self._read()
        self._new = False

    def sha256(self, path: Path) -> str:
        """Return the hash of a file: remembered, or computed and remembered."""
        stat = path.stat()
        state = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        known = self._known.get(str(path))
        if isinstance(known, list) and known[:3] == state:
            return str(known[3])
        digest = layout.sha256(path)
        self.remember(path, digest)
        return digest

    def remember(self, path: Path, sha256: str) -> None:
        """Note the hash of a file as it is now."""
        stat = path.stat()
        self._known[str(path)] = [stat.st_size, stat.st_mtime_ns, stat.st_ino, sha256]
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
