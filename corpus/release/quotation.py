"""Whether a text quotes documents: it shares a run of eight characters with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

RUN = 8
# Digits, dates and addresses of the web are shared without being quoted: a run counts if two of it are Han.
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af].*[\u3400-\u9fff\U00020000-\U000323af]", re.S)


def runs(text: str) -> set[str]:
    """Return the runs of eight characters of a text that would be a quotation.

    >>> sorted(runs("11月24日发布了")), runs("https://a.example")
    (['11月24日发布', '1月24日发布了'], set())
    """
    pieces = (text[at : at + RUN] for at in range(len(text) - RUN + 1))
    return {piece for piece in pieces if _HAN.search(piece)}


def quoted_runs(candidates: set[str], sources: Iterable[str]) -> Iterator[str]:
    """Yield the candidates that occur in the sources, as they come; without candidates nothing is read."""
    left = set(candidates)
    for text in sources if left else ():
        for at in range(len(text) - RUN + 1):
            piece = text[at : at + RUN]
            if piece in left:
                left.discard(piece)
                yield piece
        if not left:
            return
