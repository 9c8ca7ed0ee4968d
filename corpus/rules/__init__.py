"""The normalising rules in the order in which they run; a new rule is one file, one case file and one line here."""

from __future__ import annotations

from collections.abc import Iterable

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

__all__ = ["RULES", "Rule", "normalise", "select"]


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
            raise UsageError(f"unknown rule {name!r}", f"the rules are {', '.join(rule.name for rule in RULES)}")
    return tuple(rule for rule in RULES if rule.name not in off and (rule.default or rule.name in on))


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
