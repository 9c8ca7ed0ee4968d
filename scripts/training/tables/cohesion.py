"""``cohesion.tsv``: pairs of characters that occur inside a word far more often than between words.

From jieba 0.42.1, ``dict.txt`` (MIT): Simplified words with their frequencies. OpenCC 1.4.2 (Apache-2.0) gives their
Traditional forms.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from corpus.cleaning.reflow import cohesion
from training.tables.dictionaries import jieba_words, opencc_conversion

PATH = Path(cohesion.__file__).with_name("cohesion.tsv")
PAIRS = 48_000  # more gain nothing measurable; fewer than 20,000 lose half of the effect
LEAST_COUNT = 30
LEAST_RATIO = 1.0  # e times as often inside a word as chance would put the two side by side


def make() -> bytes:
    """Make the pairs that cohere, from jieba and OpenCC."""
    return written(pairs(_in_both_scripts()))


def _in_both_scripts() -> dict[str, int]:
    """Read every word in both scripts with its frequency."""
    traditional = opencc_conversion("s2t")
    result: dict[str, int] = {}
    for word, count in jieba_words():
        for form in (word, traditional(word)):
            result[form] = max(result.get(form, 0), count)
    return result


def pairs(counts: dict[str, int]) -> list[str]:
    """Choose the most frequent cohesive pairs."""
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


def written(chosen: list[str]) -> bytes:
    """Write a line for each first character: the character, a tab, all that cohere with it."""
    table: dict[str, list[str]] = defaultdict(list)
    for pair in chosen:
        table[pair[0]].append(pair[1])
    lines = (f"{left}\t{''.join(sorted(rights))}\n" for left, rights in sorted(table.items()))
    return "".join(lines).encode()
