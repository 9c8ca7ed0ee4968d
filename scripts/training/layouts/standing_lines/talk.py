"""What people say: chats with and without times, subtitles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.standing_lines.clauses import clause, name, some

if TYPE_CHECKING:
    import random

    from training.layouts.standing_lines.vocabulary import Words


def chat(rng: random.Random, words: Words) -> list[str]:
    """Make turns behind the name of who speaks; most have no stop."""
    people = [_speaker(rng, words) for _ in some(rng, 2, 4)]
    stops, colon = rng.choice([0.0, 0.3, 0.7]), rng.choice("：：:")
    return [f"{rng.choice(people)}{colon}{_said(rng, words, stops)}" for _ in some(rng, 4, 24)]


def _speaker(rng: random.Random, words: Words) -> str:
    """Draw a full name or what somebody is called in a chat."""
    own, short = name(rng, words), "阿" + rng.choice(words.given)[0]
    return rng.choice([own, short, "客服", "小" + rng.choice(words.surnames)])


def _said(rng: random.Random, words: Words, stops: float) -> str:
    """Make one or two clauses, with a stop as often as ``stops`` says."""
    said = "，".join(clause(rng, words) for _ in range(rng.choice([1, 1, 1, 2])))
    return said + (rng.choice("。？！") if rng.random() < stops else "")


def stamped_chat(rng: random.Random, words: Words) -> list[str]:
    """Make turns behind the time, in brackets or not, or under the name with the time."""
    people, shape = [name(rng, words) for _ in range(3)], rng.randint(0, 2)
    minute, lines = rng.randint(60, 900), list[str]()
    for _ in some(rng, 4, 16):
        minute += rng.randint(0, 9)
        time, who = f"{minute // 60:02d}:{minute % 60:02d}", rng.choice(people)
        said = _said(rng, words, 0.2)
        if shape == 0:
            lines.append(f"[{time}] {who}: {said}")
        elif shape == 1:
            lines += [f"{who} {time}:{rng.randint(0, 59):02d}", said]
        else:
            lines.append(f"{time} {who}：{said}")
    return lines


def subtitles(rng: random.Random, words: Words) -> list[str]:
    """Make numbered subtitles with their times, of one or two lines, a blank line between them."""
    second, lines = rng.randint(1, 60), list[str]()
    for number in some(rng, 3, 12):
        start, second = second, second + rng.randint(1, 5)
        times = f"{_time(rng, start)} --> {_time(rng, second)}"
        lines += [str(number + 1), times, *(clause(rng, words) for _ in range(rng.choice([1, 1, 2]))), ""]
    return lines[:-1]


def _time(rng: random.Random, second: int) -> str:
    """Write a time of SubRip, its thousandths drawn."""
    return f"00:{second // 60:02d}:{second % 60:02d},{rng.randint(0, 999):03d}"
