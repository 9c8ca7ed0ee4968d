"""Pages dumped by w3m: lines of a fixed number of cells, blank lines between paragraphs, hanging items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.typesetting import looks, markup
from training.layouts.typesetting.programs import run
from training.layouts.typesetting.settings import Setting

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.manuscripts import Manuscript

PROGRAMS = ("w3m",)
COLUMNS = (40, 60, 72, 78, 80, 100)


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Dump each manuscript at a width."""
    return [_lay(source, folder, rng) for source in sources]


def _lay(source: Manuscript, folder: Path, rng: random.Random) -> Setting:
    columns, lists = rng.choice(COLUMNS), rng.random() < 0.6
    html = markup.page(source, looks.draw(source.script, rng), ())
    if lists:
        html = _listed(source, html)
    options = ("-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", str(columns))
    return Setting(f"w3m_{'lists' if lists else 'plain'}", text=run(["w3m", *options], folder, html))


def _listed(source: Manuscript, html: str) -> str:
    """Make indented blocks of the list items, as w3m sets lists."""
    if any(part.kind == "list_item" for part in source.parts):
        return html.replace('<div class="list_item">', "<blockquote>").replace("</div>", "</blockquote>")
    return html
