"""Files and folders that exist whole or not at all: written beside, flushed to the disk, then renamed.

What gets its final name has been flushed, and nothing is replaced by removing it first. An ``OSError`` on the way
becomes one of our errors, with the path and the reason.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import CorpusError, ResourceError, UsageError

# The machine has run out of something; with any other reason the path or its rights are wrong.
EXHAUSTED = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EFBIG")
    if hasattr(errno, name)
)
PRIVATE, PUBLIC = 0o600, 0o644


def plain_mode(mode: int = 0o666) -> int:
    """Return the permissions that a new file has whose writer thinks of none: what the umask leaves of ``mode``.

    Temporary files are made for one user; what is shared gets these before it gets its name.
    """
    mask = os.umask(0o077)  # it can only be read by setting it
    os.umask(mask)
    return mode & ~mask


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` into an error that names the path and the reason.

    Raises
    ------
    UsageError
        The path cannot be written: no right to it, or something of its name is in the way.
    ResourceError
        The disk is full, or files or memory have run out.
    """
    try:
        yield
    except OSError as error:
        raise write_error(path, error) from None


def write_error(path: Path, error: OSError) -> CorpusError:
    """Make the error for a write that failed: a `ResourceError` where the machine ran out, else a `UsageError`."""
    where = str(error.filename or path)
    text = f"{where}: cannot be written: {error.strerror or error}"
    if error.errno in EXHAUSTED:
        return ResourceError(text, "free some space and run the same command again", where, "EXHAUSTED")
    return UsageError(text, where=where, code="NOT_WRITABLE")


def write_file(path: Path, data: str | bytes, *, mode: int = PUBLIC, beside: Path | None = None) -> None:
    """Write a file in one step; text as UTF-8 with the same bytes on every system.

    Parameters
    ----------
    mode
        The permissions of the file, whatever the umask.
    beside
        The folder for the unfinished file, on the same file system; default: the file's own. A folder whose files
        are counted must not hold it.

    Raises
    ------
    UsageError, ResourceError
        As `writing`; what had the name before is untouched.
    """
    with writing(path), replacing(path, mode=mode, beside=beside) as unfinished:
        unfinished.write_bytes(data.encode() if isinstance(data, str) else data)


@contextmanager
def replacing(path: Path, *, mode: int = PUBLIC, beside: Path | None = None) -> Iterator[Path]:
    """Give a temporary file to write to; it gets its final name when the block ends without an error.

    It raises plain ``OSError``: wrap it in `writing` where a person waits for the result.
    """
    folder = beside or path.parent
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".unfinished-", dir=folder)  # no name that others can foresee
    os.close(descriptor)
    unfinished = Path(name)
    try:
        yield unfinished
        os.chmod(unfinished, mode)
        flush_file(unfinished)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(unfinished, path)
        flush_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def unfinished_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Give a new folder inside ``parent``, which is made; what is left of it at the end is removed.

    So are the folders that were made for it, if nothing is in them: where a build was aborted nothing is left.

    Raises
    ------
    UsageError, ResourceError
        As `writing`, for the folder itself and for every ``OSError`` inside the block.
    """
    with writing(parent):
        made = [path for path in (parent, *parent.parents) if not path.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # one that is not empty is not removed, nor what is above it
                for path in made:
                    path.rmdir()


def place_folder(finished: Path, target: Path, *, replace: bool = False) -> None:
    """Flush a finished folder and rename it into place, on the same file system.

    With ``replace`` a folder that has the name already is set aside first and removed last: if the second rename
    fails, it gets its name back.

    Raises
    ------
    OSError
        The target exists (without ``replace``), or the file system refuses; the old folder is where it was.
    """
    flush_tree(finished)
    os.chmod(finished, 0o755)  # noqa: S103 - temporary folders are made for one user, releases are for all
    aside = target.with_name(f".replaced-{target.name}-{os.getpid()}") if replace and target.exists() else None
    if aside:
        os.rename(target, aside)
    try:
        os.rename(finished, target)
    except OSError:
        if aside:
            os.rename(aside, target)
        raise
    flush_folder(target.parent)
    if aside:
        shutil.rmtree(aside, ignore_errors=True)


def flush_tree(folder: Path) -> None:
    """Flush every file and folder below a folder, and the folder itself, to the disk."""
    for top, _, files in os.walk(folder, topdown=False):
        for name in files:
            flush_file(Path(top) / name)
        flush_folder(Path(top))


def flush_file(path: Path) -> None:
    """Flush a file's content to the disk."""
    # Not os.O_RDONLY alone: Windows flushes only what was opened for writing.
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    with suppress(OSError):  # Windows opens no folder, and some network file systems flush none
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
