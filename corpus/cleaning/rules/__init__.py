"""The normalising rules in the order in which they run; a new rule is one file, one case file and one line here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.cleaning.rules.bidi_controls import bidi_controls
from corpus.cleaning.rules.compatibility_ideographs import compatibility_ideographs
from corpus.cleaning.rules.control_chars import control_chars
from corpus.cleaning.rules.escaped_text import escaped_text
from corpus.cleaning.rules.han_spaces import han_spaces
from corpus.cleaning.rules.html_entities import html_entities
from corpus.cleaning.rules.invisible_chars import invisible_chars
from corpus.cleaning.rules.kangxi_radicals import kangxi_radicals
from corpus.cleaning.rules.line_ends import line_ends
from corpus.cleaning.rules.markdown_headings import markdown_headings
from corpus.cleaning.rules.markdown_strong import markdown_strong
from corpus.cleaning.rules.noncharacters import noncharacters
from corpus.cleaning.rules.percent_escapes import percent_escapes
from corpus.cleaning.rules.private_use_bullets import private_use_bullets
from corpus.cleaning.rules.punctuation_width import punctuation_width
from corpus.cleaning.rules.quoted_printable import quoted_printable
from corpus.cleaning.rules.rule import Rule
from corpus.cleaning.rules.terminal_escapes import terminal_escapes
from corpus.cleaning.rules.unicode_escapes import unicode_escapes
from corpus.errors import UsageError
from corpus.model.code_book import CODES
from corpus.model.edits import apply, compose, ordered
from corpus.model.near_miss import near_miss
from corpus.model.values import Edit

RULES: tuple[Rule, ...] = (
    line_ends,
    terminal_escapes,
    control_chars,
    noncharacters,
    invisible_chars,
    bidi_controls,
    quoted_printable,
    html_entities,
    percent_escapes,
    unicode_escapes,
    escaped_text,
    kangxi_radicals,
    compatibility_ideographs,
    private_use_bullets,
    han_spaces,
    punctuation_width,
    markdown_strong,
    markdown_headings,
)

__all__ = ["RULES", "Rule", "find_rule", "listed", "normalise", "select"]


def select(on: Iterable[str] = (), off: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Choose the rules that run: the default ones, with ``on`` added and ``off`` left out, in their order.

    Raises
    ------
    UsageError
        No rule has this name; the help names the nearest.
    """
    on, off = set(on), set(off)
    for name in sorted(on | off):
        if name not in {rule.name for rule in RULES}:
            raise UsageError(f"there is no rule {name!r} that can be switched on or off", _hint(name))
    return tuple(rule for rule in RULES if rule.name not in off and (rule.default or rule.name in on))


STAGES = {
    "decode": "Read a code as the character that it has today: A3 A0 as a space, and those that GB 18030-2022 moved.",
    "mojibake": "Repair text that was decoded wrongly and saved again; only where the way back is exact.",
    "reflow.join": "Drop a line break (and the white space around it) inside a block; between Han nothing replaces it.",
    "reflow.join_space": (
        "Replace a line break by a space: between Latin words, or where the text sets blanks beside figures."
    ),
    "reflow.dehyphenate": "Drop a hyphen at a line break, where the joined word is known.",
    "reflow.indent": "Remove the indent that the lines of verse or of a table share, and the blanks at their ends.",
    "structure.join_title": "Join the lines of one title.",
    "structure.join_halves": "Join the halves of a paragraph or a caption where the wording joins them.",
    "layout.break": "Drop white space between blocks.",
    "review": "Do what a reviewer decided: a join, a split, a corrected word; the evidence has who and when.",
    "furniture": "Drop page numbers, running heads and feet, marks of lines; the name after the dot says which.",
}
"""What the stages themselves do, by the names of their edits."""


def listed() -> list[dict[str, Any]]:
    """List every rule for people: the normalising rules in their order, then what the stages do."""
    fields = ("name", "doc", "version", "examples", "leaves_alone")
    rules = [
        {**{field: getattr(rule, field) for field in fields}, "state": "default" if rule.default else "optional"}
        for rule in RULES
    ]
    stage = {"version": 1, "examples": (), "leaves_alone": (), "state": "stage"}
    return [*rules, *({"name": name, "doc": doc, **stage} for name, doc in STAGES.items())]


def find_rule(name: str) -> dict[str, Any]:
    """Find one of ``listed``, by its name or the name of one of its kinds (``furniture.page_number``).

    Raises
    ------
    UsageError
        No rule has this name; the help names the nearest.
    """
    table = {item["name"]: item for item in listed()}
    found = table.get(name) or table.get(name.split(".")[0])
    if found is None:
        known = [*(rule.name for rule in RULES), *STAGES, *CODES]
        raise UsageError(f"there is no rule or code {name!r}", near_miss(name, known, _hint(name)))
    return found


def _hint(name: str) -> str:
    known = [*(rule.name for rule in RULES), *STAGES]
    return near_miss(name, known, f"the rules are {', '.join(known)}")


def normalise(text: str, rules: Iterable[Rule]) -> tuple[str, tuple[Edit, ...]]:
    """Run the rules one after another; return the text and the edits from ``text`` to it."""
    edits: tuple[Edit, ...] = ()
    for rule in rules:
        proposed = tuple(edit._replace(rule=(rule.name,)) for edit in ordered(rule.propose(text), len(text)))
        if any(edit.start == edit.end for edit in proposed):
            raise ValueError(f"rule {rule.name} inserts at a point: a rule replaces characters, it invents none")
        if proposed:
            edits = compose(edits, proposed)
            text = apply(text, proposed)
    return text, edits
