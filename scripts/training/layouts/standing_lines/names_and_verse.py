"""Lists of names, free and regular verse, couplets, and verse under its pinyin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.standing_lines.clauses import clause, name, some

if TYPE_CHECKING:
    import random

    from training.layouts.standing_lines.vocabulary import Words

SYLLABLES = ("shān", "lù", "hé", "qiáo", "yuè", "liàng", "chuān", "wài", "xiǎo", "māo", "zài", "shuì")
STANZA = 5  # lines


def names(rng: random.Random, words: Words) -> list[str]:
    """List names, one a line."""
    return [name(rng, words) for _ in some(rng, 4, 30)]


def free_verse(rng: random.Random, words: Words) -> list[str]:
    """Make lines of uneven length; commas and stops in some poems, a blank line between stanzas."""
    ends, lines = rng.choice(["", "", "，", "，。"]), list[str]()
    for number in some(rng, 5, 30):
        line = _free_line(rng, words)
        lines.append(line + (rng.choice(ends) if ends and rng.random() < 0.8 else ""))
        if number % STANZA == STANZA - 1 and rng.random() < 0.7:
            lines.append("")
    return lines


def _free_line(rng: random.Random, words: Words) -> str:
    """Make a clause, a longer one, one word, or two parts."""
    line = clause(rng, words)
    if rng.random() < 0.2:
        line = rng.choice(words.like) + "的" + line
    if rng.random() < 0.15:
        line = rng.choice(words.things)
    if rng.random() < 0.1:
        line += rng.choice(["，", " "]) + clause(rng, words)
    return line


def regular_verse(rng: random.Random, words: Words) -> list[str]:
    """Make quatrains of five or seven characters, with or without signs."""
    size, signs = rng.choice([5, 7]), rng.choice([("，", "。"), ("，", "。"), ("", "")])
    lines = list[str]()
    for number in some(rng, 1, 4):
        lines += [""] * (number > 0)
        lines += [_characters(rng, words, size) + signs[at % 2] for at in range(4)]
    return lines


def couplets(rng: random.Random, words: Words) -> list[str]:
    """Make pairs of lines of one length, some with signs, some with a blank line between."""
    lines = list[str]()
    for number in some(rng, 2, 8):
        size = rng.choice([7, 7, 8, 9, 11])
        lines += [""] * (number > 0 and rng.random() < 0.6)
        upper, lower = _characters(rng, words, size), _characters(rng, words, size)
        lines += [f"{upper}；", f"{lower}。"] if rng.random() < 0.4 else [upper, lower]
    return lines


def _characters(rng: random.Random, words: Words, size: int) -> str:
    """Draw characters of the word lists."""
    return "".join(rng.sample("".join(words.things) + "".join(words.like), size))


def pinyin(rng: random.Random, words: Words) -> list[str]:
    """Make lines of characters set apart, each under a line of syllables."""
    lines = list[str]()
    for _ in some(rng, 2, 6):
        picked = rng.sample("".join(words.things), rng.randint(4, 9))
        lines += [" ".join(rng.choice(SYLLABLES) for _ in picked), "  ".join(picked)]
    return lines
