"""What was misread: each line for itself, bytes that were printed, code pages with more than their standard."""

from __future__ import annotations

import pytest
from test_decode_cases import proven

from corpus.cleaning.clean import clean, prove
from corpus.cleaning.decoding import decode

WHOLE = "山路两旁开满了野花，风一吹"
LOSSY = "香气便散到村子里去了，孩子们在溪边捉鱼。"


def as_cp936(data: bytes) -> str:
    """Read bytes as Windows does: 0x80 is the euro sign, what is no character a question mark."""
    return data.decode("gbk", "replace").replace("\ufffd\ufffd", "?").replace("\ufffd", "?")


def test_lines_that_map_back_are_repaired_and_the_others_marked_lost() -> None:
    good, bad = "春雨下过之后，山上的竹笋".encode().decode("gb18030"), as_cp936(LOSSY.encode())
    text = proven(f"{good}\n{bad}\n".encode())
    assert text.text == f"春雨下过之后，山上的竹笋\n{bad}\n"
    places = [(text.chars[finding.start : finding.end], finding.state) for finding in text.findings]
    assert places == [(good, "repaired"), (bad, "lost")]


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("璇昏€呬功椤甸粍鐡滄潖鑺便€備慨濂芥暣榻愯€佷汉", "读者书页黄瓜杏花。修好整齐老人"),
        ("搴︿慨濂戒笁灏哄畨闈欍€備功椤典笅闆ㄨ€佷汉", "度修好三尺安静。书页下雨老人"),
    ],
)
def test_the_byte_that_cp936_alone_reads_as_the_euro_sign_maps_back(broken: str, text: str) -> None:
    assert proven(broken.encode()).text == text


@pytest.mark.parametrize("sequence", ["\u00ca\u0304", "\u00ca\u030c", "\u00ea\u0304", "\u00ea\u030c"])
def test_sequences_of_hkscs_are_aligned(sequence: str) -> None:
    for text in (sequence * 2, f"圖書館的窗外下著雨。\n{sequence * 2}", sequence * 9):
        document = clean(text.encode("big5hkscs"))
        prove(document)
        assert document.source.encode() == text.encode("big5hkscs")
        prove(clean(text.encode()))


def test_printed_bytes_are_read_where_the_document_is_made_of_them() -> None:
    escaped = "".join(f"\\x{byte:02x}" for byte in WHOLE.encode())
    text = proven(escaped.encode())
    assert (text.text, text.flags) == (WHOLE, ("MOJIBAKE",))
    assert {edit.rule for edit in text.edits} == {("mojibake.utf8_as_escapes",)}


def test_printed_bytes_that_are_no_text_are_lost() -> None:
    text = proven(rb"\xe6\x96\x87 \xff\xfe")
    assert text.text == "文 \\xff\\xfe"
    assert [finding.state for finding in text.findings] == ["repaired", "lost"]


def test_printed_bytes_in_a_listing_stay() -> None:
    listing = 'def head(data):\n    return data.startswith(b"\\xe6\\x96\\x87")  # 文\n'
    text = proven(listing.encode())
    assert (text.text, text.flags) == (listing, ())


@pytest.mark.parametrize("sentence", ["您好安静修好您打算窗外决定安全。", "工作城市整体走动经济开放学生。"])
def test_a_code_that_cp932_has_twice_is_told_by_the_text(sentence: str) -> None:
    broken = sentence.encode("gb18030").decode("cp932")
    assert broken.encode("cp932") != sentence.encode("gb18030")  # Python writes the other code
    assert proven(broken.encode()).text == sentence


LONG = "河埠镇的灯会昨晚开了，沿河走了一遍的人比往年多，灯也比往年亮，老人都说好看。"


def read_as_gbk(text: str, loss: str) -> str:
    data, shown = text.encode(), ""
    while data:
        try:
            return shown + data.decode("gbk")
        except UnicodeDecodeError as error:
            shown += data[: error.start].decode("gbk") + loss
            data = data[error.end :]
    return shown


@pytest.mark.parametrize("loss", ["?", "\ufffd"])
def test_lines_too_short_to_show_it_are_marked_like_the_others(loss: str) -> None:
    lines = [read_as_gbk(line, loss) for line in (LONG, "－60－", "线", LONG)]
    read = decode("\n".join(lines).encode())
    lost = [read.chars[found.start : found.end] for found in read.findings if found.state == "lost"]
    assert all(any(line.strip() in place for place in lost) for line in lines)


def test_a_page_number_is_repaired_like_the_lines_around_it() -> None:
    text = f"{LONG}\n－60－\n{LONG}"
    assert decode(text.encode().decode("mac_roman").encode()).text == text


def test_a_line_of_plain_chinese_among_misread_ones_stays() -> None:
    lines = [read_as_gbk(LONG, "?"), "整理者按", read_as_gbk(LONG, "?")]
    read = decode("\n".join(lines).encode())
    assert "整理者按" in read.text.split("\n")
    assert not any("整理者按" in read.chars[found.start : found.end] for found in read.findings)
