"""How a rendering spells: half-width commas, corner brackets, marks of notes, the noise of a scanner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from training.layouts.rewrapping.style import Style

CALLED = re.compile("[。，；”」]")
CALLS = ("{}", "{}", "[{}]", "[{}]", "①", "③", "*")
CORNERS = str.maketrans("“”‘’", "「」『』")


def spell(text: str, look: Style, rng: random.Random) -> str:
    """Write the text as the style spells."""
    if look.half_comma:
        text = text.replace("，", ",")
    if look.corner_quotes:
        text = text.translate(CORNERS)
    if look.calls:
        text = CALLED.sub(lambda sign: sign[0] + _call(rng) if rng.random() < look.calls else sign[0], text)
    if look.noise:
        text = "".join(_noisy(c, look.noise, rng) for c in text)
    return text


def _call(rng: random.Random) -> str:
    """Write the mark of a note."""
    return rng.choice(CALLS).format(rng.randint(1, 40))


def _noisy(char: str, rate: float, rng: random.Random) -> str:
    """Misread a character now and then: punctuation as ASCII or not at all, others as another or with a space."""
    if rng.random() > rate:
        return char
    if char in "。，、":
        return rng.choice([".", ",", " ", ""])
    return rng.choice([char + " ", char, chr(rng.randint(0x4E00, 0x9000))])
