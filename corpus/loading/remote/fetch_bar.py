"""A bar while files are fetched: bytes, rate and time left, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus.loading.remote.switches import is_switched_on


@contextmanager
def fetch_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr; the function takes how many bytes came, or went if the number is negative.

    Nothing is shown where stderr is no terminal, where nothing is to be fetched, and with ``CORPUS_NO_PROGRESS=1`` or
    ``CORPUS_QUIET=1``. The bar is gone when the block ends: it is never glued onto an error.
    """
    if not (total and _is_wanted()):
        yield lambda count: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True, no_color=os.environ.get("CORPUS_COLOR") == "never" or None)
    columns = TextColumn("{task.description}"), BarColumn(20), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(escape(label), total=total)
        yield lambda count: progress.advance(task, count)


def _is_wanted() -> bool:
    shown = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return shown and not is_switched_on("CORPUS_NO_PROGRESS", "CORPUS_QUIET")
