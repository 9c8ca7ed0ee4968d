"""A paragraph keeps its ID through whatever is done to its document."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence

import pytest
from histories import KINDS, History
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from corpus.building.identity.aligning import align
from corpus.building.identity.paragraph_ids import Carried, carry, first_ids

LONG = os.environ.get("CORPUS_HYPOTHESIS") == "long"
A = "白云镇的老街上，新开了一家旧书店，店主是一位退休的教师。"
B = "他每天早晨七点开门，晚上九点关门，从不休息，雨天也是。"
C = "河对岸的渡口仍在使用，每天往返十二次，票价两元。"
D = "镇上的中学今年扩建了操场，添置了三十台显微镜。"


def relations(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str | None, str]]:
    return [tuple(change) for change in carried(old, new).changes]  # type: ignore[misc]


def carried(old: Sequence[str], new: Sequence[str]) -> Carried:
    return carry("d", first_ids("d", len(old)), old, new, len(old))


CASES = {
    "nothing": ([A, B], [A, B], []),
    "a character": ([A, B], [A.replace("旧书店", "古书店"), B], [("d-0001", "d-0001", "edited")]),
    "removed": ([A, B, C], [A, C], [("d-0002", None, "removed")]),
    "added": ([A, C], [A, B, C], []),
    "moved": ([A, B, C], [C, A, B], [("d-0003", "d-0003", "moved")]),
    "moved and edited": (
        [A, B, C, D],
        [D.replace("三十台", "四十台"), A, B, C],
        [("d-0004", "d-0004", "edited"), ("d-0004", "d-0004", "moved")],
    ),
    "split in half": (
        [A, B, C],
        [A, B[:14], B[14:], C],
        [("d-0002", "d-0004", "split"), ("d-0002", "d-0005", "split")],
    ),
    "a piece cut off": ([A + B + C, D], [A + B, C, D], [("d-0001", "d-0001", "split"), ("d-0001", "d-0003", "split")]),
    "merged": ([A, B, C], [A + B, C], [("d-0001", "d-0004", "merged"), ("d-0002", "d-0004", "merged")]),
    "merged across a caption": (
        [A, "图一", B, C],
        [A + B, "图一", C],
        [("d-0001", "d-0005", "merged"), ("d-0003", "d-0005", "merged")],
    ),
    "a heading joined": (
        ["一、概述", A, B],
        ["一、概述" + A, B],
        [("d-0001", "d-0002", "merged"), ("d-0002", "d-0002", "merged")],
    ),
    "the border of two moved": (
        [A + B, C + D],
        [A, B + C + D],
        [("d-0001", "d-0003", "split"), ("d-0001", "d-0002", "split"), ("d-0002", "d-0002", "merged")],
    ),
    "rewritten in its place": ([A, B, C], [A, "他每天早晨八点开门，下午就关门。", C], [("d-0002", "d-0002", "edited")]),
    "another in its place": ([A, B, C], [A, D, C], [("d-0002", None, "removed")]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_became_of_each_paragraph(case: str) -> None:
    old, new, expected = CASES[case]
    found = relations(old, new)
    if case == "the border of two moved":
        assert {row[0]: row[2] for row in found} == {"d-0001": "split", "d-0002": "merged"}
        return
    assert found == expected


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (["前言", A, "前言", B], ["前言", A, C, "前言", B], {0: 0, 1: 1, 2: 3, 3: 4}),
        ([A, "前言", B, "前言", C], ["前言", B, "前言", C], {1: 0, 2: 1, 3: 2, 4: 3}),
        ([A, "前言", B, "前言", C], [A, B, "前言", C], {0: 0, 2: 1, 3: 2, 4: 3}),
        (["前言", A, B, C, "前言", D], ["前言", D, B, C, "前言", A], {0: 4, 1: 5, 2: 2, 3: 3, 4: 0, 5: 1}),
        (["前言"] * 5, ["前言"] * 3, {0: 0, 1: 1, 2: 2}),
        ([A, B, B, C, D], [A, B.replace("早晨", "清晨"), B, D], {0: 0, 1: 1, 2: 2, 4: 3}),
        ([A, B, B, C], [A, B, B.replace("早晨", "清晨"), C], {0: 0, 1: 1, 2: 2, 3: 3}),
    ],
)
def test_repeated_paragraphs_are_told_apart_by_their_neighbours(
    old: list[str], new: list[str], kept: dict[int, int]
) -> None:
    assert align(old, new).kept == kept


def test_numbers_go_on_above_the_highest_ever_given() -> None:
    found = carry("d", ["d-0002"], [A], [B, A, C], 9)
    assert found.ids == ("d-0010", "d-0002", "d-0011")
    assert found.fresh == (True, False, True)


class Tally:
    """Counts over all histories."""

    def __init__(self) -> None:
        self.light = self.light_kept = self.strict = self.unchanged = self.histories = 0
        self.done = Counter[str]()


def follow(seed: int, tally: Tally) -> None:
    """One history of five releases, with everything that must hold in it."""
    history = History.begun(seed)
    old = history.paragraphs
    ids = first_ids("d", len(old))
    ever, last = set(ids), len(old)
    lineage = list[tuple[str, str | None, str]]()
    for _ in range(4):
        history.next_release()
        new = history.paragraphs
        found = carry("d", ids, [p.text for p in old], [p.text for p in new], last)
        assert len(set(found.ids)) == len(new), "an ID is given once"
        fresh = {paragraph_id for paragraph_id, is_new in zip(found.ids, found.fresh, strict=True) if is_new}
        assert not fresh & ever, "no ID comes back"
        assert set(found.ids) - fresh <= set(ids)
        check_resolved(ids, found)
        check_kept(old, ids, new, found.ids, tally)
        ever |= fresh
        last = max(last, *(int(paragraph_id.rpartition("-")[2]) for paragraph_id in found.ids))
        lineage += found.changes
        old, ids = new, list(found.ids)
    tally.done.update(history.done)
    tally.histories += 1
    assert set(history.done) == set(KINDS)


def check_resolved(ids: Sequence[str], found: Carried) -> None:
    """Every old ID is there, or its lineage leads somewhere or says that it is gone."""
    heirs = {old: [] for old in ids}
    for old, new, relation in found.changes:
        assert (new is None) == (relation == "removed")
        assert new is None or new in found.ids
        heirs[old].append(new)
    assert all(paragraph_id in found.ids or heirs[paragraph_id] for paragraph_id in ids)


def check_kept(old: Sequence, ids: Sequence[str], new: Sequence, new_ids: Sequence[str], tally: Tally) -> None:
    id_of = dict(zip((p.uid for p in new), new_ids, strict=True))
    text_of = {p.uid: p.text for p in new if not p.touched}
    same = Counter(p.text for p in old if text_of.get(p.uid) == p.text)
    by_id = {paragraph_id: p.text for p, paragraph_id in zip(new, new_ids, strict=True)}
    repeated = Counter(p.text for p in [*old, *new])
    for p, paragraph_id in zip(old, ids, strict=True):
        if same[p.text] and repeated[p.text] == 2:
            assert by_id.get(paragraph_id) == p.text
    for text, count in same.items():  # of equal texts as many keep an ID as are unchanged
        own = [paragraph_id for p, paragraph_id in zip(old, ids, strict=True) if p.text == text]
        kept = sum(by_id.get(paragraph_id) == text for paragraph_id in own)
        assert kept >= count, text
        tally.unchanged += count
    for p, paragraph_id in zip(old, ids, strict=True):
        text = text_of.get(p.uid)
        if text is None or text == p.text or len(p.text) < 10:
            continue
        if Levenshtein.distance(p.text, text) <= 0.3 * len(p.text):
            equal = [other for q, other in zip(old, ids, strict=True) if q.text == p.text]
            tally.light += 1
            tally.strict += id_of[p.uid] == paragraph_id
            tally.light_kept += id_of[p.uid] in equal  # which of equal paragraphs was edited, nobody can say


def test_ids_survive_random_histories() -> None:
    """In the long form: 200 histories of five releases."""
    tally = Tally()

    @settings(max_examples=200 if LONG else 25, derandomize=not LONG)
    @given(st.integers(0, 2**32))
    def run(seed: int) -> None:
        follow(seed, tally)

    run()
    print(
        f"{tally.histories} histories: {tally.unchanged} unchanged kept their ID; of {tally.light} light edits "
        f"{tally.light_kept} ({tally.strict} if equal paragraphs count as different)"
    )
    assert tally.light > 100
    assert tally.light_kept >= 0.99 * tally.light


def test_a_large_document_is_not_quadratic() -> None:
    history = History.begun(5, size=2)
    old = [history.prose(40) for _ in range(20_000)]
    new = [history.edited(text) for text in old]  # every paragraph changed: nothing is equal
    new.insert(7, C)
    start = time.process_time()
    found = carry("d", first_ids("d", len(old)), old, new, len(old))
    assert time.process_time() - start < 30
    light = [n for n in range(len(old)) if Levenshtein.distance(old[n], new[n + (n >= 7)]) <= 0.3 * len(old[n])]
    kept = sum(found.ids[n + (n >= 7)] == f"d-{n + 1:04d}" for n in light)
    assert kept >= 0.99 * len(light)
