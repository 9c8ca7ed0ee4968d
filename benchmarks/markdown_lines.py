"""Harm to Markdown: lines of code, tables, formulas, HTML and front matter that do not come out as they went in.

``python benchmarks/markdown_lines.py [DIR ...] [--each N] [--seed N] [--show]``. Without folders it makes documents as
people and parsers write them (fences, also in lists and quotes, tables, quotes, notes, formulas, HTML, front matter;
prose in whole paragraphs or wrapped) and knows which lines must stay. With folders it reads their ``*.md``; which lines
are what is then said by another reader of Markdown, ``pip install markdown-it-py``; what it calls an indented block may
be text that an extension of Markdown indents.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from corpus.cleaning.clean import clean
from training.layouts.standing_lines.clauses import clause, figure, paragraph, sentence
from training.layouts.standing_lines.vocabulary import REPORTING, Words

KINDS = {
    "fence": "code",
    "code_block": "indented",
    "html_block": "html",
    "table_open": "table",
    "heading_open": "heading",
}
COLUMNS = (24, 34, 42)  # characters of wrapped prose
LEAST = 50  # characters of a file that is more than a stub


class Kept(NamedTuple):
    """A line that must stay a line: its text, and what it is a line of."""

    text: str
    kind: str


def read(text: str) -> list[Kept]:
    """List the lines of a file that must stay, as another reader sees them; formulas have two dollar signs."""
    lines, kinds = text.split("\n"), dict[int, str]()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type in KINDS and token.map:
            kinds |= dict.fromkeys(range(*token.map), KINDS[token.type])
    inside = False
    for number, line in enumerate(lines):
        bare = line.strip().lstrip("> ")
        edge = bare == "$$" and kinds.get(number) is None
        if inside or edge:
            kinds[number] = "formula"
        inside ^= edge
    return [Kept(line, kinds[number]) for number, line in enumerate(lines) if number in kinds and line.strip()]


def harmed(text: str, kept: Sequence[Kept]) -> Iterator[Kept]:
    """Yield the lines that do not come out whole: code with its indent, others without blanks at their ends.

    The signs of a heading may go.
    """
    found = [line for block in clean(text=text).blocks for line in block.text.split("\n")]
    whole, bare = {line.rstrip() for line in found}, {line.strip().strip("# ") for line in found}
    for line in kept:
        stays = (
            line.text.rstrip() in whole if line.kind in ("code", "indented") else line.text.strip().strip("# ") in bare
        )
        if not stays:
            yield line


def _code(rng: random.Random, words: Words) -> list[str]:
    name, other = rng.choice(words.latin), rng.choice(words.latin)
    lines = {
        "python": [f"def {name}({other}):", f"    # {clause(rng, words)}", f"    return {other} + {figure(rng)}", ""],
        "bash": [f"pip install {name} \\", f"    --{other}", f"{name} -i <{other}> -o {figure(rng)}"],
        "json": ["{", f'  "{name}": {figure(rng)},', f'  "{other}": "{clause(rng, words)}"', "}"],
        "text": [f"{clause(rng, words)} -> {clause(rng, words)}", f"  └─ {name}.md", f"  └─ {other}.md"],
    }
    language = rng.choice(sorted(lines))
    sign = rng.choice(["```", "```", "~~~"])
    return [f"{sign}{language}", *lines[language], f"{name} {figure(rng)}", sign]


def _fence(rng: random.Random, words: Words) -> list[Kept]:
    return [Kept(line, "code") for line in _code(rng, words)]


def _in_list(rng: random.Random, words: Words) -> list[Kept]:
    return [Kept(f"- {sentence(rng, words)}", ""), Kept("", ""), *(Kept(f"    {k}", "code") for k in _code(rng, words))]


def _in_quote(rng: random.Random, words: Words) -> list[Kept]:
    code = [Kept(f"> {line}".rstrip(), "code") for line in _code(rng, words)]
    return [Kept(f"> {sentence(rng, words)}", ""), Kept(">", ""), *code]


def _table(rng: random.Random, words: Words) -> list[Kept]:
    count, edge = rng.randint(2, 4), rng.random() < 0.8
    rows = [[rng.choice(words.things) for _ in range(count)], [rng.choice(["---", ":--", ":-:"])] * count]
    rows += [[rng.choice([clause(rng, words), figure(rng)]) for _ in range(count)] for _ in range(rng.randint(2, 5))]
    return [Kept(f"| {' | '.join(row)} |" if edge else " | ".join(row), "table") for row in rows]


def _formula(rng: random.Random, words: Words) -> list[Kept]:
    first, second = rng.choice("abcxyz"), rng.choice("mnpqr")
    body = rng.choice(
        [
            [f"{first} = \\frac{{{second}}}{{{figure(rng)}}}"],
            ["\\begin{aligned}", f"{first} &= {second}^2 \\\\", f"  &= {figure(rng)}", "\\end{aligned}"],
        ]
    )
    return [Kept(line, "formula") for line in ["$$", *body, "$$"]]


def _html(rng: random.Random, words: Words) -> list[Kept]:
    lines = rng.choice(
        [
            ["<details>", f"<summary>{clause(rng, words)}</summary>", f"<p>{sentence(rng, words)}</p>", "</details>"],
            ["<table>", "  <tr>", f"    <td>{clause(rng, words)}</td>", "  </tr>", "</table>"],
            ['<div align="center">', f'  <img src="{rng.choice(words.latin)}.png">', "</div>"],
        ]
    )
    return [Kept(line, "html") for line in lines]


def _quote(rng: random.Random, words: Words) -> list[Kept]:
    return [Kept(f"> {line}", "") for line in _set(paragraph(rng, words), rng.choice(COLUMNS))]


def _note(rng: random.Random, words: Words) -> list[Kept]:
    mark = rng.randint(1, 9)
    return [
        Kept(f"{sentence(rng, words)[:-1]}[^{mark}]。", ""),
        Kept("", ""),
        Kept(f"[^{mark}]: {clause(rng, words)}", ""),
    ]


def _list(rng: random.Random, words: Words) -> list[Kept]:
    return [Kept(f"{' ' * (2 * (k % 2))}- **{clause(rng, words)}**：{sentence(rng, words)}", "") for k in range(4)]


def _heading(rng: random.Random, words: Words) -> list[Kept]:
    return [Kept(f"{'#' * rng.randint(1, 4)} {clause(rng, words)}", "heading")]


def _prose(rng: random.Random, words: Words) -> list[Kept]:
    text = paragraph(rng, words)
    return [Kept(line, "") for line in (_set(text, rng.choice(COLUMNS)) if rng.random() < 0.5 else [text])]


def _set(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]


Maker = Callable[[random.Random, Words], list[Kept]]
MAKERS: tuple[Maker, ...] = (
    *(_fence, _in_list, _in_quote, _table, _formula, _html, _quote, _note, _list, _heading),
    *(_prose, _prose, _prose),
)


def document(rng: random.Random, words: Words) -> list[Kept]:
    """Make a document of a dozen pieces, blank lines between them; every third has front matter."""
    lines = [Kept(f"# {clause(rng, words)}", "heading"), Kept("", "")]
    if rng.random() < 0.34:
        front = ["---", f"title: {clause(rng, words)}", f"date: 2026-0{rng.randint(1, 9)}-11", "tags:"]
        front += [f"  - {rng.choice(words.things)}", f"  - {rng.choice(words.things)}", "---"]
        lines = [*(Kept(line, "front matter") for line in front), Kept("", ""), *lines]
    for make in rng.choices(MAKERS, k=12):
        lines += [*make(rng, words), Kept("", "")]
    return lines


def generated(each: int, seed: int) -> Iterator[tuple[str, str, list[Kept]]]:
    """Make so many documents."""
    rng = random.Random(seed)
    for number in range(each):
        lines = document(rng, REPORTING)
        yield f"{number}", "\n".join(k.text for k in lines) + "\n", [k for k in lines if k.kind and k.text.strip()]


def files(folders: Sequence[Path]) -> Iterator[tuple[str, str, list[Kept]]]:
    """Read the files of folders."""
    for path in sorted(path for folder in folders for path in folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="ignore").replace("\r\n", "\n")
        if len(text) >= LEAST:
            yield path.name, text, read(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=200, help="documents to make")
    parser.add_argument("--seed", type=int, default=20261201)
    parser.add_argument("--show", action="store_true", help="print the lines")
    options = parser.parse_args()
    counts, bad, documents = Counter[str](), Counter[str](), 0
    for name, text, kept in files(options.folders) if options.folders else generated(options.each, options.seed):
        documents += 1
        counts.update(line.kind for line in kept)
        for line in harmed(text, kept):
            bad[line.kind] += 1
            if options.show:
                print(f"{name}: {line.kind}: {line.text[:100]}")
    print(f"{documents} documents\n{'lines of':14} {'all':>7} {'harmed':>7}")
    for kind in sorted(counts):
        print(f"{kind:14} {counts[kind]:7} {bad[kind]:7}")


if __name__ == "__main__":
    main()
