"""Furniture stays furniture: reflow saw the page that the structure does not."""

from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.page import RUNNING, Page


def furniture(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """What reflow found to be page numbers and running heads; the first copy of a head is a label."""
    for index, line in enumerate(page):
        if line.hint == "furniture":
            yield index, "furniture"
        elif line.hint == RUNNING:
            yield index, "label"
