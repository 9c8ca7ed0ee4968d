"""A manuscript as HTML, which browsers print and w3m dumps."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.layouts.typesetting.looks import Look
    from training.layouts.typesetting.manuscripts import Manuscript, Part

TAGS = {"title": "h1", "heading": "h2", "paragraph": "p", "list_item": "div"}


def body(source: Manuscript, look: Look) -> str:
    """Write the parts in order, and the notes behind them."""
    notes = list[str]()
    rows = [_part(part, look, notes) for part in source.parts]
    ends = [f'<p class="note">[{number}] {escape(note)}</p>' for number, note in enumerate(notes, 1)]
    return "\n".join([*rows, *ends])


def _part(part: Part, look: Look, notes: list[str]) -> str:
    """Write one part; its note is called for by a number, and kept."""
    text = escape(part.text)
    if part.note:
        notes.append(part.note)
        text = f"{escape(part.text[: part.note_at])}<sup>[{len(notes)}]</sup>{escape(part.text[part.note_at :])}"
    label = f'<span class="label">{escape(part.label)}</span>{" " if look.label_gap else ""}' if part.label else ""
    tag = TAGS.get(part.kind, "p")
    return f'<{tag} class="{part.kind}">{label}{text}</{tag}>'


def page(source: Manuscript, look: Look, style: Sequence[str]) -> str:
    """Write the whole page with a style sheet."""
    language = "zh-Hant" if source.script == "Hant" else "zh-Hans"
    head = f'<meta charset="utf-8"><title>{escape(source.title)}</title><style>{" ".join(style)}</style>'
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>\n{body(source, look)}\n</body></html>\n'


def sheet(look: Look) -> list[str]:
    """Write the style of type and paragraphs."""
    align = "justify" if look.justified else "left"
    gap = f"{look.gap * look.leading}em"
    hang = 2 if look.hanging else 0
    return [
        f'body {{ font: {look.size}pt/{look.leading} "{look.font}"; text-align: {align}; margin: 0;',
        f"column-count: {look.columns}; column-gap: 8mm; }}" if look.columns > 1 else "}",
        f"p {{ text-indent: {look.indent}em; margin: 0 0 {gap} 0; }}",
        f".list_item {{ margin: 0 0 {gap} {hang}em; text-indent: {look.indent if not hang else -hang}em; }}",
        f".label {{ display: inline-block; margin-right: {look.label_gap}em; text-indent: 0; }}",
        "h1 { font-size: 1.6em; text-align: center; } h2 { font-size: 1.15em; } .note { font-size: .85em; }",
        "sup { font-size: .6em; }",
    ]
