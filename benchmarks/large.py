"""CPU seconds and memory of ``corpus.clean`` on large inputs, and whether twice the size takes twice the time.

``python benchmarks/large.py DIR [--size MB]`` writes the texts of DIR (*.txt) one after the other, again and again,
into a file of that size, and cleans it (minutes). ``python benchmarks/large.py --shapes [NAME ...]`` cleans made texts
of many shapes, each at half its size and at its size in processes of their own, and exits with 1 where the larger one
takes more than ``MOST`` times as long or ``PEAK`` gigabytes; ``--part`` of the full sizes is enough to look for a
shape that is not linear.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import corpus

MOST, PEAK = 2.3, 2.0
SOON = 0.3  # CPU seconds; less is no measure
ROUNDS = 2  # of both sizes; the least counts
HAN = "山水云石林木花草风雨江河田园春秋日月星光城乡桥路人民文书声色东西南北中上下大小高低远近"


def words(rng: random.Random, least: int, most: int) -> str:
    """Make Han characters in no order."""
    return "".join(rng.choices(HAN, k=rng.randint(least, most)))


def lines(make: Callable[[random.Random, int], str]) -> Callable[[int], str]:
    """Make a text of so many lines from what makes a line."""

    def text(count: int) -> str:
        rng = random.Random(20261201)
        return "\n".join(make(rng, number) for number in range(count)) + "\n"

    return text


SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "short lines": (1_000_000, lines(lambda rng, _: words(rng, 2, 8))),
    "one line": (50_000_000 // 3, lambda size: words(random.Random(1), 1000, 1000) * (size // 1000) + "。\n"),
    "one line of sentences": (50_000_000 // 3, lambda size: "江上有一座桥，桥边有人家。" * (size // 13) + "\n"),
    "one line of Latin": (50_000_000, lambda size: "a line that goes on " * (size // 20) + "\n"),
    "blank lines": (100_000, lambda size: "山水。\n" + "\n" * size + "云石。\n"),
    "blank lines between": (100_000, lines(lambda rng, _: words(rng, 2, 8) + "\n\n\n")),
    "all alike": (100_000, lines(lambda *_: "江上有一座桥")),
    "all alike and full": (100_000, lines(lambda *_: "江上有一座桥，桥边有人家，" * 3)),
    "page numbers": (100_000, lines(lambda _, number: f"- {number} -")),
    "bare numbers": (100_000, lines(lambda _, number: str(number))),
    "one bare number": (100_000, lines(lambda *_: "7")),
    "pages": (100_000, lines(lambda rng, number: "\f石桥志　" + str(number) + "\n" + words(rng, 20, 40))),
    "pages, each head its own": (100_000, lines(lambda rng, _: "\f" + words(rng, 4, 9) + "\n" + words(rng, 20, 40))),
    "form feeds": (100_000, lambda size: "山水。" + "\f" * size + "云石。\n"),
    "fences never closed": (100_000, lines(lambda _, number: "`" * (3 + number % 9) + "py" * (number % 2))),
    "one fence never closed": (100_000, lambda size: "```py\n" + lines(lambda rng, _: words(rng, 2, 30))(size)),
    "tildes in turn": (100_000, lines(lambda _, number: ("~~~ a", "```", "~~~~", "``` b")[number % 4])),
    "formulas never closed": (100_000, lines(lambda _, number: ("$$ x", "\\[ y", "\\begin{align}")[number % 3])),
    "HTML never closed": (100_000, lines(lambda _, number: ("<pre>", "<table>", "<!-- ", "<div>")[number % 4])),
    "dashes": (100_000, lines(lambda *_: "---")),
    "rules of tables": (100_000, lines(lambda *_: "|---|---|")),
    "rows with bars": (100_000, lines(lambda rng, _: f"| {words(rng, 2, 4)} | {words(rng, 2, 4)} |")),
    "rows with commas": (100_000, lines(lambda rng, _: f"{words(rng, 2, 3)},{words(rng, 2, 3)},{words(rng, 2, 3)}")),
    "quotes": (100_000, lines(lambda rng, _: "> " + words(rng, 10, 30))),
    "quotes of many depths": (100_000, lines(lambda rng, number: "> " * (1 + number % 7) + words(rng, 10, 30))),
    "a quote of great depth": (100_000, lambda size: ">" * size + "山水\n" + ">" * size + "云石\n"),
    "notes": (100_000, lines(lambda rng, number: f"[{1 + number % 99}] {words(rng, 10, 30)}。")),
    "circled notes": (100_000, lines(lambda rng, number: "①②③④⑤"[number % 5] + words(rng, 10, 30))),
    "note marks alone": (100_000, lines(lambda _, number: f"[{1 + number % 99}]")),
    "raised marks": (100_000, lines(lambda rng, number: words(rng, 20, 30) + "\n" + "¹²³"[number % 3])),
    "notes on pages": (
        100_000,
        lines(lambda rng, number: f"{words(rng, 9, 9)}[{number % 9}]{words(rng, 9, 9)}。\n[{number % 9}] 山。\f"),
    ),
    "labels alone": (100_000, lines(lambda _, number: f"（{'一二三四五六七八九十'[number % 10]}）")),
    "decimal labels alone": (100_000, lines(lambda _, number: f"{1 + number // 50}.{1 + number % 50}")),
    "bullets alone": (100_000, lines(lambda *_: "•")),
    "chapters": (100_000, lines(lambda rng, number: f"第{1 + number}章 {words(rng, 2, 6)}")),
    "articles": (100_000, lines(lambda rng, number: f"第{1 + number}条\n{words(rng, 20, 40)}。")),
    "contents": (100_000, lines(lambda rng, number: f"{words(rng, 2, 9)}{'.' * 40}{1 + number // 20}")),
    "one character": (100_000, lines(lambda rng, _: words(rng, 1, 1))),
    "one character alike": (100_000, lines(lambda *_: "山")),
    "stamps": (100_000, lines(lambda rng, _: words(rng, 30, 30) + "\n仅供学习使用\n" + words(rng, 30, 30))),
    "fields": (100_000, lines(lambda rng, _: f"{words(rng, 2, 4)}：{words(rng, 2, 12)}")),
    "code": (100_000, lines(lambda _, number: "    " * (number % 5) + f"value_{number} = call(value, {number});")),
    "numbered lines": (100_000, lines(lambda rng, number: f"{number:06} {words(rng, 30, 30)}")),
    "rules at line heads": (100_000, lines(lambda rng, _: "│ " + words(rng, 30, 30))),
    "quotation marks": (100_000, lines(lambda rng, number: words(rng, 9, 9) + "“”"[number % 2])),
    "brackets never closed": (100_000, lines(lambda rng, _: "（" + words(rng, 10, 30))),
    "dates": (100_000, lines(lambda _, number: f"{1 + number % 12}月{1 + number % 28}日")),
    "addresses cut": (100_000, lines(lambda _, number: f"见 https://example.org/{'a/' * 20}{number}")),
    "titles": (100_000, lines(lambda rng, _: words(rng, 6, 20) + "\n\n" + words(rng, 30, 90) + "。\n")),
    "headings": (100_000, lines(lambda rng, number: "#" * (1 + number % 6) + " " + words(rng, 2, 9))),
    "captions": (100_000, lines(lambda rng, number: f"图{1 + number} {words(rng, 2, 9)}")),
    "bylines": (100_000, lines(lambda rng, _: f"作者：{words(rng, 2, 3)}")),
    "signatures": (
        100_000,
        lines(lambda rng, _: f"{words(rng, 20, 30)}。\n　　　　　　　　{words(rng, 2, 3)}\n五月三日"),
    ),
    "verse": (100_000, lines(lambda rng, number: words(rng, 7, 7) + "，。"[number % 2])),
    "prose": (100_000, lines(lambda rng, number: words(rng, 38, 40) if number % 5 else words(rng, 9, 20) + "。")),
}
"""Of each shape how many lines or characters are large, and what makes the text."""


def write(folder: Path, path: Path, size: int) -> int:
    """Write at least ``size`` bytes; how many were written."""
    pieces = [source.read_bytes() + b"\n\n" for source in sorted(folder.glob("*.txt"))]
    written = 0
    with path.open("wb") as file:
        for piece in cycle(pieces):
            if written >= size:
                return written
            written += file.write(piece)
    raise SystemExit(f"no *.txt in {folder}")


def peak() -> float:
    """Return the most memory that this process has had, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def texts_of(folder: Path, size: int) -> None:
    """Clean one text of so many megabytes."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "large.txt"
        written = write(folder, path, size * 1_000_000)
        before, start = peak(), time.process_time()
        document = corpus.clean(path)
        taken = time.process_time() - start
    print(f"{written / 1e6:.0f} MB, {len(document.blocks):,} blocks: {taken:.0f} CPU seconds, {peak():.2f} GB")
    print(f"(before it: {before:.2f} GB)")


def clean_one(name: str, size: int) -> None:
    """Clean a text of one shape in this process and print the CPU seconds, the peak in GB, the number of blocks."""
    text = SHAPES[name][1](size)
    start = time.process_time()
    blocks = len(corpus.clean(text=text).blocks)
    print(time.process_time() - start, peak(), blocks)


def measured(name: str, size: int) -> tuple[float, float]:
    """Clean a text of one shape in other processes: the CPU seconds at least, the peak in GB."""
    command = [sys.executable, __file__, "--one", name, str(size)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(ROUNDS)]
    return min(float(run[0]) for run in runs), max(float(run[1]) for run in runs)


def shapes(names: list[str], part: float) -> int:
    """Measure shapes and return how many are not linear or too large."""
    wrong = 0
    print(f"{'shape':26} {'size':>10} {'seconds':>8} {'ratio':>6} {'GB':>6}")
    for name in names or SHAPES:
        size = int(SHAPES[name][0] * part)
        (half, _), (whole, high) = measured(name, size // 2), measured(name, size)
        ratio = whole / max(half, 1e-3)
        bad = (ratio > MOST and whole > SOON) or high > PEAK
        wrong += bad
        print(f"{name:26} {size:10,} {whole:8.2f} {ratio:6.2f} {high:6.2f}{'  <' * bad}", flush=True)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path, nargs="?")
    parser.add_argument("--size", type=int, default=200, metavar="MB")
    parser.add_argument("--shapes", nargs="*", choices=list(SHAPES), metavar="NAME")
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--one", nargs=2, metavar=("NAME", "SIZE"), help="clean one text and print what it took")
    options = parser.parse_args()
    if options.one:
        clean_one(options.one[0], int(options.one[1]))
    elif options.shapes is not None:
        raise SystemExit(bool(shapes(options.shapes, options.part)))
    elif options.dir:
        texts_of(options.dir, options.size)
    else:
        parser.error("name a folder of texts, or --shapes")


if __name__ == "__main__":
    main()
