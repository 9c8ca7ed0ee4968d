"""How stages name kinds: each claims lines that none before it has claimed; one place writes the claims down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from corpus.cleaning.structure.page import RUNNING, Page

Claim = tuple[int, str]
Stage = Callable[[Page, Sequence[str]], Iterator[Claim]]
# A line that could be a title, a subtitle, a label or a heading: the articles decide which.
HEADLINE = "headline"


def claim_all(page: Page, stages: Sequence[Stage]) -> list[str]:
    """Return the kinds after every stage; ``""`` where no stage made a claim."""
    kinds = [""] * len(page)
    for stage in stages:
        for index, kind in list(stage(page, kinds)):
            if not kinds[index]:
                kinds[index] = kind
    return kinds


def furniture(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim what reflow found to be page numbers and running heads; the first copy of a head is a label."""
    for index, line in enumerate(page):
        if line.hint == "furniture":
            yield index, "furniture"
        elif line.hint == RUNNING:
            yield index, "label"
