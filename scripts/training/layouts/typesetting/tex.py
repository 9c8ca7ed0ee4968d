"""Books, articles and journals by XeLaTeX: heads that repeat the title and the section, footnotes, labels in gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.layouts.typesetting import looks
from training.layouts.typesetting.programs import run
from training.layouts.typesetting.settings import Setting

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.looks import Look
    from training.layouts.typesetting.manuscripts import Manuscript, Part

PROGRAMS = ("xelatex",)
SPECIAL = str.maketrans(
    {
        **{char: "\\" + char for char in "#$%&_{}"},
        "\\": "\\textbackslash{}",
        "^": "\\textasciicircum{}",
        "~": "\\textasciitilde{}",
        "-": "{-}",  # no ligatures
        "`": "{`}",
        "'": "{'}",
    }
)


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Set each manuscript."""
    return [_lay(source, folder, f"{number}", rng) for number, source in enumerate(sources)]


def _lay(source: Manuscript, folder: Path, name: str, rng: random.Random) -> Setting:
    look, book = looks.draw(source.script, rng), rng.random() < 0.5
    (folder / f"{name}.tex").write_text(document(source, look, book), encoding="utf-8")
    run(["xelatex", "-interaction=nonstopmode", "-no-shell-escape", f"{name}.tex"], folder)
    layout = f"tex_{'book' if book else 'article'}{look.columns}"
    return Setting(layout, _heads(source, look, book), "{}", folder / f"{name}.pdf")


def document(source: Manuscript, look: Look, book: bool) -> str:
    """Write the source. Books have two sides: the title over the left pages, the section over the right."""
    width, height = look.paper
    options = ["twocolumn"] if look.columns > 1 else []
    skip = f"\\setlength{{\\parindent}}{{{look.indent}em}}\\setlength{{\\parskip}}{{{look.gap}\\baselineskip}}"
    rows = [
        f"\\documentclass[{','.join(options)}]{{{'book' if book else 'article'}}}",
        f"\\usepackage[paperwidth={width}mm,paperheight={height}mm,margin={look.margin}mm,includehead]{{geometry}}",
        f"\\usepackage{{xeCJK}}\\setCJKmainfont{{{look.font}}}\\usepackage{{fancyhdr}}\\sloppy",
        f"\\linespread{{{look.leading}}}{skip}",
        f"\\AtBeginDocument{{\\fontsize{{{look.size}}}{{{look.size * 1.2}}}\\selectfont}}",
        *_edges(source, look, book),
        "\\begin{document}\\thispagestyle{first}",
        *(_part(part, look, book) for part in source.parts),
        "\\end{document}",
    ]
    return "\n".join(rows) + "\n"


def _heads(source: Manuscript, look: Look, book: bool) -> tuple[str, ...]:
    """List what may stand over pages."""
    sections = [part.whole[:24] for part in source.parts if part.kind == "heading"]
    if not look.head:
        return ()
    return (look.other,) if look.head == "other" else (source.title, *sections)


def _edges(source: Manuscript, look: Look, book: bool) -> list[str]:
    """Write the heads: none, one, or the title and the running section; the number over or under the page."""
    over = "\\fancyhead[RO,LE]{\\thepage}" if look.number == "{}" else "\\fancyfoot[C]{\\thepage}"
    title = _escaped(look.other if look.head == "other" else source.title)
    section = "\\rightmark" if look.head == "section" else title
    heads = f"\\fancyhead[CE]{{{title}}}\\fancyhead[CO]{{{section}}}" if look.head else ""
    return [
        f"\\pagestyle{{fancy}}\\fancyhf{{}}\\renewcommand{{\\headrulewidth}}{{0pt}}{heads}{over}",
        "\\fancypagestyle{first}{\\fancyhf{}\\fancyfoot[C]{\\thepage}}",
    ]


def _part(part: Part, look: Look, book: bool) -> str:
    """Write one part."""
    text = _escaped(part.text)
    if part.note:
        note = f"\\footnote{{{_escaped(part.note)}}}"
        text = _escaped(part.text[: part.note_at]) + note + _escaped(part.text[part.note_at :])
    label = f"{_escaped(part.label)}\\hspace{{{look.label_gap}em}}" if part.label else ""
    if part.kind == "title":
        return f"\\begin{{center}}\\LARGE {label}{text}\\end{{center}}"
    if part.kind == "heading":
        mark = _escaped(part.whole[:24])
        return f"\\section*{{{label}{text}}}\\markright{{{mark}}}\n"
    if part.kind == "list_item" and look.hanging and part.label:
        return f"\\par\\hangindent=2em\\hangafter=1\\noindent\\makebox[2em][l]{{{_escaped(part.label)}}}{text}\\par\n"
    return f"\\par {label}{text}\\par\n"


def _escaped(text: str) -> str:
    """Write text so that TeX takes nothing in it for a command."""
    return text.translate(SPECIAL)
