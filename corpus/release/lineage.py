"""What became of a paragraph's ID from release to release: the rows of a release's lineage, and how to follow them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from corpus.model.names import DATE, KEY, VERSION, version_key
from corpus.model.untrusted import read_records
from corpus.release import layout, parquet

GONE = ("removed", "withdrawn")
"""The relations after which an ID leads nowhere."""

RECORDS_LIMIT = 64_000_000  # bytes: 400,000 tombstones
_TOMBSTONE = {
    "kind": re.compile("paragraph|document"),
    "id": re.compile(rf"{KEY.pattern}(?:-\d{{4,12}})?"),
    "relation": re.compile("|".join(GONE)),
    "reason": re.compile(r"(?s).{1,10000}"),
    "version": VERSION,
    "date": DATE,
}
_REFUSED = {
    "name": re.compile(r"(?s).{1,5000}"),
    "code": re.compile("[A-Z][A-Z0-9_]{0,63}"),
    "message": re.compile("(?s).*"),
}


class Event(NamedTuple):
    """A row of the lineage: in ``version``, ``old_id`` became ``new_id``."""

    version: str
    old_id: str
    new_id: str | None
    relation: str

    def __str__(self) -> str:
        if self.new_id is None:
            return f"{self.old_id} was {self.relation} in {self.version}"
        verb = {"split": "was split into", "merged": "was merged into", "moved": "was moved", "edited": "was edited"}
        other = f" {self.new_id}" if self.relation in ("split", "merged") else ""
        return f"{self.old_id} {verb.get(self.relation, self.relation)}{other} in {self.version}"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an ID: the events in their order, and the IDs that hold its text now."""

    paragraph_id: str
    events: tuple[Event, ...]
    heirs: tuple[str, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.events)) or f"{self.paragraph_id} is unchanged"


def read_lineage(folder: Path) -> list[Event]:
    """Return the rows of a release's lineage, oldest first."""
    table = parquet.read_whole(folder / layout.LINEAGE)
    return [Event(*row) for row in zip(*(table[name].to_pylist() for name in Event._fields), strict=True)]


def read_tombstones(folder: Path) -> list[dict[str, Any]]:
    """Return the tombstones of a release: an ID each, how, why and when it went; no text, no hash.

    Raises
    ------
    IntegrityError
        A line is not a tombstone.
    """
    return read_records(folder / layout.TOMBSTONES, RECORDS_LIMIT, _TOMBSTONE)


def read_quarantine(folder: Path) -> list[dict[str, Any]]:
    """Return the sources of a release that were not accepted: name, code and message.

    Raises
    ------
    IntegrityError
        A line says something else.
    """
    return read_records(folder / layout.QUARANTINE, RECORDS_LIMIT, _REFUSED)


def tombstone(kind: str, id: str, relation: str, reason: str, version: str, date: str) -> dict[str, str]:
    """Return the record of the ID of a ``paragraph`` or a ``document`` that is gone."""
    return {"kind": kind, "id": id, "relation": relation, "reason": reason, "version": version, "date": date}


def withdrawn_documents(tombstones: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the documents that were withdrawn as a whole."""
    return {str(item["id"]) for item in tombstones if (item["kind"], item["relation"]) == ("document", "withdrawn")}


def broken(
    events: Iterable[Event], alive: Set[str], tombstones: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield each ID with a broken history, and what is wrong: it leads nowhere, or contradicts its tombstone."""
    events = list(events)
    last = {event.old_id: event for event in events}
    buried = {str(item["id"]): str(item["relation"]) for item in tombstones}
    for event in events:
        if event.relation in GONE and event.old_id in alive:
            yield event.old_id, f"the lineage says it was {event.relation}, but it exists"
        elif event.relation in GONE and buried.get(event.old_id) != event.relation:
            yield event.old_id, f"the lineage says it was {event.relation}, and it has no such tombstone"
        elif event.relation not in GONE and event.new_id is None:
            yield event.old_id, "the lineage leads nowhere"
        elif event.new_id is not None and event.new_id not in alive:
            after = last.get(event.new_id)
            if after is None or version_key(after.version) <= version_key(event.version):
                yield event.old_id, f"the lineage leads to {event.new_id}, which does not exist"
    for paragraph_id in buried:
        if paragraph_id in alive:
            yield paragraph_id, "it has a tombstone, but it exists"


def follow(events: Iterable[Event], paragraph_id: str, alive: Callable[[str], bool]) -> Fate:
    """Follow an ID through the events to those that are alive."""
    return follow_in(by_old_id(events), paragraph_id, alive)


def by_old_id(events: Iterable[Event]) -> Mapping[str, list[Event]]:
    """Return the events of each ID, in the order of the versions."""
    found = defaultdict[str, list[Event]](list)
    for event in events:
        found[event.old_id].append(event)
    for own in found.values():
        own.sort(key=lambda event: version_key(event.version))
    return found


def follow_in(events: Mapping[str, list[Event]], paragraph_id: str, alive: Callable[[str], bool]) -> Fate:
    """Follow an ID as `follow` does, with the events by their old ID."""
    chain, heirs = list[Event](), dict[str, None]()
    waiting: list[tuple[str, tuple[int, ...]]] = [(paragraph_id, (-1,))]
    while waiting:
        current, since = waiting.pop(0)
        later = [event for event in events.get(current, ()) if version_key(event.version) > since]
        chain += (event for event in later if event not in chain)
        if alive(current):
            heirs[current] = None
        waiting += (
            (event.new_id, version_key(event.version))
            for event in later
            if event.new_id is not None and event.new_id != current
        )
    return Fate(paragraph_id, tuple(sorted(chain, key=lambda event: version_key(event.version))), tuple(heirs))
