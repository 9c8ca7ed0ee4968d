"""The normalising rules in the order in which they run; a new rule is one file, one case file and one line here."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from corpus.edits import apply, compose, ordered
from corpus.errors import UsageError
from corpus.model import Edit
from corpus.rules.bidi_controls import bidi_controls
from corpus.rules.control_chars import control_chars
from corpus.rules.invisible_chars import invisible_chars
from corpus.rules.kangxi_radicals import kangxi_radicals
from corpus.rules.line_ends import line_ends
from corpus.rules.markdown_headings import markdown_headings
from corpus.rules.markdown_strong import markdown_strong
from corpus.rules.noncharacters import noncharacters
from corpus.rules.punctuation_width import punctuation_width
from corpus.rules.rule import Rule
from corpus.rules.terminal_escapes import terminal_escapes

RULES: tuple[Rule, ...] = (
    line_ends,
    terminal_escapes,
    control_chars,
    noncharacters,
    invisible_chars,
    bidi_controls,
    kangxi_radicals,
    punctuation_width,
    markdown_strong,
    markdown_headings,
)

__all__ = ["RULES", "Rule", "find_rule", "listed", "normalise", "select"]


def select(on: Iterable[str] = (), off: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules that run: the default ones, with ``on`` added and ``off`` left out, in their order.

    Raises
    ------
    UsageError
        A name is no rule; the message says the nearest.
    """
    on, off = set(on), set(off)
    for name in sorted(on | off):
        if name not in {rule.name for rule in RULES}:
            raise UsageError(f"no rule that can be switched is called {name!r}", _hint(name))
    return tuple(rule for rule in RULES if rule.name not in off and (rule.default or rule.name in on))


STAGES = {
    "mojibake": "Text that was decoded wrongly and saved again is put right; only where the way back is exact.",
    "reflow.join": "A line break (and the white space around it) inside a block goes: nothing stands between Han.",
    "reflow.join_space": "A line break between Latin words, or beside figures set apart, becomes a space.",
    "reflow.dehyphenate": "A hyphen at a line break goes, where the joined word is known.",
    "structure.join_title": "The lines of one title are joined.",
    "structure.join_halves": "The halves of a paragraph or a caption are joined where the wording puts them together.",
    "layout.break": "White space between blocks goes.",
    "furniture": "Page numbers, running heads and feet, marks of lines go; the name behind the dot says which.",
}
"""What the stages themselves do, by the names that their edits bear."""


def listed() -> list[dict[str, Any]]:
    """Every rule as a table for people: the normalising rules in their order, then what the stages do."""
    fields = ("name", "doc", "version", "examples", "leaves_alone")
    rules = [
        {**{field: getattr(rule, field) for field in fields}, "state": "default" if rule.default else "optional"}
        for rule in RULES
    ]
    stage = {"version": 1, "examples": (), "leaves_alone": (), "state": "stage"}
    return [*rules, *({"name": name, "doc": doc, **stage} for name, doc in STAGES.items())]


def find_rule(name: str) -> dict[str, Any]:
    """One of ``listed``, by its name or the name of one of its kinds (``furniture.page_number``).

    Raises
    ------
    UsageError
        No rule has this name; the help says the nearest.
    """
    table = {item["name"]: item for item in listed()}
    found = table.get(name) or table.get(name.split(".")[0])
    if found is None:
        raise UsageError(f"no rule is called {name!r}", _hint(name))
    return found


def _hint(name: str) -> str:
    known = [*(rule.name for rule in RULES), *STAGES]
    near = get_close_matches(name, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"the rules are {', '.join(known)}"


def normalise(text: str, rules: Iterable[Rule]) -> tuple[str, tuple[Edit, ...]]:
    """Run the rules one after another; returns the text and the edits from ``text`` to it."""
    edits: tuple[Edit, ...] = ()
    for rule in rules:
        proposed = tuple(edit._replace(rule=(rule.name,)) for edit in ordered(rule.propose(text), len(text)))
        if any(edit.start == edit.end for edit in proposed):
            raise ValueError(f"rule {rule.name} inserts at a point: a rule replaces characters, it invents none")
        if proposed:
            edits = compose(edits, proposed)
            text = apply(text, proposed)
    return text, edits
