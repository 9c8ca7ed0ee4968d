"""A release whose register switches rules on: each edit names its rule, and the bytes of the source come back."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus

AROUND = "渡口的老船夫每天清晨打扫院子，然后在灯下补网，街坊们都说这件事办得好。\n\n"
CASES = [
    ("html_entities", "纸条上写着&ldquo;渡口&rdquo;两个字。", "纸条上写着“渡口”两个字。"),
    ("percent_escapes", "他把%e6%b8%a1%e5%8f%a3写在纸上，就走了。", "他把渡口写在纸上，就走了。"),
    ("unicode_escapes", "纸条上是\\u6e21\\u53e3两个字，没有别的。", "纸条上是渡口两个字，没有别的。"),
    ("quoted_printable", "纸条上是=E6=B8=A1=E5=8F=A3两个字，没有别的。", "纸条上是渡口两个字，没有别的。"),
    ("compatibility_ideographs", "他说\uf900有此理，就走了。", "他说\u8c48有此理，就走了。"),
    ("private_use_bullets", "\uf0b7 打扫院子，然后补网。", "• 打扫院子，然后补网。"),
    ("kangxi_radicals", "⻩昏的⻔⼝停着⻢车，窗⼾开了。", "黄昏的门口停着马车，窗户开了。"),
    ("han_spaces", "老 船 夫 每 天 清 晨 打 扫 院 子 ， 然 后 补 网 。", "老船夫每天清晨打扫院子，然后补网。"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(("rule", "text", "becomes"), CASES, ids=[rule for rule, _, _ in CASES])
def test_each_rule_gives_the_source_back(tmp_path: Path, encoding: str, rule: str, text: str, becomes: str) -> None:
    data = f"{AROUND}{text}\r\n\r\n{AROUND}".encode(encoding)
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "ferry.txt").write_bytes(data)
    (folder / "register.toml").write_text(f'[dataset]\nname = "ferry"\nrules_on = ["{rule}"]\n', encoding="utf-8")
    release = corpus.build(folder, tmp_path / "out", workers=1)
    assert becomes in release.paragraphs.to_table(columns=["text"])["text"].to_pylist()
    rules = release.edits.to_table(columns=["rule"])["rule"].to_pylist()
    assert any(rule in names for names in rules)
    assert release.restore("ferry") == data
