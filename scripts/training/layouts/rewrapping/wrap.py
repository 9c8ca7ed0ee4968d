"""How a paragraph is broken into lines: greedily, by the rules of what may not begin or end one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from training.layouts.rewrapping.style import Style

UNIT = re.compile(r"[!-~\u00a1-\u024f]+|\s+|.", re.S)
NOT_FIRST = frozenset("，。、；：？！”’）》」』】〉…,.;:?!)")
NOT_LAST = frozenset("“‘（《「『【〈(")
LONG_WORD = 16  # longer ones are addresses, and break after a slash


def wrap(text: str, width: float, first: float, look: Style, rng: random.Random) -> list[str]:
    """Fill lines one after the other; the first is narrower by ``first``."""
    lines, line, room = list[str](), "", width - first
    used = 0.0
    for unit in _units(text):
        size = cells(unit, look.latin)
        limit = room * (1 + rng.uniform(-look.justify, look.justify)) if look.justify else room
        hangs = look.kinsoku == "hang" and unit in NOT_FIRST
        if line and used + size > limit and not hangs and not unit.isspace():
            kept, carried = _carry(line, unit, look.kinsoku)
            lines.append(kept.rstrip())
            line, used, room = carried, cells(carried, look.latin), width
        if line or not unit.isspace():
            line, used = line + unit, used + size
    return [*lines, line.rstrip()] if line.strip() else lines


def cells(piece: str, latin: float) -> float:
    """Count display cells, Latin at its own width."""
    return sum(2 if c >= "\u2e80" or c in "“”‘’…—" else latin for c in piece)


def _units(text: str) -> list[str]:
    """Split into words of Latin and single characters."""
    return [
        part
        for unit in UNIT.findall(text)
        for part in (re.findall(r"[^/]*/|[^/]+", unit) if len(unit) > LONG_WORD else [unit])
    ]


def _carry(line: str, unit: str, kinsoku: str) -> tuple[str, str]:
    """Divide off what moves to the next line, so that it begins and this one ends well."""
    cut = len(line)
    if kinsoku != "naive":
        if unit in NOT_FIRST:
            cut -= 1
            while cut > 1 and line[cut] in NOT_FIRST:
                cut -= 1
        while cut > 1 and line[cut - 1] in NOT_LAST:
            cut -= 1
    return (line[:cut], line[cut:]) if cut > 0 else (line, "")
