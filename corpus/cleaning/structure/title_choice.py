"""Which lines over a text are its title: every run of lines is scored by what it shows, and the best is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpus.cleaning.structure.claims import HEADLINE, Claim, Stage
from corpus.cleaning.structure.head_lines import (
    MOST,
    HeadLine,
    Surroundings,
    described,
    head_lines,
    kind_of,
    of_run,
    runs,
)
from corpus.cleaning.structure.page import Page, plain
from corpus.model.values import Layout

TABLE = "title_weights.tsv"
# From here on the choice is more often right than the headlines that the rules see; less is enough where those are
# as unlikely as this.
CERTAIN, SURE, LIKELY, UNLIKELY = 0.8, 0.5, 0.3, 0.1


_LEAST = 2  # lines: the first line of a text alone has no title


class Choice(NamedTuple):
    """What may be the title of a head: runs of lines, each with its chance, and the chance that there is none."""

    runs: tuple[tuple[HeadLine, ...], ...]
    chances: tuple[float, ...]
    none: float

    @property
    def lines(self) -> tuple[HeadLine, ...]:
        """The likeliest run; no line where the document has no title."""
        return self.runs[self.chances.index(self.sure)] if self.runs and self.sure > self.none else ()

    @property
    def sure(self) -> float:
        """The chance of the likeliest run."""
        return max(self.chances, default=0.0)

    def chance(self, start: int, end: int) -> float:
        """Return the chance of the run between two places of the text, 0 of what is none."""
        for run, chance in zip(self.runs, self.chances, strict=True):
            if (run[0].start, run[-1].end) == (start, end):
                return chance
        return 0.0


class Candidate(NamedTuple):
    """A run of lines that may be the title, and how often each feature occurs in it."""

    first: int
    last: int
    counts: Mapping[str, int]


def choose(layout: Layout) -> Choice:
    """Choose the title among the lines over a text.

    >>> text = "来源：河口报\\n\\n旧书车开进山村\\n许青禾\\n\\n　　书车每周来一次，村里人都等它，一等就是一天。\\n"
    >>> [line.text for line in choose(Layout(text, (), ())).lines]
    ['旧书车开进山村']
    """
    lines = head_lines(layout)
    if len(lines) < _LEAST:
        return Choice((), (), 1.0)
    found = list(candidates(layout.text, lines))
    weights = _weights()
    scores = [sum(weights.get(name, 0.0) * count for name, count in each.counts.items()) for each in found]
    top = max([0.0, *scores])
    powers = [math.exp(score - top) for score in scores]
    total = math.exp(-top) + sum(powers)
    runs_of = tuple(tuple(lines[each.first : each.last + 1]) for each in found)
    return Choice(runs_of, tuple(power / total for power in powers), math.exp(-top) / total)


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


def blocks_of(layout: Layout, lines: Sequence[HeadLine]) -> list[int]:
    """Return the blocks that are just these lines; none where a line is part of a block."""
    found = list[int]()
    for at, block in enumerate(layout.blocks[: MOST * 2]):
        start, end = block.spans[0].start, block.spans[-1].end
        found += (at for line in lines if start <= line.start and line.end <= end and _is_same(block.text, line.text))
    return found if len(found) == len(lines) and found[-1] - found[0] < len(found) else []


def _is_same(block: str, line: str) -> bool:
    return plain(block)[0] == line


def chosen_title(chosen: Sequence[int]) -> Stage:
    """Return a stage that claims the lines that were chosen, before all others."""

    def title_choice(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
        """Claim the chosen lines."""
        return ((at, HEADLINE) for at in chosen)

    return title_choice


@cache
def _weights() -> dict[str, float]:
    rows = files(__package__).joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    return {name: float(weight) for name, _, weight in (row.partition("\t") for row in rows)}
