"""Which lines over a text are its title: every run of lines is scored by what it shows, and the best is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpus.cleaning.structure.head_lines import (
    HeadLine,
    Surroundings,
    described,
    head_lines,
    kind_of,
    of_run,
    runs,
)

TABLE = "title_weights.tsv"


class Choice(NamedTuple):
    """The lines of the title, none where the document has none, and how sure the choice is."""

    lines: tuple[HeadLine, ...]
    sure: float


class Candidate(NamedTuple):
    """A run of lines that may be the title, and how often each feature occurs in it."""

    first: int
    last: int
    counts: Mapping[str, int]


def choose(text: str) -> Choice:
    """Choose the title among the lines over a text.

    >>> text = "来源：河口报\\n\\n旧书车开进山村\\n许青禾\\n\\n　　书车每周来一次，村里人都等它，一等就是一天。\\n"
    >>> [line.text for line in choose(text).lines]
    ['旧书车开进山村']
    """
    lines = head_lines(text)
    found = list(candidates(text, lines))
    weights = _weights()
    scores = [sum(weights.get(name, 0.0) * count for name, count in each.counts.items()) for each in found]
    top = max([0.0, *scores])
    total = math.exp(-top) + sum(math.exp(score - top) for score in scores)
    if top <= 0:
        return Choice((), math.exp(-top) / total)
    best = found[scores.index(top)]
    return Choice(tuple(lines[best.first : best.last + 1]), 1 / total)


def candidates(text: str, lines: Sequence[HeadLine]) -> Iterator[Candidate]:
    """Yield the runs of lines that may be the title, with what they show."""
    kinds = [kind_of(line) for line in lines]
    single = described(lines, kinds, Surroundings(text, lines))
    for first, last in runs(lines, kinds):
        counts = dict[str, int]()
        for names in (*single[first : last + 1], of_run(lines, kinds, first, last)):
            for name in names:
                counts[name] = counts.get(name, 0) + 1
        yield Candidate(first, last, counts)


@cache
def _weights() -> dict[str, float]:
    rows = files(__package__).joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, _, weight in (row.partition("\t") for row in rows)}
