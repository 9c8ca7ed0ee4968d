"""How a rendering is made: a style is drawn, and the items go through its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.rewrapping.interruptions import add_bylines, cut_columns, disturb
from training.layouts.rewrapping.lines import Line, set_items
from training.layouts.rewrapping.manners import draw
from training.layouts.rewrapping.pages import paginate

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from training.layouts.labelled import Item


def render(items: Sequence[Item], rng: random.Random) -> tuple[str, list[Line]]:
    """Make the text of one rendering, and its lines in order (those that are not empty)."""
    look = draw(rng)
    lines = set_items(add_bylines(items, look, rng), look, rng)
    lines = paginate(disturb(cut_columns(lines, look, rng), look, rng), look, rng)
    lines = [line for line in lines if line.text.strip()]
    return "".join(line.page + "\n" * line.blanks + line.text + "\n" for line in lines), lines
