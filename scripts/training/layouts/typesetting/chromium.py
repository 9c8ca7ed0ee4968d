"""Pages printed by Chromium: heads and numbers in the margins of the page, notes at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.typesetting import looks, markup
from training.layouts.typesetting.programs import run
from training.layouts.typesetting.settings import Setting

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.looks import Look
    from training.layouts.typesetting.manuscripts import Manuscript

PROGRAMS = ("chromium",)


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Print each manuscript."""
    return [_lay(source, folder, f"{number}", rng) for number, source in enumerate(sources)]


def _lay(source: Manuscript, folder: Path, name: str, rng: random.Random) -> Setting:
    look = looks.draw(source.script, rng)
    head = {"": "", "other": look.other}.get(look.head, source.title)
    style = [*_pages(look, head), *markup.sheet(look)]
    print_page(markup.page(source, look, style), folder, name)
    layout = f"chromium_{look.columns}col"
    return Setting(layout, (head,) if head else (), look.number, folder / f"{name}.pdf")


def print_page(html: str, folder: Path, name: str) -> None:
    """Print a page of HTML as NAME.pdf in a folder."""
    (folder / f"{name}.html").write_text(html, encoding="utf-8")
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder}/profile",
    )
    run(["chromium", *options, f"--print-to-pdf={folder}/{name}.pdf", f"{folder}/{name}.html"], folder)


def _pages(look: Look, head: str) -> list[str]:
    """Write the style of pages; the first has no head."""
    before, _, behind = look.number.partition("{}")
    number = f'content: "{before}" counter(page) "{behind}";' if look.number else ""
    width, height = look.paper
    return [
        f'@page {{ size: {width}mm {height}mm; margin: {look.margin}mm; @top-center {{ content: "{head}"; }}',
        f"@bottom-center {{ {number} }} }} @page :first {{ @top-center {{ content: none; }} }}",
    ]
