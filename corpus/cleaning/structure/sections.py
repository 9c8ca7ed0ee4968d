"""The section of each line: the headings above it in the same article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.cleaning.structure.references import is_bibliography

_OUTSIDE = frozenset({"title", "subtitle", "label", "furniture"})
_Path = tuple[str, ...]


class _WithText(Protocol):
    """A line of a page, or a block."""

    @property
    def text(self) -> str: ...


def sections(
    page: Sequence[_WithText], kinds: Sequence[str], levels: Sequence[int | None], articles: Sequence[int | None]
) -> list[_Path]:
    """Give each heading those above it; a title and what belongs to no article have none."""
    result = list[_Path]([()]) * len(kinds)
    if "heading" not in kinds:
        return result
    # Of each article: the headings under way, each with the path that ends with it, and what a line below has.
    # A bibliography's heading holds for references alone.
    paths = dict[int | None, list[tuple[int, _Path]]]()
    below, cited = dict[int | None, _Path](), dict[int | None, _Path]()
    for index, (kind, level, article) in enumerate(zip(kinds, levels, articles, strict=True)):
        if level is not None:
            above = paths.setdefault(article, [])
            while above and above[-1][0] >= level:
                above.pop()
            text, path = page[index].text, above[-1][1] if above else ()
            result[index] = path
            cited[article] = path = (*path, text)
            above.append((level, path))
            below[article] = () if is_bibliography(text) else path
        elif kind == "reference":
            result[index] = cited.get(article, ())
        elif kind not in _OUTSIDE:
            result[index] = below.get(article, ())
    return result
