"""The file of trees for lines that stand: learnt from made lines, and from labelled texts and their renderings.

What is wrapped in a labelled text, and the same paragraphs set anew, teach what must be joined. Lines that stand are
made (``training.layouts.standing_lines``) from the word list for tuning, and wrapped prose of the same words beside
them. Ends of wrapped paragraphs teach nothing: their lines neither stand nor go on.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import standing
from corpus.cleaning.reflow.break_decision import judge_wrapped
from corpus.cleaning.reflow.survey import Survey, survey
from corpus.cleaning.reflow.trees import shipped
from corpus.errors import UsageError
from training.layouts.labelled import body, manifest, read
from training.layouts.rewrapping.render import render
from training.layouts.standing_lines import pieces
from training.layouts.standing_lines import wrapped_words as wrapped
from training.layouts.standing_lines.kinds import KINDS
from training.layouts.standing_lines.vocabulary import TUNING
from training.reflow.boosting import boost
from training.reflow.labels import NO_ITEM
from training.reflow.samples import first_of_each_document, run_of, surveyed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from training.layouts.standing_lines.kinds import Maker
    from training.reflow.settings import StandingSettings

    Flags = NDArray[np.bool_]

PATH = Path(standing.__file__).with_name("standing.json")
PART = 0.35  # of the breaks that go on; they are many
STANDS = 0.6  # what a border that stands weighs, where a break that goes on weighs 1: harm to wrapped text is the worse
SPREAD = 0.1  # of made pieces with a blank line between all lines


class Example(NamedTuple):
    """The breaks of one text: what is measured, whether they stand, their weights."""

    rows: NDArray[np.int16]
    stands: Flags
    weight: NDArray[np.float32]


def make(folders: Sequence[Path], settings: StandingSettings, left_out: Collection[str] = ()) -> tuple[bytes, str]:
    """Learn the trees; returns them and how much they were learnt from. Kinds may be left out, to measure on them."""
    extracted = list(extractions(folders))  # before the long work: a folder may be wrong
    rng = random.Random(settings.seed)
    examples = [*made(rng, settings.each, left_out), *extracted, *renderings(folders, rng, settings.renderings)]
    content = learnt(taught_by(examples, settings.seed), settings)
    breaks, stand = sum(len(each.stands) for each in examples), sum(int(each.stands.sum()) for each in examples)
    return written(content), f"{len(examples)} texts {breaks} breaks {stand} stand"


def learnt(taught: Example, settings: StandingSettings) -> dict[str, Any]:
    """Grow the trees that see all, and the few that see what costs next to nothing."""
    seen = taught.rows[[standing.ALL.index(name) for name in standing.GLANCE]]
    cheap, seed, share = taught._replace(rows=seen), settings.seed, settings.seen
    glance = boost(standing.GLANCE, *cheap, settings.glances, seed, settings.glance_rate, share)
    closely = boost(standing.ALL, *taught, settings.trees, seed, settings.rate, share)
    return {"glance": glance, "closely": closely}


def written(content: dict[str, Any]) -> bytes:
    """Write the trees as JSON on one line."""
    return (json.dumps(content, separators=(",", ":")) + "\n").encode()


def extractions(folders: Sequence[Path]) -> Iterator[Example]:
    """Read the labelled texts as they were extracted."""
    for folder in folders:
        for row in manifest(folder):
            known, items = surveyed(folder, row["name"])
            yield from _example(known, _ends(items) | (np.append(items[1:], NO_ITEM) == NO_ITEM))


def renderings(folders: Sequence[Path], rng: random.Random, count: int) -> Iterator[Example]:
    """Set the items of each document anew, so often; of folders the first that has it counts."""
    for folder, row in first_of_each_document(folders):
        items = body(read(folder, row["name"])[1])
        for _ in range(count):
            text, lines = render(run_of(items, rng), rng)
            yield from _example(survey(text), _ends(np.array([line.item for line in lines])))


def _ends(items: NDArray[np.int64]) -> Flags:
    """Say behind which lines an item ends, or was none."""
    ends: Flags = np.append(items[1:] != items[:-1], True) | (items == NO_ITEM)
    return ends


def made(rng: random.Random, each: int, left_out: Collection[str] = ()) -> Iterator[Example]:
    """Make lines of every kind, alone and inside prose, and prose that is wrapped, so many times."""
    kinds = [maker for kind, maker in KINDS.items() if kind not in left_out]
    return evened([list(_of_kind(maker, rng, each)) for maker in kinds])


def evened(kinds: Sequence[Sequence[Example]]) -> Iterator[Example]:
    """Let the borders of each kind weigh as much together: some have few lines, and no kind may be given up for it."""
    counts = [sum(int(example.stands.sum()) for example in examples) for examples in kinds]
    for examples, count in zip(kinds, counts, strict=True):
        scale = np.float32(sum(counts) / len(counts) / max(count, 1))
        for example in examples:
            yield example._replace(weight=np.where(example.stands, example.weight * scale, example.weight))


def _of_kind(maker: Maker, rng: random.Random, each: int) -> Iterator[Example]:
    """Make lines of one kind so many times."""
    for _ in range(each):
        for piece in _pieces(maker, rng):
            if piece.lines:
                yield from _of_piece(piece, rng)


def _pieces(maker: Maker, rng: random.Random) -> list[pieces.Piece]:
    """Make a draft of a kind alone and inside prose; wrap words of three more, long entries, and Latin."""
    lines = maker(rng, TUNING)
    words = [line for _ in range(3) for line in maker(rng, TUNING)]
    return [
        pieces.standing(lines),
        pieces.embedded(lines, rng, TUNING),
        pieces.prose(wrapped.running(words, rng), pieces.prose_style(rng)),
        pieces.prose(wrapped.entries(rng, TUNING), pieces.prose_style(rng)),
        wrapped.prose_of_words(wrapped.latin(rng, TUNING), rng),
    ]


def _of_piece(piece: pieces.Piece, rng: random.Random) -> Iterator[Example]:
    """Write the piece as a text, now and then with lines spread, and say of its lines what is known."""
    full = [number for number, line in enumerate(piece.lines) if line.strip()]
    ends, stands = (np.array(flags)[full] for flags in (piece.ends, piece.stands))
    text = ("\n\n" if rng.random() < SPREAD else "\n").join(piece.lines) + "\n"
    yield from _example(survey(text), ends, stands)


def _example(known: Survey, ends: Flags, stands: Flags | None = None) -> Iterator[Example]:
    """Measure the breaks of the running text; a text whose lines are not those that were labelled gives nothing."""
    if len(known.body) < 2 or len(ends) != len(known.lines):
        return
    rows, edge = features.first(known.lines, known.body, known.marks, known.counted)
    chances = judge_wrapped(known, rows, edge, shipped()).ends
    ends = ends[known.body[:-1]]
    stand = np.zeros_like(ends) if stands is None else ends & stands[known.body[:-1]]
    weight = np.where(ends, np.where(stand, STANDS, 0.0), 1.0).astype(np.float32)
    measured = standing.table(known, rows, edge, chances, standing.side_by_side(known))
    yield Example(measured, stand, weight)


def taught_by(examples: Sequence[Example], seed: int) -> Example:
    """Join what teaches; of the many breaks that go on a part is enough, with more weight."""
    some = [example for example in examples if example.weight.any()]
    if not some:
        raise UsageError("no break of any text teaches anything", "name a folder of labelled texts that are wrapped")
    rows, stands, weight = zip(*some, strict=True)
    every = Example(np.concatenate(rows, axis=1), np.concatenate(stands), np.concatenate(weight))
    drawn = np.random.default_rng(seed).random(len(every.stands)) < PART
    taught = (every.weight > 0) & (every.stands | drawn)
    heavier = np.where(every.stands, every.weight, every.weight / PART).astype(np.float32)
    return Example(every.rows[:, taught], every.stands[taught], heavier[taught])
