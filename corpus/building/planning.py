"""What is going to be built: the sources found and the whole configuration checked, before anything is written."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import card, describing, names, rules
from corpus.errors import UsageError
from corpus.register import Register
from corpus.sources import Found, find_sources


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be built."""

    name: str
    version: str
    date: str
    out: Path
    found: Found
    register: Register
    template: str


def plan_build(
    paths: Sequence[Path],
    out: Path,
    name: str | None = None,
    version: str = "0.1.0",
    date: str | None = None,
    register: Path | None = None,
) -> Plan:
    """Find the sources and check the whole configuration, without writing anything."""
    found, used = find_sources(paths, register)
    rules.select(used.dataset.rules_on, used.dataset.rules_off)
    if name is not None and not names.KEY.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a data set", "use lower-case letters, digits, - and _")
    if not (found.sources or found.quarantined):
        raise UsageError(
            f"no sources in {', '.join(map(str, paths))}", "sources are .txt, .md and files without extension"
        )
    return Plan(
        name=name or used.dataset.name or names.slug(paths[0].resolve().name),
        version=names.checked_version(version),
        date=_date(date),
        out=out,
        found=found,
        register=used,
        template=_template(used),
    )


def _date(date: str | None) -> str:
    if date is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if epoch is not None and not epoch.isdigit():
            raise UsageError(f"SOURCE_DATE_EPOCH={epoch!r} is no number of seconds")
        now = (
            datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
        )
        return now.date().isoformat()
    try:
        if names.DATE.fullmatch(date):
            return datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        pass
    raise UsageError(f"{date!r} is no date", "write it as 2026-11-22")


def _template(register: Register) -> str:
    if register.dataset.card is None or register.path is None:
        return describing.default_template()
    path = register.path.parent / register.dataset.card
    try:
        template = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{register.path}: card = {register.dataset.card!r}: cannot be read: {error}") from None
    for mark in card.unknown_marks(template):
        raise UsageError(f"{path}: no place is called {mark!r}", f"the places are {', '.join(card.PLACES)}")
    return template
