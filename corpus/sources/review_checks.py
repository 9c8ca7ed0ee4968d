"""What a decision of a review file may say: its keys, the form of each value, and what each action needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.errors import SingleProblem
from corpus.model.decisions import ACTIONS, HEAD
from corpus.model.names import KEY, VERSION, is_day
from corpus.model.near_miss import near_miss
from corpus.model.values import KINDS
from corpus.sources.register_problems import short

LONGEST = 1000  # characters of a text in a decision

KEYS = (
    "action",
    "paragraph",
    "document",
    "before",
    "exact",
    "after",
    "becomes",
    "level",
    "at",
    "note",
    "date",
    "reviewer",
    "version",
)
TEXTS = ("paragraph", "document", "before", "exact", "after", "note", "reviewer", "version")
_POINTS, _WHOLES = ("join", "split"), ("kind", "keep")
# The order of Unicode can be turned by these, and lines be broken: no word that somebody types has them.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def unknown_keys(place: str, table: Mapping[str, Any], known: Sequence[str]) -> Iterator[SingleProblem]:
    """Yield the keys that are none of the known ones."""
    for name in table:
        if name not in known:
            near = near_miss(name, known, f"the keys are {', '.join(known)}")
            yield SingleProblem(place, "UNKNOWN_KEY", f"{short(name)}; {near}")


def decision_problems(place: str, table: Any) -> Iterator[SingleProblem]:
    """Yield what is wrong with one decision of a file."""
    if not isinstance(table, dict):
        yield SingleProblem(place, "BAD_TYPE", "write [[decision]], with two brackets, for each decision")
        return
    yield from unknown_keys(place, table, KEYS)
    action = table.get("action")
    if action not in ACTIONS:
        code = "BAD_VALUE" if "action" in table else "MISSING_KEY"
        near = near_miss(str(action), ACTIONS, f"the actions are {', '.join(ACTIONS)}")
        yield SingleProblem(place, code, f"action = {short(action)}; {near}")
        return
    wrong = list(text_problems(place, table, TEXTS))
    wrong += _numbers(place, table)
    yield from wrong or _needs(place, action, table)


def text_problems(place: str, table: Mapping[str, Any], names: Iterable[str]) -> Iterator[SingleProblem]:
    """Yield which values are not texts of the right form."""
    for name in names:
        value = table.get(name, "")
        if not isinstance(value, str):
            yield SingleProblem(place, "BAD_TYPE", f"{name} is not a text")
        elif len(value) > LONGEST:
            yield SingleProblem(place, "FIELD_TOO_LONG", f"{name} has more than {LONGEST} characters")
        elif name == "version" and value and not VERSION.fullmatch(value):
            yield SingleProblem(place, "BAD_VALUE", f"version = {short(value)}: write it as 1.0.0")
    if "date" in table and not is_day(str(table["date"])):
        yield SingleProblem(place, "BAD_DATE", f"date = {short(table['date'])}: write it as 2026-11-22")


def _numbers(place: str, table: Mapping[str, Any]) -> Iterator[SingleProblem]:
    level, at = table.get("level", 1), table.get("at", 0)
    if type(level) is not int or not 1 <= level <= 9:
        yield SingleProblem(place, "BAD_VALUE", f"level = {short(level)}: 1 is the highest, 9 the lowest")
    if type(at) is not int or not 0 <= at < 1 << 40:
        yield SingleProblem(place, "BAD_VALUE", f"at = {short(at)} is not a place in a source")


def _needs(place: str, action: str, table: Mapping[str, Any]) -> Iterator[SingleProblem]:
    about = "document" if action in ("title", "authors", "keep") else "paragraph"
    named = table.get("paragraph") or table.get("document", "")
    form = KEY.pattern if about == "document" and "paragraph" not in table else rf"{KEY.pattern}-[0-9]{{4,9}}"
    if about == "paragraph" and "paragraph" not in table and not (action == "right" and "document" in table):
        yield SingleProblem(place, "MISSING_KEY", f"{action} needs paragraph, an ID")
    elif not named:
        yield SingleProblem(place, "MISSING_KEY", f"{action} needs {about}")
    elif not re.fullmatch(form if "paragraph" in table or about == "document" else KEY.pattern, named):
        yield SingleProblem(place, "BAD_VALUE", f"{short(named)} is not an ID")
    point = bool(table.get("before")) and bool(table.get("after"))
    if (action in _POINTS or (action == "right" and "exact" not in table)) and not point:
        yield SingleProblem(place, "MISSING_KEY", f"{action} needs before and after, the words at the place")
    if action in (*_WHOLES, "correct") and not table.get("exact"):
        yield SingleProblem(place, "MISSING_KEY", f"{action} needs exact, the words that it is about")
    if action in (*_WHOLES, "right") and len(table.get("exact", "")) > HEAD:
        yield SingleProblem(place, "FIELD_TOO_LONG", f"exact has the first {HEAD} characters of the paragraph, or all")
    yield from _becomes(place, action, table)


def _becomes(place: str, action: str, table: Mapping[str, Any]) -> Iterator[SingleProblem]:
    value = table.get("becomes")
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(each, str) and len(each) <= LONGEST for each in values):
        yield SingleProblem(
            place, "BAD_TYPE", f"becomes is a text of at most {LONGEST} characters, or several for authors"
        )
    elif action in ("kind", "correct", "title") and len(values) != 1:
        yield SingleProblem(place, "MISSING_KEY", f"{action} needs becomes, one text")
    elif action in ("join", "split", "right") and values:
        yield SingleProblem(place, "UNKNOWN_KEY", f"{action} has no becomes")
    elif any(_CONTROLS.search(each) for each in values):
        yield SingleProblem(place, "BAD_VALUE", "becomes has control characters or line breaks")
    elif action == "kind" and values[0] not in KINDS:
        near = near_miss(values[0], KINDS, f"the kinds are {', '.join(KINDS)}")
        yield SingleProblem(place, "BAD_VALUE", f"becomes = {short(values[0])}; {near}")
    elif action == "keep" and values and values[0] not in KINDS[:-1]:
        yield SingleProblem(place, "BAD_VALUE", f"becomes = {short(values[0])} is not a kind of paragraph")
    elif action in ("title", "authors") and not all(map(str.strip, values)):
        yield SingleProblem(place, "BAD_VALUE", "becomes is empty")
