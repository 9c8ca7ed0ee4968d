"""How the lines of a rendering are divided into pages: heads, page numbers, notes, and the mark of a new page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.rewrapping.lines import FURNITURE, NOTE, Line
from training.layouts.rewrapping.phrases import NOTE_MARKS, NOTES
from training.layouts.rewrapping.wrap import wrap

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.layouts.rewrapping.style import Style

NOTE_WIDTH = 1.15  # of the column: notes are in smaller type


def paginate(lines: list[Line], look: Style, rng: random.Random) -> list[Line]:
    """Cut the lines into pages with what belongs on each."""
    if look.page_length >= len(lines) or not look.paged:
        return lines
    if not look.wraps:
        lines = _cut_long(lines, rng)
    result = list[Line]()
    for page, start in enumerate(range(0, len(lines), look.page_length), 1):
        part = lines[start : start + look.page_length]
        if page > 1:
            part = [_begun(part[0], look), *part[1:]]
        if look.head:
            part = _headed(part, page, look)
        if look.notes and rng.random() < look.notes:
            part += _notes(look, rng)
        if look.number:
            part = [*part, Line(look.number.format(page), -1, FURNITURE, rng.randint(0, 1))]
        result += part
    return result


def _cut_long(lines: Sequence[Line], rng: random.Random) -> list[Line]:
    """Cut some long lines in two, as where a page ended inside the paragraph."""
    result = list[Line]()
    for line in lines:
        if len(line.text) > 80 and rng.random() < 0.15:
            cut = rng.randint(20, len(line.text) - 20)
            result += [line._replace(text=line.text[:cut]), line._replace(text=line.text[cut:].lstrip(), blanks=1)]
        else:
            result.append(line)
    return result


def _begun(line: Line, look: Style) -> Line:
    """Mark the first line of a page."""
    if look.page_mark == "lead":
        return line._replace(text=" " + line.text.lstrip(), blanks=0)
    if look.page_mark == "blank":
        return line._replace(blanks=max(line.blanks, 1))
    return line._replace(page="" if look.page_mark == "none" else look.page_mark)


def _headed(part: list[Line], page: int, look: Style) -> list[Line]:
    """Put the head over a page; the mark of the page goes before it."""
    head = (page % 2 == 0 and look.second_head) or look.head
    over = Line(head.format(page), -1, FURNITURE, 0, part[0].page)
    return [over, part[0]._replace(page="", blanks=1), *part[1:]]


def _notes(look: Style, rng: random.Random) -> list[Line]:
    """Draw one or two notes for the foot of a page."""
    mark, result = rng.choice(NOTE_MARKS), list[Line]()
    for number in range(1, rng.choice([2, 2, 3])):
        content = mark.format(number) + "".join(rng.sample(NOTES, rng.choice([1, 1, 1, 2, 3])))
        item = -2 - number - rng.randrange(10**6) * 9  # a number that no item has, nor another note
        blanks = int(number == 1 and rng.random() < 0.5)
        for row in wrap(content, look.width * NOTE_WIDTH, 0, look, rng):
            result.append(Line(row, item, NOTE, blanks))
            blanks = 0
    return result
