"""How stages name kinds: each claims lines that none before it has claimed; one place writes the claims down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.structure.page import RUNNING, Page

Claim = tuple[int, str]
Stage = Callable[[Page, Sequence[str]], Iterator[Claim]]
# A line that could be a title, a subtitle, a label or a heading: the articles decide which.
HEADLINE = "headline"


class Claims(NamedTuple):
    """The kind of each line after every stage, and the stage that claimed it; ``""`` where none did."""

    kinds: list[str]
    stages: list[str]


def claim_all(page: Page, stages: Sequence[Stage]) -> Claims:
    """Let each stage claim lines, in order."""
    kinds, claimed = [""] * len(page), [""] * len(page)
    for stage in stages:
        for index, kind in list(stage(page, kinds)):
            if not kinds[index]:
                kinds[index], claimed[index] = kind, stage.__name__
    return Claims(kinds, claimed)


def furniture(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim what reflow found to be page numbers and running heads; the first copy of a head is a label."""
    for index, line in enumerate(page):
        if line.hint == "furniture":
            yield index, "furniture"
        elif line.hint == RUNNING:
            yield index, "label"
