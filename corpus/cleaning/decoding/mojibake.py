"""Text that was decoded wrongly before it was saved: repaired where that can be undone exactly, else flagged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from corpus.cleaning.decoding import byte_escapes
from corpus.cleaning.decoding.character_model import model, rare_places
from corpus.cleaning.decoding.evidence import cost_in_any_script, density
from corpus.cleaning.decoding.lost import is_utf_8_in_part, misread
from corpus.cleaning.decoding.misreadings import DOUBLE_BYTE, INSIDE, RIGHT, WRONG, Kind, encode, offsets, twins
from corpus.cleaning.decoding.pieces import LOST
from corpus.model.edits import apply, compose, within
from corpus.model.values import Edit, Finding, Span

LEVELS = 3
GAIN, GAIN_EACH = 12.0, 0.4
"""Nats that a repair must gain, once and for each character."""

DENSE = 8.0
"""Nats a character below which a text is what it should be: Chinese has 5 to 7, mojibake 8 to 14."""

GARBLED = 8.8
"""Nats a character above which a few characters are not a text."""

WHOLE = 4000
"""Characters up to which a text is tried as a whole; a longer one goes line by line."""

# A question mark of ASCII is followed by a blank, a quote or nothing.
_TEARS = re.compile(r"\?(?=[^\x00-\x7f“”‘’」』）])|(?<=[^\x00-\x7f])\?(?=[\w{}|~^\[\]@\\`])")
# What 锟斤拷 is: the bytes of U+FFFD, twice, read as GBK. The characters themselves are gone.
_LOST = re.compile(r"\ufffd+|(?:锟斤拷){2,}|(?:(?:锟[\u4e00-\u9fff]?|拷)[^\n]{0,2}){4,}")


class Repairs(NamedTuple):
    """The repairs, and the places that cannot be repaired."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]


class _Repair(NamedTuple):
    """A mapping, its text, and the best text that it leads to, in one or more levels, with its cost."""

    kind: Kind
    text: str
    final: str
    cost: float


class _Line(NamedTuple):
    """A line, or a part of a long one, that looks misread."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def find(text: str, damage: Collection[Finding] = ()) -> Repairs:
    """Find the repairs that a text needs, and where characters are lost for good.

    A text that had U+FFFD already is only flagged: what surrounds the loss cannot be mapped back exactly. That
    of ``damage`` is our own.
    """
    if "\\x" in text and byte_escapes.consists_of_escapes(text):
        edits_of_bytes, losses = byte_escapes.find(text)
        return Repairs(tuple(edits_of_bytes), tuple(sorted([*_places(edits_of_bytes), *losses])))
    ours = {(finding.start, finding.end) for finding in damage}
    lost = tuple(
        Finding(*match.span(), "MOJIBAKE", "lost") for match in _LOST.finditer(text) if match.span() not in ours
    )
    if lost:
        return Repairs((), lost)
    lines = _marked_lines(text)
    edits = tuple[Edit, ...]()
    for level in range(LEVELS):
        repaired = apply(text, edits)
        more = tuple(_edits(repaired, lines if level == 0 else _marked_lines(repaired)))
        if not more:
            break
        edits = compose(edits, more)
    return Repairs(edits, tuple(sorted([*_places(edits), *_losses(lines, edits)])))


def _losses(lines: Iterable[_Line], edits: Sequence[Edit]) -> Iterator[Finding]:
    """Yield the lines that were misread and do not map back; one after another is one place."""
    start, end, known = -1, -1, None
    for line in lines:
        # U+FFFD here is our own, where the bytes were damaged: it makes no line misread.
        left = LOST not in line.text or marked(line.text.replace(LOST, ""))
        kind = misread(line.text, known) if left and not within(edits, line.span) else None
        if kind is None:
            continue
        known = kind
        first, last = line.end - len(line.text.lstrip()), line.start + len(line.text.rstrip())
        if start >= 0 and first > end + 1:
            yield Finding(start, end, "MOJIBAKE", "lost")
            start = -1
        start, end = (first if start < 0 else start), last
    if start >= 0:
        yield Finding(start, end, "MOJIBAKE", "lost")


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


def _edits(text: str, lines: Iterable[_Line]) -> Iterator[Edit]:
    """Repair one level: the whole text if it maps as a whole, else the lines that do."""
    whole = _repair(text, None) if len(text) <= WHOLE and marked(text) else None
    if whole is not None:
        yield from _alignment(text, 0, whole)
        return
    known = None
    for line in lines:
        repair = _repair(line.text, known)
        if repair is not None:
            known = repair.kind
            yield from _alignment(line.text, line.start, repair)


def _marked_lines(text: str) -> list[_Line]:
    lines, start = list[_Line](), 0
    for line in text.split("\n"):  # not splitlines: mojibake has U+0085 inside characters
        parts = (line[at : at + WHOLE] for at in range(0, len(line), WHOLE))
        lines += (_Line(start + at * WHOLE, part) for at, part in enumerate(parts) if marked(part))
        start += len(line) + 1
    return lines


def marked(text: str) -> bool:
    """Return whether enough characters are rare, and the text improbable enough, to be worth a try."""
    count = len(rare_places(text))
    return count > 0 and count * 16 >= len(text) - len(text.encode("ascii", "ignore")) and density(text) > DENSE


def _repair(text: str, known: Kind | None) -> _Repair | None:
    """Find the best mapping of the whole text, if it gains enough; one that was right before needs less."""
    best = None if LOST in text else _cheapest(text, LEVELS)
    if best is None or (best.kind.right != "utf-8" and is_utf_8_in_part(text)):
        return None
    best = _with_twins(text, best)
    if best is None or (best.kind.right != "utf-8" and density(best.final) > GARBLED) or _torn(best):
        return None
    others = len(text) - len(text.encode("ascii", "ignore"))
    gain = cost_in_any_script(text) - best.cost
    return best if gain > (GAIN / 2 if best.kind == known else GAIN + GAIN_EACH * others) else None


def _with_twins(text: str, repair: _Repair) -> _Repair | None:
    """Choose the code of each character that the wrong codec reads from two; None where the model cannot tell."""
    if repair.kind.wrong not in DOUBLE_BYTE or repair.kind.right == "utf-8" or repair.text != repair.final:
        return repair
    doubtful = [
        (at, twins(repair.kind.wrong)[char]) for at, char in enumerate(text) if char in twins(repair.kind.wrong)
    ]
    raw, starts = encode(text, repair.kind.wrong), offsets(text, repair.kind.wrong) if doubtful else []
    for at, codes in doubtful:
        head, tail = raw[: starts[at]], raw[starts[at + 1] :]
        ways = [
            (model().cost(one.decode(repair.kind.right, "replace")), one)
            for one in (head + code + tail for code in codes)
        ]
        ways.sort()
        if ways[1][0] - ways[0][0] < GAIN / 2:
            return None
        raw = ways[0][1]
    try:
        mapped = raw.decode(repair.kind.right)
    except UnicodeDecodeError:
        return None
    return _Repair(repair.kind, mapped, mapped, model().cost(mapped)) if doubtful else repair


def _torn(repair: _Repair) -> bool:
    """Return whether question marks stand for lost bytes: what follows one can be out of step."""
    doubtful = repair.kind.wrong in DOUBLE_BYTE and repair.kind.right != "utf-8"
    return doubtful and _TEARS.search(repair.final) is not None


def _is_chinese(text: str) -> bool:
    """Return whether at least a third of the characters above ASCII are Han, as a repair must give."""
    others = [char for char in text if char > "\x7f"]
    return 3 * sum("\u3400" <= char <= "\u9fff" for char in others) >= len(others)


def _cheapest(text: str, levels: int) -> _Repair | None:
    """Find the mapping that leads to the most probable text, itself or through another mapping of its result."""
    best: _Repair | None = None
    for kind, mapped in _mappings(text):
        cost, final = model().cost(mapped) if _is_chinese(mapped) else inf, mapped
        deeper = _cheapest(mapped, levels - 1) if levels > 1 and marked(mapped) else None
        if deeper is not None and deeper.cost + GAIN < cost:
            cost, final = deeper.cost + GAIN, deeper.final
        if cost < (best.cost if best else inf):
            best = _Repair(kind, mapped, final, cost)
    return best


def _mappings(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield every way in which the text maps strictly, with its result."""
    for wrong in WRONG:
        try:
            raw = encode(text, wrong)
        except UnicodeEncodeError:
            continue
        for right in RIGHT:
            if not Kind(wrong, right).possible:
                continue
            try:
                mapped = raw.decode(right)
            except UnicodeDecodeError:
                continue
            if mapped != text:
                yield Kind(wrong, right), mapped


def _alignment(text: str, start: int, repair: _Repair) -> Iterator[Edit]:
    """Cut the repair into edits, each the smallest run that maps as a whole: where both codecs begin a character."""
    wrong, right = offsets(text, repair.kind.wrong), offsets(repair.text, repair.kind.right)
    places = {byte: at for at, byte in enumerate(right) if byte != INSIDE}
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
