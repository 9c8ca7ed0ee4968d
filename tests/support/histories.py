"""Random histories of a document: each release edits, splits, merges, deletes, adds and reorders paragraphs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

CHARS = [chr(0x4E00 + number * 7) for number in range(2500)]
# Common ones, which a decoder believes in whatever order they stand.
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
)
HEADINGS = ("前言", "一、概述", "（二）方法", "结语", "附录", "三、讨论")
REPEATED = ("本节内容待续，详见后文。", "（此处为空白）", "来源：本馆整理")
KINDS = ("edit", "split", "merge", "delete", "add", "reorder", "move and edit")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its true identity: the numbers of the first paragraphs that it is made of."""

    text: str
    uid: int
    touched: bool = False  # split or merged: no identity is claimed for it


@dataclass
class History:
    """A document from release to release; ``done`` counts what was done to it."""

    rng: random.Random
    paragraphs: list[Paragraph] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    chars: Sequence[str] = ()
    _uid: int = 0

    @classmethod
    def begun(cls, seed: int, size: int = 40, chars: Sequence[str] = CHARS) -> History:
        """A document with headings under 8 characters and repeated paragraphs."""
        history = cls(random.Random(seed), chars=chars)
        history._words = [
            "".join(history.rng.choices(chars, k=history.rng.choice((1, 2, 2, 2, 3)))) for _ in range(600)
        ]
        for _ in range(size):
            history.paragraphs.append(history.fresh(history.any_text()))
        history.paragraphs[3:3] = [history.fresh(REPEATED[0]), history.fresh(REPEATED[1])]
        history.paragraphs[-4:-4] = [history.fresh(REPEATED[0]), history.fresh(HEADINGS[0])]
        return history

    def fresh(self, text: str) -> Paragraph:
        self._uid += 1
        return Paragraph(text, self._uid)

    def any_text(self) -> str:
        """Mostly prose of 10 to 150 characters; some headings, some repeated text, some clauses of one pattern."""
        chance = self.rng.random()
        if chance < 0.12:
            return self.rng.choice(HEADINGS)
        if chance < 0.18:
            return self.rng.choice(REPEATED)
        if chance < 0.3:
            number = self.rng.randint(1, 60)
            return f"第{number}条　{self.prose(14)}的，由管理处责令改正，并处{number * 10}元以下罚款。"
        return self.prose(self.rng.randint(10, 150))

    def prose(self, length: int) -> str:
        text = ""
        while len(text) < length:
            text += self.rng.choice(self._words) + ("，" if self.rng.random() < 0.15 else "")
        return text[: length - 1] + "。"

    def next_release(self) -> None:
        """One change of each kind at least, in random order."""
        kinds = [*KINDS, *self.rng.choices(KINDS, k=self.rng.randint(0, 5))]
        self.rng.shuffle(kinds)
        self.paragraphs = [replace(paragraph, touched=False) for paragraph in self.paragraphs]
        for kind in kinds:
            getattr(self, kind.replace(" ", "_"))()
            self.done[kind] = self.done.get(kind, 0) + 1

    def place(self, least: int = 1) -> int:
        places = [
            n for n, paragraph in enumerate(self.paragraphs) if len(paragraph.text) >= least and not paragraph.touched
        ]
        return self.rng.choice(places) if places else 0

    def edited(self, text: str) -> str:
        """At most 30 % of the characters changed, anywhere."""
        chars = list(text)
        for _ in range(self.rng.randint(1, max(1, int(len(text) * 0.3)))):
            at = self.rng.randrange(len(chars))
            kind = self.rng.choice(("replace", "replace", "insert", "delete"))
            if kind == "insert":
                chars.insert(at, self.rng.choice(self.chars))
            elif kind == "delete" and len(chars) > 2:
                del chars[at]
            else:
                chars[at] = self.rng.choice(self.chars)
        return "".join(chars)

    def edit(self) -> None:
        at = self.place(10)
        self.paragraphs[at] = replace(self.paragraphs[at], text=self.edited(self.paragraphs[at].text))

    def split(self) -> None:
        at = self.place(16)
        whole = self.paragraphs[at]
        cut = self.rng.randint(len(whole.text) // 3, 2 * len(whole.text) // 3)
        pieces = [replace(self.fresh(text), touched=True) for text in (whole.text[:cut], whole.text[cut:])]
        self.paragraphs[at : at + 1] = pieces

    def merge(self) -> None:
        at = min(self.place(), len(self.paragraphs) - 2)
        one, two = self.paragraphs[at : at + 2]
        self.paragraphs[at : at + 2] = [replace(self.fresh(one.text + two.text), touched=True)]

    def delete(self) -> None:
        del self.paragraphs[self.place()]

    def add(self) -> None:
        self.paragraphs.insert(self.rng.randint(0, len(self.paragraphs)), self.fresh(self.any_text()))

    def reorder(self) -> None:
        """A run of paragraphs goes elsewhere."""
        at, count = self.place(), self.rng.randint(1, 4)
        run = self.paragraphs[at : at + count]
        del self.paragraphs[at : at + count]
        to = self.rng.randint(0, len(self.paragraphs))
        self.paragraphs[to:to] = run

    def move_and_edit(self) -> None:
        at = self.place(10)
        paragraph = self.paragraphs.pop(at)
        moved = replace(paragraph, text=self.edited(paragraph.text))
        self.paragraphs.insert(self.rng.randint(0, len(self.paragraphs)), moved)
