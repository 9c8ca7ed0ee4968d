"""Let the Nth call to the file system fail once, or from then on, wherever in a run it is made."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq

# Arrow opens its files itself: its writers and readers count as calls. Removing is left out: what fails there leaves
# litter, which the next run sweeps, and is tested by killing.
CALLS: tuple[tuple[Any, str], ...] = (
    (os, "open"),
    (os, "fsync"),
    (os, "rename"),
    (os, "replace"),
    (os, "mkdir"),
    (os, "chmod"),
    (os, "link"),
    (os, "scandir"),
    (io, "open"),
    (builtins, "open"),
    (pq, "ParquetWriter"),
    (pq, "ParquetFile"),
    (pq, "read_table"),
    (pq, "read_metadata"),
    (pq, "write_table"),
)


class Failing:
    """Counts the calls that concern a folder; the one with the number fails, and with ``lasting`` all after it."""

    def __init__(self, folder: Path, number: int, code: int, *, lasting: bool = False) -> None:
        self.calls = 0
        self.failed: str | None = None
        self._folder, self._number, self._code, self._lasting = str(folder), number, code, lasting
        self._inside = False

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is counted, and may fail."""

        def call(*args: Any, **options: Any) -> Any:
            named = [
                value for value in (*args[:2], *options.values()) if isinstance(value, str | bytes | os.PathLike | int)
            ]
            first = named[0] if named else ""
            if self._inside or not self._concerns(first):
                return real(*args, **options)
            self.calls += 1
            if self.calls == self._number or (self._lasting and 0 < self._number < self.calls):
                self.failed = self.failed or f"{name}({first})"
                raise OSError(self._code, os.strerror(self._code), first if isinstance(first, str | bytes) else None)
            self._inside = True  # what a call calls in turn is not another one
            try:
                return real(*args, **options)
            finally:
                self._inside = False

        return call

    def _concerns(self, first: Any) -> bool:
        if isinstance(first, int):  # a file that is open: fsync
            try:
                first = os.readlink(f"/proc/self/fd/{first}")
            except OSError:
                return False
        if isinstance(first, bytes | os.PathLike):
            first = os.fsdecode(first)
        return isinstance(first, str) and first.startswith(self._folder)


@contextmanager
def failing(folder: Path, number: int, code: int, *, lasting: bool = False) -> Iterator[Failing]:
    """Let a call to the file system below a folder fail; number 0 only counts."""
    counter = Failing(folder, number, code, lasting=lasting)
    with ExitStack() as stack:
        for module, name in CALLS:
            real = getattr(module, name)
            wrapped = counter.wrap(name, real)
            if isinstance(real, type):  # a class stays one, for what asks with isinstance
                wrapped = type(name, (real,), {"__init__": counter.wrap(name, _initialiser(real))})
            stack.enter_context(patch.object(module, name, wrapped))
        yield counter


def _initialiser(real: type) -> Callable[..., Any]:
    return lambda self, *args, **options: real.__init__(self, *args, **options)
