"""Figures of a release as SVG: horizontal bars with their counts, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

ROW, LABELS, BARS, WIDTH = 20, 118, 190, 360
MOST = 12  # bars; what is rarer is counted together


class Plot(NamedTuple):
    """A figure with its title and a sentence on it, in both languages."""

    en: str
    zh: str
    words_en: str
    words_zh: str
    svg: str


def plot(
    en: str, zh: str, counts: Iterable[tuple[str, int]], *, ordered: bool = False, low: Sequence[str] = ()
) -> Plot:
    """Make a figure of counts: the most frequent first unless they are ``ordered``; ``low`` are marked.

    >>> plot("Kinds", "类型", [("title", 1), ("paragraph", 9)]).words_en
    'Most often paragraph: 9 of 10.'
    """
    bars = _bars(list(counts), ordered)
    return Plot(en, zh, *_words(bars, low), _svg(f"{en} / {zh}", bars, low) if bars else "")


def _words(bars: Sequence[tuple[str, int]], low: Sequence[str]) -> tuple[str, str]:
    total = sum(count for _, count in bars)
    if not total:
        return "None.", "无。"
    if low:
        few = sum(count for label, count in bars if label in low)
        return f"{few:,} of {total:,} are doubtful.", f"{total:,} 处中有 {few:,} 处存疑。"
    label, count = max(bars, key=lambda bar: bar[1])
    return f"Most often {label}: {count:,} of {total:,}.", f"最多的是 {label}：{total:,} 中的 {count:,}。"


def _bars(counts: list[tuple[str, int]], ordered: bool) -> list[tuple[str, int]]:
    if ordered:
        return counts
    counts.sort(key=lambda item: (-item[1], item[0]))
    rest = counts[MOST:]
    return [*counts[:MOST], *([(f"{len(rest)} more", sum(count for _, count in rest))] if rest else [])]


def _svg(title: str, bars: Sequence[tuple[str, int]], low: Sequence[str]) -> str:
    most = max((count for _, count in bars), default=0) or 1
    height = ROW * max(1, len(bars)) + 4
    words = "; ".join(f"{label}: {count}" for label, count in bars)
    parts = [
        f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label={quoteattr(f"{title}. {words}")}>'
    ]
    for at, (label, count) in enumerate(bars):
        y, wide = at * ROW, max(1, round(BARS * count / most))
        shown = label if len(label) <= 15 else label[:14] + "…"
        parts += (
            f'<text x="{LABELS - 6}" y="{y + 15}" text-anchor="end" font-size="12">{escape(shown)}</text>',
            f'<rect class="{"bar low" if label in low else "bar"}" x="{LABELS}" y="{y + 4}" width="{wide}" '
            f'height="{ROW - 6}" rx="2"/>',
            f'<text x="{LABELS + wide + 5}" y="{y + 15}" font-size="12">{count:,}</text>',
        )
    return "".join([*parts, "</svg>"])
