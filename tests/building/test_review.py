"""Decisions of reviewers are edits like any other: applied, proved, undone, carried, reported when they do not fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.building.hydrate import hydrate
from corpus.building.make import make
from corpus.building.plan import plan_build
from corpus.building.rebuild_check import differences
from corpus.building.withdraw import withdraw
from corpus.cli import main
from corpus.errors import UsageError
from corpus.model.decisions import Decision, of_paragraph, recorded_decisions
from corpus.release.standoff import make_standoff
from corpus.sources.review_file import read_review, review_text

STREET = """白云镇老街的变化

    白云镇的老街上，新开了一家旧书
店。店主说，这里的书都是从各地收来的，有的已经有几十年的历
史。

    镇里的老人常来这里坐坐，翻翻旧书，说说往事。他们说，这条街从前很热闹。

    今年春天，镇上开挖挖了一条新的水渠，从老街的东头一直通到河边。施工的时候，大家都去帮忙。

                - 1 -

    到了秋天，水渠修好了，老街也铺上了新的石板路。店主又在门口种了两棵桂花树，
香气飘得很远。

    记者 李小明
"""
RIVER = "河边的公园\n\n    公园在河的北岸，有一片很大的草地。周末的时候，许多人来这里散步。\n\n    人人爱护花草。\n"
ANCHORS: dict[str, Decision] = {
    "join": of_paragraph(
        "join", "street-0002", before="有几十年的历史。", after="镇里的老人常来", note="同一段", date="2026-12-02"
    ),
    "over a page": of_paragraph("join", "street-0004", before="大家都去帮忙。", after="到了秋天，水渠"),
    "split": of_paragraph("split", "street-0003", before="说说往事。", after="他们说，这条街"),
    "at a line end": of_paragraph("split", "street-0002", before="新开了一家旧书", after="店。店主说"),
    "kind": of_paragraph("kind", "street-0006", exact="记者 李小明", becomes=("paragraph",)),
    "furniture": of_paragraph("kind", "street-0006", exact="记者 李小明", becomes=("furniture",)),
    "heading": of_paragraph("kind", "river-0001", exact="河边的公园", becomes=("heading",), level=2),
    "correct": of_paragraph(
        "correct", "street-0004", before="镇上开", exact="挖挖", after="了一条", becomes=("挖",), reviewer="王"
    ),
    "over a line end": of_paragraph(
        "correct", "street-0002", before="家", exact="旧书店", after="。", becomes=("新书店",)
    ),
    "keep": Decision("keep", "street", exact="- 1 -", becomes=("caption",)),
    "title": Decision("title", "river", becomes=("河边公园",)),
    "authors": Decision("authors", "street", becomes=("李小明", "王五")),
}
OPENING = "白云镇的老街上，新开了一家旧书店。店主说，这里的书都是从各地收来的，有的已经有几十年的历史。"
OLD_PEOPLE = "镇里的老人常来这里坐坐，翻翻旧书，说说往事。"
STREET_LIFE = "他们说，这条街从前很热闹。"
CANAL = "今年春天，镇上开挖挖了一条新的水渠，从老街的东头一直通到河边。施工的时候，大家都去帮忙。"
AUTUMN = "到了秋天，水渠修好了，老街也铺上了新的石板路。店主又在门口种了两棵桂花树，香气飘得很远。"
TEXTS: dict[str, tuple[str, list[str]]] = {
    "join": ("street", [OPENING + OLD_PEOPLE + STREET_LIFE]),
    "over a page": ("street", [CANAL + AUTUMN]),
    "split": ("street", [OLD_PEOPLE, STREET_LIFE]),
    "at a line end": ("street", [OPENING[:15], OPENING[15:]]),
    "kind": ("street", ["记者 李小明"]),
    "furniture": ("street", []),
    "heading": ("river", ["河边的公园"]),
    "correct": ("street", [CANAL.replace("挖挖", "挖")]),
    "over a line end": ("street", [OPENING.replace("旧书店", "新书店")]),
    "keep": ("street", ["- 1 -"]),
    "title": ("river", []),
    "authors": ("street", []),
}


def sources(folder: Path, **texts: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def review(path: Path, *decisions: Decision, version: str = "0.1.0", complete: bool = False) -> Path:
    path.write_text(review_text("town", version, decisions, complete=complete), encoding="utf-8")
    return path


def build(folder: Path, out: Path, **options: Any) -> corpus.Release:
    return corpus.build(folder, out, name="town", date="2026-12-03", workers=1, **options)


def rows(release: corpus.Release, doc_id: str) -> list[Mapping[str, Any]]:
    return [row for row in release.paragraphs.to_table().to_pylist() if row["doc_id"] == doc_id]


def recorded(release: corpus.Release) -> list[tuple[Decision, str]]:
    documents = release.documents.to_table().to_pylist()
    return [(each.decision, each.unfit) for row in documents for each in recorded_decisions(row["evidence"])]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, corpus.Release]:
    folder = tmp_path_factory.mktemp("review")
    made = sources(folder / "src", street=STREET, river=RIVER)
    return made, build(made, folder / "out")


@pytest.mark.parametrize("what", ANCHORS)
def test_a_decision_is_applied_and_every_source_comes_back(
    what: str, first: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    folder, before = first
    decision = ANCHORS[what]
    after = build(folder, tmp_path / "out", previous=before.path, review=review(tmp_path / "r.toml", decision))
    assert after.verify().ok and str(after.verify()) == "2 of 2 sources restored"
    assert after.restore("street") == STREET.encode() and after.restore("river") == RIVER.encode()
    assert recorded(after) == [(decision._replace(version="0.1.0"), "")]
    assert differences(after) == []  # its rules and decisions, run again on what it restores, give its rows again
    doc_id, texts = TEXTS[what]
    old = [row["text"] for row in rows(before, doc_id)]
    new = [row["text"] for row in rows(after, doc_id)]
    assert [text for text in new if text not in old] == [text for text in texts if text not in old]
    assert set(texts) <= set(new)


def test_what_is_corrected_joined_and_split_names_the_rule(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    wanted = [ANCHORS[name] for name in ("join", "at a line end", "correct", "over a page", "keep")]
    wanted[0] = wanted[0]._replace(paragraph="street-0003", before="从前很热闹。", after="今年春天")
    after = build(folder, tmp_path, previous=before.path, review=review(tmp_path / "r.toml", *wanted[:3]))
    edits = [edit for edit in after.edits.to_table().to_pylist() if "review" in edit["rule"]]
    assert [(edit["removed"], edit["inserted"], edit["rule"]) for edit in edits] == [
        ("\n", "", ["reflow.join", "review"]),
        ("\n\n    ", "", ["layout.break", "review"]),
        ("挖挖", "挖", ["review"]),
    ]
    assert {edit["confidence"] for edit in edits} == {1.0}
    value = next(
        json.loads(item["value"])
        for row in after.documents.to_table().to_pylist()
        for item in row["evidence"]
        if item["field"] == "review"
    )
    assert value["action"] in ("correct", "split", "join")


def test_metadata_that_a_reviewer_states_wins(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    stated = review(tmp_path / "r.toml", ANCHORS["title"], ANCHORS["authors"])
    after = build(folder, tmp_path, previous=before.path, review=stated)
    documents = {row["doc_id"]: row for row in after.documents.to_table().to_pylist()}
    assert documents["river"]["title"] == "河边公园"
    assert documents["street"]["authors"] == ["李小明", "王五"]
    titles = [item for item in documents["river"]["evidence"] if item["field"] == "title"]
    assert [(item["value"], item["basis"]) for item in titles] == [("河边的公园", "stated"), ("河边公园", "review")]


def test_a_join_keeps_what_is_between_out_of_the_text(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    after = build(folder, tmp_path, previous=before.path, review=review(tmp_path / "r.toml", ANCHORS["over a page"]))
    row = next(row for row in rows(after, "street") if row["text"].startswith("今年春天"))
    assert len(row["spans"]) == 2 and "- 1 -" not in row["text"]
    assert after.trace("street-0004").heirs == after.trace("street-0005").heirs == (row["paragraph_id"],)


def test_decisions_and_ids_are_carried_without_the_file(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    chosen = [ANCHORS["correct"], ANCHORS["split"], ANCHORS["title"]]
    second = build(folder, tmp_path, previous=before.path, review=review(tmp_path / "r.toml", *chosen))
    later = of_paragraph("join", "street-0004", before="大家都去帮忙。", after="到了秋天")
    once = review(tmp_path / "s.toml", later, version=second.version)
    third = build(folder, tmp_path, previous=second.path, review=once)
    assert {each.action for each, why in recorded(third) if not why} == {"correct", "split", "title", "join"}
    assert CANAL.replace("挖挖", "挖") + AUTUMN in [row["text"] for row in rows(third, "street")]
    fourth = build(folder, tmp_path, previous=third.path)
    texts = [row["text"] for row in rows(fourth, "street")]
    assert [row["text"] for row in rows(third, "street")] == texts
    assert [row["paragraph_id"] for row in rows(fourth, "street")] == [
        row["paragraph_id"] for row in rows(third, "street")
    ]
    undone = build(folder, tmp_path, previous=fourth.path, review=review(tmp_path / "none.toml", complete=True))
    assert recorded(undone) == []
    assert [row["text"] for row in rows(undone, "street")] == [row["text"] for row in rows(before, "street")]


def test_decisions_survive_another_encoding_other_line_ends_and_a_new_name(
    first: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    folder, before = first
    chosen = [ANCHORS["correct"], ANCHORS["join"], ANCHORS["split"]._replace(before="前很", after="热闹。")]
    second = build(folder, tmp_path / "out", previous=before.path, review=review(tmp_path / "r.toml", *chosen))
    moved = sources(tmp_path / "moved", avenue=STREET.replace("\n", "\r\n").encode("gb18030"), river=RIVER)
    third = build(moved, tmp_path / "out", previous=second.path)
    assert [row["text"] for row in rows(third, "street")] == [row["text"] for row in rows(second, "street")]
    assert [why for _, why in recorded(third)] == ["", "", ""]
    assert third.verify().ok


def test_a_decision_that_no_longer_fits_changes_nothing_and_is_said(
    first: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    folder, before = first
    lost = ANCHORS["correct"]._replace(before="村里开")
    twice = of_paragraph("correct", "street-0002", exact="的", becomes=("地",), at=3)
    nowhere = Decision("title", "harbour", becomes=("港口",))
    path = review(tmp_path / "r.toml", lost, twice, nowhere)
    built = make(plan_build([folder], tmp_path / "o", "town", date="2026-12-03", previous=before.path, review=path))
    reasons = {decision.exact: why for decision, why in built.unfit}
    assert reasons["挖挖"] == "nothing there reads so"
    assert "places read so" in reasons["的"]
    assert "no source" in reasons[""]
    assert [row["text"] for row in rows(built.release, "street")] == [row["text"] for row in rows(before, "street")]
    assert {why for _, why in recorded(built.release)} == {reasons["挖挖"], reasons["的"]}


def test_the_place_tells_equal_words_apart(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    at = STREET.index("的书都是")
    one = of_paragraph("correct", "street-0002", exact="的", becomes=("之",), at=at)
    after = build(folder, tmp_path, previous=before.path, review=review(tmp_path / "r.toml", one))
    assert "这里之书都是从各地收来的" in rows(after, "street")[1]["text"]


@pytest.mark.parametrize(
    ("before", "exact", "after"), [("镇上开挖", "挖了", "一条"), ("春天，镇上", "开挖挖", "了一条新的水渠")]
)
def test_decisions_that_cut_into_each_other_are_not_both_applied(
    before: str, exact: str, after: str, first: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    folder, release = first
    one = of_paragraph("correct", "street-0004", before="镇上开", exact="挖挖", after="了一条", becomes=("挖",))
    two = of_paragraph("correct", "street-0004", before=before, exact=exact, after=after, becomes=("了",))
    made = build(folder, tmp_path, previous=release.path, review=review(tmp_path / "r.toml", one, two))
    assert sorted(why for _, why in recorded(made)) == ["", "another decision changes it"]
    assert made.verify().ok


def test_what_reads_so_already_is_no_misfit(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    chosen = [ANCHORS["correct"], ANCHORS["split"], ANCHORS["keep"]]
    second = build(folder, tmp_path / "out", previous=before.path, review=review(tmp_path / "r.toml", *chosen))
    mended = STREET.replace("挖挖", "挖").replace("往事。他们", "往事。\n\n    他们").replace("- 1 -", "（图一）")
    moved = sources(tmp_path / "mended", street=mended, river=RIVER)
    third = build(moved, tmp_path / "out", previous=second.path)
    reasons = {each.action: why for each, why in recorded(third)}
    assert reasons["correct"] == reasons["split"] == ""
    assert reasons["keep"] == "nothing there reads so"


def test_a_standoff_release_has_no_word_of_a_review_and_is_made_whole_with_the_file(
    first: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    folder, before = first
    path = review(tmp_path / "r.toml", ANCHORS["correct"], ANCHORS["join"])
    second = build(folder, tmp_path / "out", previous=before.path, review=path)
    bare = make_standoff(second, tmp_path / "standoff")
    values = [item for row in bare.documents.to_table().to_pylist() for item in row["evidence"]]
    assert {item["value"] for item in values if item["field"] == "review"} == {None}
    with pytest.raises(UsageError, match="reviewed"):
        hydrate(bare, folder, tmp_path / "lost")
    whole = hydrate(bare, folder, tmp_path / "whole", reviews=[path])
    assert whole.manifest["content_hash"] == second.manifest["content_hash"]


def test_withdrawn_words_leave_the_decisions_too(first: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, before = first
    chosen = [ANCHORS["correct"], ANCHORS["join"]]
    second = build(folder, tmp_path / "out", previous=before.path, review=review(tmp_path / "r.toml", *chosen))
    gone = withdraw(second.path, "street-0004", reason="asked for", date="2026-12-04").release
    assert [each.action for each, _ in recorded(gone)] == ["join"]
    assert gone.verify().ok


WRONG = {
    "OTHER_DATASET": '[review]\ndataset = "village"\n',
    "MISSING_KEY": '[review]\n',
    "UNKNOWN_KEY": '[review]\ndataset = "town"\n[[decision]]\naction = "right"\nparagraf = "a-0001"\n',
    "BAD_VALUE": '[review]\ndataset = "town"\n[[decision]]\naction = "jion"\nparagraph = "a-0001"\n',
    "SYNTAX": '[review]\ndataset = town\n',
    "CONFLICT": """[review]
dataset = "town"
[[decision]]
action = "join"
paragraph = "street-0002"
before = "甲"
after = "乙"
[[decision]]
action = "split"
paragraph = "street-0002"
before = "甲"
after = "乙"
""",
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_review_is_refused_with_code_file_and_line(
    code: str, first: tuple[Path, corpus.Release], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before = first
    path = tmp_path / "review.toml"
    path.write_text(WRONG[code], encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        where = ["--out", str(tmp_path / "out"), "--previous", str(before.path)]
        main(["build", str(folder), "--name", "town", *where, "--review", str(path)])
    shown = capsys.readouterr().err
    assert stopped.value.code == 2
    assert code in shown and str(path) in shown and "Traceback" not in shown
    if code in ("UNKNOWN_KEY", "BAD_VALUE", "SYNTAX", "CONFLICT"):
        line = {"CONFLICT": 8, "SYNTAX": 2}.get(code, 3)
        assert f"{path}:{line}" in shown
    assert not (tmp_path / "out").exists()


def test_a_review_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    chosen = {**ANCHORS, "furniture": ANCHORS["split"]}.values()  # the kind of one paragraph is decided once
    written = list(dict.fromkeys(each._replace(version="0.1.0", note='"引号"\\ 与\t制表') for each in chosen))
    read = read_review(review(tmp_path / "r.toml", *written))
    assert read.decisions == tuple(written)
    assert read.dataset == "town"
