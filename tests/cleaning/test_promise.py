"""The promise, for any document: nothing lost, nothing invented, every edit named, every byte restored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from specimens import documents, encodings

from corpus.building.table_rows import RowOrigin, document_row, edit_rows, paragraph_rows
from corpus.cleaning.clean import clean, prove
from corpus.cleaning.decoding import decode
from corpus.errors import SourceError, UsageError
from corpus.model.edits import apply, read, undo, within
from corpus.model.values import KINDS, Document, Span
from corpus.release.restore import decoded_source, restore


def cleaned(data: bytes) -> Document | None:
    try:
        return clean(data)
    except SourceError as error:
        assert error.code in ("EMPTY", "BINARY", "UNDECODABLE"), error
        return None


@given(documents, encodings)
def test_every_code_point_is_in_one_span_or_one_edit(text: str, encoding: str) -> None:
    document = cleaned(text.encode(encoding))
    if document is None:
        return
    prove(document)
    chars, edits = document.source.chars, document.edits
    spans = sorted(span for block in document.paragraphs for span in block.spans)
    covered = Counter(at for span in spans for at in range(*span))
    inside = {edit for span in spans for edit in within(edits, span)}
    for edit in set(edits) - inside:
        assert edit.inserted == "", "what is dropped leaves nothing"
        covered.update(range(edit.start, edit.end))
    assert covered == Counter(range(len(chars)))
    assert all(span.start < span.end for span in spans)
    for edit in inside:
        assert any(span.start <= edit.start and edit.end <= span.end for span in spans), "no edit crosses a span"


@given(documents, encodings)
def test_a_paragraph_is_its_spans_with_the_edits_applied(text: str, encoding: str) -> None:
    document = cleaned(text.encode(encoding))
    for block in document.blocks if document else ():
        assert block.kind in KINDS
        if block.kind != "furniture":
            assert read(document.source.chars, block.spans, document.edits) == block.text
            kept = block.text.lstrip() if block.kind == "code" else block.text
            assert kept == block.text.strip() != ""


@given(documents, encodings)
def test_every_edit_names_its_rule_and_can_be_undone(text: str, encoding: str) -> None:
    document = cleaned(text.encode(encoding))
    if document is None:
        return
    chars, edits = document.source.chars, document.edits
    assert all(edit.rule and all(edit.rule) and 0 <= edit.confidence <= 1 for edit in edits)
    assert undo(apply(chars, edits), edits, [chars[edit.start : edit.end] for edit in edits]) == chars


@given(documents, encodings)
def test_only_white_space_and_named_damage_goes(text: str, encoding: str) -> None:
    """Outside furniture, the rules for line ends and for characters without width, no visible character changes."""
    document = cleaned(text.encode(encoding))
    if document is None:
        return
    for edit in document.edits:
        removed = document.source.chars[edit.start : edit.end]
        if all(name.startswith(("reflow.", "layout.", "structure.")) for name in edit.rule):
            assert not removed.strip() or edit.rule == ("reflow.dehyphenate",)
            assert edit.inserted in ("", " ")


@given(documents, encodings)
def test_the_rows_give_the_bytes_back(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    document = cleaned(data)
    if document is None:
        return
    assert document.source.encode() == data
    origin = RowOrigin("a", "cc0-1.0", "a.txt", "", len(data), "0.1.0")
    ids = [f"a-{number}" for number in range(len(document.paragraphs))]
    paragraphs, edits = list(paragraph_rows(document, origin, ids)), list(edit_rows(document, origin))
    assert decoded_source(paragraphs, edits) == document.source.chars
    assert restore(document_row(document, origin), paragraphs, edits) == data


@given(documents)
def test_blocks_stand_in_the_order_of_the_source(text: str) -> None:
    document = cleaned(text.encode())
    if document:
        starts = [block.spans[0].start for block in document.blocks]
        assert starts == sorted(starts)
        assert all(list(block.spans) == sorted(block.spans) for block in document.blocks)


@given(documents)
def test_cleaning_is_a_function(text: str) -> None:
    one, two = cleaned(text.encode()), cleaned(text.encode())
    assert one == two


def test_what_is_not_proved_is_refused() -> None:
    document = clean(text="　　白云镇的老街上，新开了一家旧书\n店。\n")
    prove(document)
    for broken in (
        Document(document.source, document.blocks, document.edits[1:]),
        Document(document.source, document.blocks[1:], document.edits),
    ):
        with pytest.raises(SourceError, match="NOT_PROVED"):
            prove(broken)
    assert Span(0, 2) in [Span(edit.start, edit.end) for edit in document.edits]


def test_a_text_can_be_given_instead_of_bytes() -> None:
    assert clean(text="一行。\n").text == clean("一行。\n".encode()).text


@pytest.mark.parametrize("take", [clean, decode])
def test_a_name_is_never_read_as_a_text(
    take: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text("河水。\n", encoding="utf-8")
    for source, told, hint in (
        ("page.txt", "'page.txt' names a file", "Path('page.txt')"),
        ("pgae.txt", "'pgae.txt' is a str", "text=..."),
        ("河水。\0", "is a str", "text=..."),
        (7, "not int", "text=..."),
        (Path("pgae.txt"), "pgae.txt: cannot be read", ""),
    ):
        with pytest.raises(UsageError) as caught:
            take(source)
        assert told in caught.value.message and hint in caught.value.help
    chars = take(Path("page.txt"))
    assert (chars.source if isinstance(chars, Document) else chars).chars == "河水。\n"


@pytest.mark.parametrize("options", [{}, {"source": b"a", "text": "a"}, {"text": b"a"}])
def test_clean_takes_a_source_or_a_text(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="one of them only"):
        clean(**options)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        pytest.param("白云镇的老街\u200b上开了店。\n", ["removed"], id="a rule removed it"),
        pytest.param("⼀家店开张。\n", ["repaired"], id="a rule put another character there"),
        pytest.param("名单里有\ue000字。\n", ["kept"], id="no rule touches private characters"),
        pytest.param(
            "一行。\u200b\n\u200b\n\u200b\n", ["removed"] * 3, id="composed with the line break into one edit"
        ),
    ],
)
def test_a_finding_says_what_became_of_its_characters(text: str, states: list[str]) -> None:
    assert [finding.state for finding in clean(text=text).findings] == states
