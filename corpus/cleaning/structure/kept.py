"""Kinds that reflow settles: it saw the lines of verse, tables and code, and the page of a note."""

from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.page import Page
from corpus.model.values import LINED

KEPT = LINED | {"note"}


def kept(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim blocks that keep their lines, and notes."""
    for index, line in enumerate(page):
        if line.hint in KEPT:
            yield index, line.hint
