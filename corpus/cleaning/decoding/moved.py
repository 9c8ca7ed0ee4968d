"""Codes of GBK and GB18030 that Python reads as private use, and the characters that they have today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.model.values import Edit, Segment

# The WHATWG Encoding Standard reads A3 A0 as an ideographic space: GBK pages are indented with it.
SPACE = {"\ue5e5": "\u3000"}
# GB 18030-2022: A6D9-A6DF, A6EC, A6ED and A6F3, then FE59, FE61, FE66, FE67, FE6D, FE7E, FE90 and FEA0.
MOVED_IN_2022 = dict(
    zip(
        "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        strict=True,
    )
)
_TABLE = str.maketrans({**SPACE, **MOVED_IN_2022})
# One range: a tenth of the time of the alternatives, which few texts need.
_ANY = re.compile("[\ue5e5-\ue864]")
_RUN = re.compile(f"[{''.join(SPACE)}]+|[{''.join(MOVED_IN_2022)}]+")


def find(chars: str, segments: Sequence[Segment]) -> tuple[Edit, ...]:
    """Replace these characters, each by one, in what GB18030 was read as; private use in other codecs stays.

    >>> find("\ue5e5上", [Segment(0, 4, 2, "gb18030")])[0].rule
    ('decode.gbk_space',)
    """
    legacy = any(segment.encoding == "gb18030" for segment in segments)
    return tuple(_edits(chars, segments)) if legacy and _ANY.search(chars) else ()


def _edits(chars: str, segments: Iterable[Segment]) -> Iterator[Edit]:
    at = 0
    for segment in segments:
        start, at = at, at + segment.chars
        for match in _RUN.finditer(chars, start, at) if segment.encoding == "gb18030" else ():
            rule = "decode.gbk_space" if match[0][0] in SPACE else "decode.gb18030_2022"
            yield Edit(*match.span(), match[0].translate(_TABLE), (rule,))
