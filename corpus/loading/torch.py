"""Rows as a torch dataset: each worker reads a disjoint part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch.utils.data

from corpus.release.parquet import dicts

if TYPE_CHECKING:
    from corpus.loading.rows import Rows


class TorchRows(torch.utils.data.IterableDataset[dict[str, Any]]):
    """Dicts in row order; worker k of n takes every n-th batch."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = torch.utils.data.get_worker_info()
        number, count = (worker.id, worker.num_workers) if worker else (0, 1)
        every = enumerate(self._rows.as_stored.stored_batches())
        own = (batch for index, batch in every if index % count == number)
        # The workers are torch's: none of its own for a conversion.
        for batch in self._rows.shown(own, workers=1 if worker else None):
            yield from dicts(batch)

    def __len__(self) -> int:
        return len(self._rows)
