"""What is set: the items of a document with their labels apart, notes called for in paragraphs, captions between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from training.layouts.item_labels import split

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.layouts.labelled import Item

SIZE = 4200  # characters of a manuscript: some pages
NOTED = 0.25  # of the paragraphs of a manuscript with notes


class Part(NamedTuple):
    """One item: its label (a number or bullet), the text behind it, where in it a note is called for and the note."""

    kind: str
    label: str
    text: str
    whole: str
    note_at: int = -1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document to set. ``script`` is Hans or Hant."""

    doc: str
    genre: str
    script: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """The words that running heads repeat."""
        named = next((p for p in self.parts if p.kind in ("title", "heading")), self.parts[0])
        return named.whole[:24]


def part(item: Item) -> Part:
    """Take the label of an item from its text."""
    text = " ".join(item.text.split())
    label, rest = split(item.kind, text)
    return Part(item.kind, label, rest, text)


def manuscript(
    doc: str,
    genre: str,
    script: str,
    items: Sequence[Item],
    notes: Sequence[str],
    rng: random.Random,
    size: int = SIZE,
) -> Manuscript:
    """Take a run of the items, and call for notes in some of the paragraphs of every other manuscript."""
    parts = [part(item) for item in _some(items, size, rng)]
    if rng.random() < 0.5:
        parts = [_noted(each, notes, rng) if rng.random() < NOTED else each for each in parts]
    return Manuscript(doc, genre, script, tuple(parts))


def _some(items: Sequence[Item], limit: int, rng: random.Random) -> Sequence[Item]:
    """Take the beginning of the items, or a run from somewhere, as long as some pages."""
    start = 0 if rng.random() < 0.5 else rng.randrange(max(1, len(items) // 2))
    size, end = 0, start
    while end < len(items) and size < limit:
        size += len(items[end].text)
        end += 1
    return items[start:end]


def _noted(each: Part, notes: Sequence[str], rng: random.Random) -> Part:
    """Call for a note behind a sign of the paragraph, most often its last."""
    places = [at for at, char in enumerate(each.text, 1) if char in "。，；”"]
    if each.kind != "paragraph" or len(each.text) < 40 or not places:
        return each
    note = "".join(rng.sample(notes, rng.choice([1, 1, 2])))
    return each._replace(note_at=rng.choice([places[-1], rng.choice(places)]), note=note)
