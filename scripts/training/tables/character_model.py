"""``characters.bin``: which characters and pairs of characters Chinese text has, and how often.

From jieba 0.42.1, ``dict.txt`` (MIT): words with their frequencies. OpenCC 1.4.2 (Apache-2.0) gives their Traditional
forms. No running text is used.
"""

from __future__ import annotations

import math
import zlib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.cleaning.decoding import character_model as characters
from training.tables.dictionaries import jieba_words, opencc_conversion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Weights = defaultdict[str, float]

PATH = Path(characters.__file__).with_name("characters.bin")
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


def make() -> bytes:
    """Make the model of characters and pairs, from jieba and OpenCC."""
    words = [(word, count) for word, count in jieba_words() if all(_is_han(char) for char in word)]
    single, pair, last = counted(_in_scripts(words))
    _add_cantonese(single, pair)
    return packed(single, bonuses(single, pair, last))


def _is_han(char: str) -> bool:
    """Tell whether a character is of the blocks that words of the dictionary have."""
    return "\u3400" <= char <= "\u9fff" or char == "〇"


def _in_scripts(simplified: Sequence[tuple[str, int]]) -> Iterator[tuple[str, float]]:
    """Give the words as they are, and in three Traditional standards that together weigh as much."""
    yield from ((word, float(count)) for word, count in simplified)
    joined = "\n".join(word for word, _ in simplified)
    for script in SCRIPTS:
        converted = opencc_conversion(script)(joined).split("\n")
        for word, (_, count) in zip(converted, simplified, strict=True):
            yield word, count / len(SCRIPTS)


def counted(weighted: Iterable[tuple[str, float]]) -> tuple[Weights, Weights, Weights]:
    """Count how often each character, each pair inside a word, and each character at a word's end is met."""
    single, pair, last = (defaultdict[str, float](float) for _ in range(3))
    for word, weight in weighted:
        last[word[-1]] += weight
        for at, char in enumerate(word):
            single[char] += weight
            if at:
                pair[word[at - 1 : at + 1]] += weight
    return single, pair, last


def _add_cantonese(single: Weights, pair: Weights) -> None:
    """Give weight to a spoken language that is written too: each as likely as the 1,500th character."""
    typical = sorted(single.values(), reverse=True)[1500]
    for char in CANTONESE:
        single[char] = max(single[char], typical)
    for word in CANTONESE_PAIRS.split():
        pair[word] = max(pair[word], typical / 8)


def bonuses(single: Weights, pair: Weights, last: Weights) -> dict[str, int]:
    """Compute for the pairs that matter most by how many half nats each is more probable than its second character.

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


def packed(single: Weights, pair: dict[str, int]) -> bytes:
    """Write four sections: characters by frequency, their costs, the pairs by first character, their bonuses."""
    total = sum(single.values())
    chars = sorted(single, key=lambda char: (-single[char], char))
    costs = bytes(min(255, round(-STEP * math.log(single[char] / total))) for char in chars)
    groups = dict[str, str]()
    for both in pair:
        groups[both[0]] = groups.get(both[0], "") + both[1]
    seconds = "\n".join(first + group for first, group in groups.items())
    sections = ("".join(chars).encode("utf-16-le"), costs, _split(seconds), bytes(pair.values()))
    head = " ".join(str(number) for number in (COMMON, *map(len, sections)))
    return head.encode() + b"\n" + zlib.compress(b"".join(sections), 9)


def _split(text: str) -> bytes:
    """Encode as UTF-16 with all high bytes before all low bytes: they compress a sixth better apart."""
    data = text.encode("utf-16-be")
    return data[0::2] + data[1::2]
