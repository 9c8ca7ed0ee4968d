"""What is withdrawn leaves every file, the rest is still proved, and it does not come back."""

from __future__ import annotations

import errno
import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SAMPLE
from faults import fail_rename_to
from test_carrying import A, B, C, D, E, build, lineage, put, register, rows, versions

import corpus
from corpus.building import make
from corpus.building.withheld.ledger import Ledger, Recogniser
from corpus.errors import GoneError, IntegrityError, ResourceError, UsageError
from corpus.release import layout

SECRET = "　　证人赵小梅住在柳树巷十七号，电话尾号是四四二一，她愿意出庭作证。"
PLAIN = SECRET.strip()
DATE = "2026-02-02"


def withdraw(folder: Path, *targets: str, **options: Any) -> Any:
    return corpus.withdraw(folder / "out" / "x", targets, **{"reason": "personal data", "date": DATE, **options})


def decompressed(folder: Path) -> dict[str, str]:
    """Everything that the files of a release hold, as text; bytes in the encodings that a reader would try."""
    found = {}
    for name in layout.files_of(folder):
        if name.endswith(".parquet"):
            found[name] = json.dumps(pq.read_table(folder / name).to_pylist(), ensure_ascii=False, default=shown)
        else:
            found[name] = (folder / name).read_text(encoding="utf-8")
    return found


def shown(value: bytes) -> list[str]:
    return [value.decode(codec, "replace") for codec in ("utf-8", "gb18030", "big5", "utf-16-le")]


def left(folder: Path, text: str) -> set[tuple[str, str]]:
    """Runs of 8 characters of a text that a release still holds."""
    runs = {text[at : at + 8] for at in range(len(text) - 7)}
    return {(name, run) for name, content in decompressed(folder).items() for run in runs if run in content}


def id_of(release: corpus.Release, text: str) -> str:
    return next(key for key, value in rows(release).items() if value == text)


def test_a_paragraph_leaves_every_file(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, SECRET, B], b=[C, D]))
    assert left(first.path, PLAIN), "the test must be able to fail"
    done = withdraw(tmp_path, id_of(first, PLAIN))
    assert left(done.release.path, PLAIN) == set() and done.places == ()
    assert rows(done.release) == {"a-0001": A, "a-0003": B, "b-0001": C, "b-0002": D}
    assert done.release.version == "0.2.0"
    assert str(done.release.verify()) == "1 of 2 sources restored, 1 in part (characters withheld)"
    assert done.release.verify().ok
    assert lineage(done.release) == [("0.2.0", "a-0002", None, "withdrawn")]
    document = done.release.documents.to_table().to_pylist()[0]
    assert document["source_sha256"] is None and document["source_bytes"] is None
    stones = [json.loads(line) for line in (done.release.path / "removed.jsonl").read_text().splitlines()]
    assert stones == [
        {"kind": "paragraph", "id": "a-0002", "relation": "withdrawn", "reason": "personal data", "version": "0.2.0",
         "date": DATE}
    ]  # fmt: skip


def test_what_happened_to_it_is_told(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, SECRET, B]))
    release = withdraw(tmp_path, "a-0002").release
    with pytest.raises(GoneError, match=r"a-0002 was withdrawn in 0\.2\.0") as caught:
        release.paragraph("a-0002")
    assert "personal data" in caught.value.help
    difference = first.diff(release)
    assert difference.step.level == "major"
    assert not any(run in str(difference) for run in (PLAIN[:8], PLAIN[8:16]))
    for form in ("text", "json", "summary"):
        shown = command("diff", first.path, release.path, "--format", form)
        assert shown.returncode == 0 and PLAIN[:8] not in shown.stdout
        assert "withheld" in shown.stdout or form == "summary"
    explained = command("explain", release.path, "a-0001")
    assert explained.returncode == 0, explained.stderr


def command(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corpus", *map(str, arguments)], capture_output=True, text=True, cwd=cwd,
        env={**__import__("os").environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize("form", ["same", "gb18030", "renamed", "rules"])
def test_an_unchanged_source_is_recognised_by_place_without_the_ledger(tmp_path: Path, form: str) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B], b=[C, D]))
    release = withdraw(tmp_path, "a-0002").release
    (tmp_path / "out" / "x" / ".withdrawn.json").unlink()
    if form == "gb18030":
        (tmp_path / "in" / "a.txt").write_text("\n\n".join([A, SECRET, B]) + "\n", encoding="gb18030")
    if form == "renamed":
        (tmp_path / "in" / "a.txt").rename(tmp_path / "in" / "other.txt")
    later = build(tmp_path / "in")
    assert left(later.path, PLAIN) == set()
    assert rows(later) == rows(release)
    assert later.verify().ok and later.version == "0.2.1"


def test_a_changed_source_needs_the_ledger(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B], b=[C, D]))
    withdraw(tmp_path, "a-0002")
    put(tmp_path / "in", a=[A, E, SECRET, B], b=[C, D])
    later = build(tmp_path / "in")
    assert left(later.path, PLAIN) == set()
    assert rows(later) == {"a-0001": A, "a-0004": E, "a-0003": B, "b-0001": C, "b-0002": D}
    (tmp_path / "out" / "x" / ".withdrawn.json").rename(tmp_path / "kept.json")
    put(tmp_path / "in", a=[E, A, SECRET, B], b=[C, D])
    with pytest.raises(UsageError, match="no ledger can recognise them"):
        build(tmp_path / "in")
    assert left(build(tmp_path / "in", ledger=tmp_path / "kept.json").path, PLAIN) == set()
    put(tmp_path / "in", a=[E, A, B], b=[C, D])
    assert build(tmp_path / "in", unchecked=True).verify().ok


@pytest.mark.parametrize(
    "again",
    [
        PLAIN.replace("，", ","),
        PLAIN.replace("十七号", "十八号"),
        PLAIN[:20] + "\n" + PLAIN[20:],
        PLAIN + "她的证言已经记录在案。",
        "记者获悉。" + PLAIN,
    ],
)
def test_it_is_recognised_elsewhere_and_changed(tmp_path: Path, again: str) -> None:
    """In another document, with other marks, a character changed, another line break, or joined to a neighbour."""
    build(put(tmp_path / "in", a=[A, SECRET, B], b=[C, D]))
    withdraw(tmp_path, "a-0002")
    put(tmp_path / "in", a=[A, SECRET, B], b=[C, D], c=[E, again, D])
    later = build(tmp_path / "in")
    runs = {PLAIN[at : at + 8] for at in range(len(PLAIN) - 7)} - {PLAIN[at : at + 8] for at in range(3, 18)}
    text = "".join(decompressed(later.path).values())
    assert not any(run in text for run in runs if "号" not in run)
    assert "c-0001" in rows(later) and rows(later)["c-0001"] == E
    assert later.verify().ok


def test_text_that_only_resembles_it_stays(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B], b=[C, D]))
    withdraw(tmp_path, "a-0002")
    put(tmp_path / "in", a=[A, SECRET, B], b=[C, D], c=["证人愿意出庭作证，法庭予以准许。", E])
    assert list(rows(build(tmp_path / "in")).values())[-2:] == ["证人愿意出庭作证，法庭予以准许。", E]


def test_a_document_leaves_with_its_twin(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, SECRET], b=[C, D], twin=[A, SECRET]))
    done = withdraw(tmp_path, "a")
    assert done.documents == ("a", "twin")
    assert rows(done.release) == {"b-0001": C, "b-0002": D}
    assert left(done.release.path, PLAIN) | left(done.release.path, A) == set()
    assert str(done.release.verify()) == "1 of 1 sources restored"
    counts = done.release.manifest["counts"]
    assert counts == {"input": 3, "accepted": 1, "quarantined": 0, "skipped": 2}
    assert [change.relation for change in first.diff(done.release).documents] == ["withdrawn", "withdrawn"]
    later = build(tmp_path / "in")
    assert later.manifest["counts"] == {"input": 3, "accepted": 1, "quarantined": 0, "skipped": 2}
    put(tmp_path / "in", renamed=[A, SECRET], b=[C, D], again=[A, SECRET.replace("，", ",")])
    last = build(tmp_path / "in")
    assert last.manifest["counts"] == {"input": 3, "accepted": 1, "quarantined": 0, "skipped": 2}
    assert rows(last) == rows(done.release) and last.verify().ok


def test_copies_in_other_documents_go_too_and_what_shares_a_run_is_told(tmp_path: Path) -> None:
    sharing = "据了解，证人赵小梅住在柳树巷，那里去年修了路。"
    first = build(put(tmp_path / "in", a=[A, SECRET], b=[C, SECRET, D], c=["他说：" + PLAIN + "说完就走了。", sharing]))
    done = withdraw(tmp_path, "a-0002")
    assert done.copies == ("b-0002", "c-0001") and done.sharing == ("c-0002",)
    assert done.places == ("README.md", "data/paragraphs/part-00000.parquet")  # the card shows rows as examples
    assert "b-0002" not in rows(done.release)
    assert rows(done.release)["c-0001"] == "他说：说完就走了。"
    assert {run for _, run in left(done.release.path, PLAIN)} <= {sharing[at : at + 8] for at in range(len(sharing))}
    assert done.release.verify().ok
    text = command("diff", first.path, done.release.path).stdout
    assert PLAIN[:8] not in text.replace(sharing, "")


TITLED = """关于柳树巷拆迁补偿纠纷的调查报告

二〇二六年三月

一、柳树巷十七号住户的基本情况

这条巷子里一共住着四十户人家，多数在附近的工厂上班。

他们每月的水电费由居委会代收，账目每季度公布一次。

二、处理意见

有关部门应当在一个月内答复，并把结果张贴在巷口。
"""


def test_a_title_leaves_the_metadata_and_a_heading_leaves_the_sections(tmp_path: Path) -> None:
    put(tmp_path / "in", b=[C, D])
    (tmp_path / "in" / "a.txt").write_text(TITLED, encoding="utf-8")
    first = build(tmp_path / "in")
    title, heading = "关于柳树巷拆迁补偿纠纷的调查报告", "一、柳树巷十七号住户的基本情况"
    document = first.documents.to_table().to_pylist()[0]
    sections = [row["section"] for row in first.paragraphs.to_table().to_pylist()]
    assert document["title"] == title and any(heading in section for section in sections)
    done = withdraw(tmp_path, id_of(first, title), id_of(first, heading))
    assert left(done.release.path, title) | left(done.release.path, heading) == set()
    assert done.release.documents.to_table().to_pylist()[0]["title"] is None
    assert done.release.verify().ok
    later = build(tmp_path / "in")
    assert left(later.path, title) | left(later.path, heading) == set()


NEWS = """河口日报　2019年6月18日　星期二　第03版：文化
河埠镇的灯会
作者：许青禾　编辑：马家辉
　　河埠镇的灯会昨晚开了，人沿河走了一遍，灯做得比往年多，也比往年亮，老人说是二十年来最热闹的一次。
　　镇里把两条街的电线换了新的，消防队守到后半夜才走，一盏灯也没有出事，第二天早上灯架都还立着。
关键词：灯节；老街；防火
文章编号：1008-2344（2019）03-0012-04
"""


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("河口日报", {"container": {"title": "河口日报", "edition": "03"}, "publisher": "河口日报"}),
        ("作者", {"authors": ["许青禾"], "contributors": [{"name": "马家辉", "role": "editor"}]}),
        ("关键词", {"keywords": ["灯节", "老街", "防火"]}),
        ("文章编号", {"identifiers": [{"scheme": "article_number", "value": "1008-2344（2019）03-0012-04"}]}),
    ],
)
def test_what_was_read_from_a_line_leaves_with_it(tmp_path: Path, line: str, fields: dict[str, Any]) -> None:
    put(tmp_path / "in", b=[C, D])
    (tmp_path / "in" / "a.txt").write_text(NEWS, encoding="utf-8")
    first = build(tmp_path / "in")
    assert {name: facts(first, name) for name in fields} == fields
    text = next(text for text in rows(first).values() if text.startswith(line))
    release = withdraw(tmp_path, id_of(first, text)).release
    assert {name: facts(release, name) for name in fields if facts(release, name)} == {}
    assert release.verify().ok


def facts(release: corpus.Release, name: str) -> Any:
    """A field of the first document, null parts of a container left out."""
    value = release.documents.to_table().to_pylist()[0][name]
    return {part: text for part, text in value.items() if text} if isinstance(value, dict) else value


def test_a_registered_title_that_repeats_it_goes_and_so_does_a_file_name(tmp_path: Path) -> None:
    put(tmp_path / "in")
    title = "关于柳树巷拆迁补偿纠纷的调查报告"
    (tmp_path / "in" / f"{title}.txt").write_text(TITLED, encoding="utf-8")
    (tmp_path / "in" / "register.toml").write_text(
        f'[[source]]\nkey = "a"\nfile = "{title}.txt"\ntitle = "{title}"\nrights = "cc0-1.0"\n', encoding="utf-8"
    )
    first = build(tmp_path / "in")
    done = withdraw(tmp_path, id_of(first, title))
    assert left(done.release.path, title) == set()
    assert done.release.verify().ok
    assert left(build(tmp_path / "in").path, title) == set()


def test_a_register_that_tells_it_of_another_document_is_not_believed(tmp_path: Path) -> None:
    title = "证人赵小梅住在柳树巷十七号"
    put(tmp_path / "in", a=[A, title, B], b=[C, D])
    (tmp_path / "in" / "register.toml").write_text(
        f'[[source]]\nkey = "b"\nfile = "b.txt"\ntitle = "{title}"\n', encoding="utf-8"
    )
    first = build(tmp_path / "in")
    done = withdraw(tmp_path, id_of(first, title))
    assert left(done.release.path, title) == set()
    later = build(tmp_path / "in")
    assert left(later.path, title) == set() and rows(later) == rows(done.release)
    assert str(later.verify()) == "1 of 2 sources restored, 1 in part (characters withheld)"


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_raw_bytes_and_findings_of_it_go(tmp_path: Path, encoding: str) -> None:
    """A damaged byte makes the segment keep its bytes; a hidden character makes a finding."""
    secret = "證人趙小梅住在柳樹巷十七號，電話尾號是四四二一，她願意出庭作證。"
    data = "\n\n".join([A, secret, B]).encode("gb18030").replace("電話".encode("gb18030"), b"\xff\xfe\xff", 1)
    if encoding == "big5":
        data = b"\n\n".join([A.encode("utf-8"), secret.encode("big5"), B.encode("utf-8")])
    put(tmp_path / "in")
    (tmp_path / "in" / "a.txt").write_bytes(data)
    first = build(tmp_path / "in")
    target = next(key for key, text in rows(first).items() if "柳樹巷" in text or "小梅" in text)
    text = rows(first)[target]
    done = withdraw(tmp_path, target)
    assert left(done.release.path, text) | left(done.release.path, secret[:14]) == set()
    assert done.release.verify().ok
    assert left(build(tmp_path / "in").path, text) == set()


@pytest.mark.parametrize("key", ["river-news-0004", "lighthouse-news-0003", "tea-journal-0008", "bus-notes"])
def test_a_withdrawal_from_the_sample_leaves_nothing_but_what_others_share(
    sample_release: Path, tmp_path: Path, key: str
) -> None:
    release = corpus.open_release(sample_release)
    texts = [text for each, text in rows(release).items() if each == key or each.startswith(key + "-")]
    done = corpus.withdraw(sample_release, key, reason="a test", out=tmp_path, date=DATE)
    assert done.release.verify().ok
    held = [run for text in texts for _, run in left(done.release.path, text)]
    others = "\n".join(text for each, text in rows(done.release).items() if each in done.sharing)
    elsewhere = "\n".join(decompressed(done.release.path)[name] for name in done.places)
    assert all(run in others or run in elsewhere for run in held)
    if not done.sharing and not done.places:
        assert held == []


def test_the_ledger_is_private_and_tells_nothing(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B]))
    done = withdraw(tmp_path, "a-0002")
    path = tmp_path / "out" / "x" / ".withdrawn.json"
    assert done.ledger == path and stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert not any(char in text for char in "证人赵柳树巷")
    data = json.loads(text)
    secrets = [data["key"], data["marks"][0]["whole"], *data["marks"][0]["pieces"]]
    everything = "".join(decompressed(done.release.path).values())
    assert not any(value in everything for value in secrets)
    (tmp_path / "in" / ".withdrawn.json").write_text(text)
    assert build(tmp_path / "in").manifest["counts"]["input"] == 1, "the ledger is no source"


def test_a_ledger_beside_the_register_is_found_without_a_previous_release(tmp_path: Path) -> None:
    register(put(tmp_path / "in", a=[A, SECRET, B]), a="a")
    build(tmp_path / "in")
    withdraw(tmp_path, "a-0002", ledger=tmp_path / "in" / ".withdrawn.json")
    anew = corpus.build(tmp_path / "in", tmp_path / "anew", name="x")
    assert left(anew.path, PLAIN) == set() and anew.verify().ok


def test_tombstones_stay_for_ever_and_a_second_withdrawal_works(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B, C]))
    withdraw(tmp_path, "a-0002")
    second = withdraw(tmp_path, "a-0004", reason="another reason")
    later = build(tmp_path / "in")
    assert rows(later) == rows(second.release) == {"a-0001": A, "a-0003": B}
    stones = [json.loads(line)["id"] for line in (later.path / "removed.jsonl").read_text().splitlines()]
    assert stones == ["a-0002", "a-0004"]
    assert later.verify().ok and "a-0002" in (later.path / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "message", "help"),
    [
        ("a-0009", "no document or paragraph 'a-0009'", "did you mean"),
        ("bb", "no document or paragraph 'bb'", "did you mean 'b'"),
        ("a-0002", "a-0002 is gone already: removed in 0.2.0", ""),
    ],
)
def test_an_id_that_is_not_there_is_refused(tmp_path: Path, target: str, message: str, help: str) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B], b=[C]))
    build(put(tmp_path / "in", a=[A, B], b=[C]))
    with pytest.raises(UsageError, match=message) as caught:
        withdraw(tmp_path, target)
    assert help in caught.value.help
    assert versions(tmp_path) == ["0.1.0", "0.2.0"]


def test_a_merged_id_is_refused_with_its_heir(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, B, C]))
    put(tmp_path / "in", a=[A + B, C])
    second = build(tmp_path / "in")
    old = [row[1] for row in lineage(second) if row[3] == "merged" and row[1] not in rows(second)]
    assert old
    with pytest.raises(GoneError, match="was merged into") as caught:
        withdraw(tmp_path, old[0])
    assert "if you mean that" in caught.value.help


def test_nothing_is_written_when_it_is_refused(tmp_path: Path) -> None:
    first = build(put(tmp_path / "in", a=[A, SECRET, B]))
    for options, error in (
        ({"reason": f"because of {PLAIN[:12]}"}, UsageError),
        ({"reason": " "}, UsageError),
        ({"version": "0.1.1"}, UsageError),
        ({"date": "yesterday"}, UsageError),
    ):
        with pytest.raises(error):
            withdraw(tmp_path, "a-0002", **options)
    done = withdraw(tmp_path, "a-0002", dry_run=True)
    assert done.release.version == "0.2.0"
    (first.path / "README.md").write_text("x")
    with pytest.raises(IntegrityError):
        withdraw(tmp_path, "a-0002")
    assert sorted(path.name for path in first.path.parent.iterdir()) == ["0.1.0"]


def test_the_command(tmp_path: Path) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B]))
    shelf = tmp_path / "out" / "x"
    shown = command("withdraw", shelf, "a-0002", "--reason", "personal data", "--date", DATE)
    assert shown.returncode == 0, shown.stderr
    assert "Built x 0.2.0" in shown.stdout and "withdrawn paragraphs: a-0002" in shown.stdout
    assert "docs/withdraw.md" in shown.stderr and PLAIN[:8] not in shown.stdout + shown.stderr
    assert command("withdraw", shelf, "a-0002", "--reason", "x").returncode == 2
    facts = json.loads(command("withdraw", shelf, "a-0003", "--reason", "y", "--dry-run", "--format", "json").stdout)
    assert (facts["version"], facts["paragraphs"], facts["step"]) == ("0.3.0", ["a-0003"], "major")
    assert "1 in part" in command("verify", shelf).stdout


def test_the_recogniser_needs_enough() -> None:
    ledger = Ledger()
    ledger.add("a", "a-0001", PLAIN)
    ledger.add("a", "a-0002", "前言")
    find = Recogniser([ledger]).find
    assert find(PLAIN, "z") and find("前言", "a") and not find("前言", "z")
    assert not find("她愿意出庭作证。", "z")
    part = find("开头说了很多别的事情，又讲了天气，还讲了收成，一直讲到黄昏，再讲别的。" * 2 + PLAIN, "z")
    assert part is not None and part.start > 60


def test_sources_of_the_sample_still_add_up(tmp_path: Path) -> None:
    first = corpus.build(SAMPLE, tmp_path, date=DATE, workers=1)
    done = corpus.withdraw(first.path, "river-news", reason="a test", date=DATE)
    later = corpus.build(SAMPLE, tmp_path, date=DATE, workers=1, previous=done.release.path)
    assert later.manifest["counts"] == {"input": 34, "accepted": 33, "quarantined": 0, "skipped": 1}
    assert rows(later) == rows(done.release)


def test_a_title_that_its_own_document_tells_stays(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    phrase = "古镇老街修缮工程纪实"
    (folder / "a.txt").write_text(
        f"{phrase}\n\n　　工程从三月开始，到九月结束，街上的石板都换过了一遍。\n", encoding="utf-8"
    )
    (folder / "b.txt").write_text(
        f"　　有人写过一篇《{phrase}》，读的人不多，他也不在意，又写了第二篇。\n", encoding="utf-8"
    )
    corpus.build(folder, tmp_path / "out", name="set", date="2026-11-22", workers=1)
    titles = corpus.open_release(tmp_path / "out" / "set").documents.to_table(columns=["title"])["title"].to_pylist()
    assert phrase in titles
    corpus.withdraw(tmp_path / "out" / "set", "b", reason="a test", out=tmp_path / "out", date="2026-11-23")
    after = corpus.open_release(tmp_path / "out" / "set").documents.to_table(columns=["title"])["title"].to_pylist()
    assert after == [phrase]


def test_two_documents_with_characters_withheld_are_no_duplicates(tmp_path: Path) -> None:
    """Neither has a hash of its source any more, which makes them not the same."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, town in (("a", "青石镇"), ("b", "白水乡")):
        (folder / f"{name}.txt").write_text(
            f"　　{town}的集市每逢五开张。\n　　{town}的人都说热闹得很。\n", encoding="utf-8"
        )
    corpus.build(folder, tmp_path / "out", name="set", date="2026-11-22", workers=1)
    corpus.withdraw(tmp_path / "out" / "set", ["a-0002", "b-0002"], reason="a test", date="2026-11-23")
    found = corpus.open_release(tmp_path / "out" / "set").documents.to_table(columns=["source_sha256", "flags"])
    assert found["source_sha256"].to_pylist() == [None, None]
    assert not any("DUPLICATE" in flags for flags in found["flags"].to_pylist())


def test_the_ledger_is_on_the_disk_before_the_release_is_and_goes_back_if_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(put(tmp_path / "in", a=[A, SECRET, B, C]))
    withdraw(tmp_path, "a-0002")
    path = tmp_path / "out" / "x" / ".withdrawn.json"
    before, seen = path.read_bytes(), list[bytes]()
    target = tmp_path / "out" / "x" / "0.3.0"
    real = make.place_folder

    def placing(*arguments: Any, **options: Any) -> None:
        seen.append(path.read_bytes())
        real(*arguments, **options)

    monkeypatch.setattr(make, "place_folder", placing)
    fail_rename_to(monkeypatch, target, errno.ENOSPC)
    with pytest.raises(ResourceError):
        withdraw(tmp_path, "a-0004", version="0.3.0")
    assert len(seen) == 1 and seen[0] != before, "the ledger was written first"
    assert path.read_bytes() == before and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == [".withdrawn.json", "0.1.0", "0.2.0"]
