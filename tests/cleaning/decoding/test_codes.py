"""Every code of every codec that is named: read, written back, and measured as the repair of mojibake needs it."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from encodings.aliases import aliases
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning.clean import clean, prove
from corpus.cleaning.decoding import declared, decode
from corpus.cleaning.decoding.misreadings import INSIDE, RIGHT, WRONG, encode, offsets, twins
from corpus.cleaning.decoding.pieces import Piece, assemble
from corpus.errors import SourceError
from corpus.model.edits import encode as bytes_again

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))
import misreadings
import noisy

CODECS = sorted({*WRONG, *RIGHT} - {"cp936"})


def codes(codec: str) -> Iterator[bytes]:
    """Every code of one byte, of two, and of four in GB18030 and UTF-8 (a sample of these)."""
    yield from (bytes([byte]) for byte in range(256))
    if codec in ("latin1", "cp1252", "cp437", "mac_roman", "cp850"):
        return
    yield from (bytes((lead, trail)) for lead in range(0x81, 0x100) for trail in range(0x30, 0x100))
    if codec in ("gb18030", "utf-8"):
        yield from (
            chr(at).encode(codec) for at in (*range(0x80, 0x3000, 7), *range(0xE000, 0x20000, 37)) if at != 0xD800
        )


def read(code: bytes, codec: str) -> str | None:
    try:
        return code.decode(codec)
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("codec", CODECS)
def test_every_code_is_written_back(codec: str) -> None:
    good = [(code, text) for code in codes(codec) if (text := read(code, codec)) is not None]
    data = b"\n".join(code for code, _ in good)
    chars, segments, findings = assemble(data, [Piece(0, len(data), "\n".join(text for _, text in good), codec)])
    assert bytes_again(chars, segments) == data
    assert not findings


@pytest.mark.parametrize("codec", CODECS)
def test_offsets_are_those_of_the_codes(codec: str) -> None:
    """Pairs of codes, for a codec of sequences writes a code point by what follows it."""
    known = [code for code in codes(codec) if (text := read(code, codec)) is not None and encode(text, codec) == code]
    for first, second in zip(known, [*known[len(known) // 2 :], *known], strict=False):
        data = first + second
        text = data.decode(codec)
        if encode(text, codec) != data:
            continue
        places = offsets(text, codec)
        assert (places[0], places[-1], len(places)) == (0, len(data), len(text) + 1)
        assert len(first) in places
        assert [place for place in places if place != INSIDE] == sorted(set(places) - {INSIDE})


def test_code_page_936_has_two_bytes_of_its_own_and_a_user_area() -> None:
    assert encode("€\uf8f5\ue000\ue765", "cp936") == b"\x80\xff\xaa\xa1\xa7\xa0"
    with pytest.raises(UnicodeEncodeError):
        encode("𠀀", "cp936")


def test_a_character_with_two_codes_has_both() -> None:
    for codec in ("cp932", "cp950"):
        assert all(code.decode(codec) == char for char, both in twins(codec).items() for code in both)
    assert len(twins("cp932")) == 396


@given(st.integers(0, 10**6))
def test_a_noisy_file_is_read_and_restored(seed: int) -> None:
    """The short form of benchmarks/noisy.py."""
    [(_, text, data)] = noisy.files(1, seed)
    assert noisy.outcome(text, data).startswith(("read", "restored"))


ACCEPTED = sorted({known for name in {*aliases, *aliases.values()} if (known := declared.codec(name))})
CHARACTERS = [
    chr(at) for at in (*range(0x20, 0x500), *range(0x3000, 0xA000, 3), *range(0xAC00, 0xD7A4, 9), 0x20021, 0x2A6B2)
]


def written(codec: str, text: str) -> bytes:
    """Write what the codec has of a text, and the sequences of HKSCS where it has them."""
    sequences = "\u00ca\u0304\u00ca\u030c\u00ea\u0304\u00ea\u030c"
    return (text + sequences * 2).encode(codec, "ignore")


@pytest.mark.parametrize("codec", ACCEPTED)
def test_every_codec_that_is_accepted_is_restored(codec: str) -> None:
    """As declared or as the evidence overrules it: what is refused has an error, and the rest gives its bytes back."""
    for seed in range(4):
        chance = random.Random(f"{codec} {seed}")
        data = written(codec, "".join(chance.choices(CHARACTERS, k=400)) + "。\n渡口的老船夫每天清晨打扫院子。\n")
        try:
            document = clean(data, declared=codec)
        except SourceError as error:
            assert error.code in ("BINARY", "UNDECODABLE", "EMPTY")
            continue
        prove(document)
        assert document.source.encode() == data


def test_most_codecs_are_accepted_and_the_sequences_are_written() -> None:
    assert len(ACCEPTED) > 60 and {"gb18030", "big5hkscs", "hz", "cp932", "iso2022_jp"} <= set(ACCEPTED)
    assert written("big5hkscs", "").hex() == "88628864 88a388a5".replace(" ", "") * 2


@pytest.mark.parametrize("name", misreadings.MISREADINGS)
def test_a_misread_document_is_never_silent(name: str) -> None:
    """The short form of benchmarks/misreadings.py."""
    for text in misreadings.documents(3):
        broken = misreadings.MISREADINGS[name](text)
        assert not misreadings.outcome(text, misreadings.MISREADINGS[name]).startswith(("silent", "refused"))
        assert "MOJIBAKE" not in decode(text.encode()).flags
        assert broken != text
