"""Type that runs down the page, from right to left: Chromium's vertical writing, as extractors read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from training.layouts.typesetting import looks, markup
from training.layouts.typesetting.chromium import print_page
from training.layouts.typesetting.settings import Setting

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.manuscripts import Manuscript

PROGRAMS = ("chromium",)


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Print each manuscript in columns that run down."""
    return [_lay(source, folder, f"{number}", rng) for number, source in enumerate(sources)]


def _lay(source: Manuscript, folder: Path, name: str, rng: random.Random) -> Setting:
    look = replace(looks.draw(source.script, rng), columns=1)
    width, height = look.paper
    style = [
        f"@page {{ size: {width}mm {height}mm; margin: {look.margin}mm; }} html {{ writing-mode: vertical-rl; }}",
        *markup.sheet(look),
    ]
    print_page(markup.page(source, look, style), folder, name)
    return Setting("vertical", pdf=folder / f"{name}.pdf")
