"""The algebra of edits: composing equals applying one after the other, and undoing gives the text back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model.edits import Offsets, apply, compose, encode, ordered, read, undo, within
from corpus.model.values import Edit, Segment, Span


@st.composite
def edit_lists(draw: st.DrawFn, length: int, letters: str) -> tuple[Edit, ...]:
    points = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    edits: dict[tuple[int, int], Edit] = {}
    end = 0
    for start, stop in zip(points[::2], points[1::2], strict=False):
        inserted = draw(st.text(letters, max_size=3))
        if start >= end and (start < stop or inserted) and (start, stop) not in edits:
            edits[start, stop] = Edit(start, stop, inserted, (letters,))
            end = stop
    return ordered(edits.values(), length)


@st.composite
def chains(draw: st.DrawFn) -> tuple[str, list[tuple[Edit, ...]]]:
    text = draw(st.text("abcdef", max_size=14))
    chain, length = [], len(text)
    for letters in ("XY", "ZW", "QR"):
        edits = draw(edit_lists(length, letters))
        chain.append(edits)
        length += sum(len(edit.inserted) - (edit.end - edit.start) for edit in edits)
    return text, chain


@given(chains())
def test_composing_is_applying_one_after_the_other(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    text, (one, two, three) = case
    expected = apply(apply(apply(text, one), two), three)
    for composed in (compose(compose(one, two), three), compose(one, compose(two, three))):
        assert ordered(composed, len(text)) == composed
        assert apply(text, composed) == expected
        assert undo(expected, composed, [text[edit.start : edit.end] for edit in composed]) == text


@given(chains())
def test_composing_keeps_every_rule_that_changed_something(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    _, (one, two, _) = case
    names = {name for edit in compose(one, two) for name in edit.rule}
    assert names == {name for edit in [*one, *two] for name in edit.rule}


@given(chains(), st.integers(0, 30), st.integers(0, 30))
def test_a_span_comes_from_where_its_characters_stood(
    case: tuple[str, list[tuple[Edit, ...]]], start: int, size: int
) -> None:
    text, (drawn, _, _) = case
    edits = [edit for edit in drawn if edit.start < edit.end]  # what is inserted at a point came from nowhere
    edited = apply(text, edits)
    span = Span(start, start + size)
    if not start < span.end <= len(edited):
        return
    origin = Offsets(edits).span(span)
    assert 0 <= origin.start <= origin.end <= len(text)
    assert edited[start : span.end] in read(text, [origin], edits)


def test_an_insertion_belongs_to_the_span_that_ends_there() -> None:
    edits = (Edit(2, 2, "x"),)
    assert within(edits, Span(0, 2)) == edits
    assert within(edits, Span(2, 4)) == ()
    assert read("abcd", [Span(0, 2), Span(2, 4)], edits) == "abxcd"


def test_edits_that_touch_the_same_characters_become_one_row() -> None:
    composed = compose([Edit(1, 2, "XY", ("first",), 0.9)], [Edit(2, 4, "", ("then",), 0.5)])
    assert composed == (Edit(1, 3, "X", ("first", "then"), 0.5),)


@pytest.mark.parametrize(
    "edits",
    [[Edit(0, 2), Edit(1, 3)], [Edit(1, 1, "a"), Edit(1, 1, "b")], [Edit(3, 9)], [Edit(2, 1)]],
)
def test_edits_that_overlap_or_reach_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        ordered(edits, 5)


def test_raw_bytes_stand_for_characters_that_do_not_encode_back() -> None:
    segments = [
        Segment(0, 3, 0, "utf-8", b"\xef\xbb\xbf"),
        Segment(3, 6, 1, "utf-8"),
        Segment(6, 7, 1, "utf-8", b"\xff"),
    ]
    assert encode("中\ufffd", segments) == b"\xef\xbb\xbf\xe4\xb8\xad\xff"
