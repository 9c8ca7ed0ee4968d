"""What each stage promises beyond the cases: mixed files, padding, declarations, escapes, size."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest
from test_decode_cases import proven

import corpus
from corpus.cleaning.decoding import decode
from corpus.cleaning.decoding.cns import euc_tw, iso_2022_cn
from corpus.errors import MissingExtraError, SourceError

SIMPLIFIED = "清晨的集市上人声鼎沸，卖菜的老人把新摘的黄瓜摆得整整齐齐。\n"
TRADITIONAL = "圖書館的窗外下著雨，讀者們安靜地翻著書頁。\n"


def test_the_package_is_the_function_too() -> None:
    assert corpus.decode(SIMPLIFIED.encode()).chars == SIMPLIFIED


# --- several encodings in one file


@pytest.mark.parametrize("first, second", [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_lines_in_two_encodings(first: str, second: str) -> None:
    lines = [SIMPLIFIED.encode(first), SIMPLIFIED.encode(second)]
    text = proven(lines[0] * 5 + lines[1] * 2 + lines[0] * 5)
    assert text.chars == SIMPLIFIED * 12
    assert [segment.encoding for segment in text.segments] == [first, second, first]
    assert "MIXED_ENCODING" in text.flags


def test_a_paragraph_of_big5_in_gb18030() -> None:
    text = proven(SIMPLIFIED.encode("gb18030") * 6 + TRADITIONAL.encode("big5") + SIMPLIFIED.encode("gb18030") * 6)
    assert text.chars == SIMPLIFIED * 6 + TRADITIONAL + SIMPLIFIED * 6


def test_a_field_in_another_encoding() -> None:
    rows = [f"{number},城东菜场,".encode() + "黄瓜新鲜，今日特价".encode("gb18030") + b",3.50\n" for number in range(9)]
    text = proven(b"".join(rows))
    assert text.chars == "".join(f"{number},城东菜场,黄瓜新鲜，今日特价,3.50\n" for number in range(9))


# --- padding


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "cp950", "utf-16-le", "utf-32-be"])
def test_nuls_behind_a_text_say_nothing(codec: str) -> None:
    data = TRADITIONAL.encode(codec)
    text = proven(data + bytes(512))
    assert text.chars == TRADITIONAL
    assert text.segments[-1] == (len(data), len(data) + 512, 0, text.encoding, bytes(512))


# --- what declares an encoding


def test_a_wrong_declaration_is_overruled_and_said() -> None:
    page = '<html><head><meta charset="utf-8"></head>' + TRADITIONAL
    text = proven(page.encode("big5"))
    assert text.chars == page
    assert "DECLARED_OVERRULED" in text.flags and "'utf-8' is overruled" in text.why


def test_a_right_declaration_is_no_news() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?>' + SIMPLIFIED
    text = proven(page.encode("gb18030"))
    assert text.chars == page and not text.flags and text.why.endswith("as declared")


@pytest.mark.parametrize("label", ["utf-7", "idna", "rot13", "klingon", "unicode_escape"])
def test_a_label_that_is_no_encoding_of_documents_changes_nothing(label: str) -> None:
    assert proven(SIMPLIFIED.encode("gb18030"), declared=label).chars == SIMPLIFIED


def test_a_declaration_decides_when_the_bytes_do_not() -> None:
    data = "中".encode("gb18030")
    assert decode(data, declared="gbk").encoding == "gb18030"


# --- escapes and tables


def test_euc_tw() -> None:
    # Rows and cells from the standard: 一 is 0x4421, 人 0x4429 of plane 1.
    assert [text for _, text in euc_tw(b"a\xc4\xa1\xc4\xa9\xff")] == ["a", "一", "人", None]


def test_euc_tw_is_told_from_gb18030() -> None:
    data = euc_tw_bytes(TRADITIONAL * 3)
    text = proven(data)
    assert (text.chars, text.encoding) == (TRADITIONAL * 3, "euc-tw")


def euc_tw_bytes(text: str) -> bytes:
    """EUC-TW of a text, by asking the table for every cell of planes 1 and 2."""
    cells = [bytes([lead, trail]) for lead in range(0xA1, 0xFF) for trail in range(0xA1, 0xFF)]
    known = {found: cell for cell in cells if (found := next(iter(euc_tw(b"\x8e\xa2" + cell)))[1])}
    known |= {found: cell for cell in cells if (found := next(iter(euc_tw(cell)))[1])}
    return b"".join(char.encode() if char.isascii() else known[char] for char in text)


def test_iso_2022_cn() -> None:
    inside = bytes(byte & 0x7F for byte in "并非易事".encode("gb2312"))
    text = proven(b"\x1b$)A\x0e" + inside + b"\x0f, yes.\n")
    assert (text.chars, text.encoding) == ("并非易事, yes.\n", "iso-2022-cn")
    assert "".join("?" if found is None else found for _, found in iso_2022_cn(b"\x1b$)G\x0e\x44\x21\x0f")) == "一"


# --- asymmetries of codecs


def test_bytes_that_encoding_does_not_give_back_are_kept() -> None:
    data = TRADITIONAL.encode("cp950") + b"\xa1\xc3\xa1\xfe\xa2\xcc" + TRADITIONAL.encode("cp950")
    text = proven(data)
    assert "￣／十" in text.chars or len(text.chars) == 2 * len(TRADITIONAL) + 3
    assert sum(len(segment.raw or b"") for segment in text.segments) <= 6


# --- bad input


def test_random_bytes_are_refused() -> None:
    with pytest.raises(SourceError) as caught:
        decode(random.Random(4).randbytes(65536))
    assert caught.value.code == "BINARY"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_a_line_of_megabytes(codec: str) -> None:
    data = (SIMPLIFIED.strip() * 20_000).encode(codec)
    start = time.process_time()
    assert len(proven(data).segments) == 1
    assert time.process_time() - start < 5


def test_damage_all_over_takes_linear_time() -> None:
    data = bytearray((SIMPLIFIED * 8000).encode("gb18030"))
    data[500::997] = b"\xff" * len(data[500::997])
    start = time.process_time()
    text = proven(bytes(data))
    assert time.process_time() - start < 30
    assert text.chars.count("\ufffd") >= 300


def test_it_is_the_same_in_every_process() -> None:
    program = "import corpus, sys; t = corpus.decode(bytes.fromhex(sys.argv[1])); print(repr(t).encode().hex())"
    data = (SIMPLIFIED.encode("gb18030") + TRADITIONAL.encode("big5") + b"\xff").hex()
    shown = {
        subprocess.run(
            [sys.executable, "-c", program, data],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("0", "7")
    }
    assert len(shown) == 1


def test_utf_8_needs_no_detector() -> None:
    program = "import corpus, json, sys; corpus.decode('桥修好了。'.encode()); print(json.dumps(list(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert not {"chardet", "pyarrow", "opencc"} & set(json.loads(shown.stdout))


def test_a_missing_detector_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chardet", None)
    with pytest.raises(MissingExtraError, match="chardet"):
        decode("Завтра утром мы поедем на рынок за овощами.\n".encode("cp1251"))
