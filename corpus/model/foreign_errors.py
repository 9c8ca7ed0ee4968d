"""The boundary for foreign errors: what the system or a library raises leaves corpus as an error of its own."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from corpus.errors import CorpusError, IntegrityError, ResourceError, UsageError

# The machine has run out of something; with any other reason the path or its rights are wrong.
EXHAUSTED = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EFBIG")
    if hasattr(errno, name)
)
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def translated(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let only errors of corpus leave a function: with the path, the reason, and what to do."""

    @wraps(function)
    def call(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        try:
            return function(*args, **options)
        except BrokenPipeError:  # who reads our output has enough
            raise
        except (OSError, MemoryError, ValueError, KeyError, TypeError) as error:
            known = error_of(error)
            if known is None or os.environ.get("CORPUS_DEBUG"):
                raise
            failure = known
        raise failure

    return call


def error_of(error: Exception) -> CorpusError | None:
    """Return the error of corpus for one of the system's or Arrow's; None for any other."""
    reason = str(error).split("\n")[0][:300]
    if isinstance(error, MemoryError):
        return ResourceError("the memory of this machine is not enough", "close other programs, or use fewer workers")
    if type(error).__module__.startswith("pyarrow"):
        return IntegrityError(f"a table cannot be read: {reason}", "corpus verify RELEASE says which file is damaged")
    if not isinstance(error, OSError):
        return None
    where = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    text = f"{where}: {error.strerror or reason}" if where else error.strerror or reason
    if error.errno in EXHAUSTED:
        return ResourceError(text, "free some space, look at the disk, and run the same again", where, "EXHAUSTED")
    return UsageError(text, "is the path right, and have you the right to it?", where, "NOT_ACCESSIBLE")
