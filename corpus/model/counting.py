"""Numbers with their nouns: "1 document", "2 documents"."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one.

    >>> counted(1, "document"), counted(2, "paragraph"), counted(3, "entry")
    ('1 document', '2 paragraphs', '3 entries')
    """
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{number} {plural}"
