"""Places of the blocks where the text itself is doubtful: words out of place, doubled characters, commas of two widths.

Nothing is corrected: what a careful reader would mark is marked. Each kind was read on reference documents until nine
of ten places were real; what cannot be distinguished from correct text is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

import numpy as np

from corpus.cleaning.decoding.character_model import model
from corpus.cleaning.findings import doubtful_numbers
from corpus.cleaning.structure.person_names import is_person
from corpus.model.edits import within
from corpus.model.values import LINED, Block, Finding, Layout

_HAN = "\u3400-\u9fff"
# Words that only an English sentence has; nouns and names are at home in Chinese, and so is `or` before a negation.
# What is before them is looked at afterwards: an expression that begins with it would stop at every Han.
_LATIN = re.compile(f"(and|the|of|or(?! ?[不没沒])|from|was|were|are|their|these|those) ?(?=[{_HAN}])")
# What stands for a word is quoted, or is of a language of programs.
_PROGRAMS = re.compile(
    "英文|英语|英語|单词|單詞|词组|詞組|冠词|冠詞|介词|介詞|连词|連詞|语法|語法|运算|運算|关键字|關鍵字|SQL|代码|代碼|命令|逻辑|邏輯"
)
# The comma first: it is rarer than what is before it.
_WIDE_COMMA = re.compile(f"，(?=[{_HAN}“‘（《])(?<=[{_HAN}”’）》]，)")
_NARROW_COMMA = re.compile(f",(?=[{_HAN}“‘（《])(?<=[{_HAN}”’）》],)")
OFTEN = 3
"""So many times a doubled character is a name or a habit of the text."""
ACROSS = 2
"""Blocks after one that was cut, among which its rest is looked for: a caption is between them."""
MINORITY = 0.2
"""The share up to which commas of one width are out of place among the others."""
_STOPS = frozenset("，。、；：！？,;:!?“”‘’（）《》「」…—")
_TWICE = frozenset(
    "妈爸哥姐弟妹爷奶公婆叔舅姑嫂太宝娃人天年月日时時家户戶个個件条條句字处處步层層次代世事样樣种種层面点點滴"
    "看说說想试試问問听聽谈談走坐笑写寫读讀做等谢謝常往渐漸慢快好多少大小高低长長久久远遠深浅淺轻輕重重早晚"
    "刚剛偏仅僅明暗白黑红紅绿綠蓝藍黄黃青亮圆圓满滿静靜悄默匆纷紛频頻屡屢连連缓緩徐款津勤恳懇踏实實清楚干乾净淨"
    "东热熱冷凉涼暖甜香哈呵嘿嗯啊哇呜嗚咚叮当當哗嘩潺淙萧蕭飒颯沉茫蒙濛朦皑皚巍峨郁葱蔥森翩袅嫋娓侃滔洋喜乐樂"
    "星猩狒蛐蝈蟈饽餑奥奧两兩双雙三一二四五六七八九十百千万萬亿億零〇区區统統通处處可萋夭灼采喈兮鳞鱗粼泱霏离離靄霭雄"
)
# Given names that are one character twice, as children and actors have them.
_NAMES = frozenset(
    "珂萌瑶瑤楠涵诗詩嘉颖穎洁潔兰蘭霞凯凱宇辰轩軒哲晨帅帥杰傑涛濤安康健华華建武斌炜煒钰鈺瑾琪琳欣怡雯婷妍媛彤芸薇蕾莉莎菲娜倩晶玥璇萱蓉"
)


@dataclass(frozen=True, slots=True)
class _Prose:
    """The blocks of running text, their texts one after another, and where each begins in these."""

    layout: Layout
    blocks: Sequence[Block]
    text: str
    starts: Sequence[int]

    def by_block(self, places: Iterable[int]) -> Iterator[tuple[Block, list[int]]]:
        """Yield the blocks that have some of the places, which are in order, with the places in them."""
        for number, group in groupby(places, lambda at: bisect_right(self.starts, at) - 1):
            yield self.blocks[number], [at - self.starts[number] for at in group]


def find(layout: Layout) -> Iterator[Finding]:
    """Find the doubtful places of a layout; offsets count in its text."""
    blocks = [block for block in layout.blocks if block.kind != "furniture" and block.kind not in LINED]
    running = [block for block in blocks if block.kind not in ("reference", "meta", "byline")]
    starts = tuple(accumulate((len(block.text) + 1 for block in running), initial=0))[:-1]
    prose = _Prose(layout, running, "\n".join(block.text for block in running), starts)
    yield from _latin_words(prose)
    yield from _doubled(prose)
    yield from _between_blocks(running)
    yield from _commas(prose)
    yield from doubtful_numbers.find(blocks)


def _latin_words(prose: _Prose) -> Iterator[Finding]:
    found = [match for match in _LATIN.finditer(prose.text) if _is_after_han(prose.text, match.start())]
    for block, places in prose.by_block(match.start() for match in found):
        if not _PROGRAMS.search(block.text):
            origin = origins(prose.layout, block)
            words = (_LATIN.match(block.text, at) for at in places)
            for start, end in (word.span(1) for word in words if word):
                yield Finding(origin[start], origin[end - 1] + 1, "LATIN_IN_HAN")


def _is_after_han(text: str, at: int) -> bool:
    """Return whether a Han, and perhaps a blank, is before a place."""
    before = text[max(0, at - 2) : at].removesuffix(" ")
    return "\u3400" <= before[-1:] <= "\u9fff"


def _doubled(prose: _Prose) -> Iterator[Finding]:
    pairs = _equal_neighbours(prose.text)
    counts = Counter(prose.text[at] for at in pairs)
    known = model().pairs
    # Nine of ten pairs are words such as 渐渐: whatever is around them, they are no slip.
    rare = (at for at in pairs if prose.text[at] in "的了一" or prose.text[at] * 2 not in known)
    for block, places in prose.by_block(rare):
        text = block.text
        slips = {at for at in places if counts[text[at]] < OFTEN and _is_slip(text, at)}
        seams = {at for at in places if text[at] * 2 not in known and not _both_known(text, at)}
        seams = seams if len(block.spans) > 1 else set()
        origin = origins(prose.layout, block) if slips or seams else []
        for at in sorted(slips | seams):
            apart = _is_apart(block, origin[at], origin[at + 1])
            if at in (seams if apart else slips):
                yield Finding(origin[at], origin[at + 1] + 1, "SEAM" if apart else "DOUBLED")


def _equal_neighbours(text: str) -> list[int]:
    """Return where a Han follows itself; one comparison of arrays takes a twentieth of an expression's time."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    found = np.flatnonzero(codes[1:] == codes[:-1])
    return [at for at in found.tolist() if "\u3400" <= text[at] <= "\u9fff"]


def _between_blocks(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield where a block stops in a word whose first character begins a block after it: they were not joined."""
    for at, block in enumerate(blocks):
        for other in blocks[at + 1 : at + 1 + ACROSS]:
            twice = block.text[-1:] == other.text[:1] and "\u3400" <= other.text[:1] <= "\u9fff"
            if twice and len(other.text) > len(block.text) and _begins_a_word(block.text, other.text):
                yield Finding(block.spans[-1].end - 1, other.spans[0].start + 1, "SEAM")


def _begins_a_word(text: str, after: str) -> bool:
    return after[:2] in model().pairs and text[-2:] not in model().pairs


def _is_apart(block: Block, first: int, second: int) -> bool:
    """Return whether something else is between two places of a block."""
    return any(span.start <= second < span.end and first < span.start for span in block.spans)


def _both_known(text: str, at: int) -> bool:
    """Return whether one word ends with the first of two equal characters and another begins with the second."""
    pairs = model().pairs
    return text[max(0, at - 1) : at + 1] in pairs and text[at + 1 : at + 3] in pairs


def _is_slip(text: str, at: int) -> bool:
    """Return whether a character that follows itself is one too many: not in a word of such, nor at words' borders."""
    char, pairs = text[at], model().pairs
    before, after = text[at - 1 : at], text[at + 2 : at + 3]
    ends, begins = before + char in pairs, char + after in pairs
    if char in "的了":
        return (
            char not in (before, after)
            and before + char != "目的"
            and char + after not in ("的确", "的確", "的士", "了解", "了了")
        )
    if char == "一":
        return before == "之" and not begins
    if char in _TWICE or char * 2 in pairs or char in (before, after) or _in_pattern(text, at):
        return False
    if not before or before == "一" or before in _STOPS:
        return False  # each of them: 县县, 一排排
    if char in _NAMES or is_person(text[at - 1 : at + 2]):
        return False
    return ends if after in _STOPS else not (ends or begins)


def _in_pattern(text: str, at: int) -> bool:
    """Return whether the pair is half of a word like 模模糊糊, or repeats another such, as 项项 after 县县."""
    return text[max(0, at - 2) : at - 1] == text[at - 1 : at] or text[at + 2 : at + 3] == text[at + 3 : at + 4] != ""


def origins(layout: Layout, block: Block) -> list[int]:
    """Return for each character of a block its place in the layout's text."""
    places = list[int]()
    for span in block.spans:
        at = span.start
        for edit in within(layout.edits, span):
            places += range(at, edit.start)
            places += [edit.start] * len(edit.inserted)
            at = edit.end
        places += range(at, span.end)
    return places


def _commas(prose: _Prose) -> Iterator[Finding]:
    """Yield the first comma of each block that has the width of a minority between Han."""
    narrow = [match.start() for match in _NARROW_COMMA.finditer(prose.text)]
    if not narrow or len(narrow) > MINORITY * (len(narrow) + len(_WIDE_COMMA.findall(prose.text))):
        return
    for block, places in prose.by_block(narrow):
        start = origins(prose.layout, block)[places[0]]
        yield Finding(start, start + 1, "MIXED_WIDTH")
