"""Which source a worker was at when it died: a mark before each, and a count by which it is quarantined."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from corpus.building.crash_mark import mark_of
from corpus.building.shards import Shard

DEATHS = 2


class CrashCount:
    """Counts the deaths of workers by the source that they were at."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._deaths = Counter[str]()

    def blame(self, shard: Shard, alone: bool) -> Shard | None:
        """Return a shard as it is to be tried again, if a worker was at it when one died; else None.

        A source that was there twice, and alone with its worker the second time, is left out as crashed: of several
        workers that end together only one died of its source.
        """
        mark = mark_of(self._work, shard.number)
        try:
            key = mark.read_text(encoding="utf-8").rstrip()
        except FileNotFoundError:
            return None
        mark.unlink()
        self._deaths[key] += 1
        if key and alone and self._deaths[key] >= DEATHS:
            return replace(shard, crashed=shard.crashed | {key})
        return shard
