"""Text that was decoded wrongly before it was saved: repaired where that can be undone exactly, else flagged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate
from math import inf
from typing import NamedTuple

from corpus.cleaning.decoding.character_model import model, rare_places
from corpus.cleaning.decoding.evidence import cost_in_any_script, density
from corpus.model.edits import apply, compose
from corpus.model.values import Edit, Finding

WRONG = ("latin1", "cp1252", "cp437", "gb18030", "cp950", "big5hkscs", "cp949", "cp932")
RIGHT = ("utf-8", "gb18030", "cp950", "big5hkscs")
LEVELS = 3
GAIN, GAIN_EACH = 12.0, 0.4
"""Nats that a repair must gain, once and for each character."""

DENSE = 8.0
"""Nats a character below which a text is what it should be: Chinese has 5 to 7, mojibake 8 to 14."""

WHOLE = 4000
"""Characters up to which a text is tried as a whole; a longer one goes line by line."""

_NAMES = {"utf-8": "utf8", "gb18030": "gbk", "cp950": "big5", "big5hkscs": "big5", "cp932": "sjis"}

# Windows-1252 leaves five bytes undefined; what wrote such files passed them through as C1 controls.
_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
# What 锟斤拷 is: the bytes of U+FFFD, twice, read as GBK. The characters themselves are gone.
_LOST = re.compile(r"\ufffd+|(?:锟斤拷){2,}|(?:(?:锟[\u4e00-\u9fff]?|拷)[^\n]{0,2}){4,}")


class Repairs(NamedTuple):
    """The repairs, and the places that cannot be repaired."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


class _Kind(NamedTuple):
    wrong: str
    right: str

    @property
    def rule(self) -> str:
        return f"mojibake.{_NAMES.get(self.right, self.right)}_as_{_NAMES.get(self.wrong, self.wrong)}"


class _Repair(NamedTuple):
    """A mapping, its text, and the cost of the best text that it leads to, in one or more levels."""

    kind: _Kind
    text: str
    cost: float


def find(text: str, damage: Collection[Finding] = ()) -> Repairs:
    """Find the repairs that a text needs, and where characters are lost for good.

    A text that had U+FFFD already is only flagged: what surrounds the loss cannot be mapped back exactly. That
    of ``damage`` is our own.
    """
    ours = {(finding.start, finding.end) for finding in damage}
    lost = tuple(
        Finding(*match.span(), "MOJIBAKE", "lost") for match in _LOST.finditer(text) if match.span() not in ours
    )
    if lost:
        return Repairs((), lost)
    edits = tuple[Edit, ...]()
    for _ in range(LEVELS):
        more = tuple(_edits(apply(text, edits)))
        if not more:
            break
        edits = compose(edits, more)
    return Repairs(edits, tuple(_places(edits)))


def _places(edits: Iterable[Edit]) -> Iterator[Finding]:
    """Yield where the repairs are: those less than a line's worth apart are one place."""
    start = end = -1
    for edit in edits:
        if start >= 0 and edit.start - end > 40:
            yield Finding(start, end, "MOJIBAKE", "repaired")
            start = -1
        start, end = (edit.start if start < 0 else start), edit.end
    if start >= 0:
        yield Finding(start, end, "MOJIBAKE", "repaired")


def _edits(text: str) -> Iterator[Edit]:
    """Repair one level: the whole text if it maps as a whole, else the lines that do."""
    whole = _repair(text, None) if len(text) <= WHOLE and marked(text) else None
    if whole is not None:
        yield from _alignment(text, 0, whole)
        return
    start, known = 0, None
    for line in _lines(text):
        repair = _repair(line, known) if marked(line) else None
        if repair is not None:
            known = repair.kind
            yield from _alignment(line, start, repair)
        start += len(line)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):  # not splitlines: mojibake has U+0085 inside characters
        for at in range(0, len(line), WHOLE):
            yield line[at : at + WHOLE]
        yield "\n"


def marked(text: str) -> bool:
    """Return whether enough characters are rare, and the text improbable enough, to be worth a try."""
    count = len(rare_places(text))
    return count > 0 and count * 16 >= sum(char > "\x7f" for char in text) and density(text) > DENSE


def _repair(text: str, known: _Kind | None) -> _Repair | None:
    """Find the best mapping of the whole text, if it gains enough; one that was right before needs less."""
    best = _cheapest(text, LEVELS)
    if best is None:
        return None
    others = [char for char in text if char > "\x7f"]
    gain = cost_in_any_script(text) - best.cost
    return best if gain > (GAIN / 2 if best.kind == known else GAIN + GAIN_EACH * len(others)) else None


def _is_chinese(text: str) -> bool:
    """Return whether at least a third of the characters above ASCII are Han, as a repair must give."""
    others = [char for char in text if char > "\x7f"]
    return 3 * sum("\u3400" <= char <= "\u9fff" for char in others) >= len(others)


def _cheapest(text: str, levels: int) -> _Repair | None:
    """Find the mapping that leads to the most probable text, itself or through another mapping of its result."""
    best: _Repair | None = None
    for kind, mapped in _mappings(text):
        cost = model().cost(mapped) if _is_chinese(mapped) else inf
        if levels > 1 and marked(mapped):
            deeper = _cheapest(mapped, levels - 1)
            cost = min(cost, deeper.cost + GAIN) if deeper else cost
        if cost < (best.cost if best else inf):
            best = _Repair(kind, mapped, cost)
    return best


def _mappings(text: str) -> Iterator[tuple[_Kind, str]]:
    """Yield every way in which the text maps strictly, with its result."""
    for wrong in WRONG:
        try:
            raw = _encode(text, wrong)
        except UnicodeEncodeError:
            continue
        for right in RIGHT:
            if _NAMES.get(right) == _NAMES.get(wrong, wrong):
                continue
            try:
                mapped = raw.decode(right)
            except UnicodeDecodeError:
                continue
            if mapped != text:
                yield _Kind(wrong, right), mapped


def _encode(text: str, encoding: str) -> bytes:
    return text.translate(_CP1252).encode("latin1") if encoding == "cp1252" else text.encode(encoding)


def _alignment(text: str, start: int, repair: _Repair) -> Iterator[Edit]:
    """Cut the repair into edits, each the smallest run that maps as a whole: where both codecs begin a character."""
    wrong = list(accumulate((len(_encode(char, repair.kind.wrong)) for char in text), initial=0))
    right = list(accumulate((len(char.encode(repair.kind.right)) for char in repair.text), initial=0))
    places = {byte: at for at, byte in enumerate(right)}
    places[wrong[-1]] = len(repair.text)  # even where a codec writes what it read in another length
    confidence = round(min(0.99, 0.5 + (model().cost(text) - repair.cost) / 200), 2)
    old = new = 0
    for at, byte in enumerate(wrong):
        here = places.get(byte)
        if at and here is not None:
            if text[old:at] != repair.text[new:here]:
                inserted = repair.text[new:here]
                yield Edit(start + old, start + at, inserted, (repair.kind.rule,), confidence)
            old, new = at, here
