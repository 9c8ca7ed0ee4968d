"""Running shards on this machine's cores: results in the order of the shards, and again if a worker dies."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from corpus.building.engines.parent_watch import end_with_parent
from corpus.errors import ResourceError

Task = TypeVar("Task")
TaskReport = TypeVar("TaskReport")
Blame = Callable[[Task, bool], Task | None]

TRIES = 3


def run(
    job: Callable[[Task], TaskReport], shards: Sequence[Task], workers: int, blame: Blame[Task] | None = None
) -> Iterator[TaskReport]:
    """Do the job on each shard.

    A job must commit its shard atomically, so that doing it twice is harmless: when a worker is killed, the
    shards without a report are done again in new processes, those that may have killed it each alone.

    Parameters
    ----------
    job
        A function that another process can import.
    shards
        What is to be done; the reports come in this order.
    workers
        Processes; with one, or for one shard, the job is done in this process, and its death is the caller's.
    blame
        Asked of each shard without a report after a death, and whether it was alone in the pool: the shard as it is
        to be tried again, if it was being done; else None.

    Raises
    ------
    ResourceError
        Workers died ``TRIES`` times more, and nothing was finished nor changed by ``blame`` in between.
    """
    if workers <= 1 or len(shards) <= 1:
        yield from map(job, shards)
        return
    left, finished = dict(enumerate(shards)), dict[int, TaskReport]()
    suspects, at, fails = list[int](), 0, 0
    while left:
        batch = {number: left[number] for number in suspects[:1] or left}
        try:
            for number, report in _pool(job, batch, workers):
                finished[number] = report
                del left[number]
                fails = 0
                while at in finished:
                    yield finished.pop(at)
                    at += 1
            suspects = suspects[1:]
        except BrokenProcessPool:
            tried = _blamed(blame, batch, left)
            fails = 0 if any(left[number] != shard for number, shard in tried.items()) else fails + 1
            left.update(tried)
            suspects = list(dict.fromkeys((*tried, *suspects))) or [next(iter(left))]
            if fails > TRIES:
                raise ResourceError(
                    f"a worker process died {TRIES} times on shard {suspects[0]}",
                    "is there enough memory? try --workers 1",
                    code="WORKERS_DIED",
                ) from None


def _blamed(blame: Blame[Task] | None, batch: Mapping[int, Task], left: Mapping[int, Task]) -> dict[int, Task]:
    """Return the shards of a batch that were being done when a worker died, as they are to be tried again."""
    if blame is None:
        return {}
    asked = ((number, blame(shard, len(batch) == 1)) for number, shard in batch.items() if number in left)
    return {number: shard for number, shard in asked if shard is not None}


def _pool(
    job: Callable[[Task], TaskReport], shards: Mapping[int, Task], workers: int
) -> Iterator[tuple[int, TaskReport]]:
    """Yield the number and the report of each shard as they are finished; where this is left early, workers end."""
    # forkserver: fork copies threads' locks, spawn imports everything for each worker.
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)[::-1]
    with (
        ours,
        theirs,
        ProcessPoolExecutor(min(workers, len(shards)), context, end_with_parent, (theirs,)) as pool,
    ):
        try:
            futures = {pool.submit(job, shard): number for number, shard in shards.items()}
            for future in as_completed(futures):
                yield futures.pop(future), future.result()
        except BaseException:
            ours.close()  # the workers end now: nobody waits for a shard that is not wanted any more
            raise
