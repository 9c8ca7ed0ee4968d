"""Doubtful places are decided with at most two keys, and what was decided leaves the queue with the next build."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus
from corpus.cli import main
from corpus.errors import UsageError
from corpus.release.layout import paths_of
from corpus.reporting.doubts import Doubt, doubts
from corpus.reporting.edited_tables import edited_cells
from corpus.reporting.key_review import KIND_KEYS, KeyReview
from corpus.sources.review_file import read_review, review_text

NOTES = """公园的通知

    公安部 and 省委的通知说，公园从下月起延长开放时间，晚上九点关门。镇上开挖挖了一条新的水渠，大家都去帮忙

    门口的牌子上写着：爱护花草，人人有责，请勿在草地上踢球，也不要攀折树枝和采摘
花朵。
    春天到了，花都开了。来的人很多，有老人，有孩子，也有从外地来的客人和学
生，大家说说笑笑

    第二天又来了许多人

    记者 李小明
"""


def built(folder: Path, out: Path, **options: object) -> corpus.Release:
    return corpus.build(folder, out, name="park", date="2026-12-03", workers=1, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, corpus.Release]:
    folder = tmp_path_factory.mktemp("park")
    (folder / "src").mkdir()
    for name in ("east", "west"):
        (folder / "src" / f"{name}.txt").write_text(NOTES if name == "east" else NOTES.replace("公园", "西园"))
    return folder / "src", built(folder / "src", folder / "out")


def decide(found: list[Doubt], keys: Iterable[str], typed: str = "和") -> KeyReview:
    session, waiting = KeyReview(found), iter(keys)
    session.run(lambda: next(waiting, "q"), lambda _: typed, lambda lines: list(lines))
    return session


def test_the_doubtful_come_first(park: tuple[Path, corpus.Release]) -> None:
    found = doubts(park[1], 1.0)
    known = [each.sure for each in found if each.sure is not None]
    assert known == sorted(known) and len(known) > 4
    assert [each.sure for each in found[len(known) :]] == [None] * (len(found) - len(known))
    assert {"join", "kind", "word"} <= {each.what for each in found}
    assert [each.what for each in doubts(park[1])] == [
        each.what for each in found if each.sure is None or each.sure < 0.8
    ]


def test_what_is_decided_leaves_the_queue(park: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, release = park
    found = doubts(release, 0.999)
    session = decide(found, ["y"] * len(found))
    assert session.keys == len(found) == len(session.decisions())
    path = tmp_path / "review.toml"
    path.write_text(review_text("park", release.version, session.decisions()), encoding="utf-8")
    after = built(folder, tmp_path / "out", previous=release.path, review=path)
    assert after.verify().ok
    assert doubts(after, 0.999) == []
    assert after.paragraphs.to_table()["text"] == release.paragraphs.to_table()["text"]


def test_each_answer_takes_two_keys_at_most_and_a_word_is_typed(
    park: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    folder, release = park
    found = doubts(release, 0.999)
    answers = {"join": "s", "break": "j", "kind": "kp", "paragraph": "kp", "furniture": "t", "word": "c"}
    session = decide(found, "".join(answers[each.what] for each in found))
    assert len(session.decisions()) == len(found)
    assert session.keys <= 2 * len(found)
    path = tmp_path / "review.toml"
    path.write_text(review_text("park", release.version, session.decisions()), encoding="utf-8")
    assert {each.action for each in read_review(path).decisions} >= {"split", "kind", "correct"}
    after = built(folder, tmp_path / "out", previous=release.path, review=path)
    assert after.verify().ok and after.restore("east") == (folder / "east.txt").read_bytes()
    assert "公安部 和 省委" in "".join(after.paragraphs.to_table()["text"].to_pylist())


def test_keys_go_back_undo_and_quit(park: tuple[Path, corpus.Release]) -> None:
    found = doubts(park[1], 1.0)
    session = decide(found, ["y", "p", "u", "n", "y", "q"])
    assert session.decisions() == [found[1].right]
    assert decide(found, ["x", "n", "q"]).decisions() == []
    assert set(KIND_KEYS.values()) == {*corpus.model.values.KINDS} and len(KIND_KEYS) == 15


def test_in_a_pipe_the_places_are_listed(park: tuple[Path, corpus.Release], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["review", str(park[1].path), "--below", "1", "-n", "3"])
    shown = capsys.readouterr()
    assert stopped.value.code == 0 and len(shown.out.splitlines()) == 3
    with pytest.raises(SystemExit):
        main(["review", str(park[1].path), "--below", "1", "--format", "json"])
    assert len(json.loads(capsys.readouterr().out)) == len(doubts(park[1], 1.0))


def edited_copy(release: corpus.Release, folder: Path, table: str, column: str, key: str, value: object) -> Path:
    """A copy of the tables of a release with one cell changed, as an editor of tables leaves it."""
    for name in ("documents", "paragraphs"):
        rows = pa.concat_tables(pq.read_table(path) for path in paths_of(release.path, name)).to_pylist()
        for row in rows:
            if name == table and key in (row["doc_id"], row.get("paragraph_id")):
                row[column] = value
        (folder / "data" / name).mkdir(parents=True)
        schema = pq.read_schema(paths_of(release.path, name)[0])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "data" / name / "part-00000.parquet")
    return folder


EDITED = {
    "a word": ("paragraphs", "text", "east-0002", lambda old: old.replace("公安部 and 省委", "公安部和省委")),
    "two words": ("paragraphs", "text", "east-0002", lambda old: old.replace("挖挖", "挖").replace("九点", "十点")),
    "an end": ("paragraphs", "text", "east-0002", lambda old: old + "。"),
    "a kind": ("paragraphs", "kind", "east-0002", lambda old: "caption"),
    "a title": ("documents", "title", "west", lambda old: "西园的告示"),
    "authors": ("documents", "authors", "west", lambda old: ["王五", "赵六"]),
}


@pytest.mark.parametrize("what", EDITED)
def test_edited_cells_come_back_as_a_review(what: str, park: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    folder, release = park
    table, column, key, change = EDITED[what]
    where = {"documents": "doc_id", "paragraphs": "paragraph_id"}[table]
    rows = {row[where]: row for row in getattr(release, table).to_table().to_pylist()}
    wanted = change(rows[key][column])
    copy = edited_copy(release, tmp_path / "copy", table, column, key, wanted)
    out = tmp_path / "review.toml"
    with pytest.raises(SystemExit) as stopped:
        main(["review", str(release.path), "--from", str(copy), "-o", str(out), "--date", "2026-12-04"])
    assert stopped.value.code == 0
    after = built(folder, tmp_path / "out", previous=release.path, review=out)
    assert after.verify().ok
    assert {row[where]: row for row in getattr(after, table).to_table().to_pylist()}[key][column] == wanted


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("text", "  ", "empty"),
        ("text", "公\n园", "line break"),
        ("kind", "chapter", "chapter"),
        ("page", 7, "page was edited"),
    ],
)
def test_what_cannot_come_back_is_said(
    column: str, value: object, why: str, park: tuple[Path, corpus.Release], tmp_path: Path
) -> None:
    copy = edited_copy(park[1], tmp_path, "paragraphs", column, "east-0002", value)
    found = edited_cells(park[1], copy, "2026-12-04")
    assert [key for key, _ in found.left] == ["east-0002"] and why in found.left[0][1]
    with pytest.raises(UsageError, match="data/"):
        edited_cells(park[1], tmp_path / "nothing", "2026-12-04")
