"""An old ID leads to what holds its text now, over any number of releases; a history with a hole is found."""

from __future__ import annotations

import pytest

from corpus.building.withheld.withhold import DocumentRows, WithheldText, withhold
from corpus.errors import UsageError
from corpus.model.values import Span
from corpus.release.lineage import Event, broken, follow, tombstone
from corpus.release.version_step import VersionStep, checked_step, least_version

HISTORY = (
    Event("0.1.1", "d-0002", "d-0002", "split"),
    Event("0.1.1", "d-0002", "d-0004", "split"),
    Event("0.1.2", "d-0001", "d-0002", "merged"),
    Event("0.1.2", "d-0002", "d-0002", "merged"),
    Event("0.2.0", "d-0004", None, "removed"),
    Event("0.2.1", "d-0003", "d-0005", "split"),
    Event("0.2.1", "d-0003", "d-0006", "split"),
    Event("0.10.0", "d-0005", "d-0007", "merged"),
)
ALIVE = {"d-0002", "d-0006", "d-0007"}


@pytest.mark.parametrize(
    ("paragraph_id", "heirs", "versions"),
    [
        ("d-0001", ("d-0002",), ["0.1.2"]),  # d-0002 was split before: its piece has nothing of d-0001
        ("d-0002", ("d-0002",), ["0.1.1", "0.1.1", "0.1.2", "0.2.0"]),
        ("d-0003", ("d-0006", "d-0007"), ["0.2.1", "0.2.1", "0.10.0"]),
        ("d-0004", (), ["0.2.0"]),
        ("d-0007", ("d-0007",), []),
        ("d-0009", (), []),
    ],
)
def test_an_id_is_followed(paragraph_id: str, heirs: tuple[str, ...], versions: list[str]) -> None:
    fate = follow(HISTORY, paragraph_id, ALIVE.__contains__)
    assert tuple(sorted(fate.heirs)) == heirs
    assert [event.version for event in fate.events] == versions


STONE = tombstone("paragraph", "d-0004", "removed", "gone", "0.2.0", "2026-01-01")


@pytest.mark.parametrize(
    ("events", "alive", "stones", "where"),
    [
        (HISTORY, ALIVE, [STONE], None),
        (HISTORY, ALIVE, [], "d-0004"),
        (HISTORY, ALIVE | {"d-0004"}, [STONE], "d-0004"),
        (HISTORY, ALIVE - {"d-0007"}, [STONE], "d-0005"),
        ((*HISTORY, Event("0.11.0", "d-0006", None, "edited")), ALIVE, [STONE], "d-0006"),
        ((), {"d-0004"}, [STONE], "d-0004"),
    ],
)
def test_a_hole_in_a_history_is_found(
    events: tuple[Event, ...], alive: set[str], stones: list[dict[str, str]], where: str | None
) -> None:
    found = [paragraph_id for paragraph_id, _ in broken(events, alive, stones)]
    assert found[:1] == ([where] if where else [])


def test_the_step_before_and_after_one() -> None:
    assert least_version("0.9.9", "major") == "0.10.0"
    assert least_version("1.0.0", "patch") == "1.0.1"
    with pytest.raises(UsageError, match=r"demands 2\.0\.0 \(MAJOR: a reason; another\)"):
        checked_step("1.4.2", "1.9.0", VersionStep("major", ("a reason", "another")))


def test_raw_bytes_in_a_withheld_place_go_and_others_stay() -> None:
    fields = dict.fromkeys(("title", "subtitle", "publisher", "date", "date_basis", "source_file"))
    lists = {name: [] for name in ("authors", "places", "contributors", "evidence", "flags")}
    segments = [
        {"start": 0, "end": 5, "chars": 4, "encoding": "utf-8", "raw": b"12345".hex()},
        {"start": 5, "end": 10, "chars": 4, "encoding": "utf-8", "raw": b"67890".hex()},
    ]
    document = {"doc_id": "d", "segments": segments, "source_sha256": "x", "source_bytes": 10, **fields, **lists}
    paragraphs = tuple(
        {
            "paragraph_id": key,
            "text": text,
            "spans": [{"start": at, "end": at + 4}],
            "section": [],
            "flags": [],
            "article": 0,
        }
        for key, text, at in (("d-0001", "一二三四", 0), ("d-0002", "五六七八", 4))
    )
    left = withhold(DocumentRows(document, paragraphs, ()), [Span(4, 8)], WithheldText(["五六七八"]))
    assert [segment["raw"] for segment in left.document["segments"]] == [b"12345".hex(), None]
    assert [row["paragraph_id"] for row in left.paragraphs] == ["d-0001"]
    assert [(row["start"], row["end"], row["removed"], row["withheld"]) for row in left.edits] == [(4, 8, None, True)]
