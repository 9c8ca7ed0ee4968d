"""What each headline is, now that the texts are known: title, subtitle, label, or a heading inside a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.articles import Body, HeadlineGroup
from corpus.cleaning.structure.claims import HEADLINE
from corpus.cleaning.structure.page import Page
from corpus.cleaning.structure.person_names import is_organisation, is_person
from corpus.cleaning.structure.titles import could_be_page_name, is_dashed, is_label, roles
from corpus.cleaning.structure.wording import is_headline

_NUMBERED_TITLES = frozenset({"part", "chapter", "decimal"})
_HEADS = frozenset({"furniture", "label", "meta"})


def settle(
    page: Page, kinds: Sequence[str], heads: Sequence[HeadlineGroup], texts: Sequence[Body], owned: dict[int, int]
) -> list[str]:
    """Settle the kind of every headline; what nothing claimed is a paragraph."""
    result = [_SETTLED.get(kind, kind) for kind in kinds]
    for group in _by_owner(heads, owned):
        for index, kind in _settled(page, kinds, group, len(heads), texts):
            result[index] = kind
    first = _numbered_title(page, kinds, heads)
    if first is not None:
        result[first] = "title"
    return result


def around_title(page: Page, kinds: Sequence[str], chosen: Sequence[int]) -> list[str]:
    """Settle the headlines around a title that was chosen: above it are labels, below it a subtitle or headings."""
    result = list(kinds)
    for index, kind in enumerate(kinds):
        if index in chosen:
            result[index] = "title"
        elif kind in ("title", "subtitle") or (index < chosen[0] and kind in ("heading", "paragraph")):
            result[index] = "label" if index < chosen[0] else _below(page, index, chosen[-1])
    return result


def _below(page: Page, index: int, title: int) -> str:
    """Return the kind of what would be a headline below the title."""
    return "subtitle" if index == title + 1 or is_dashed(page[index]) else "heading"


_SETTLED = {HEADLINE: "heading", "": "paragraph"}


def _by_owner(heads: Sequence[HeadlineGroup], owned: dict[int, int]) -> Iterator[HeadlineGroup]:
    """Yield the lines of one gap and one article together."""
    for group in heads:
        runs = dict[int, list[int]]()
        for index in group.lines:
            runs.setdefault(owned.get(index, 0), []).append(index)
        yield from (HeadlineGroup(group.gap, tuple(lines)) for lines in runs.values())


def _settled(
    page: Page, kinds: Sequence[str], group: HeadlineGroup, n_heads: int, texts: Sequence[Body]
) -> Sequence[tuple[int, str]]:
    is_last = group.gap == len(texts) > 0
    if is_last and (n_heads > len(texts) or (len(texts) == 1 and _is_closing(page[group.lines[0]].text))):
        return [(index, _spare(page, index)) for index in group.lines]
    settled = list(roles(page, group.lines, last=is_last))
    last, kind = settled[-1]
    if kind == "subtitle" and len(settled) > 1 and not is_last and _is_first_heading(page, kinds, group, texts):
        settled[-1] = (last, "heading")
    return settled


def _is_closing(text: str) -> bool:
    """Return whether the line below the only text closes it: a remark in brackets, a name, an organisation."""
    return text[-1:] in "）)" or is_person(text) or is_organisation(text)


def _spare(page: Page, index: int) -> str:
    """Return the kind of a headline that no text is left for."""
    line = page[index]
    if is_label(line) or could_be_page_name(line):
        return "label"
    return "heading" if line.hinted else "paragraph"


def _is_first_heading(page: Page, kinds: Sequence[str], group: HeadlineGroup, texts: Sequence[Body]) -> bool:
    """Return whether the line above the text is like the headings inside it, not like a subtitle."""
    line, title = page[group.lines[-1]], page[group.lines[-2]]
    if is_dashed(line) or group.gap >= len(texts):
        return False
    text = texts[group.gap]
    inner = [page[index] for index in range(text.start, text.end) if kinds[index] == HEADLINE]
    if not inner:
        return False
    if line.mark:
        return line.mark == inner[0].mark
    return len(line.text) < len(title.text) and len(line.text) <= max(len(other.text) for other in inner)


def _numbered_title(page: Page, kinds: Sequence[str], heads: Sequence[HeadlineGroup]) -> int | None:
    """Find ``第三章 ...`` over a text that has no other title, when it is the only one of its family."""
    first = next((index for index, kind in enumerate(kinds) if kind not in _HEADS), None)
    if first is None or kinds[first] not in ("heading", "") or (heads and heads[0].gap == 0):
        return None
    line = page[first]
    mark = line.item if line.short else None
    # A chapter of a story is part of a book that has the title.
    if (
        not mark
        or any(other.in_story for other in page)
        or mark.family not in _NUMBERED_TITLES
        or not is_headline(line.text, 80)
    ):
        return None
    others = (page[index].item for index, kind in enumerate(kinds) if kind == "heading" and index != first)
    shape = mark.family, mark.depth
    return None if any(other and (other.family, other.depth) == shape for other in others) else first
