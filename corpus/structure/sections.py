"""The section of each line: the headings above it in the same article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

from corpus.structure.page import Page
from corpus.structure.references import is_bibliography

_OUTSIDE = frozenset({"title", "subtitle", "label", "furniture"})
_Path = tuple[str, ...]


def sections(
    page: Page, kinds: Sequence[str], levels: Sequence[int | None], articles: Sequence[int | None]
) -> Iterator[_Path]:
    """For a heading, those above it; a title and what belongs to no article have none."""
    if "heading" not in kinds:
        yield from repeat((), len(kinds))
        return
    paths = dict[int | None, list[tuple[int, str]]]()
    shown, closed = dict[int | None, _Path](), set[int | None]()
    for line, kind, level, article in zip(page, kinds, levels, articles, strict=True):
        if kind == "heading" and level is not None:
            above = [entry for entry in paths.get(article, ()) if entry[0] < level]
            path = tuple([text for _, text in above])
            yield path
            paths[article] = [*above, (level, line.text)]
            shown[article] = (*path, line.text)
            if is_bibliography(line.text):
                closed.add(article)
            else:
                closed.discard(article)
        elif kind in _OUTSIDE or (kind != "reference" and article in closed):
            yield ()
        else:
            yield shown.get(article, ())
