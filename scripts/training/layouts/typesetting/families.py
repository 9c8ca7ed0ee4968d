"""The ways of setting, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from training.layouts.typesetting import chromium, libreoffice, manpages, scans, tex, vertical, w3m
from training.layouts.typesetting.alignment import KEPT
from training.layouts.typesetting.extractors import EXTRACTORS
from training.layouts.typesetting.manuscripts import SIZE

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from training.layouts.typesetting.manuscripts import Manuscript
    from training.layouts.typesetting.settings import Setting

    Layer = Callable[[Sequence[Manuscript], Path, random.Random], list[Setting]]


class Family(NamedTuple):
    """How manuscripts are set, with which programs, which share of all, by how many of which extractors.

    ``size`` is the characters of a manuscript, ``kept`` the share of them that must be found in the extraction.
    """

    lay: Layer
    programs: tuple[str, ...]
    share: float = 1.0
    extractions: int = 2
    extractors: tuple[str, ...] = tuple(sorted(EXTRACTORS))
    size: int = SIZE
    kept: float = KEPT


FAMILIES = {
    "chromium": Family(chromium.lay, chromium.PROGRAMS, 0.6),
    "libreoffice": Family(libreoffice.lay, libreoffice.PROGRAMS),
    "tex": Family(tex.lay, tex.PROGRAMS),
    "w3m": Family(w3m.lay, w3m.PROGRAMS, 0.8),
    "man": Family(manpages.lay, manpages.PROGRAMS, 0.6),
    "vertical": Family(vertical.lay, vertical.PROGRAMS, 0.4, 1, ("mupdf", "pdfium", "pdfminer")),
    "scan": Family(scans.lay, scans.PROGRAMS, 0.3, size=1300, kept=0.75),
}
