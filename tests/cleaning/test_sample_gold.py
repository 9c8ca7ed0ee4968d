"""The specimens are intact, and their gold holds exactly their characters."""

import hashlib
import json
import tomllib

import pytest
from conftest import ROOT, SAMPLE

GOLD = ROOT / "tests" / "gold"
KINDS = {
    "title", "subtitle", "heading", "paragraph", "list_item", "byline",
    "caption", "label", "meta", "reference", "note", "verse", "table", "code", "furniture",
}  # fmt: skip
ZERO_WIDTH = "\u200b\ufeff"

# `lines`: each line is UTF-8 or, failing that, GB18030. `repair`: UTF-8 with lines that were read as a one-byte
# code and saved again. `replace`: UTF-8 with a damaged byte. All others are names of codecs.
ENCODINGS = {
    "bridge-news": "big5",
    "bus-notes": "gb18030",
    "ferry-essay": "utf-8",
    "fountain-rules": "replace",
    "garden-minutes": "lines",
    "library-report": "utf-8",
    "lighthouse-news": "utf-8",
    "market-notice": "utf-16",
    "marsh-journal": "utf-8",
    "museum-plain": "utf-8-sig",
    "observatory-manual": "repair",
    "potter-interview": "utf-8",
    "river-news": "utf-8",
    "school-notice": "big5",
    "tea-journal": "utf-8",
    "umbrella-chronicle": "utf-8",
    "weather-report": "gb18030",
    "trail-notice": "gb18030",
    "moss-journal": "utf-8",
    "well-judgment": "utf-8",
    "pond-web": "utf-8",
    "loom-wechat": "utf-8",
    "orchard-letter": "gb18030",
    "salt-notes": "utf-8",
    "seed-columns": "gb18030",
    "kiln-raw": "utf-8",
    "census-layout": "utf-8",
    "temple-vertical": "big5",
    "mill-ocr": "utf-8",
    "gazetteer-contents": "utf-8",
    "river-verse": "utf-8",
    "ford-classical": "big5",
    "harbour-roc": "big5",
    "valley-briefs": "utf-8",
}


def one_byte(char: str) -> bytes:
    """The byte that cp1252 or latin-1 showed as this character."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def repaired(line: str) -> str:
    try:
        return b"".join(map(one_byte, line)).decode("utf-8")
    except UnicodeError:
        return line


def utf8_or_gb18030(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030")


def decode(data: bytes, encoding: str) -> str:
    if encoding == "lines":
        return "\n".join(utf8_or_gb18030(line) for line in data.split(b"\n"))
    if encoding == "repair":
        return "\n".join(repaired(line) for line in data.decode("utf-8").split("\n"))
    if encoding == "replace":
        return data.decode("utf-8", "replace")
    return data.decode(encoding)


def squeeze(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in ZERO_WIDTH)


def sources() -> list[dict]:
    return tomllib.loads((SAMPLE / "register.toml").read_text(encoding="utf-8"))["source"]


def gold_of(key: str) -> list[dict]:
    return [json.loads(line) for line in (GOLD / f"{key}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_register_names_every_specimen_and_no_other():
    files = {path.name for path in SAMPLE.iterdir()} - {"register.toml", "README.md"}
    assert {source["file"] for source in sources()} == files
    assert {source["key"] for source in sources()} == set(ENCODINGS)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source["key"])
def test_specimen_has_the_registered_bytes(source):
    assert source["file"].rpartition(".")[0] == source["key"]
    assert hashlib.sha256((SAMPLE / source["file"]).read_bytes()).hexdigest() == source["sha256"]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source["key"])
def test_gold_holds_every_character_in_order(source):
    text = decode((SAMPLE / source["file"]).read_bytes(), ENCODINGS[source["key"]])
    assert squeeze("".join(block["text"] for block in gold_of(source["key"]))) == squeeze(text)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source["key"])
def test_gold_blocks_are_well_formed(source):
    gold = gold_of(source["key"])
    for number, block in enumerate(gold):
        level = ["level"] if block["kind"] == "heading" else []
        assert list(block) == ["kind", "text", "continues", "article", *level]
        assert block.get("level", 1) in (1, 2)
        assert block["kind"] in KINDS
        assert block["text"].strip() == block["text"] != ""
        assert "\n" not in block["text"]
        assert (block["article"] is None) or block["kind"] != "furniture"
        first = block["continues"]
        if first is not None:
            assert first < number
            assert (gold[first]["kind"], gold[first]["article"]) == (block["kind"], block["article"])
