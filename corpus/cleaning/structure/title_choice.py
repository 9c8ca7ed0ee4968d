"""Which lines over a text are its title: every run of lines is scored by what it shows, and the best is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpus.cleaning.structure.claims import HEADLINE, Claim, Stage
from corpus.cleaning.structure.head_lines import (
    MOST,
    HeadFeatures,
    HeadLine,
    described,
    head_lines,
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


def choose(layout: Layout) -> Choice:
    """Choose the title among the lines over a text.

    >>> text = "来源：河口报\\n\\n旧书车开进山村\\n许青禾\\n\\n　　书车每周来一次，村里人都等它，一等就是一天。\\n"
    >>> [line.text for line in choose(Layout(text, (), ())).lines]
    ['旧书车开进山村']
    """
    lines = head_lines(layout)
    if len(lines) < _LEAST:
        return Choice((), (), 1.0)
    shown = described(layout.text, lines)
    found = list(runs(lines, shown.kinds))
    scores = list(_scores(shown, found))
    top = max([0.0, *scores])
    powers = [math.exp(score - top) for score in scores]
    total = math.exp(-top) + sum(powers)
    runs_of = tuple(tuple(lines[first : last + 1]) for first, last in found)
    return Choice(runs_of, tuple(power / total for power in powers), math.exp(-top) / total)


def _scores(shown: HeadFeatures, found: Sequence[tuple[int, int]]) -> Iterator[float]:
    """Yield the sum of the weights of what each run shows; what several runs share is summed once."""
    weights = _weights().get
    lines = [sum([weights(name, 0.0) for name in names]) for names in shown.lines]
    joins, parts, leaves = (
        [sum([weights(f"{role} {name}", 0.0) for name in names]) for names in shown.joins]
        for role in ("joins", "parts", "leaves")
    )
    for first, last in found:
        score = sum(lines[first : last + 1]) + sum(joins[first:last]) + (parts[first - 1] if first else 0.0)
        score += leaves[last] if last < len(leaves) else 0.0
        yield score + sum([weights(name, 0.0) for name in shown.around(first, last)])


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
