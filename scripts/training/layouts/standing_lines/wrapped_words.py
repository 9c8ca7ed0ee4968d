"""Prose of the same words as the lines that stand: their words run on, long entries, Latin and mixed text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from training.layouts.rewrapping.wrap import cells
from training.layouts.standing_lines.clauses import clause, name, paragraph, some
from training.layouts.standing_lines.pieces import Piece, joined_paragraphs
from training.layouts.standing_lines.records import FIELDS

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.layouts.standing_lines.vocabulary import Words

HAN = re.compile("[\u3400-\u9fff]{2,}")
LATIN_WORD = re.compile("[!-~]+ ?|.")
SMALL_WORDS = ("the", "a", "of", "and", "is", "in", "to", "for", "with", "on", "that", "by", "it", "was")
ENTRIES = 6
HYPHENATED = 6  # cells; longer words are parted


def running(lines: Sequence[str], rng: random.Random) -> list[str]:
    """Make paragraphs of sentences from the words of lines that stood."""
    said, texts = [word for line in lines for word in HAN.findall(line)], list[str]()
    while said:
        count = rng.randint(8, 25)
        parts, said = said[:count], said[count:]
        text = "".join(part + rng.choice(["，", "，", "，", "。", "、", "的", "和"]) for part in parts)
        texts.append(text[:-1] + "。")
    return texts


def entries(rng: random.Random, words: Words) -> list[str]:
    """Make long entries with a label or a number each: turns of a talk, fields, references, definitions."""
    who, labels = [name(rng, words) for _ in range(3)], rng.sample(FIELDS, ENTRIES)
    shape, texts = rng.randint(0, 3), [paragraph(rng, words) for _ in range(ENTRIES)]
    heads = (
        [f"{rng.choice(who)}：" for _ in texts],
        [f"{label}：" for label in labels],
        [f"[{number}] {rng.choice(who)}. " for number in range(1, ENTRIES + 1)],
        [f"【{thing}】" for thing in rng.sample(words.things, ENTRIES)],
    )
    return [head + text for head, text in zip(heads[shape], texts, strict=True)]


def latin(rng: random.Random, words: Words) -> list[str]:
    """Make paragraphs of Latin words, or of Han with many between; a full stop ends each."""
    share = rng.choice([1.0, 1.0, 0.3])
    said = ["".join(_latin_sentence(rng, words, share) for _ in some(rng, 1, 6)).strip() for _ in some(rng, 1, 6)]
    return [text[:-1] + "." if text.endswith(";") else text for text in said]


def _latin_sentence(rng: random.Random, words: Words, share: float) -> str:
    """Make a sentence that is Latin to a share."""
    count = some(rng, 5, 22)
    parts = [_latin_word(rng, words) if rng.random() < share else clause(rng, words) for _ in count]
    return " ".join(parts).capitalize() + rng.choice([". ", "; ", "? "] if share == 1 else ["。"])


def _latin_word(rng: random.Random, words: Words) -> str:
    """Draw a word, a small one, or one with an ending."""
    plain, small = rng.choice(words.latin), rng.choice(SMALL_WORDS)
    return rng.choice([plain, small, rng.choice(words.latin) + rng.choice(["s", "ed", "ing"])])


def prose_of_words(texts: Sequence[str], rng: random.Random) -> Piece:
    """Wrap paragraphs between words, now and then inside one behind a hyphen."""
    width, gap, hyphens = rng.randint(40, 90), rng.randint(0, 1), rng.random() < 0.4
    return joined_paragraphs((_wrapped_words(text, width, hyphens, rng) for text in texts), gap)


def _wrapped_words(text: str, width: int, hyphens: bool, rng: random.Random) -> list[str]:
    """Set one paragraph in lines of so many cells."""
    rows, row, used = list[str](), "", 0.0
    for word in LATIN_WORD.findall(text):
        size = cells(word.rstrip(), 1.0)
        if used + size > width:
            if hyphens and size > HYPHENATED and rng.random() < 0.6:
                row, word = f"{row}{word[:3]}-", word[3:]
            rows.append(row.rstrip())
            row, used = "", 0.0
        row += word
        used += cells(word, 1.0)
    return [*rows, row.rstrip()]
