"""The article of each line.

Newspaper pages come out of a PDF with headlines after their text. Nothing is moved: a headline is given the number
of its article, in the order of the texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.articles import FEW, Body, Words
from corpus.cleaning.structure.captions import photographer
from corpus.cleaning.structure.page import Page

_NOWHERE = frozenset({"furniture", "label"})
# How much more of a caption another text must have than the one that it is next to; a known photographer's share.
_MARGIN, _KNOWN = 0.1, 0.2


def number(
    page: Page, kinds: Sequence[str], texts: Sequence[Body], owned: dict[int, int], words: Words
) -> list[int | None]:
    """Return the number of each line's article; None for furniture and labels."""
    if len(texts) < 2:
        return [None if kind in _NOWHERE else 0 for kind in kinds]
    numbers = list(_by_place(kinds, texts, owned))
    if len(texts) <= FEW:
        for index, owner in _captions(page, kinds, texts, words, numbers):
            numbers[index] = owner
    return numbers


def _by_place(kinds: Sequence[str], texts: Sequence[Body], owned: dict[int, int]) -> Iterator[int | None]:
    """Give lines between two texts to the headline above them, else to the text above."""
    at, current = 0, 0
    for index, kind in enumerate(kinds):
        while at < len(texts) and index >= texts[at].end:
            at += 1
        if at < len(texts) and index >= texts[at].start:
            current = at
        current = owned.get(index, current)
        yield None if kind in _NOWHERE else current


def _captions(
    page: Page, kinds: Sequence[str], texts: Sequence[Body], words: Words, numbers: Sequence[int | None]
) -> Iterator[tuple[int, int]]:
    """Give a caption between two texts to the one that speaks of the same."""
    known = dict[str, int]()
    for index, kind in enumerate(kinds):
        if kind != "caption":
            continue
        owner, name = numbers[index] or 0, photographer(page[index].text)
        if texts[0].end <= index and not any(text.start <= index < text.end for text in texts):
            owner = _most_alike(page[index].text, owner, len(texts), words, known.get(name))
            yield index, owner
        known.setdefault(name, owner)


def _most_alike(line: str, near: int, n_texts: int, words: Words, known: int | None) -> int:
    every = range(n_texts)
    scores = [words.alike(line, text, [other for other in every if other != text]) for text in every]
    scores[near] += _MARGIN
    if known is not None:
        scores[known] += _KNOWN
    return max(every, key=scores.__getitem__)
