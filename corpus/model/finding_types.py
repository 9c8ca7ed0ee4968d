"""The types of findings that are personal data, and how a value of one is shown: never as a whole."""

from __future__ import annotations

TYPES = (
    "RESIDENT_ID",
    "PHONE",
    "BANK_CARD",
    "EMAIL",
    "WECHAT",
    "QQ",
    "LICENCE_PLATE",
    "PASSPORT",
    "ADDRESS",
    "SECRET",
)
"""Types of findings for which a publication needs a reason."""

FIELD = "personal_data"
"""The field of the evidence, and the key of a source in the register, that holds the reason."""


def masked(value: str) -> str:
    """Return a value with all but its ends hidden.

    >>> masked("138 0013 8000")
    '13*********00'
    """
    value = " ".join(value.split())
    ends = min(2, len(value) // 5)
    return value[:ends] + "*" * (len(value) - 2 * ends) + value[len(value) - ends :]
