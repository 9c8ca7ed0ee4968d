"""Labelled texts are read as they are, and what is wrong with a folder is said with file and line."""

from pathlib import Path

import pytest
from specimens_of_training import write_rows

from corpus.errors import UsageError
from training.layouts.labelled import Item, body, manifest, read
from training.reflow.labels import line_items

ROW = '{"name": "a", "doc": "a", "layout": "x"}\n'


def test_separators_inside_json_do_not_end_a_row(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.gold.jsonl", [{"kind": "paragraph", "text": "上\u2028下\u0085"}])
    (tmp_path / "a.txt").write_bytes("上\r\n下".encode())
    assert read(tmp_path, "a") == ("上\r\n下", [{"kind": "paragraph", "text": "上\u2028下\u0085"}])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        (ROW.encode() + b"{", "line 2 is not valid JSON"),
        (b"[]\n", "line 1 is not a JSON object"),
        (b'{"name": "a"}\n', "line 1 lacks doc, layout"),
        (b"\xff\n", "not UTF-8 at byte 0"),
    ],
)
def test_a_wrong_manifest_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "manifest.jsonl").write_bytes(content)
    with pytest.raises(UsageError, match=told) as raised:
        manifest(tmp_path)
    assert "manifest.jsonl" in str(raised.value)


def test_the_body_is_what_readers_read() -> None:
    gold = [{"kind": "caption", "text": "图1"}, {"kind": "title", "text": "题"}, {"kind": "furniture", "text": "1"}]
    assert body(gold) == [Item("title", "题")]


def test_each_line_belongs_to_the_item_of_most_of_its_characters() -> None:
    gold = [
        {"kind": "heading", "text": "第一节 磨坊"},
        {"kind": "caption", "text": "图1 磨坊"},
        {"kind": "paragraph", "text": "灯又亮了，\uff21\uff22。", "raw": "灯又亮了,AB。"},
    ]
    lines = ["第一节　磨坊", "- 12 -", "灯又", "亮 了,", "", "AB。"]
    assert line_items(lines, gold).tolist() == [0, -1, 1, 1, -1, 1]
