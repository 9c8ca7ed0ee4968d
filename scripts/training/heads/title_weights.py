"""``title_weights.tsv``: how much each feature of a head's lines speaks for their being the title.

A choice among the runs of lines of a head, and none of them, by the scores of their features (a conditional logit).
Features in fewer than ``LEAST`` documents are left out; the penalty keeps weights of few documents small.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.cleaning.decoding import decode
from corpus.cleaning.reflow import reflow
from corpus.cleaning.rules import normalise, select
from corpus.cleaning.structure import title_choice
from corpus.cleaning.structure.halves import whole
from corpus.cleaning.structure.head_lines import described, head_lines, runs
from corpus.cleaning.structure.labelled_fields import opens_field
from corpus.cleaning.structure.splits import split
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.cleaning.structure.head_lines import HeadLine

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

PATH = Path(title_choice.__file__).with_name(title_choice.TABLE)
STEPS = (0.0, 0.3, 0.5, 0.7, 0.9)
LEAST, PENALTY, ROUNDS, RATE = 3, 0.7, 400, 0.05
_MARKS = re.compile(r"[\s*#│]")


class Candidate(NamedTuple):
    """A run of lines that may be the title, and how often each feature occurs in it."""

    first: int
    last: int
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Head:
    """A labelled head: its name and family, the runs that may be the title, and which is (past the last for none)."""

    name: str
    family: str
    runs: tuple[Candidate, ...]
    right: int


def read(folders: Iterable[Path]) -> list[Head]:
    """Read the labelled heads of folders, in the order of their names."""
    found = [_head(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    if not found:
        raise UsageError("no labelled head in these folders", "name folders with NAME.txt and NAME.json")
    return found


def _head(path: Path) -> Head:
    label = json.loads(path.read_text(encoding="utf-8"))
    text, _ = normalise(decode(path.with_suffix(".txt").read_bytes()).text, select())
    layout = whole(split(reflow(text)))
    lines = head_lines(layout)
    shown = described(layout.text, lines)
    found = tuple(
        Candidate(first, last, Counter(shown.of_run(first, last))) for first, last in runs(lines, shown.kinds)
    )
    title = _plain(label["meta"]["title"] or "")
    return Head(path.stem, label["family"], found, _right(found, lines, title))


def _plain(text: str) -> str:
    return _MARKS.sub("", text)


def _right(found: Sequence[Candidate], lines: Sequence[HeadLine], title: str) -> int:
    """Find the run that is the title with the least around it; none where only a field states it."""
    best, right = _SPARE + 1, len(found)
    for place, run in enumerate(found if title else ()):
        words = [_plain(line.bare) for line in lines[run.first : run.last + 1]]
        extra = len("".join(words)) - len(title)
        whole = title in "".join(words) and words[0][:2] in title and words[-1][:2] in title
        if run.first == run.last:
            whole = title in words[0] and not opens_field(lines[run.first].text)
        if whole and extra < best:
            best, right = extra, place
    return right


_SPARE = 20  # characters on the title's lines that are not of it


def learned(heads: Sequence[Head]) -> dict[str, float]:
    """Learn the weights of the features from heads."""
    often = Counter(name for head in heads for name in {name for run in head.runs for name in run.counts})
    names = sorted(name for name, count in often.items() if count >= LEAST)
    places = {name: place for place, name in enumerate(names)}
    tables = [_table(head, places) for head in heads]
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, ROUNDS + 1):
        slope = PENALTY * weights
        for head, table in zip(heads, tables, strict=True):
            chances = _chances(table @ weights)
            chances[head.right] -= 1
            slope = slope + table.T @ chances
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return dict(zip(names, map(float, weights), strict=True))


def _table(head: Head, places: dict[str, int]) -> Floats:
    table = np.zeros((len(head.runs) + 1, len(places)))
    for row, run in enumerate(head.runs):
        for name, count in run.counts.items():
            if name in places:
                table[row, places[name]] = count
    return table


def _chances(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    chances: Floats = powers / powers.sum()
    return chances


def figures(heads: Sequence[Head]) -> Iterator[str]:
    """Yield how often the choice is right for each family, learned from the others, and how sure it is."""
    told = list[tuple[float, bool]]()
    for family in sorted({head.family for head in heads}):
        weights = learned([head for head in heads if head.family != family])
        out = [_told(head, weights) for head in heads if head.family == family]
        yield f"{family:18} {sum(right for _, right in out)} of {len(out)}"
        told += out
    yield f"{'all':18} {sum(right for _, right in told)} of {len(told)}"
    for low, high in zip(STEPS, (*STEPS[1:], 2.0), strict=True):
        near = [right for sure, right in told if low <= sure < high]
        yield f"sure {low:.1f} and more: {sum(near)} of {len(near)}"


def _told(head: Head, weights: dict[str, float]) -> tuple[float, bool]:
    """Return how sure the choice for a head is, and whether it is right."""
    places = {name: place for place, name in enumerate(weights)}
    chances = _chances(_table(head, places) @ np.array(list(weights.values())))
    return float(chances.max()), int(chances.argmax()) == head.right


def make(folders: Iterable[Path]) -> tuple[bytes, list[str]]:
    """Make the table from the labelled heads of folders, with the figures of families left out."""
    heads = read(folders)
    rows = "".join(f"{name}\t{weight:.3f}\n" for name, weight in sorted(learned(heads).items()) if abs(weight) >= 0.001)
    return rows.encode(), list(figures(heads))
