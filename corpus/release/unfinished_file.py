"""Temporary files that no killed run leaves for ever: locked while they are written, swept when the lock is free."""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".unfinished-"


@contextmanager
def unfinished_file(folder: Path) -> Iterator[Path]:
    """Give a new, empty file in a folder, for one user; it is removed at the end, unless it was renamed.

    What a killed run left there is removed first. The file must be written through its name without removing it: its
    lock says that its run is alive.
    """
    _sweep(folder)
    descriptor, path = _begun(folder)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        if descriptor is not None:
            os.close(descriptor)


def machine_mark() -> str:
    """Return a few characters for this machine: locks on a network file system may not be seen from others."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def flock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file or folder; False where another process holds the lock, or the system has none."""
    if os.name == "nt":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _begun(folder: Path) -> tuple[int | None, Path]:
    while True:
        descriptor, name = tempfile.mkstemp(prefix=_own_prefix(), dir=folder)  # no name that others can foresee
        if os.name == "nt":  # what is open cannot be renamed there
            os.close(descriptor)
            return None, Path(name)
        flock(descriptor, wait=True)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # swept by another process before it was locked


def _own_prefix() -> str:
    return f"{PREFIX}{machine_mark()}-"


def _sweep(folder: Path) -> None:
    """Remove the files whose run is over."""
    with suppress(OSError), os.scandir(folder) as entries:
        for path in [Path(entry.path) for entry in entries if entry.name.startswith(_own_prefix())]:
            _remove_dead(path)


def _remove_dead(path: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        try:
            if flock(descriptor, wait=False):
                path.unlink()
        finally:
            os.close(descriptor)
