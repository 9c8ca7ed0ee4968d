"""How the items of a document become lines: indents, margins, and the blank lines between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from training.layouts.item_labels import split
from training.layouts.labelled import Item
from training.layouts.rewrapping.spelling import spell
from training.layouts.rewrapping.wrap import wrap

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.layouts.rewrapping.style import Style

BODY, NOTE, INSERT, FURNITURE = "body", "note", "insert", "furniture"
PLAIN = ("title", "heading", "byline", "headline")  # kinds that are set without indent
BETWEEN_HAN = re.compile(r"(?<=[^\x00-\xff])(?=[^\x00-\xff])")


class Line(NamedTuple):
    """A line with the number of its item (-1: not of the text) and the blank lines before it."""

    text: str
    item: int
    role: str = BODY
    blanks: int = 0
    page: str = ""


def set_items(items: Sequence[Item], look: Style, rng: random.Random) -> list[Line]:
    """Set all items in lines, with the blank lines between them; in columns the width changes now and then."""
    result, scale, left = list[Line](), 1.0, rng.randint(20, 60)
    for number, item in enumerate(items):
        lines = _item_lines(number, item, look, rng, scale)
        if look.columns and (left := left - len(lines)) < 0:
            scale, left = rng.choice([1.0, 0.6, 0.8, 1.2]), rng.randint(20, 60)
        after_heading = number > 0 and items[number - 1].kind in PLAIN
        result += _spaced(lines, item.kind in PLAIN, after_heading, look, rng)
    return result


def _item_lines(number: int, item: Item, look: Style, rng: random.Random, scale: float) -> list[Line]:
    """Set one item in lines."""
    plain = item.kind in PLAIN
    first = 0 if plain or item.kind == "list_item" else look.first
    hanging = look.hanging if item.kind == "list_item" else 0
    # A headline spans columns.
    width = look.width * (3 if item.kind == "headline" or (plain and look.bylines) else scale) - hanging
    text = spell(" ".join(item.text.split()), look, rng)
    label, rest = split(item.kind, text)
    apart = bool(label) and rng.random() < look.labels_apart
    rows = wrap(rest if apart else text, width, first - hanging, look, rng)
    opening = {"ideographic": "\u3000" * (first // 2), "spaces": " " * first, "no": ""}[look.shows_first]
    further = " " * (hanging if look.margin or look.shows_first != "no" else 0)
    result = []
    for index, row in enumerate(rows):
        if look.spread and rng.random() < look.spread and len(row) > 8 and index < len(rows) - 1:
            row = BETWEEN_HAN.sub(" ", row)
        result.append(Line(" " * look.margin + (further if index else opening) + row, number))
    if plain and look.margin and rng.random() < 0.3:  # centred, more or less
        result = [line._replace(text=" " * rng.randint(4, 20) + line.text) for line in result]
    if apart:
        over = Line(" " * look.margin + opening + label, number)
        result = [over, result[0]._replace(blanks=look.label_blanks), *result[1:]]
    return result


def _spaced(lines: list[Line], plain: bool, after_heading: bool, look: Style, rng: random.Random) -> list[Line]:
    """Give the lines of an item the blank lines before them."""
    between = {"none": 0, "blank": 1, "double": rng.choice([1, 1, 2]), "some": rng.randint(0, 1)}[look.separator]
    before = max(between, look.heading_blanks if plain else 0)
    inner = int(look.separator == "double")
    result = list[Line]()
    for index, line in enumerate(lines):
        blanks, follows = max(inner, line.blanks) if index else before, after_heading and index == 0
        if look.bylines and follows and rng.random() < 0.3:
            line, blanks = line._replace(text=" " + line.text.lstrip()), 0
        elif look.bylines and plain and rng.random() < 0.2:
            blanks = 0
        result.append(line._replace(blanks=max(blanks, look.heading_blanks) if follows and blanks else blanks))
    return result
