"""Pieces of text whose every line is known to stand, to go on or to end an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from training.layouts.rewrapping.wrap import NOT_FIRST, NOT_LAST
from training.layouts.standing_lines.clauses import name, paragraphs

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from training.layouts.standing_lines.vocabulary import Words

WIDTHS = (14, 18, 22, 26, 30, 34, 38, 42)
MANNERS = (("\u3000\u3000", 0), ("", 1), ("", 0), ("\u3000\u3000", 1))  # what opens a paragraph, blank lines
INTRODUCTIONS = ("念道：", "写道：", "如下：", "说：")
INTRODUCED = 0.3  # of the lines inside prose


class Piece(NamedTuple):
    """Lines of a text; whether an item ends with each, and whether it is one that stands."""

    lines: list[str]
    ends: list[bool]
    stands: list[bool]


class ProseStyle(NamedTuple):
    """How prose is set: characters a line, what opens a paragraph, blank lines between paragraphs."""

    width: int
    indent: str
    gap: int


def prose_style(rng: random.Random) -> ProseStyle:
    """Draw a style."""
    return ProseStyle(rng.choice(WIDTHS), *rng.choice(MANNERS))


def standing(lines: Sequence[str]) -> Piece:
    """Let lines stand alone."""
    return Piece(list(lines), [True] * len(lines), [True] * len(lines))


def embedded(lines: Sequence[str], rng: random.Random, words: Words) -> Piece:
    """Put the lines between paragraphs of prose: indented, between blank lines, or neither."""
    look = prose_style(rng)
    above = prose(paragraphs(rng, words), look)
    if rng.random() < INTRODUCED:
        above = prose([*paragraphs(rng, words), name(rng, words) + rng.choice(INTRODUCTIONS)], look)
    below = prose(paragraphs(rng, words), look)
    gap = [""] if look.gap or rng.random() < 0.6 else []
    lead = rng.choice(["", "", "    ", "\u3000\u3000"] if gap else ["", "\u3000" * 4])
    inner = standing([*gap, *(lead + line if line else line for line in lines), *gap])
    return Piece(
        [*above.lines, *inner.lines, *below.lines],
        [*above.ends, *inner.ends, *below.ends],
        [*above.stands, *inner.stands, *below.stands],
    )


def prose(texts: Iterable[str], look: ProseStyle) -> Piece:
    """Wrap paragraphs of Han."""
    return joined_paragraphs((_wrapped(text, look) for text in texts), look.gap)


def joined_paragraphs(wrapped: Iterable[Sequence[str]], gap: int) -> Piece:
    """Put wrapped paragraphs one under the other, with so many blank lines between."""
    lines, ends = list[str](), list[bool]()
    for rows in wrapped:
        between = gap if lines else 0
        lines += [*[""] * between, *rows]
        ends += [*[True] * between, *[False] * (len(rows) - 1), True]
    return Piece(lines, ends, [False] * len(lines))


def _wrapped(text: str, look: ProseStyle) -> list[str]:
    """Set one paragraph; no line begins with a stop or ends with an opening sign."""
    lines, line = list[str](), look.indent
    for char in text:
        if len(line) >= look.width and char not in NOT_FIRST:
            carried = line[-1] if line[-1] in NOT_LAST else ""
            lines.append(line[: len(line) - len(carried)])
            line = carried
        line += char
    return [*lines, line]
