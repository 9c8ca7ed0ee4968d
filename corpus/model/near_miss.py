"""Near misses: which known word somebody meant who wrote an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def near_miss(word: str, known: Iterable[str], otherwise: str = "", *, cutoff: float = 0.5) -> str:
    """Ask for the nearest known word; ``otherwise`` where none is near.

    Parameters
    ----------
    cutoff
        How alike the two must be, from 0 to 1, as in `difflib.get_close_matches`.

    Examples
    --------
    >>> near_miss("paragraf", ["paragraphs", "documents", "edits"])
    "did you mean 'paragraphs'?"
    """
    found = get_close_matches(word, list(known), 1, cutoff)
    return f"did you mean {found[0]!r}?" if found else otherwise
