"""Documents laid out by LibreOffice: heads and feet with fields, footnotes, hanging lists with tabs, two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from training.layouts.typesetting import looks
from training.layouts.typesetting.programs import run
from training.layouts.typesetting.settings import Setting

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.looks import Look
    from training.layouts.typesetting.manuscripts import Manuscript, Part

PROGRAMS = ("soffice",)
NAMES = ("office", "style", "text", "table", "draw", "fo", "svg")
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in zip(
        NAMES,
        ("office", "style", "text", "table", "drawing", "xsl-fo-compatible", "svg-compatible"),
        strict=True,
    )
)
BREAKING = (
    '<style:paragraph-properties style:text-autospace="ideograph-alpha" style:punctuation-wrap="hanging" '
    'style:line-break="strict"/>'
)
STYLES = {"title": "Headline", "heading": "Section", "paragraph": "Body", "list_item": "Item"}


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Write each manuscript as a flat ODT and convert all at once: a start of the program takes seconds."""
    settings = list[Setting]()
    for number, source in enumerate(sources):
        look = looks.draw(source.script, rng)
        head = {"": "", "other": look.other}.get(look.head, source.title)
        (folder / f"{number}.fodt").write_text(document(source, look, head), encoding="utf-8")
        layout = f"libreoffice_{look.columns}col"
        settings.append(Setting(layout, (head,) if head else (), look.number, folder / f"{number}.pdf"))
    names = [f"{number}.fodt" for number in range(len(sources))]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run(["soffice", profile, "--headless", "--convert-to", "pdf", *names], folder)
    return settings


def document(source: Manuscript, look: Look, head: str) -> str:
    """Write a flat ODT."""
    parts, notes = list[str](), 0
    for part in source.parts:
        notes += bool(part.note)
        parts.append(_part(part, notes, look))
    styles = f"<office:styles>{_styles(source, look)}</office:styles>"
    pages = f"<office:automatic-styles>{_page(look)}</office:automatic-styles>"
    masters = f"<office:master-styles>{_masters(look, head)}</office:master-styles>"
    body = f"<office:body><office:text>{''.join(parts)}</office:text></office:body>"
    kind = 'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"'
    content = styles + pages + masters + body
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} {kind}>{content}</office:document>'


def _part(part: Part, number: int, look: Look) -> str:
    """Write one part as a paragraph."""
    text = escape(part.text)
    if part.note:
        note = (
            f'<text:note text:note-class="footnote"><text:note-citation>{number}</text:note-citation><text:note-body>'
            f'<text:p text:style-name="Note">{escape(part.note)}</text:p></text:note-body></text:note>'
        )
        text = escape(part.text[: part.note_at]) + note + escape(part.text[part.note_at :])
    gap = "<text:tab/>" if look.label_gap >= 1 else ("\u3000" if look.label_gap else "")
    label = escape(part.label) + gap if part.label else ""
    return f'<text:p text:style-name="{STYLES.get(part.kind, "Body")}">{label}{text}</text:p>'


def _styles(source: Manuscript, look: Look) -> str:
    """Write the styles of paragraphs."""
    align = "justify" if look.justified else "left"
    space, indent = f"{look.gap * look.size}pt", f"{look.indent * look.size}pt"
    hang = 2 * look.size
    country = "TW" if source.script == "Hant" else "CN"
    font = quoteattr(look.font)
    size = f'fo:font-size="{look.size}pt" style:font-size-asian="{look.size}pt"'
    text = (
        f"<style:text-properties style:font-name-asian={font} fo:font-family={font} style:font-family-asian={font} "
        f'style:language-asian="zh" style:country-asian="{country}" {size}/>'
    )
    line = f'fo:line-height="{int(look.leading * 100)}%"'
    item = f'fo:margin-left="{hang}pt" fo:text-indent="-{hang}pt"' if look.hanging else f'fo:text-indent="{indent}"'
    tab = f'<style:tab-stops><style:tab-stop style:position="{0 if look.hanging else 2 * hang}pt"/></style:tab-stops>'
    big = [
        f'<style:text-properties fo:font-size="{n}pt" style:font-size-asian="{n}pt"/>'
        for n in (18, look.size * 1.15, 8)
    ]
    return "".join(
        (
            f'<style:default-style style:family="paragraph">{BREAKING}{text}</style:default-style>',
            _style("Body", f'fo:text-align="{align}" fo:text-indent="{indent}" fo:margin-bottom="{space}" {line}'),
            _style("Item", f'fo:text-align="{align}" {item} fo:margin-bottom="{space}" {line}', tab),
            _style("Headline", 'fo:text-align="center" fo:margin-bottom="8pt"', "", big[0]),
            _style("Section", f'fo:margin-top="{look.size / 2}pt" fo:margin-bottom="{look.size / 2}pt"', tab, big[1]),
            _style("Note", 'fo:margin-left="10pt" fo:text-indent="-10pt"', "", big[2]),
            _style("Edge", 'fo:text-align="center"', "", big[2]),
        )
    )


def _style(name: str, properties: str, inside: str = "", text: str = "") -> str:
    """Write one style."""
    inner = f"<style:paragraph-properties {properties}>{inside}</style:paragraph-properties>{text}"
    return f'<style:style style:name="{name}" style:family="paragraph">{inner}</style:style>'


def _page(look: Look) -> str:
    """Write the style of pages."""
    width, height = look.paper
    columns = f'<style:columns fo:column-count="{look.columns}" fo:column-gap="8mm"/>' if look.columns > 1 else ""
    edge = '<style:header-footer-properties fo:min-height="8mm" fo:margin-{}="4mm"/>'
    return (
        f'<style:page-layout style:name="Sheet"><style:page-layout-properties fo:page-width="{width}mm" '
        f'fo:page-height="{height}mm" fo:margin="{look.margin}mm">{columns}</style:page-layout-properties>'
        f"<style:header-style>{edge.format('bottom')}</style:header-style>"
        f"<style:footer-style>{edge.format('top')}</style:footer-style></style:page-layout>"
    )


def _masters(look: Look, head: str) -> str:
    """Write what stands on each page; the first has no head."""
    over = f'<style:header><text:p text:style-name="Edge">{escape(head)}</text:p></style:header>' if head else ""
    if over:
        over += '<style:header-first><text:p text:style-name="Edge"/></style:header-first>'
    before, _, behind = look.number.partition("{}")
    number = f"{escape(before)}<text:page-number/>{escape(behind)}" if look.number else ""
    under = f'<style:footer><text:p text:style-name="Edge">{number}</text:p></style:footer>' if number else ""
    if under and over:
        under += under.replace("style:footer>", "style:footer-first>")
    return f'<style:master-page style:name="Standard" style:page-layout-name="Sheet">{over}{under}</style:master-page>'
