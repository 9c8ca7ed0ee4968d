"""What a rights value allows, and the gate: text whose rights are unknown or closed is not published by accident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from corpus.citing import CREATIVE_COMMONS
from corpus.errors import RightsError, UsageError

if TYPE_CHECKING:
    from corpus.release import Release

Standing = Literal["open", "noncommercial", "closed", "unknown"]
TEXTS = ("full", "standoff")
FULL, STANDOFF = TEXTS
STATEMENT = "rights"  # the field of the evidence that holds a statement of rights

_OTHERS = ("public-domain", "pddl", "odc-by", "odbl", "gfdl", "apache-2.0", "mit")
OPEN = frozenset((*(name for name in CREATIVE_COMMONS if "-nc" not in name and "-nd" not in name), *_OTHERS))
# Whoever publishes must not earn by it; a release names the terms and passes them on.
NONCOMMERCIAL = frozenset(name for name in CREATIVE_COMMONS if "-nc" in name and "-nd" not in name)
# No derivatives: a release repairs its texts, and so is one.
CLOSED = frozenset((*(name for name in CREATIVE_COMMONS if "-nd" in name), "all-rights-reserved", "closed"))
_ALIASES = {"cc0": "cc0-1.0", "cc-zero": "cc0-1.0", "pd": "public-domain", "publicdomain": "public-domain"}


def normal(rights: str) -> str:
    """A rights value as it is compared: lower case, hyphens, no other name for the same.

    >>> normal("CC BY 4.0"), normal("CC0")
    ('cc-by-4.0', 'cc0-1.0')
    """
    value = re.sub(r"[\s_-]+", "-", rights.strip().lower())
    return _ALIASES.get(value, value)


def standing(rights: str | None) -> Standing:
    """Whether text with these rights may be published: ``open`` and ``noncommercial`` may.

    A value that is not known here is closed: what nobody recognises is no permission.
    """
    value = normal(rights or "unknown")
    if value in OPEN:
        return "open"
    if value in NONCOMMERCIAL:
        return "noncommercial"
    return "unknown" if value == "unknown" else "closed"


def statement_of(document: Mapping[str, Any]) -> str | None:
    """The statement of rights that the register records for a document."""
    said = (item["value"] for item in document["evidence"] or () if item["field"] == STATEMENT)
    return next((value for value in said if value), None)


def withheld_by_rights(release: Release) -> Iterator[tuple[str, str]]:
    """The documents whose text may not be published, with their rights."""
    for batch in release.documents.to_batches(columns=["doc_id", "rights", "evidence"]):
        for row in batch.to_pylist():
            if standing(row["rights"]) in ("closed", "unknown") and not statement_of(row):
                yield row["doc_id"], row["rights"] or "unknown"


def require_publishable(release: Release, text: str = FULL) -> None:
    """Let a release pass that may be published with ``text``: ``full`` or ``standoff``.

    Raises
    ------
    RightsError
        With its text: documents have unknown or closed rights, and no statement of rights is recorded for them.
    UsageError
        ``text`` is neither.
    """
    if text not in TEXTS:
        raise UsageError(f"no text is called {text!r}; expected one of {', '.join(TEXTS)}")
    if text == STANDOFF:
        return
    if release.manifest.get("text", FULL) != FULL:
        raise RightsError(
            f"{release.name} {release.version} is a standoff release: it has no text to publish",
            "give --text standoff, or make the full release with corpus hydrate",
        )
    refused = list(withheld_by_rights(release))
    if refused:
        count = release.manifest["tables"]["documents"]["rows"]
        raise RightsError(
            f"{len(refused)} of {count} documents may not be published with their text: {_listed(refused)}",
            "give --text standoff, or state in the register who allows it (rights_statement) and build again"
            + _meant(refused),
        )


def _listed(refused: list[tuple[str, str]]) -> str:
    more = f", and {len(refused) - 10} more" if len(refused) > 10 else ""
    return ", ".join(f"{doc_id} (rights {rights})" for doc_id, rights in refused[:10]) + more


def _meant(refused: list[tuple[str, str]]) -> str:
    """The near miss of a value that nobody recognises."""
    known = {*OPEN, *NONCOMMERCIAL, *CLOSED, "unknown"}
    for _, rights in refused:
        near = get_close_matches(normal(rights), sorted(known - CLOSED), 1, 0.75)
        if normal(rights) not in known and near:
            return f"; {rights!r} is no rights value that is known: did you mean {near[0]!r}?"
    return ""
