"""Rows as a torch dataset: each worker of each rank reads a disjoint part."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch.distributed
import torch.utils.data

from corpus.loading.rows import every_nth
from corpus.release.parquet import dicts

if TYPE_CHECKING:
    from corpus.loading.rows import Rows


class TorchRows(torch.utils.data.IterableDataset[dict[str, Any]]):
    """Dicts in row order; reader k of n takes every n-th row, and there is a reader for each worker of each rank."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._rank: tuple[int, int] | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = torch.utils.data.get_worker_info()
        rank, ranks = self._rank or rank_of_process()
        number, count = (worker.id, worker.num_workers) if worker else (0, 1)
        own = every_nth(self._rows.as_stored.stored_batches(), rank * count + number, ranks * count)
        # The workers are torch's: none of its own for a conversion.
        for batch in self._rows.shown(own, workers=1 if worker else None):
            yield from dicts(batch)

    def __len__(self) -> int:
        """Return the number of rows that this rank reads."""
        rank, ranks = self._rank or rank_of_process()
        return len(range(rank, len(self._rows), ranks))

    def __getstate__(self) -> dict[str, Any]:
        """Take the rank along: a worker that is started anew has no process group."""
        return {**self.__dict__, "_rank": self._rank or rank_of_process()}


def rank_of_process() -> tuple[int, int]:
    """Return which rank of how many this is: the process group says, before there is one the variables of torchrun."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return torch.distributed.get_rank(), torch.distributed.get_world_size()
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
