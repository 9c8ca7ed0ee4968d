"""From counts a document to shares over all of them, each with an interval by bootstrap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.evaluating.details import Details, details

SEED, RESAMPLES = 20_240_229, 1_000
TAILS = (2.5, 97.5)


class Measure(NamedTuple):
    """A share: the sum of the counts ``right`` over the sum of the counts ``of``."""

    name: str
    title: str
    right: tuple[str, ...]
    of: tuple[str, ...]
    is_loss: bool = False


class Counted(NamedTuple):
    """What was counted in one sample, the document that it is of, and the group of samples that it is in."""

    document: str
    counts: Mapping[str, int]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure's value over all documents; None where there was nothing to measure.

    ``low`` and ``high`` bound 95 % of the values that resampled documents give; None for fewer than two documents,
    for one document says nothing of others.
    """

    name: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    right: int
    of: int
    is_loss: bool = False


@dataclass(frozen=True, slots=True)
class GroupEstimates:
    """Estimates over some samples, and of how many documents these are."""

    samples: int
    documents: int
    estimates: tuple[Estimate, ...]

    def value(self, name: str) -> float | None:
        """Return the value of one measure."""
        return next(estimate.value for estimate in self.estimates if estimate.name == name)


@dataclass(frozen=True, slots=True)
class Table:
    """The estimates over a set, and over its groups; ``refused`` are the sources that cleaning did not accept."""

    total: GroupEstimates
    groups: Mapping[str, GroupEstimates]
    refused: tuple[str, ...] = ()
    details: Details | None = None


# F1 = 2 found / (2 found + missed + false): a share of sums like the others.
BOUNDARIES = (
    Measure("boundary_precision", "boundaries, precision", ("found",), ("found", "false")),
    Measure("boundary_recall", "boundaries, recall", ("found",), ("found", "missed")),
    Measure("boundary_f1", "boundaries, F1", ("found", "found"), ("found", "found", "missed", "false")),
    Measure("whole", "whole blocks", ("whole",), ("blocks",)),
)
CHARACTERS = (
    Measure("lost", "characters lost", ("lost",), ("chars",), True),
    Measure("invented", "characters invented", ("invented",), ("chars",), True),
)
HARM = (Measure("harm", "harm: whole lines joined", ("harmed",), ("standing",), True),)
REMOVED = (
    Measure("removed", "furniture removed rightly", ("removed_rightly",), ("removed",)),
    Measure("dropped", "text removed as furniture", ("dropped",), ("chars",), True),
)
BLANKS = (Measure("blanks", "blanks at joins", ("blanks_right",), ("joins",)),)
# What rows say of themselves: a wrong one that is sure misleads, a wrong one that is flagged does not.
TRUST = (
    Measure("held", "wrong rows said to be sure", ("row.held",), ("row.wrong",), True),
    Measure("caught", "wrong rows that are flagged", ("row.caught",), ("row.wrong",)),
    Measure("flagged", "rows that are flagged", ("row.flagged",), ("row.all",), True),
)
OF_GOLD = (
    *BOUNDARIES,
    *HARM,
    *BLANKS,
    Measure("kinds", "kinds of whole blocks", ("kinds",), ("whole",)),
    Measure("levels", "levels of headings", ("levels",), ("levels_of",)),
    Measure("articles", "articles", ("articles",), ("articles_of",)),
    Measure("articles_of_several", "articles, pages with several", ("several",), ("several_of",)),
    Measure("continuations", "continuations joined", ("joined",), ("links",)),
    Measure("furniture", "furniture kept out", ("kept_out",), ("furniture",)),
    *REMOVED,
    Measure("title", "metadata: title", ("title",), ("title_of",)),
    Measure("authors", "metadata: authors", ("authors",), ("authors_of",)),
    Measure("date", "metadata: date", ("date",), ("date_of",)),
    *CHARACTERS,
    *TRUST,
)
OF_REFLOW = (
    *BOUNDARIES,
    *HARM,
    *BLANKS,
    Measure("interrupted", "interrupted paragraphs kept whole", ("joined",), ("links",)),
    Measure("furniture", "furniture kept out", ("kept_out",), ("furniture",)),
    *REMOVED,
    *CHARACTERS,
    *TRUST,
)
OF_ENCODING = (Measure("right", "texts right", ("right",), ("texts",)),)


def estimate(documents: Sequence[Mapping[str, int]], measures: Sequence[Measure]) -> tuple[Estimate, ...]:
    """Estimate each measure over the documents, with its interval.

    Documents are resampled, not blocks: the blocks of one document are right or wrong together.

    >>> estimate([{"right": 1, "texts": 1}, {"texts": 1}], OF_ENCODING)[0].value
    0.5
    """
    return tuple(_estimate(documents, measure) for measure in measures)


def _estimate(documents: Sequence[Mapping[str, int]], measure: Measure) -> Estimate:
    right = [sum(counts.get(name, 0) for name in measure.right) for counts in documents]
    of = [sum(counts.get(name, 0) for name in measure.of) for counts in documents]
    value = sum(right) / sum(of) if sum(of) else None
    low, high = _interval(right, of)
    return Estimate(measure.name, measure.title, value, low, high, sum(right), sum(of), measure.is_loss)


def _interval(right: Sequence[int], of: Sequence[int]) -> tuple[float | None, float | None]:
    """Compute the percentiles of the share when documents are drawn anew with replacement, from a fixed seed."""
    import numpy as np

    pairs = np.array([pair for pair in zip(right, of, strict=True) if pair[1]], dtype=np.int64)
    if len(pairs) < 2:
        return None, None
    draws = np.random.default_rng(SEED).multinomial(len(pairs), [1 / len(pairs)] * len(pairs), RESAMPLES)
    sums = draws @ pairs
    low, high = np.percentile(sums[:, 0] / sums[:, 1], TAILS)
    return float(low), float(high)


def table(samples: Sequence[Counted], measures: Sequence[Measure], refused: Sequence[str] = ()) -> Table:
    """Make the estimates over all samples and over each group."""
    names = sorted({sample.group for sample in samples} - {""})
    groups = {name: _group([sample for sample in samples if sample.group == name], measures) for name in names}
    every = Counter[str]()
    for sample in samples:
        every.update(sample.counts)
    return Table(_group(samples, measures), groups, tuple(refused), details(every))


def _group(samples: Sequence[Counted], measures: Sequence[Measure]) -> GroupEstimates:
    documents = defaultdict[str, Counter[str]](Counter)
    for sample in samples:
        documents[sample.document].update(sample.counts)
    return GroupEstimates(len(samples), len(documents), estimate(list(documents.values()), measures))
