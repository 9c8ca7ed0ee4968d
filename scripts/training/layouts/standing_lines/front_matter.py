"""What stands above a document's text: titles, people, parties, identifiers, dates, each on a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.standing_lines.clauses import clause, figure, name, quality_of_thing, some

if TYPE_CHECKING:
    import random

    from training.layouts.standing_lines.vocabulary import Words

LABELS = ("【{}】", "[{}] ", "{}：", "{}: ", "{} ")
PARTIES = (("原告", "被告"), ("上诉人", "被上诉人"), ("甲方", "乙方"), ("原告人", "被告人"))
ABOUT = ("中图分类号", "文献标识码", "文章编号", "收稿日期", "基金项目", "通信作者", "关键词", "案号")
PARTS = 4


def document_head(rng: random.Random, words: Words) -> list[str]:
    """Make the head of a paper, a book or a decision: some of its parts, in any order but for the title."""
    lines = _title(rng, words) if rng.random() < 0.7 else []
    for part in rng.sample([_people, _numbers, _labelled, _parties, _imprint], rng.randint(2, PARTS)):
        lines += part(rng, words)
    return lines


def _title(rng: random.Random, words: Words) -> list[str]:
    """Make a title of one line or two, now and then with a subtitle."""
    title = rng.choice(words.places) + quality_of_thing(rng, words) + rng.choice(["研究", "述略", "", "的变迁"])
    below = [f"{rng.choice(['——', '—', ''])}以{rng.choice(words.places)}{rng.choice(words.things)}为例"]
    return [title, *(below if rng.random() < 0.6 else []), *([clause(rng, words)] if rng.random() < 0.2 else [])]


def _people(rng: random.Random, words: Words) -> list[str]:
    """Make the names of authors and where they work."""
    between = rng.choice(["\u3000", " ", "，", "、"])
    star = rng.choice(["", "", "*", "1"])
    lines = [between.join(name(rng, words) + star for _ in some(rng, 1, 3))]
    if rng.random() < 0.6:
        place, code = rng.choice(words.places), rng.randint(100000, 899999)
        lines.append(f"（{place}{rng.choice(words.things)}学院，{rng.choice(words.places)} {code}）")
    if rng.random() < 0.4:
        lines.append(" and ".join(rng.choice(words.latin).capitalize() for _ in range(2)))
    return lines


def _numbers(rng: random.Random, words: Words) -> list[str]:
    """Make a reference in Latin, a DOI, an ISBN, an address."""
    some_word, year, page = rng.choice(words.latin), rng.randint(1980, 2024), rng.randint(1, 300)
    every = [
        f"Journal of {some_word.title()}, No. {figure(rng)}, June {year}, pp. {page}-{page + 17}",
        f"DOI: 10.{rng.randint(1000, 9999)}/{some_word}.{year}_({page}).{rng.randint(1000, 9999)}",
        f"ISBN 978-7-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}-{rng.randint(0, 9)}",
        f"{some_word}@{rng.choice(words.latin)}.example",
        f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        f"({year}) {rng.choice(words.places)}字第{page}号",
    ]
    return rng.sample(every, rng.randint(1, 3))


def _labelled(rng: random.Random, words: Words) -> list[str]:
    """Make values under labels."""
    form = rng.choice(LABELS)
    values = [name(rng, words), f"{rng.randint(1990, 2024)}-03-{rng.randint(1, 28):02}", rng.choice(words.things)]
    values += ["；".join(rng.sample(words.things, 3)), f"{rng.choice('ABFGKTX')}{figure(rng)}", figure(rng)]
    return [form.format(label) + rng.choice(values) for label in rng.sample(ABOUT, rng.randint(1, 4))]


def _parties(rng: random.Random, words: Words) -> list[str]:
    """Make the parties of a case or a contract, with rules or a word between."""
    first, second = rng.choice(PARTIES)
    gap, rule = rng.choice(["\u3000\u3000", "：", " "]), [rng.choice("-—─=") * rng.randint(9, 30)]
    rule = rule if rng.random() < 0.5 else []
    between = rng.choice([["对"], ["诉"], ["與"], []])
    one, other = name(rng, words), rng.choice(words.places) + rng.choice(words.things) + "有限公司"
    return [*rule, first + gap + one, *between, second + gap + other, *rule]


def _imprint(rng: random.Random, words: Words) -> list[str]:
    """Make what a library prints of a book."""
    title, year = rng.choice(words.things), rng.randint(1980, 2024)
    house = f"{rng.choice(words.places)}：{rng.choice(words.things)}出版社"
    return [
        f"{title} / {name(rng, words)}著. —{house}，{year}.{figure(rng)}",
        f"ISBN 978-7-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}-{rng.randint(0, 9)}",
        *([f"①{title}… ②{name(rng, words)}"] if rng.random() < 0.4 else []),
        *([f"定价：{figure(rng)}.00元"] if rng.random() < 0.5 else []),
    ]
