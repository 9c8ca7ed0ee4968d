"""Text that was decoded wrongly before it was saved: repaired where that can be undone exactly, else flagged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from corpus.cleaning.decoding import byte_escapes
from corpus.cleaning.decoding.character_model import model, rare_places
from corpus.cleaning.decoding.evidence import cost_in_any_script, density
from corpus.cleaning.decoding.lost import is_fragment, is_utf_8_in_part, mapped_back, misread
from corpus.cleaning.decoding.misreadings import DOUBLE_BYTE, INSIDE, RIGHT, WRONG, Kind, encode, offsets, twins
from corpus.cleaning.decoding.pieces import LOST
from corpus.model.edits import apply, compose, read, within
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

    @property
    def inner(self) -> Span:
        """The line without the white space around it."""
        return Span(self.end - len(self.text.lstrip()), self.start + len(self.text.rstrip()))


def find(text: str, damage: Collection[Finding] = ()) -> Repairs:
    """Find the repairs that a text needs, and where characters are lost for good.

    A text that had U+FFFD already is only flagged: what surrounds the loss cannot be mapped back exactly. That
    of ``damage`` is our own. Where lines show how the text was misread, those too short to show it are read so too.
    """
    if "\\x" in text and byte_escapes.consists_of_escapes(text):
        of_bytes, lost_bytes = byte_escapes.find(text)
        return Repairs(tuple(of_bytes), tuple(sorted([*_places(of_bytes), *lost_bytes])))
    ours = {(finding.start, finding.end) for finding in damage}
    gone = [Span(*match.span()) for match in _LOST.finditer(text) if match.span() not in ours]
    lines = _marked_lines(text)
    shown = Counter[Kind]()
    edits = () if gone else _levels(text, lines, shown)
    lost = list(_misread_lines(lines, edits, shown))
    kind = _kind_of(shown)
    if kind and lost and edits and kind.wrong in DOUBLE_BYTE:
        edits, lost = _without_chance(text, lines, edits, lost)
    if kind:
        repairs, losses = _like_the_others(text, kind, edits, lost, is_lossy=bool(gone))
        edits, lost = tuple(sorted([*edits, *repairs])), [*lost, *losses]
    return Repairs(edits, tuple(sorted([*_places(edits), *_losses(text, [*gone, *lost])])))


def _levels(text: str, lines: Sequence[_Line], shown: Counter[Kind]) -> tuple[Edit, ...]:
    """Repair level by level; ``shown`` counts how the text itself was misread, not what is below."""
    edits = tuple[Edit, ...]()
    for level in range(LEVELS):
        repaired = apply(text, edits)
        first = level == 0
        more = tuple(_edits(repaired, lines if first else _marked_lines(repaired), shown if first else Counter()))
        if not more:
            break
        edits = compose(edits, more)
    return edits


def _misread_lines(lines: Iterable[_Line], edits: Sequence[Edit], shown: Counter[Kind]) -> Iterator[Span]:
    """Yield the lines that were misread and do not map back, and count how."""
    known = None
    for line in lines:
        # U+FFFD here is our own, where the bytes were damaged: it makes no line misread.
        left = LOST not in line.text or marked(line.text.replace(LOST, ""))
        kind = misread(line.text, known) if left and not within(edits, line.span) else None
        if kind is not None:
            known = kind
            shown[kind] += 1
            yield line.inner


def _without_chance(
    text: str, lines: Iterable[_Line], edits: tuple[Edit, ...], lost: list[Span]
) -> tuple[tuple[Edit, ...], list[Span]]:
    """Undo repairs with a rare character where other lines have losses that nothing shows: two halves may have met."""
    if any("?" in text[span.start : span.end] for span in lost):
        return edits, lost
    chance = [line for line in lines if within(edits, line.span) and rare_places(read(text, [line.span], edits))]
    undone = {edit for line in chance for edit in within(edits, line.span)}
    return tuple(edit for edit in edits if edit not in undone), [*lost, *(line.inner for line in chance)]


def _kind_of(shown: Counter[Kind]) -> Kind | None:
    """Return how most lines were misread: as UTF-8 if any was, which nothing is by chance, else if all are alike."""
    as_utf_8 = [kind for kind, _ in shown.most_common() if kind.right == "utf-8"]
    return as_utf_8[0] if as_utf_8 else next(iter(shown)) if len(shown) == 1 else None


def _like_the_others(
    text: str, kind: Kind, done: Sequence[Edit], known: Sequence[Span], *, is_lossy: bool
) -> tuple[list[Edit], list[Span]]:
    """Read the lines that are too short to show it as the others were misread: repairs, and what is lost."""
    edits, lost, settled = list[Edit](), list[Span](), frozenset(known)
    for line in _lines(text):
        if line.text.isascii() or line.inner in settled or within(done, line.span):
            continue
        repair = None if is_lossy else _short_repair(line.text, kind)
        if repair is not None:
            edits += _alignment(line.text, line.start, repair)
        elif kind.right == "utf-8" and (misread(line.text, kind) or is_fragment(line.text, kind)):
            lost.append(line.inner)
    return edits, lost


def _short_repair(text: str, kind: Kind) -> _Repair | None:
    """Map a line back whole, if that gives ordinary Chinese."""
    mapped = mapped_back(text, kind)
    if mapped is None or (kind.wrong in DOUBLE_BYTE and rare_places(mapped)):
        return None
    cost = model().cost(mapped)
    if kind.right != "utf-8" and (rare_places(mapped) or cost_in_any_script(text) - cost < GAIN / 2):
        return None
    return _Repair(kind, mapped, mapped, cost)


def _losses(text: str, lost: Iterable[Span]) -> Iterator[Finding]:
    """Yield what is lost; places with nothing but white space between them are one."""
    start = end = -1
    for span in sorted(lost):
        if start >= 0 and (span.start <= end or (span.start <= end + 1 and text[end : span.start].isspace())):
            end = max(end, span.end)
            continue
        if start >= 0:
            yield Finding(start, end, "MOJIBAKE", "lost")
        start, end = span
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


def _edits(text: str, lines: Iterable[_Line], shown: Counter[Kind]) -> Iterator[Edit]:
    """Repair one level: the whole text if it maps as a whole, else the lines that do."""
    whole = _repair(text, None) if len(text) <= WHOLE and marked(text) else None
    if whole is not None:
        shown[whole.kind] += 1
        yield from _alignment(text, 0, whole)
        return
    known = None
    for line in lines:
        repair = _repair(line.text, known)
        if repair is not None:
            known = repair.kind
            shown[known] += 1
            yield from _alignment(line.text, line.start, repair)


def _marked_lines(text: str) -> list[_Line]:
    return [line for line in _lines(text) if marked(line.text)]


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):  # not splitlines: mojibake has U+0085 inside characters
        yield from (_Line(start + at, line[at : at + WHOLE]) for at in range(0, len(line), WHOLE))
        start += len(line) + 1


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
