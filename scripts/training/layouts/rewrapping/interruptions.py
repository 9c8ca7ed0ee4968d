"""What interrupts the items of a rendering: bylines between them; captions, blank lines and cuts inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.labelled import Item
from training.layouts.rewrapping.lines import INSERT, Line
from training.layouts.rewrapping.phrases import BYLINES, CAPTIONS, HEADLINES, NAMES
from training.layouts.rewrapping.wrap import NOT_FIRST, NOT_LAST

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.layouts.rewrapping.style import Style

SIGNS = frozenset("，。、；：？！”’）》」』】〉…“‘（《「『【〈")


def add_bylines(items: Sequence[Item], look: Style, rng: random.Random) -> list[Item]:
    """Put bylines, credits and other headlines between the items."""
    result = list[Item]()
    for item in items:
        result.append(item)
        if rng.random() < look.bylines:
            result.append(Item("byline", rng.choice(BYLINES).format(rng.choice(NAMES), rng.choice(NAMES))))
        while rng.random() < look.bylines * 1.5:
            result.append(Item("headline", rng.choice(HEADLINES).format(rng.choice(NAMES))))
    return result


def cut_columns(lines: Sequence[Line], look: Style, rng: random.Random) -> list[Line]:
    """Break columns inside paragraphs: a blank line, in an unwrapped text in the middle of a line."""
    result = list[Line]()
    for index, line in enumerate(lines):
        if not look.wraps and len(line.text) > 60 and rng.random() < look.column_cuts:
            at = rng.randint(15, len(line.text) - 15)
            end, start = line.text[:at].rstrip(), line.text[at:].lstrip()
            result += [line._replace(text=end), Line(start, line.item, blanks=rng.choice([1, 1, 3]))]
        elif look.wraps and _goes_on(lines, index) and rng.random() < look.column_cuts:
            result.append(line._replace(blanks=line.blanks + 1))
        else:
            result.append(line)
    return result


def disturb(lines: Sequence[Line], look: Style, rng: random.Random) -> list[Line]:
    """Put captions and false blank lines inside paragraphs, and break lines into fragments."""
    result, count = list[Line](), 0
    for index, line in enumerate(lines):
        inside = _goes_on(lines, index)
        if inside and look.captions and rng.random() < look.captions:
            count += 1
            result.append(Line(rng.choice(CAPTIONS).format(count), -1, INSERT, rng.randint(0, 2)))
            line = line._replace(blanks=rng.randint(0, 2))
        elif inside and look.false_blank and line.text.strip()[:1] in NOT_LAST and rng.random() < look.false_blank:
            line = line._replace(blanks=line.blanks + 1)
        result += _pinched(line, look.pinched, rng) if look.pinched else _fragments(line, look.fragments, rng)
    return result


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the line continues the item of the line before it."""
    return index > 0 and lines[index - 1].item == lines[index].item


def _pinched(line: Line, rate: float, rng: random.Random) -> list[Line]:
    """Cut a line where two signs meet."""
    text, cuts = line.text, [0]
    for at in range(1, len(text)):
        if text[at] in SIGNS and text[at - 1] in SIGNS and rng.random() < rate:
            cuts.append(at)
    pieces = [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [line._replace(text=pieces[0]), *(Line(piece, line.item) for piece in pieces[1:])]


def _fragments(line: Line, rate: float, rng: random.Random) -> list[Line]:
    """Cut a line at punctuation now and then, as ``pdftotext -raw`` does."""
    text = line.text
    if not rate or len(text) < 8 or rng.random() > rate:
        return [line]
    cuts = [k for k in range(2, len(text)) if text[k] in NOT_FIRST or text[k - 1] in NOT_FIRST or text[k] in NOT_LAST]
    cut = rng.choice(cuts) if cuts else len(text) - 1
    rest = text[cut:].lstrip()
    return [line._replace(text=text[:cut]), Line(rest, line.item)] if rest else [line]
