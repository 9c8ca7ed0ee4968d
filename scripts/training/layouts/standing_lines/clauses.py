"""The smallest parts of made texts: names, figures, clauses, sentences and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from training.layouts.standing_lines.vocabulary import Words

CLAUSES = (
    *("{thing}已经{done}了", "{place}的{thing}很{like}", "有人把{thing}{done}", "{like}的{thing}"),
    *("{thing}和{other}都在{place}", "我{done}了{like}的{thing}", "没有谁看见{thing}", "在{place}{done}{thing}"),
    *("{other}旁边放着{thing}", "{thing}仍然{like}", "你说{thing}会被{done}", "等{thing}{done}"),
)


def some(rng: random.Random, low: int, high: int) -> range:
    """Draw how many there are, both limits included."""
    return range(rng.randint(low, high))


def figure(rng: random.Random) -> str:
    """Draw a number of one to five digits."""
    return str(rng.randint(1, 10 ** rng.randint(1, 4)))


def name(rng: random.Random, words: Words) -> str:
    """Draw a surname and a given name."""
    return rng.choice(words.surnames) + rng.choice(words.given)


def quality_of_thing(rng: random.Random, words: Words) -> str:
    """Draw a thing and what it is like."""
    return rng.choice(words.like) + "的" + rng.choice(words.things)


def clause(rng: random.Random, words: Words) -> str:
    """Make a few words that could stand in a sentence or in a line of verse."""
    thing, other, like = rng.choice(words.things), rng.choice(words.things), rng.choice(words.like)
    done, place = rng.choice(words.done), rng.choice(words.places)
    return rng.choice(CLAUSES).format(thing=thing, other=other, like=like, done=done, place=place)


def sentence(rng: random.Random, words: Words) -> str:
    """Make one to five clauses and a stop."""
    return "，".join(clause(rng, words) for _ in some(rng, 1, 5)) + rng.choice("。。。。！？")


def paragraph(rng: random.Random, words: Words) -> str:
    """Make two to seven sentences."""
    return "".join(sentence(rng, words) for _ in some(rng, 2, 7))


def paragraphs(rng: random.Random, words: Words) -> list[str]:
    """Make one to four paragraphs, some of one sentence."""
    return [rng.choice([paragraph, paragraph, sentence])(rng, words) for _ in some(rng, 1, 4)]
