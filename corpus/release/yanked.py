"""Versions that their publisher took back although they stay readable: which, since when, and why.

On a shelf with an index the entry of the version says so. On the Hub, and on a shelf that was only built, the file
``yanked.json`` beside the versions does.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import IntegrityError
from corpus.model import names
from corpus.model.untrusted import parse_json
from corpus.release.manifest import canonical

YANKED = "yanked"
FORMAT = "corpus-yanked"
LONGEST = 500  # characters of a reason; it is shown on a line of its own


@dataclass(frozen=True, slots=True)
class Yank:
    """Why a version was yanked, and on which day."""

    reason: str
    date: str

    @classmethod
    def of(cls, facts: Any) -> Yank:
        """Read what an index says; text that others wrote becomes one short line, and never fails."""
        stated = facts if isinstance(facts, Mapping) else {}
        date = str(stated.get("date", ""))
        return cls(one_line(str(stated.get("reason", ""))) or "no reason is given", date if names.is_day(date) else "")

    @property
    def facts(self) -> dict[str, str]:
        """What an index says of it."""
        return asdict(self)

    def __str__(self) -> str:
        return f"yanked {self.date}: {self.reason}" if self.date else f"yanked: {self.reason}"


def one_line(text: str) -> str:
    """Return text as a short line without control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text).strip()[:LONGEST]


def read_yanks(data: bytes | None, where: str) -> dict[str, Yank]:
    """Return the versions that a ``yanked.json`` lists; None: there is no file.

    Raises
    ------
    IntegrityError
        It is not such a file.
    """
    if data is None:
        return {}
    try:
        found = parse_json(data)
        listed = dict(found[YANKED])
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError(f"{where}: it is not a list of yanked versions ({type(error).__name__})") from None
    if found.get("format") != FORMAT:
        raise IntegrityError(f"{where}: its format is {found.get('format')!r}, not {FORMAT!r}")
    return {version: Yank.of(facts) for version, facts in listed.items() if names.VERSION.fullmatch(version)}


def written_yanks(yanks: Mapping[str, Yank]) -> bytes:
    """Return the bytes of a ``yanked.json``."""
    listed = {version: yank.facts for version, yank in yanks.items()}
    return canonical({"format": FORMAT, YANKED: listed}).encode()


def changed_yanks(yanks: Mapping[str, Yank], version: str, yank: Yank | None) -> dict[str, Yank]:
    """Return what is yanked after a version was, or (None) is not any more."""
    rest = {name: known for name, known in yanks.items() if name != version}
    return {**rest, version: first_of(yanks.get(version), yank)} if yank else rest


def first_of(known: Yank | None, yank: Yank) -> Yank:
    """Return what is known already if it gives the same reason: the first day counts."""
    return known if known and known.reason == yank.reason else yank


def warn_of(where: str, version: str, yank: Yank | None) -> None:
    """Warn whoever reads a version that was yanked."""
    if yank is not None:
        warnings.warn(f"{where}: {version} was {yank}; it stays readable, but do not start with it", stacklevel=2)
