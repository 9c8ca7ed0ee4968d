"""Manual pages formatted by groff for a terminal: 65 to 100 columns, indented bodies, hanging items, heads and feet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.typesetting.programs import run
from training.layouts.typesetting.settings import Setting

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.manuscripts import Manuscript, Part

PROGRAMS = ("groff",)
COLUMNS = (65, 78, 78, 78, 100)
BACKSLASH = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Format each manuscript."""
    return [_lay(source, folder, rng) for source in sources]


def _lay(source: Manuscript, folder: Path, rng: random.Random) -> Setting:
    columns, indented = rng.choice(COLUMNS), rng.random() < 0.7
    name = rng.choice(("EXAMPLE", "SERVICE", "FORMAT"))
    rows = [f'.TH {name} 7 "2019-06-01" "第 4 版" "手册"', ".ad l" if rng.random() < 0.5 else ".ad b"]
    for part in source.parts:
        rows += _part(part, indented)
    # -mzh lets lines break between Han characters; LC_ALL is not asked where -K says what is read.
    options = ("-Tutf8", "-Kutf8", "-man", "-mzh", f"-rLL={columns}n", "-P-cbou")
    text = run(["groff", *options], folder, "\n".join(rows) + "\n")
    return Setting(f"man{columns}", (f"{name}(7)手册{name}(7)", f"第4版2019-06-01{name}(7)"), text=text)


def _part(part: Part, indented: bool) -> list[str]:
    """Write one part with the macros of manual pages; notes have no place there."""
    if part.kind in ("title", "heading"):
        return [".SH " + _quoted(part.whole)]
    if part.kind == "list_item" and part.label:
        return [f".IP {_quoted(part.label)} 4", _escaped(part.text)]
    return [".PP" if indented else ".HP 0", _escaped(part.whole)]


def _escaped(text: str) -> str:
    """Write text so that groff takes nothing in it for a request."""
    return "\\&" + text.translate(BACKSLASH)


def _quoted(text: str) -> str:
    """Write text as one argument of a macro."""
    return '"' + text.translate(BACKSLASH).replace('"', "\\(dq") + '"'
