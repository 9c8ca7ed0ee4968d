"""How kinds of sources set their text: each manner draws a style from a free mixture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from training.layouts.rewrapping.phrases import HEADS, NUMBERS
from training.layouts.rewrapping.style import ENDLESS, Style

if TYPE_CHECKING:
    import random


def draw(rng: random.Random) -> Style:
    """Draw a style: most often a free mixture, else the manner of a kind of source."""
    free, place = mixture(rng), rng.random()
    for below, manner in MANNERS:
        if place < below:
            return manner(free, rng)
    return free


def newspaper(free: Style, rng: random.Random) -> Style:
    """Set narrow columns, blank lines between paragraphs and false ones inside, bylines; indents are not shown."""
    return replace(
        free,
        width=rng.randint(22, 40),
        columns=True,
        separator="blank",
        first=4,
        shows_first="no",
        false_blank=rng.choice([0.3, 0.9]),
        column_cuts=0.03,
        bylines=0.15,
        margin=0,
        page_length=ENDLESS,
        justify=0.0,
        latin=1.0,
        kinsoku="push",
        fragments=0.0,
    )


def report(free: Style, rng: random.Random) -> Style:
    """Space lines double and begin each page with a space."""
    return replace(
        free,
        separator="double",
        page_mark="lead",
        head="",
        number="",
        margin=0,
        justify=0.0,
        width=rng.randint(50, 70),
        first=4,
        page_length=rng.randint(18, 30),
        columns=False,
    )


def unwrapped(free: Style, rng: random.Random) -> Style:
    """Give each paragraph one line; with blank lines between, some are cut by pages, captions and columns."""
    separator = rng.choice(["none", "blank", "blank"])
    cuts = rng.choice([0.0, 0.1, 0.25]) if separator == "blank" else 0.0
    return replace(
        free,
        width=ENDLESS,
        separator=separator,
        column_cuts=cuts,
        page_length=ENDLESS,
        margin=0,
        heading_blanks=int(separator == "blank"),
        captions=cuts / 3,
        fragments=0.0,
        columns=False,
    )


def pieces(free: Style, rng: random.Random) -> Style:
    """Cut lines nearly everywhere that two signs meet: type that is squeezed there, read by ``pdftotext -raw``."""
    return replace(
        free,
        width=rng.choice([rng.randint(34, 50), rng.randint(70, 90)]),
        pinched=rng.uniform(0.5, 0.95),
        separator="none",
        first=4,
        margin=0,
        shows_first="no",
        fragments=0.0,
        noise=0.0,
        heading_blanks=0,
        kinsoku="push",
    )


def book(free: Style, rng: random.Random) -> Style:
    """Show no indents, put notes on many pages, and alternate heads that bear the number of the page."""
    first, other = rng.sample(HEADS, 2)
    return replace(
        free,
        width=rng.randint(56, 84),
        separator="none",
        first=4,
        page_mark="\f",
        notes=0.6,
        head=first + rng.choice(["", " {}", "\u3000{}"]),
        second_head="{} " + other,
        page_length=rng.randint(22, 38),
        number=rng.choice(["", "{}"]),
        margin=0,
    )


MANNERS = ((0.08, newspaper), (0.15, report), (0.23, unwrapped), (0.29, pieces), (0.33, book))
"""Each with the number below which it is drawn; the numbers rise, and the mixture has the rest."""


def mixture(rng: random.Random) -> Style:
    """Draw every choice by itself. The order of the draws decides what a seed gives: add new ones at the end."""
    wrapped = rng.random() > 0.12
    paged = rng.random() < 0.7
    marked = paged and rng.random() < 0.6
    return Style(
        width=_width(rng) if wrapped else ENDLESS,
        latin=rng.choice([0.85, 0.95, 1.0, 1.0, 1.0, 1.1, 1.2]),
        kinsoku=rng.choice(["push", "push", "push", "hang", "naive"]),
        justify=rng.choice([0.0, 0.0, 0.0, 0.02]),
        first=rng.choice([0, 0, 4, 4, 4, 2]),
        shows_first=rng.choice(["no", "no", "ideographic", "spaces"]),
        margin=rng.choice([0, 0, 0, 0, 4, 7]),
        hanging=rng.choice([0, 0, 2, 4]),
        separator=rng.choice(SEPARATORS if wrapped else SEPARATORS_UNWRAPPED),
        heading_blanks=rng.choice([0, 0, 1, 2]),
        page_length=rng.randint(15, 50) if paged else ENDLESS,
        page_mark=rng.choice(["\f", "\f", "\f", "\n\f", "blank", "lead", "none"]),
        head=rng.choice(HEADS) if marked and rng.random() < 0.7 else "",
        number=rng.choice(NUMBERS) if marked else "",
        columns=rng.random() < 0.12,
        false_blank=0.5 if rng.random() < 0.12 else 0.0,
        fragments=rng.choice([0.0, 0.0, 0.0, 0.04]),
        captions=rng.choice([0.0, 0.0, 0.0, 0.02]),
        notes=rng.choice([0.0, 0.0, 0.0, 0.5]),
        noise=rng.choice([0.0, 0.0, 0.0, 0.01]),
        half_comma=rng.random() < 0.12,
        corner_quotes=rng.random() < 0.12,
        spread=rng.choice([0.0, 0.0, 0.0, 0.02]),
        labels_apart=rng.choice([0.0, 0.0, 0.0, 0.4, 0.95]),
        label_blanks=rng.choice([0, 0, 1]),
        calls=rng.choice([0.0, 0.0, 0.02, 0.08]),
    )


SEPARATORS = (*["none"] * 5, *["blank"] * 4, "double", "double", "some")
SEPARATORS_UNWRAPPED = ("none", "blank")


def _width(rng: random.Random) -> int:
    """Draw a narrow, a middling, an ordinary or a wide column."""
    return rng.choice([rng.randint(20, 44), rng.randint(44, 72), rng.randint(60, 84), rng.randint(84, 130)])
