"""Files and folders that exist whole or not at all: written beside, flushed to the disk, then renamed.

What gets its final name has been flushed, and nothing is replaced by removing it first. An ``OSError`` on the way
becomes one of our errors, with the path and the reason.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from corpus.errors import CorpusError, ResourceError, UsageError
from corpus.model.foreign_errors import EXHAUSTED
from corpus.release.unfinished_file import PREFIX, flock, machine_mark, unfinished_file

PRIVATE, PUBLIC = 0o600, 0o644
STALE_SECONDS = 3600  # where files have no locks, an older one was left by a run that was killed


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
    with unfinished_file(folder) as unfinished:
        yield unfinished
        os.chmod(unfinished, mode)
        flush_file(unfinished)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(unfinished, path)
        flush_folder(path.parent)


@contextmanager
def unfinished_folder(parent: Path, prefix: str, *, sweep: bool = True) -> Iterator[Path]:
    """Give a new folder inside ``parent``, which is made; what is left of it at the end is removed.

    Folders of the same sort that a killed run left are removed first; one whose run is alive holds a lock. The folders
    that were made for it are removed too, if nothing is in them: where a build was aborted nothing is left.

    Raises
    ------
    UsageError, ResourceError
        As `writing`, for the folder itself and for every ``OSError`` inside the block.
    """
    with writing(parent):
        made = [path for path in (parent, *parent.parents) if not path.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        with begun_folder(parent, prefix) if sweep else _unswept(parent, prefix) as folder:
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                with suppress(OSError):  # one that is not empty is not removed, nor what is above it
                    for path in made:
                        path.rmdir()


@contextmanager
def _unswept(parent: Path, prefix: str) -> Iterator[Path]:
    yield Path(tempfile.mkdtemp(prefix=prefix, dir=parent))


@contextmanager
def begun_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Sweep, and make a folder that this process has locked; the parent's lock keeps other sweepers out meanwhile."""
    own = _own(prefix)
    stack = ExitStack()
    with _locked(parent, wait=True):
        _sweep(parent, own)
        folder = Path(tempfile.mkdtemp(prefix=own, dir=parent))
        stack.enter_context(_locked(folder))
    try:
        yield folder
    finally:
        stack.close()


def sweep(parent: Path, prefix: str) -> None:
    """Remove the folders that killed runs left in a folder, if it is there.

    Raises
    ------
    UsageError, ResourceError
        As `writing`.
    """
    if parent.is_dir():
        with writing(parent), _locked(parent, wait=True):
            _sweep(parent, _own(prefix))


def _own(prefix: str) -> str:
    return f"{prefix}{machine_mark()}-"  # what another machine left is for that one to sweep


def _sweep(parent: Path, prefix: str) -> None:
    """Remove what dead runs left unfinished; a release that one of them had set aside gets its name back."""
    for aside in parent.glob(".replaced-*"):
        target = aside.with_name(aside.name.removeprefix(".replaced-").rpartition("-")[0])
        if aside.is_dir() and not target.exists():
            os.rename(aside, target)  # its run was killed between two renames
        else:
            shutil.rmtree(aside, ignore_errors=True)
    for folder in parent.glob(f"{prefix}*"):
        if folder.is_dir() and not folder.is_symlink() and _is_dead(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for file in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - file.lstat().st_mtime > STALE_SECONDS:
                file.unlink()


def _is_dead(folder: Path) -> bool:
    """Return whether the run that made a folder is over: its lock is free."""
    try:
        with _locked(folder) as locked:
            return locked
    except OSError:
        return False


@contextmanager
def _locked(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Lock a folder; the system releases it when the process ends, however that happens.

    Yields whether it is locked: False where another process holds it, or the system locks no folders.
    """
    descriptor = os.open(folder, os.O_RDONLY) if os.name != "nt" else None
    try:
        yield descriptor is not None and flock(descriptor, wait=wait)
    finally:
        if descriptor is not None:
            os.close(descriptor)


def place_folder(finished: Path, target: Path, *, replace: bool = False) -> None:
    """Flush a finished folder and rename it into place, on the same file system.

    With ``replace`` a folder that has the name already changes places with it in one step, where the system can do
    that; else it is set aside first and removed last: if the second rename fails, it gets its name back.

    Raises
    ------
    OSError
        The target exists (without ``replace``), or the file system refuses; the old folder is where it was.
    """
    flush_tree(finished)
    os.chmod(finished, 0o755)  # noqa: S103 - temporary folders are made for one user, releases are for all
    if not (replace and target.exists()):
        os.rename(finished, target)
        flush_folder(target.parent)
    elif exchange(finished, target):
        flush_folder(target.parent)
        shutil.rmtree(finished, ignore_errors=True)
    else:
        _place_in_two_steps(finished, target)


def _place_in_two_steps(finished: Path, target: Path) -> None:
    aside = Path(tempfile.mkdtemp(prefix=f".replaced-{target.name}-", dir=target.parent))
    os.rename(target, aside)  # onto an empty folder
    try:
        os.rename(finished, target)
    except OSError:
        os.rename(aside, target)
        raise
    flush_folder(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; False where the system or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # no Linux, or an old C library
        return False
    at_cwd, exchange_both = -100, 2
    done = rename(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), ctypes.c_uint(exchange_both))
    return bool(done == 0)


def flush_tree(folder: Path) -> None:
    """Flush every file and folder below a folder, and the folder itself, to the disk."""
    for top, _, files in os.walk(folder, topdown=False, onerror=_fail):
        for name in files:
            flush_file(Path(top) / name)
        flush_folder(Path(top))


def _fail(error: OSError) -> None:
    raise error  # os.walk passes over a folder that cannot be listed


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
