"""What books have beside their text: contents, bibliographies, entries of dictionaries, exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.standing_lines.clauses import clause, figure, name, quality_of_thing, some

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from training.layouts.standing_lines.vocabulary import Words

NUMERALS = "一二三四五六七"
QUESTIONS = ("正确的是（ ）", "下列说法错误的是（  ）", "因为")


def leader_contents(rng: random.Random, words: Words) -> list[str]:
    """Make contents whose page numbers stand behind leaders."""
    sign = rng.choice([".", "…", "·", "．", ". ", "-"])
    return _contents(rng, words, lambda: " " + sign * rng.randint(6, 30) + " ")


def bare_contents(rng: random.Random, words: Words) -> list[str]:
    """Make contents whose page numbers stand behind white space."""
    sign = rng.choice([" ", "  ", "\u3000", "\t"])
    return _contents(rng, words, lambda: sign)


def _contents(rng: random.Random, words: Words, leader: Callable[[], str]) -> list[str]:
    """Make chapters and their sections, with pages that rise."""
    page, lines = 1, list[str]()
    for chapter in some(rng, 2, 6):
        lines.append(f"第{NUMERALS[chapter]}章 {rng.choice(words.things)}{leader()}{page}")
        for section in some(rng, 0, 5):
            page += rng.randint(0, 7)
            title = (clause if rng.random() < 0.5 else quality_of_thing)(rng, words)
            lines.append(f"{chapter + 1}.{section + 1} {title}{leader()}{page}")
        page += rng.randint(1, 9)
    return lines


def bibliography(rng: random.Random, words: Words) -> list[str]:
    """Make references to books and articles, most of them numbered."""
    numbered, lines = rng.random() < 0.7, list[str]()
    for number in some(rng, 4, 14):
        mark = f"[{number + 1}] " if numbered else ""
        subjects = rng.choice(words.things) + "与" + rng.choice(words.things)
        title = subjects + rng.choice(["研究", "考", "初探", "的变迁"])
        published = rng.choice([_publisher(rng, words), _journal(rng, words)])
        lines.append(f"{mark}{name(rng, words)}. {title}{published}")
    return lines


def _publisher(rng: random.Random, words: Words) -> str:
    """Make the end of a reference to a book."""
    return f"[M]. {rng.choice(words.places)}：{rng.choice(words.places)}出版社, {rng.randint(1980, 2020)}."


def _journal(rng: random.Random, words: Words) -> str:
    """Make the end of a reference to an article."""
    journal, year, issue = f"{rng.choice(words.places)}学报", rng.randint(1980, 2020), rng.randint(1, 6)
    return f"[J]. {journal}, {year}({issue}): {figure(rng)}-{figure(rng)}."


def dictionary(rng: random.Random, words: Words) -> list[str]:
    """Make entries of one shape, each a word and what it means."""
    shape = rng.randint(0, 2)
    return [_entries(rng, words, word)[shape] for word in rng.sample(words.things, rng.randint(4, 14))]


def _entries(rng: random.Random, words: Words, word: str) -> tuple[str, str, str]:
    """Make the entry of a word in every shape."""
    return (
        f"【{word}】{clause(rng, words)}。",
        f"{word}\u3000{rng.choice(['名', '动', '形'])}\u3000{clause(rng, words)}",
        f"{word}：{clause(rng, words)}；{clause(rng, words)}",
    )


def exam(rng: random.Random, words: Words) -> list[str]:
    """Make questions with four answers each."""
    lines = list[str]()
    for number in some(rng, 2, 5):
        lines.append(f"{number + 1}. {clause(rng, words)}，{rng.choice(QUESTIONS)}")
        lines += [f"{letter}. {rng.choice([clause(rng, words), rng.choice(words.things)])}" for letter in "ABCD"]
    return lines
