"""Whose headline is it: of the texts around a group of headlines, the one above or the one below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.cleaning.structure.articles import FEW, HeadlineGroup, Words
from corpus.cleaning.structure.page import Page
from corpus.cleaning.structure.titles import is_dashed

# A headline is above its text unless counts or words speak against it.
_ABOVE_TEXT = 0.15
# What a text left without any headline is worth; more than all likeness.
_HEADED = 2.0
# By so much must the lines on either side of a cut differ in whom they speak of.
_CLEAR = 0.1
_TALLEST = 8


def parted(page: Page, found: Sequence[HeadlineGroup], n_texts: int, words: Words) -> Iterator[HeadlineGroup]:
    """Cut groups between two texts in two where the upper lines speak of the text above, the lower of that below."""
    for group in found:
        cut = _cut(page, group, words) if 0 < group.gap < n_texts and 1 < len(group.lines) <= _TALLEST else 0
        if cut:
            yield HeadlineGroup(group.gap, group.lines[:cut])
        yield HeadlineGroup(group.gap, group.lines[cut:])


def _cut(page: Page, group: HeadlineGroup, words: Words) -> int:
    """Find where to cut, 0 for nowhere; a dashed line is never parted from the title above it."""
    above, below = group.gap - 1, group.gap
    gains = [
        words.alike(page[index].text, above, [below]) - words.alike(page[index].text, below, [above])
        for index in group.lines
    ]
    cuts = [at for at in range(1, len(gains)) if not is_dashed(page[group.lines[at]])]
    best = max(cuts, key=lambda at: sum(gains[:at]) / at - sum(gains[at:]) / (len(gains) - at), default=0)
    sure = best and sum(gains[:best]) / best > _CLEAR and sum(gains[best:]) / (len(gains) - best) < -_CLEAR
    return best if sure else 0


def owners(page: Page, found: Sequence[HeadlineGroup], n_texts: int, words: Words) -> dict[int, int]:
    """Find the text of each headline."""
    result = dict[int, int]()
    for group, owner in zip(found, _chain(page, found, n_texts, words), strict=True):
        result.update((index, owner) for index in group.lines)
    result.update(_left_over(page, found, n_texts, words, result))
    return result


class _Path(NamedTuple):
    """The choice for a group and the path before it: a step costs the same however long the path is."""

    score: float
    owner: int
    before: _Path | None


def _chain(page: Page, found: Sequence[HeadlineGroup], n_texts: int, words: Words) -> list[int]:
    """Choose a text for each group, so that most texts have one: the best path over ``above`` and ``below``."""
    paths: list[_Path] = []
    for group in found:
        paths = [
            _best(paths, owner, _likeness(page, group, owner, n_texts, words))
            for owner in (group.gap, group.gap - 1)
            if 0 <= owner < n_texts
        ]
    path, result = (max(paths, key=_score) if paths else None), list[int]()
    while path:
        result.append(path.owner)
        path = path.before
    return result[::-1]


def _best(paths: Sequence[_Path], owner: int, likeness: float) -> _Path:
    """Find the best way to give a group this owner; a text that has a headline gains nothing from another."""
    options = [
        _Path(before.score + likeness + (_HEADED if before.owner != owner else 0), owner, before)
        for before in paths
        if before.owner <= owner
    ]
    return max(options, key=_score) if options else _Path(likeness + _HEADED, owner, None)


def _score(path: _Path) -> float:
    return path.score


def _likeness(page: Page, group: HeadlineGroup, owner: int, n_texts: int, words: Words) -> float:
    rival = group.gap - 1 if owner == group.gap else group.gap
    others = [rival] if 0 <= rival < n_texts else []
    alike = sum(words.alike(page[index].text, owner, others) for index in group.lines) / len(group.lines)
    return alike + (_ABOVE_TEXT if owner == group.gap else 0)


def _left_over(
    page: Page, found: Sequence[HeadlineGroup], n_texts: int, words: Words, owned: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield owners of the last lines of a page: they may be a subtitle of a text that has no headline at all."""
    bare = sorted(set(range(n_texts)) - set(owned.values()))
    if not bare or n_texts > FEW or not found or found[-1].gap != n_texts:
        return
    for index in found[-1].lines[1:]:
        if is_dashed(page[index]):
            rivals = [*bare, owned[index]]
            yield (
                index,
                max(rivals, key=lambda text: words.alike(page[index].text, text, [r for r in rivals if r != text])),
            )
