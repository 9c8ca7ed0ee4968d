#!/usr/bin/env python3
"""Makes corpus/cleaning/decoding/characters.bin, the model of which characters and pairs Chinese text has.

    pip install jieba==0.42.1 opencc==1.4.2
    python scripts/make_char_model.py [--out FILE] [--check]

Sources: jieba 0.42.1, `dict.txt` (MIT): words with their frequencies. OpenCC 1.4.2 (Apache-2.0) gives the words'
Traditional forms. No running text is used. `--check` compares with the file in the package and writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import math
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

OUT = Path(__file__).parent.parent / "corpus" / "cleaning" / "decoding" / "characters.bin"
DICT_SHA256 = "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8"
SCRIPTS = ("s2t", "s2twp", "s2hk")
PAIRS = 120_000  # 380 kB; 60,000 lose 0.5 points on mixed files
COMMON = 5000  # characters; the others are 1 % of ordinary text and half of mojibake
STEP = 8  # unigram costs are kept in eighths of a nat, bonuses of pairs in halves

# Characters of spoken Cantonese: the dictionary has few of its words.
CANTONESE = "嘅咗啲唔喺佢哋嗰冇嚟嘢嗎咩噉咁嘥搵睇俾畀瞓攞黐揾諗乜嘞喇啩嚿嗌冚孖"
CANTONESE_PAIRS = (
    "我哋 你哋 佢哋 唔好 唔係 係咪 嗰個 呢個 呢啲 嗰啲 啲人 嘅人 冇人 好多 去咗 做咗 返嚟 出嚟 喺度 嗰度 "
    "邊個 邊度 點樣 睇吓 瞓覺 聽日 琴日 今日 屋企 咁多 咁樣 乜嘢"
)


def dictionary() -> str:
    """jieba's word list, found without importing jieba (its import compiles a cache)."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        sys.exit("jieba is not installed: pip install jieba==0.42.1")
    data = (Path(spec.origin).parent / "dict.txt").read_bytes()
    if hashlib.sha256(data).hexdigest() != DICT_SHA256:
        sys.exit("jieba's dict.txt is not that of version 0.42.1")
    return data.decode()


def words(text: str) -> list[tuple[str, int]]:
    """Each word with its frequency; only words of Han."""
    rows = (line.split(" ")[:2] for line in text.splitlines())
    return [(word, int(count)) for word, count in rows if all(is_han(char) for char in word)]


def is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇"


def in_scripts(simplified: list[tuple[str, int]]) -> Iterator[tuple[str, float]]:
    """The words as they are, and in three Traditional standards that together weigh as much."""
    import opencc

    yield from ((word, float(count)) for word, count in simplified)
    joined = "\n".join(word for word, _ in simplified)
    for script in SCRIPTS:
        converted = opencc.OpenCC(script).convert(joined).split("\n")
        for word, (_, count) in zip(converted, simplified, strict=True):
            yield word, count / len(SCRIPTS)


def count(weighted: Iterable[tuple[str, float]]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each character, each pair inside a word, and each character at a word's end."""
    single, pair, last = Counter[str](), Counter[str](), Counter[str]()
    for word, weight in weighted:
        last[word[-1]] += weight
        for at, char in enumerate(word):
            single[char] += weight
            if at:
                pair[word[at - 1 : at + 1]] += weight
    return single, pair, last


def with_cantonese(single: Counter[str], pair: Counter[str]) -> None:
    """Weights for a spoken language that is written too: each as likely as the 1,500th character."""
    typical = sorted(single.values(), reverse=True)[1500]
    for char in CANTONESE:
        single[char] = max(single[char], typical)
    for word in CANTONESE_PAIRS.split():
        pair[word] = max(pair[word], typical / 8)


def bonuses(single: Counter[str], pair: Counter[str], last: Counter[str]) -> dict[str, int]:
    """How many half nats a pair is more probable than its second character alone; the pairs that matter most.

    A word may end after any character, so the chance of a pair is that inside a word plus that of a new word.
    """
    total = sum(single.values())
    found = dict[str, tuple[float, int]]()
    for both, weight in pair.items():
        first, second = single[both[0]], single[both[1]] / total
        chance = weight / first + last[both[0]] / first * second
        gain = math.log(chance / second)
        if gain >= 0.75:
            found[both] = (weight * gain, min(15, round(2 * gain)))
    best = sorted(found, key=lambda both: (-found[both][0], both))[:PAIRS]
    return {both: found[both][1] for both in sorted(best)}


def pack(single: Counter[str], pair: dict[str, int]) -> bytes:
    """Four sections: characters by frequency, their costs, the pairs by first character, their bonuses."""
    total = sum(single.values())
    chars = sorted(single, key=lambda char: (-single[char], char))
    costs = bytes(min(255, round(-STEP * math.log(single[char] / total))) for char in chars)
    groups = dict[str, str]()
    for both in pair:
        groups[both[0]] = groups.get(both[0], "") + both[1]
    seconds = "\n".join(first + group for first, group in groups.items())
    sections = ("".join(chars).encode("utf-16-le"), costs, planes(seconds), bytes(pair.values()))
    head = " ".join(str(number) for number in (COMMON, *map(len, sections)))
    return head.encode() + b"\n" + zlib.compress(b"".join(sections), 9)


def planes(text: str) -> bytes:
    """UTF-16 with all high bytes before all low bytes: they compress a sixth better apart."""
    data = text.encode("utf-16-be")
    return data[0::2] + data[1::2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    arguments = parser.parse_args()
    single, pair, last = count(in_scripts(words(dictionary())))
    with_cantonese(single, pair)
    data = pack(single, bonuses(single, pair, last))
    if arguments.check:
        return 0 if arguments.out.read_bytes() == data else 1
    arguments.out.write_bytes(data)
    print(f"{len(single)} characters, {len(data)} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
