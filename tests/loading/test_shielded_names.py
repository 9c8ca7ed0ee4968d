"""Names that the metadata knows stay as they are written when a text comes in another script."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.loading import script as variants
from corpus.loading.script import Conversion
from corpus.loading.shielded_names import convert_around, with_names

opencc = pytest.importorskip("opencc")

LINE = "余小雨把剩余的面包送给后方的同学，干部沈岳云说，皇后的头发很长，后天再来。"
CONVERTED = "余小雨把剩餘的麪包送給後方的同學，幹部沈岳云說，皇后的頭髮很長，後天再來。"
OTHER = "余小雨没有来，剩余的面包给了沈岳云。"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    """Two documents: the names of one are in the text of the other, where nobody knows that they are names."""
    folder = tmp_path_factory.mktemp("names")
    (folder / "one.txt").write_text(f"面包店的后院\n\n{LINE}\n\n{LINE}第二天也一样。\n", encoding="utf-8")
    (folder / "two.txt").write_text(f"渡口\n\n{OTHER}\n", encoding="utf-8")
    register = '[dataset]\nname = "names"\n[[source]]\nkey = "one"\nfile = "one.txt"\nauthors = ["余小雨", "沈岳云"]\n'
    register += 'publisher = "后山出版社"\n[[source]]\nkey = "two"\nfile = "two.txt"\n'
    (folder / "register.toml").write_text(register, encoding="utf-8")
    return corpus.build(folder, folder / "out", workers=1)


def texts(release: corpus.Release, **options: Any) -> list[str]:
    return [row["text"] for row in corpus.rows(release.path, script="Hant", **options)]


def test_the_names_of_a_document_stay_in_its_text(release: corpus.Release) -> None:
    shown = texts(release, where={"doc_id": "one"})
    assert CONVERTED in shown
    assert not any("餘小雨" in text or "沈嶽雲" in text for text in shown)


def test_a_name_that_the_document_does_not_know_is_converted_like_a_word(release: corpus.Release) -> None:
    assert opencc.OpenCC("s2t").convert(OTHER) in texts(release, where={"doc_id": "two"})


def test_the_columns_of_names_stay(release: corpus.Release) -> None:
    [row] = corpus.rows(release.path, "documents", script="Hant", where={"doc_id": "one"})
    assert (row["authors"], row["publisher"]) == (["余小雨", "沈岳云"], "后山出版社")
    assert row["title"] == "麪包店的後院"


def test_every_form_shields_and_says_so(release: corpus.Release) -> None:
    expected = texts(release)
    scanned = corpus.scan(release.path, script="Hant", columns=["text"])
    assert "names as written" in repr(scanned)
    assert scanned.to_arrow().column_names == ["text"]
    assert scanned.to_arrow()["text"].to_pylist() == expected
    assert [row["text"] for row in corpus.load(release.path, script="Hant", columns=["text"])] == expected
    assert [row["text"] for row in corpus.load(release.path, script="Hant", streaming=True)] == expected


def test_workers_know_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "INLINE_BYTES", 1)
    conversion = Conversion.of("paragraphs", "Hant")
    assert conversion
    batch = pa.RecordBatch.from_pydict({"text": [LINE], "doc_id": ["one"], "script": ["Hans"]})
    beside = with_names(batch, {"one": ["余小雨", "沈岳云"]})
    shown = list(conversion.batches([beside] * 4, workers=2))
    assert [part.to_pydict()["text"] for part in shown] == [[CONVERTED]] * 4
    assert all(part.schema.names == batch.schema.names for part in shown)


@given(st.lists(st.text("余小雨后a.*|", min_size=2, max_size=4), max_size=4), st.text("余小雨后发a.*|", max_size=20))
def test_only_what_is_no_name_changes(names: list[str], text: str) -> None:
    [shown] = convert_around(names, [text], lambda parts: [part.translate(TABLE) for part in parts])
    assert shown.translate(BACK) == text
    for name in names:
        assert text.count(name) == 0 or name in shown or any(name in other or overlap(name, other) for other in names)


TABLE, BACK = str.maketrans("余后发", "餘後發"), str.maketrans("餘後發", "余后发")


def overlap(name: str, other: str) -> bool:
    """Whether one may begin inside the other: then the one that begins first is the name."""
    return any(
        name.startswith(other[at:]) or other.startswith(name[at:]) for at in range(1, 4) if other[at:] or name[at:]
    )
