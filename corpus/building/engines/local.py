"""Running shards on this machine's cores: results in the order of the shards, and again if a worker dies."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from corpus.errors import ResourceError

Task = TypeVar("Task")
TaskReport = TypeVar("TaskReport")

TRIES = 3


def run(job: Callable[[Task], TaskReport], shards: Sequence[Task], workers: int) -> Iterator[TaskReport]:
    """Do the job on each shard.

    A job must commit its shard atomically, so that doing it twice is harmless: when a worker is killed, the
    shards without a report are done again in new processes.

    Raises
    ------
    ResourceError
        A shard killed its worker ``TRIES`` times.
    """
    if workers <= 1 or len(shards) <= 1:
        yield from map(job, shards)
        return
    done = fails = 0
    while done < len(shards):
        # After a death nobody is to blame until a shard has been tried alone.
        batch = shards[done : done + 1] if fails else shards[done:]
        try:
            for report in _pool(job, batch, workers):
                done, fails = done + 1, 0
                yield report
        except BrokenProcessPool:
            fails += 1
            if fails > TRIES:
                raise ResourceError(
                    f"a worker process died {TRIES} times on shard {done}",
                    "is there enough memory? try --workers 1",
                    code="WORKERS_DIED",
                ) from None


def _pool(job: Callable[[Task], TaskReport], shards: Sequence[Task], workers: int) -> Iterator[TaskReport]:
    # forkserver: fork copies threads' locks, spawn imports everything for each worker.
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(min(workers, len(shards)), context) as pool:
        yield from pool.map(job, shards)
