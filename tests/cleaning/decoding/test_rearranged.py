"""Bytes in another order, and codes that have moved: the text is right, and the bytes still come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_decode_cases import proven

from corpus.cleaning.clean import clean, prove

SIMPLIFIED = "清晨的集市上人声鼎沸，卖菜的老人把新摘的黄瓜摆得整整齐齐。"
TRADITIONAL = "老師傅把祖傳的燒餅手藝教給了徒弟，街坊們都趕來嘗鮮。"


def cesu_8(text: str) -> bytes:
    """Write each half of a surrogate pair for itself."""
    units = text.encode("utf-16-be")
    pairs = (units[at : at + 2].decode("utf-16-be", "surrogatepass") for at in range(0, len(units), 2))
    return "".join(pairs).encode("utf-8", "surrogatepass")


def two_coloured(text: str, codec: str, every: int) -> bytes:
    """Put an escape inside every n-th character."""
    parts = []
    for at, char in enumerate(text):
        code = char.encode(codec)
        parts.append(code[:1] + b"\x1b[1;31m" + code[1:] + b"\x1b[m" if len(code) == 2 and at % every == 0 else code)
    return b"".join(parts)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
def test_surrogate_pairs_in_utf_8_are_characters(before: bytes) -> None:
    text = proven(before + cesu_8("𠮷野家" + SIMPLIFIED + "𠀀"))
    assert (text.chars, text.flags, text.encoding) == ("𠮷野家" + SIMPLIFIED + "𠀀", (), "utf-8")


def test_a_half_of_a_pair_is_damage() -> None:
    text = proven(SIMPLIFIED.encode() + b"\xed\xa1\x82" + cesu_8("𠮷"))
    assert text.chars == SIMPLIFIED + "\ufffd" + "𠮷"


@given(st.text(st.sampled_from("上下𠮷𠀀a\n。"), min_size=1, max_size=30))
def test_any_mixture_of_the_two_forms_gives_its_bytes_back(text: str) -> None:
    data = SIMPLIFIED.encode() + cesu_8(text) + text.encode()
    assert proven(data).chars == SIMPLIFIED + text + text


@pytest.mark.parametrize("codec", ["cp950", "big5hkscs", "gb18030"])
@given(every=st.integers(1, 9))
def test_a_character_in_two_colours_is_one(codec: str, every: int) -> None:
    text = SIMPLIFIED if codec == "gb18030" else TRADITIONAL + ("嘅啲" * 3 if codec == "big5hkscs" else "")
    data = two_coloured(text, codec, every)
    assert proven(data).encoding == codec
    document = clean(data)
    prove(document)
    assert document.text == text


def test_the_indent_of_gbk_pages_is_a_space() -> None:
    text = proven(b"\xa3\xa0\xa3\xa0" + SIMPLIFIED.encode("gb18030"))
    assert (text.chars, text.text) == ("\ue5e5\ue5e5" + SIMPLIFIED, "　　" + SIMPLIFIED)
    assert text.edits[0].rule == ("decode.gbk_space",)


def test_private_use_in_utf_8_stays() -> None:
    assert proven(("\ue5e5" + SIMPLIFIED).encode()).text == "\ue5e5" + SIMPLIFIED


def test_what_gb18030_moved_in_2022_is_read_as_today() -> None:
    text = proven(SIMPLIFIED.encode("gb18030") + bytes.fromhex("A6D9 A6F3 FE59 FEA0"))
    assert text.text == SIMPLIFIED + "\ufe10\ufe19\u9fb4\u9fbb"
    assert text.edits[0].rule == ("decode.gb18030_2022",)
