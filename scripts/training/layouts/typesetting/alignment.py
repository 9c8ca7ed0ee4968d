"""Which characters of an extraction are of which part: the gold, with what the extractor made of each item.

Heads and numbers are known by their words and their place at the edge of a page, notes by their words, all others by
aligning the characters. An extraction that does not keep the order of the text is no use, and gives no gold.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from training.reflow.labels import NO_ITEM, stripped

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from numpy.typing import NDArray

    from training.layouts.typesetting.manuscripts import Manuscript
    from training.layouts.typesetting.settings import Setting

    Ints = NDArray[np.int64]

EDGE = 3  # lines at either end of a page among which a head or a number is looked for
ALIKE = 84  # percent: a line is of a note, OCR apart
KEPT = 0.97  # of the characters of the parts that must be found in their order
OWN = 0.5  # of the characters of a line that must be of the text, or it may be of a note
MISREAD = 2  # characters that a scanner reads as others
LAST = 6  # characters at the end of a line that say where in the note it ends
FEW, INSIDE = 2, 0.05  # parts, or so much of all, that may begin inside a line; with more the lines say nothing
CALL = 3  # characters: a line so short behind the text is the mark of a note
FURNITURE, NOTE = "furniture", "note"


class Line(NamedTuple):
    """A line that is not blank, without white space, its page, and whether it may be a head or a number."""

    text: str
    page: int
    at_edge: bool


class Run(NamedTuple):
    """Characters that follow each other and are of one owner: a part, a note, furniture."""

    kind: str
    number: int
    text: str


def gold(text: str, source: Manuscript, setting: Setting, kept: float = KEPT) -> list[dict[str, Any]] | None:
    """Label an extraction; None if the text is not there in its order."""
    lines = list(_lines(text))
    furniture = _furniture(lines, setting, {stripped(part.whole) for part in source.parts})
    body = [line.text for line, is_furniture in zip(lines, furniture, strict=True) if not is_furniture]
    wanted = [stripped(part.whole) for part in source.parts]
    owners = _owners(body, wanted, [stripped(part.note) for part in source.parts if part.note], kept)
    if owners is None:
        return None
    if _cut_inside(owners) > max(FEW, INSIDE * len(source.parts)):
        return None
    # A line is owned as a whole, or character by character.
    given, runs = iter(owners), list[Run]()
    for number, (line, is_furniture) in enumerate(zip(lines, furniture, strict=True)):
        runs += [Run(FURNITURE, number, line.text)] if is_furniture else next(given)
    return _items(runs, source, wanted)


def _lines(text: str) -> Iterator[Line]:
    """List the lines of all pages."""
    for page, rows in enumerate(text.split("\f")):
        kept = [bare for row in rows.split("\n") if (bare := stripped(row))]
        for number, row in enumerate(kept):
            yield Line(row, page, number < EDGE or number >= len(kept) - EDGE)


def _furniture(lines: Sequence[Line], setting: Setting, parts: Container[str]) -> list[bool]:
    """Tell which lines are heads or numbers; on the first page, which has no head, a part is no furniture."""
    heads = "|".join(re.escape(stripped(head)) for head in setting.heads)
    number = re.escape(stripped(setting.number)).replace(r"\{\}", r"[\divxlc]+") if setting.number else ""
    forms = [form for form in (f"(?:{heads})" if heads else "", number) if form]
    if not forms:
        return [False] * len(lines)
    both = f"{forms[0]}(?:{forms[-1]})?|{forms[-1]}(?:{forms[0]})?" if len(forms) == 2 else forms[0]
    known = re.compile(both)
    maybe = [line.at_edge and known.fullmatch(line.text) is not None for line in lines]
    return [found and (line.page > 0 or line.text not in parts) for found, line in zip(maybe, lines, strict=True)]


def _owners(lines: Sequence[str], wanted: Sequence[str], notes: Sequence[str], kept: float) -> list[list[Run]] | None:
    """Find the runs of each line."""
    item = _character_items("".join(lines), wanted)
    if np.count_nonzero(item != NO_ITEM) < kept * sum(map(len, wanted)):
        return None
    numbers = _note_lines(lines, item, notes)
    # Aligned anew without the notes, whose signs draw the ends of the text to them.
    own_lines = [line for line, number in zip(lines, numbers, strict=True) if number == NO_ITEM]
    item = _character_items("".join(own_lines), wanted)
    result, at, last = list[list[Run]](), 0, 0
    foreign = 0
    for line, number in zip(lines, numbers, strict=True):
        if number != NO_ITEM:
            result.append([Run(NOTE, number, line)])
            continue
        own = item[at : at + len(line)]
        at += len(line)
        if (own == NO_ITEM).all():
            foreign += len(line) if len(line) > CALL else 0
            own = np.full(len(line), last)
        runs = _split(line, own)
        last = runs[-1].number
        result.append(runs)
    return result if foreign <= (1 - kept) * max(1, len(item)) else None


def _character_items(seen: str, wanted: Sequence[str]) -> Ints:
    """Give the part of each character that is the same, or is one of one or two that were misread."""
    owner = np.repeat(np.arange(len(wanted)), [len(text) for text in wanted])
    item = np.full(len(seen), NO_ITEM)
    for step in Levenshtein.opcodes(seen, "".join(wanted)):
        size = step.src_end - step.src_start
        if step.tag == "equal" or (step.tag == "replace" and size == step.dest_end - step.dest_start <= MISREAD):
            item[step.src_start : step.src_end] = owner[step.dest_start : step.dest_end]
    return item


def _note_lines(lines: Sequence[str], item: Ints, notes: Sequence[str]) -> list[int]:
    """Find the note that each line is of: by its words, or as the rest of the line above."""
    result, at, rest = list[int](), 0, ""
    for line in lines:
        own = item[at : at + len(line)]
        at += len(line)
        number = _note(line, notes) if np.count_nonzero(own != NO_ITEM) < OWN * len(line) else NO_ITEM
        if number == NO_ITEM and rest and rest.startswith(line):
            number = result[-1]
        rest = _rest(line, notes[number], rest) if number != NO_ITEM else ""
        result.append(number)
    return result


def _rest(line: str, note: str, rest: str) -> str:
    """Return what is left of a note behind a line of it."""
    if rest.startswith(line):
        return rest[len(line) :]
    end = line[-LAST:]
    return note.rpartition(end)[2] if note.count(end) == 1 else ""


def _cut_inside(owners: Sequence[Sequence[Run]]) -> int:
    """Count the parts that begin inside a line: no line can be judged there."""
    return sum(len({run.number for run in runs}) - 1 for runs in owners)


def _note(line: str, notes: Sequence[str]) -> int:
    """Find the note that a line is of."""
    scores = [fuzz.partial_ratio(line, note) if len(line) > CALL else 0 for note in notes]
    best = int(np.argmax(scores)) if scores else NO_ITEM
    return best if best != NO_ITEM and scores[best] >= ALIKE else NO_ITEM


def _split(line: str, own: Ints) -> list[Run]:
    """Cut a line where its part changes; characters of none go with those before them, else behind."""
    known = np.flatnonzero(own != NO_ITEM)
    filled = own[known[np.maximum(np.searchsorted(known, np.arange(len(own)), "right") - 1, 0)]]
    filled = np.maximum.accumulate(filled)
    cuts = [0, *(np.flatnonzero(np.diff(filled)) + 1).tolist(), len(line)]
    return [Run("", int(filled[a]), line[a:b]) for a, b in pairwise(cuts)]


def _items(runs: Sequence[Run], source: Manuscript, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Put the runs together: a part for each, what interrupts it behind it."""
    result, rows = list[dict[str, Any]](), dict[int, dict[str, Any]]()
    runs = _without_calls(runs)
    lasts = {run.number: place for place, run in enumerate(runs) if not run.kind}
    open_part, before = NO_ITEM, ("", NO_ITEM)
    for place, run in enumerate(runs):
        if not run.kind:
            if run.number not in rows:
                rows[run.number] = {
                    "kind": source.parts[run.number].kind,
                    "text": source.parts[run.number].whole,
                    "raw": "",
                }
                result.append(rows[run.number])
            rows[run.number]["raw"] += run.text
            open_part = run.number
        elif (run.kind, run.number) == before and run.kind == NOTE:
            result[-1]["text"] += run.text
        else:
            row: dict[str, Any] = {"kind": run.kind, "text": run.text}
            if open_part != NO_ITEM and lasts[open_part] > place:
                row["inside"] = True
            result.append(row)
        before = (run.kind, run.number)
    for number, row in rows.items():
        if row["raw"] == wanted[number]:
            del row["raw"]
    return result


def _without_calls(runs: Sequence[Run]) -> list[Run]:
    """Give a mark that stands alone before a note to the note."""
    result = list(runs)
    for place in range(len(result) - 1):
        run, behind = result[place], result[place + 1]
        is_mark = not run.kind and len(run.text) <= CALL and re.fullmatch(r"[\d①-⑳\[\]*（）()]+", run.text)
        if is_mark and behind.kind == NOTE and (place == 0 or result[place - 1].text != ""):
            result[place] = Run(NOTE, behind.number, run.text)
    return result
