"""Known words whose characters may be set apart by blanks, as covers and red heads print them: ``作　者``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_BLANKS = " \t\u3000"
WIDEST = 6  # blanks between two characters


class SpacedWord(NamedTuple):
    """A known word, without blanks, and where it ends in the text."""

    word: str
    end: int


class SpacedWords:
    """Some words to look for at a place of a text.

    An expression with a branch for each of 400 words takes 0.3 s to compile and tries them all; this looks at the
    characters once.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._beginnings = frozenset(word[:size] for word in self._words for size in range(1, len(word) + 1))

    @property
    def first(self) -> str:
        """The characters that the words begin with, sorted."""
        return "".join(sorted(text for text in self._beginnings if len(text) == 1))

    def longest(self, text: str, at: int) -> SpacedWord | None:
        """Return the longest word that begins at a place; None if none does.

        >>> SpacedWords(["作者", "作者单位"]).longest("作　者：许青禾", 0)
        SpacedWord(word='作者', end=3)
        """
        seen, blanks, found = "", 0, None
        for place in range(at, len(text)):
            char = text[place]
            if char in _BLANKS and seen and blanks < WIDEST:
                blanks += 1
                continue
            seen, blanks = seen + char, 0
            if seen not in self._beginnings:
                break
            if seen in self._words:
                found = SpacedWord(seen, place + 1)
        return found
