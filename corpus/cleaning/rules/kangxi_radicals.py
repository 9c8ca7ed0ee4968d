"""Replace radicals by the ideographs that they look like: PDF fonts often name the wrong one of the two."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

RADICAL = re.compile("[\u2e80-\u2fd5]+")
_KANA = re.compile("[\u3041-\u30fa]")
# Where the forms of today differ from those of Kangxi's dictionary. A font draws one glyph for both, and names it so.
_TRADITIONAL = str.maketrans({"靑": "青", "黄": "黃"})
_SIMPLIFIED = str.maketrans({"靑": "青", "戶": "户", "黃": "黄"})
_JAPANESE = str.maketrans({"靑": "青", "戶": "戸", "黃": "黄"})


@rule(
    examples=[
        ("⽂字", "文字"),
        ("⼤⼩", "大小"),
        ("⻅⻔⻓", "见门长"),
        ("打开窗⼾", "打开窗户"),
        ("打開窗⼾", "打開窗戶"),
    ],
    leaves_alone=["文字", "⺀", "豈"],
    version=2,
)
def kangxi_radicals(text: str) -> Iterator[Edit]:
    """Replace radicals of both blocks by Unicode's equivalent ideographs, in the form of the document's script."""
    table = _table(text) if RADICAL.search(text) else {}
    for match in RADICAL.finditer(text) if table else ():
        yield from _edits(match, table)


def _edits(match: re.Match[str], table: dict[int, str]) -> Iterator[Edit]:
    for at, char in enumerate(match[0], match.start()):
        if ord(char) in table:
            yield Edit(at, at + 1, table[ord(char)])


def _table(text: str) -> dict[int, str]:
    """Return the ideographs of the radicals, in the form that the text's script has."""
    from corpus.cleaning.metadata.script_detection import WINDOW, counts  # it needs what the list of rules does not

    hans, hant = counts(text[:WINDOW])
    kana = len(_KANA.findall(text, 0, WINDOW))
    forms = _JAPANESE if kana > hans + hant else _TRADITIONAL if hant > hans else _SIMPLIFIED
    return {radical: ideograph.translate(forms) for radical, ideograph in ideographs().items()}


@cache
def ideographs() -> dict[int, str]:
    """Read the ideograph of each radical from ``radicals.txt``; done once, for the first text with a radical."""
    lines = files("corpus.cleaning.rules").joinpath("radicals.txt").read_text(encoding="utf-8").splitlines()
    radicals, ideographs = (line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, radicals), ideographs, strict=True))
