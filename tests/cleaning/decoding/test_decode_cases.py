"""Cases with a reason: encodings, text that stays, mojibake, damage, files that are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cleaning.decoding import decode
from corpus.errors import SourceError
from corpus.model.values import Text

FOLDER = Path(__file__).parent


def cases(name: str) -> list[Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{name}-{case['why']}") for case in found]


def proven(data: bytes, **options: str) -> Text:
    """The text, when its bytes are proven and its segments tile it."""
    text = decode(data, **options)
    assert text.encode() == data
    assert [segment.start for segment in text.segments] == [0, *(segment.end for segment in text.segments)][:-1]
    assert text.segments[-1].end == len(data)
    assert sum(segment.chars for segment in text.segments) == len(text.chars)
    return text


@pytest.mark.parametrize("case", cases("encodings"))
def test_each_encoding_is_recognised(case: dict[str, str]) -> None:
    text = proven(case["text"].encode(case["bytes_in"]))
    assert (text.chars, text.encoding) == (case["text"], case["encoding"])


@pytest.mark.parametrize("case", cases("unchanged"))
def test_text_that_only_looks_broken_stays(case: dict[str, str]) -> None:
    text = proven(case["text"].encode())
    assert (text.text, text.encoding, text.edits) == (case["text"], "utf-8", ())


@pytest.mark.parametrize("case", cases("mojibake"))
def test_mojibake_is_repaired_by_edits(case: dict[str, Any]) -> None:
    broken = case["text"]
    for right, wrong in case["chain"]:
        broken = wrongly(broken.encode(right), wrong)
    text = proven(broken.encode())
    assert text.chars == broken
    assert text.text == case["text"]
    assert all(case["rule"] in edit.rule for edit in text.edits)
    assert "MOJIBAKE" in text.flags


def wrongly(data: bytes, codec: str) -> str:
    """What a careless program makes of bytes; it passes on those that Windows-1252 leaves undefined."""
    if codec != "cp1252":
        return data.decode(codec)
    return "".join(chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode(codec) for byte in data)


@pytest.mark.parametrize("case", cases("lost"))
def test_what_is_lost_is_flagged_never_guessed(case: dict[str, str]) -> None:
    text = proven(case["text"].encode())
    assert (text.text, text.flags, text.edits) == (case["text"], ("MOJIBAKE",), ())
    assert text.findings and {finding.state for finding in text.findings} == {"lost"}


@pytest.mark.parametrize("case", cases("damage"))
def test_damage_stays_local_and_keeps_its_bytes(case: dict[str, str]) -> None:
    bad = bytes.fromhex(case["bytes"])
    text = proven(case["before"].encode(case["codec"]) + bad + case["after"].encode(case["codec"]))
    assert text.chars == case["before"] + "\ufffd" + case["after"]
    assert text.flags == ("DECODE_ERRORS",)
    assert [segment.raw for segment in text.segments if segment.raw is not None] == [bad]
    at = len(case["before"])
    assert [finding[:3] for finding in text.findings] == [(at, at + 1, "DECODE_ERRORS")]


@pytest.mark.parametrize("case", cases("refused"))
def test_what_is_no_text_is_refused_with_a_reason(case: dict[str, str]) -> None:
    with pytest.raises(SourceError) as caught:
        decode(bytes.fromhex(case["hex"]))
    assert caught.value.code == case["code"]
