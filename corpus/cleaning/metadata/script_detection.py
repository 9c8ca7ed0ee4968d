"""Simplified or Traditional, by the characters that only one of the scripts has."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpus.cleaning.metadata.language import OTHERS, language_of
from corpus.model.values import Evidence, Layout

# A quoted word in the other script does not make a text mixed: from this share of the minority on it does.
_MIXED = 0.15
# A document shows its script in far less.
WINDOW = 50_000
FOREIGN_SURE = 0.95  # that a text in other letters is in that language


class Scripts(NamedTuple):
    """Tables that mark each character of one script only; ``simpler`` maps Traditional characters to Simplified."""

    simplified: frozenset[str]
    traditional: frozenset[str]
    simpler: dict[int, str]


@cache
def tables() -> Scripts:
    """Read ``scripts.txt``; done once, for the first text."""
    lines = files("corpus.cleaning.metadata").joinpath("scripts.txt").read_text(encoding="utf-8").splitlines()
    simplified, traditional, mapped = (line for line in lines if line and not line.startswith("#"))
    return Scripts(frozenset(simplified), frozenset(traditional), dict(zip(map(ord, traditional), mapped, strict=True)))


@cache
def _classes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = tables()
    return re.compile(f"[{''.join(sorted(known.simplified))}]"), re.compile(f"[{''.join(sorted(known.traditional))}]")


def counts(text: str) -> tuple[int, int]:
    """Count the characters that are Simplified only, and those that are Traditional only.

    >>> counts("图书館")
    (2, 1)
    """
    # 19 µs for 300 characters; asking a set for each takes 93, str.count for each that is present 51.
    hans, hant = _classes()
    return len(hans.findall(text)), len(hant.findall(text))


def decide(hans: int, hant: int) -> str | None:
    """Decide the script by the counts; None when both are 0."""
    if not hans and not hant:
        return None
    if min(hans, hant) >= max(2, _MIXED * (hans + hant)):
        return "mixed"
    return "Hans" if hans >= hant else "Hant"


def script_of(text: str, *, document: str = "mixed") -> str:
    """Return ``Hans``, ``Hant`` or ``mixed``; a text of characters that both scripts share has that of its document.

    >>> script_of("图书馆开门了"), script_of("圖書館開門了")
    ('Hans', 'Hant')
    """
    return decide(*counts(text)) or document


def simplified(text: str) -> str:
    """Replace each Traditional character by one Simplified: the length stays.

    For looking names up only; the result is not fit to be read.

    >>> simplified("內蒙古的圖書館")
    '内蒙古的图书馆'
    """
    # Most texts have none to replace; to see that takes a twentieth of the time.
    return text.translate(tables().simpler) if _classes()[1].search(text) else text


def document_script(layout: Layout) -> tuple[str | None, str, tuple[Evidence, ...]]:
    """Read a document's script and language from its first ``WINDOW`` characters; no script but for Chinese."""
    head = layout.text[:WINDOW]
    hans, hant = counts(head)
    script = decide(hans, hant) or "mixed"
    sure = round(abs(hans - hant) / max(1, hans + hant), 2)
    language = language_of(head, script)
    # No one place states the script: the evidence is the whole text that was counted.
    end = len(head.rstrip())
    span = (min(len(head) - len(head.lstrip()), end), end)
    if language in OTHERS:
        return None, language, (Evidence("language", language, *span, "inferred", FOREIGN_SURE),)
    found = Evidence("script", script, *span, "inferred", sure), Evidence("language", language, *span, "inferred", sure)
    return script, language, found
