"""List items: bullets, and enumerated clauses in a row under an opening colon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.enumerators import HEADING_FAMILIES, Enumerator
from corpus.cleaning.structure.page import Line, Page
from corpus.cleaning.structure.wording import ending, is_headline

_CLAUSES = frozenset({"han", "han_paren", "digit", "digit_paren", "circle", "letter", "ordinal"})
_COLONS = frozenset("：:")
# An item of a law may run over lines; a paragraph that begins with a mark has several sentences.
_ITEM = 400


def lists(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Judge each line by its mark, its ending and the line above."""
    families: tuple[str, ...] = ()
    asked = False
    for index, line in enumerate(page):
        kind = kinds[index]
        if kind == "furniture":
            continue
        mark = None if kind or line.mark else line.item
        if mark and _is_item(line, mark, families, asked) and not _heads_text(page, kinds, index, mark):
            yield index, "list_item"
            families = _open(families, mark.family)
        else:
            # Reflow sees by the indent what has no mark.
            if not mark and not kind and line.hint == "list_item" and not line.mark:
                yield index, "list_item"
            families = ()
        asked = line.last in _COLONS


def _open(families: tuple[str, ...], family: str) -> tuple[str, ...]:
    """Return the lists under way, each inside the one before it."""
    return families[: families.index(family) + 1] if family in families else (*families, family)


def _is_item(line: Line, mark: Enumerator, families: tuple[str, ...], asked: bool) -> bool:
    """Return whether it is an item. ``families``: the lists under way; ``asked``: the line above ends with a colon."""
    if mark.family == "bullet" and len(line.text) <= mark.end:
        return False
    if mark.family == "bullet":
        return True
    if mark.family not in _CLAUSES or len(line.text) > _ITEM:
        return False
    if ending(line.text) in "；;" or (line.hint == "list_item" and _is_one_sentence(line.text)):
        return True
    return (asked or mark.family in families) and not _is_alone(line, mark)


def _is_one_sentence(text: str) -> bool:
    """Tell one sentence from several: a mark before those opens a paragraph, however reflow saw it indented."""
    return "。" not in text[:-1]


def _heads_text(page: Page, kinds: Sequence[str], index: int, mark: Enumerator) -> bool:
    """Return whether a headline's wording has running text below instead of the next item."""
    line = page[index]
    if mark.family not in HEADING_FAMILIES or not line.short or not is_headline(line.text[mark.end :], 40):
        return False
    below = next((page[at] for at in range(index + 1, min(len(page), index + 6)) if kinds[at] != "furniture"), None)
    if below is None:
        return False
    following = below.item
    return (following is None or following.family != mark.family) and below.finished


def _is_alone(line: Line, mark: Enumerator) -> bool:
    """Return whether a mark with a headline's wording opens a section: the line above asked for no list."""
    return line.hinted and mark.family in HEADING_FAMILIES and is_headline(line.text[mark.end :], 60)
