"""What a family gives back: a PDF or a text, and what is printed on its pages that is no part of the manuscript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One manuscript as it was set. ``heads`` may stand over or under pages, alone or with a page number."""

    layout: str
    heads: tuple[str, ...] = ()
    number: str = ""
    pdf: Path | None = None
    text: str = ""
