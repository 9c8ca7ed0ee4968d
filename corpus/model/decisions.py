"""A reviewer's decision about a place of a document: what it says, the words that anchor it, its form as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from corpus.model.names import VERSION, document_of
from corpus.model.untrusted import parse_json
from corpus.model.values import KINDS

ACTIONS = ("join", "split", "kind", "correct", "keep", "right", "title", "authors")
"""What a decision can say. ``keep``: it is not furniture. ``right``: what is there is right."""

FIELD = "review"
"""The field, the basis and the name of the rule that a decision has in a release."""

HEAD = 40  # characters by which a block is known as a whole: of two that begin so alike the place decides
AROUND = 16  # characters on each side of a place


class Decision(NamedTuple):
    """What a reviewer decided, and where.

    ``before``, ``exact`` and ``after`` are the words at the place as the reviewer saw them: on both sides of a point,
    or around a word; of a block that is meant as a whole ``exact`` is how it begins. ``at`` is its place in the
    decoded source, asked only where the words are found more than once.
    """

    action: str
    document: str
    paragraph: str | None = None
    before: str = ""
    exact: str = ""
    after: str = ""
    becomes: tuple[str, ...] = ()
    level: int | None = None
    at: int | None = None
    note: str = ""
    date: str = ""
    reviewer: str = ""
    version: str = ""

    @property
    def place(self) -> tuple[object, ...]:
        """What it is about: two decisions about one place must not differ."""
        at_point = self.action in ("join", "split") or (self.action == "right" and not self.exact)
        about = "break" if at_point else self.action
        if self.action in ("title", "authors"):
            return about, self.document
        return about, self.document, self.paragraph, self.before, self.exact, self.after, self.at

    @property
    def of_word(self) -> bool:
        """Whether it is about a word between others, not about a point or a paragraph as a whole."""
        return bool(self.exact) and bool(self.before or self.after)

    @property
    def outcome(self) -> tuple[object, ...]:
        """What is decided there."""
        return self.action, self.becomes, self.level

    def as_json(self, unfit: str = "") -> str:
        """Write it on one line, without what is empty; ``unfit`` says why it no longer fits."""
        facts = {name: value for name, value in self._asdict().items() if value not in (None, "", ())}
        facts |= {"unfit": unfit} if unfit else {}
        return json.dumps(facts, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_json(cls, text: str) -> Decision:
        """Read what `as_json` wrote.

        >>> Decision.of_json(Decision("title", "river", becomes=("甲",)).as_json("why")).becomes
        ('甲',)

        Raises
        ------
        ValueError
            It is not a decision.
        """
        facts = parse_json(text.encode("utf-8", "replace"))
        if not isinstance(facts, dict):
            raise ValueError("a decision is an object")
        facts.pop("unfit", None)
        texts = {name: facts.pop(name) for name in list(facts) if isinstance(facts[name], str)}
        numbers = {name: facts.pop(name) for name in ("level", "at") if type(facts.get(name)) is int}
        becomes = facts.pop("becomes", [])
        known = {*texts, *numbers} <= set(cls._fields) and {"action", "document"} <= texts.keys()
        if facts or not known or not isinstance(becomes, list) or texts.keys() & {"level", "at", "becomes"}:
            raise ValueError("a decision has other keys")
        if texts["action"] not in ACTIONS or not all(isinstance(each, str) for each in becomes):
            raise ValueError("a decision has other values")
        decision = cls(**texts, **numbers, becomes=tuple(becomes))
        if not decision._says_enough():
            raise ValueError("a decision does not say what is decided, or where")
        return decision

    def _says_enough(self) -> bool:
        """Return whether it can be applied: what a review file has was checked before, a release may be forged."""
        if self.version and not VERSION.fullmatch(self.version):
            return False
        if self.action in ("join", "split"):
            return bool(self.before and self.after)
        if self.action in ("kind", "keep"):
            known = {*self.becomes} <= {*KINDS} and len(self.becomes) <= 1
            return bool(self.exact) and known and (self.action == "keep" or bool(self.becomes))
        if self.action == "correct":
            return bool(self.exact) and len(self.becomes) == 1
        return len(self.becomes) == 1 if self.action == "title" else True


class RecordedDecision(NamedTuple):
    """A decision as a release has it: whether it fits (empty: it does), and its place in the decoded source."""

    decision: Decision
    unfit: str = ""
    start: int | None = None
    end: int | None = None


def recorded_decisions(evidence: Iterable[Mapping[str, Any]]) -> list[RecordedDecision]:
    """Read the decisions that a document's evidence has; one that cannot be read is passed over.

    A standoff release has them without their words, and so without value: none is read.
    """
    found = []
    for item in evidence or ():
        if (item["field"], item["basis"]) != (FIELD, FIELD) or not item["value"]:
            continue
        try:
            decision = Decision.of_json(item["value"])
        except (ValueError, TypeError):
            continue
        unfit = str(json.loads(item["value"]).get("unfit", ""))
        found.append(RecordedDecision(decision, unfit, item["start"], item["end"]))
    return found


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words before and after a range of a text, by which a decision is anchored.

    >>> around("上文中间下文", 2, 4)
    ('上文', '下文')
    """
    return text[max(0, start - AROUND) : start], text[end : end + AROUND]


def of_paragraph(action: str, paragraph: str, **facts: Any) -> Decision:
    """Make a decision about a paragraph, whose ID names its document."""
    return Decision(action, document_of(paragraph), paragraph, **facts)
