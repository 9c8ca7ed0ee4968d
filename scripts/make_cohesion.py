"""Write corpus/cleaning/reflow/cohesion.tsv: pairs of characters found inside a word far more often than between words.

From the dictionary of jieba 0.42 (MIT licence; Simplified words with their frequencies), its words converted to
Traditional with OpenCC (Apache-2.0). Run it in an environment that has both: ``pip install jieba opencc``.
"""

import math
import sys
from collections import Counter, defaultdict
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import jieba
import opencc

PAIRS = 48_000  # more gain nothing measurable; fewer than 20,000 lose half of the effect
LEAST_COUNT = 30
LEAST_RATIO = 1.0  # e times as often inside a word as chance would put the two side by side


def words() -> dict[str, int]:
    """Every word in both scripts with its frequency."""
    traditional = opencc.OpenCC("s2t").convert
    result: dict[str, int] = {}
    for line in (files(jieba) / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, count = line.split(" ")[:2]
        for form in (word, traditional(word)):
            result[form] = max(result.get(form, 0), int(count))
    return result


def pairs(counts: dict[str, int]) -> list[str]:
    """The most frequent cohesive pairs."""
    inside, begins, ends = Counter[str](), Counter[str](), Counter[str]()
    for word, count in counts.items():
        begins[word[0]] += count
        ends[word[-1]] += count
        for left, right in pairwise(word):
            inside[left + right] += count
    total = sum(counts.values())
    good = [
        (-count, pair)
        for pair, count in inside.items()
        if count >= LEAST_COUNT
        and all("\u4e00" <= char <= "\u9fff" for char in pair)
        and math.log((count + 1) / (ends[pair[0]] * begins[pair[1]] / total + 1)) >= LEAST_RATIO
    ]
    return [pair for _, pair in sorted(good)[:PAIRS]]


def main(path: Path) -> None:
    """A line for each first character: the character, a tab, all that cohere with it."""
    table: dict[str, list[str]] = defaultdict(list)
    for left, right in pairs(words()):
        table[left].append(right)
    lines = (f"{left}\t{''.join(sorted(rights))}\n" for left, rights in sorted(table.items()))
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus/cleaning/reflow/cohesion.tsv"))
