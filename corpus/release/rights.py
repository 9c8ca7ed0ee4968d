"""What a rights value allows: the licences that are known, and the statement of rights in the register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

CREATIVE_COMMONS = (
    "cc0-1.0",
    *(
        f"cc-{kind}-{number}"
        for kind in ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
        for number in ("3.0", "4.0")
    ),
)
SPDX = {**{licence: licence.upper() for licence in CREATIVE_COMMONS}, "apache-2.0": "Apache-2.0", "mit": "MIT"}
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
    """Return a rights value as it is compared: lower case, hyphens, no other name for the same.

    >>> normal("CC BY 4.0"), normal("CC0")
    ('cc-by-4.0', 'cc0-1.0')
    """
    value = re.sub(r"[\s_-]+", "-", rights.strip().lower())
    return _ALIASES.get(value, value)


def standing(rights: str | None) -> Standing:
    """Return whether text with these rights may be published: ``open`` and ``noncommercial`` may.

    A value that is not known here is closed: what nobody recognises is no permission.
    """
    value = normal(rights or "unknown")
    if value in OPEN:
        return "open"
    if value in NONCOMMERCIAL:
        return "noncommercial"
    return "unknown" if value == "unknown" else "closed"


def statement_of(document: Mapping[str, Any]) -> str | None:
    """Return the statement of rights that the register records for a document."""
    said = (item["value"] for item in document["evidence"] or () if item["field"] == STATEMENT)
    return next((value for value in said if value), None)
