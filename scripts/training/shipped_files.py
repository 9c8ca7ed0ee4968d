"""What happens to a file that was made: it is written, or compared with the one that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Put the data in place of the file."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def check(path: Path, data: bytes) -> None:
    """Fail unless the file holds exactly the data."""
    try:
        same = path.read_bytes() == data
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if not same:
        raise StaleFileError(f"{path}: not what is made now", "run the same command without --check to replace it")


class StaleFileError(UsageError):
    """A shipped file differs from what its maker makes now."""

    exit_code = 1
