"""Decode the quoted-printable text of mails; off unless a register asks for it."""

import re
from collections.abc import Iterator

from corpus.cleaning.rules import escape_forms
from corpus.cleaning.rules.rule import rule
from corpus.model.values import Edit

# RFC 2045, 6.7: an equals sign at a line's end is no line end; the sign itself is written as its code.
_SOFT = re.compile("=\n")
_SIGN = re.compile("=3D(?![0-9A-F]{2})")


@rule(
    examples=[("=E9=9D=A2=E5=8C=\n=85", "面包"), ("=E9=9D=A2 1+1=3D2", "面 1+1=2")],
    leaves_alone=["a=E9", "1+1=3D2", "x=\ny"],
    default=False,
)
def quoted_printable(text: str) -> Iterator[Edit]:
    """Decode runs of UTF-8 that say Han; where a text has any, also equals signs and soft line breaks."""
    escapes = [escape for escape in escape_forms.find(text, "quoted_printable") if escape.in_text]
    yield from (Edit(escape.start, escape.end, escape.says) for escape in escapes)
    end = 0
    for start, stop in [*((escape.start, escape.end) for escape in escapes), (len(text), 0)] if escapes else ():
        yield from (Edit(*match.span()) for match in _SOFT.finditer(text, end, start))
        yield from (Edit(match.start() + 1, match.end()) for match in _SIGN.finditer(text, end, start))
        end = stop
