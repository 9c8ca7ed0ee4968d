"""corpus evaluate --cases: what passes, what is named, and which expectations are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cli import main
from corpus.errors import UsageError
from corpus.evaluating.cases import evaluate_cases, problems, read_cases

TITLE, TEXT = "关于老街夜市开放的通知", "自五月起，老街夜市每周五、周六开放，请各摊主按时进场。"
SOURCE = f"{TITLE}\n\n　　{TEXT[:20]}\n{TEXT[20:]}\n"
BLOCKS = [{"kind": "title", "text": TITLE}, {"kind": "paragraph", "text": TEXT}]


def case(folder: Path, expected: Any, source: str = SOURCE, name: str = "market") -> Path:
    (folder / f"{name}.txt").write_text(source, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(expected, ensure_ascii=False), encoding="utf-8")
    return folder


def wrong(folder: Path) -> list[str]:
    (only,) = read_cases(folder)
    return list(problems(only))


def test_a_case_passes_where_all_holds(tmp_path: Path) -> None:
    expected = {"about": "a notice", "severity": "mid", "blocks": BLOCKS, "meta": {"title": TITLE, "authors": []}}
    assert wrong(case(tmp_path, expected)) == []


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ({"blocks": [BLOCKS[0], {"kind": "paragraph", "text": TEXT[:20]}]}, f"blocks: {TEXT} instead of {TEXT[:20]}"),
        ({"blocks": BLOCKS[::-1]}, "blocks: 2 in another order"),
        ({"blocks": [{"kind": "heading", "text": TITLE}, BLOCKS[1]]}, "kinds: title, not heading"),
        ({"blocks": [*BLOCKS, {"kind": "furniture", "text": "- 1 -"}]}, "furniture kept: - 1 -"),
        ({"meta": {"title": "别的"}}, f"title: {TITLE!r} instead of '别的'"),
        ({"meta": {"date_precision": 10}}, "date: None has not 10 characters"),
        ({"meta": {"section_of": {"自五月": ["一、总则"]}}}, "section_of '自五月': ["),
        ({"meta": {"section_of": {"没有": []}}}, "section_of: no row begins with '没有'"),
        ({"findings": ["老街"]}, "findings: none covers '老街'"),
        ({"flags": ["any"]}, "flags: 'any' is missing; there are none"),
    ],
)
def test_what_does_not_hold_is_named(tmp_path: Path, expected: dict[str, Any], says: str) -> None:
    (problem,) = wrong(case(tmp_path, expected))
    assert says in problem


def test_kinds_do_not_matter_where_the_cut_alone_does(tmp_path: Path) -> None:
    other = [{"kind": "heading", "text": TITLE, "any_kind": True}, BLOCKS[1]]
    assert wrong(case(tmp_path, {"blocks": other})) == []
    every = [{"kind": "label", "text": TITLE}, {"kind": "label", "text": TEXT}]
    assert wrong(case(tmp_path, {"blocks": every, "any_kind": True})) == []


def test_lines_of_a_block_and_blocks_a_line_each_are_the_same_if_the_case_says_so(tmp_path: Path) -> None:
    source = "先建立环境：\n\n```bash\npython -m venv env\nsource env/bin/activate\n```\n"
    lines = source.split("```bash\n")[1].split("\n")[:2]
    blocks = [{"kind": "paragraph", "text": text} for text in ("先建立环境：", "```bash", *lines, "```")]
    assert wrong(case(tmp_path, {"blocks": blocks, "lines": True, "any_kind": True}, source)) == []
    assert wrong(case(tmp_path, {"blocks": blocks, "any_kind": True}, source)) != []


def test_findings_and_flags_of_the_decoding_count(tmp_path: Path) -> None:
    expected = {"findings": ["\ue000"], "flags": ["PUA", "any"]}
    assert wrong(case(tmp_path, expected, SOURCE + "\ue000\n")) == []


def test_places_that_must_be_absent(tmp_path: Path) -> None:
    source = "记者昨天在黑龙江省哈尔滨市采访了一位老人，他讲了许多从前的事情。\n"
    (problem,) = wrong(case(tmp_path, {"meta": {"places_not": ["哈尔滨市"]}}, source))
    assert problem == "places: 哈尔滨市 must not be among them"


def test_a_source_that_is_refused_fails(tmp_path: Path) -> None:
    case(tmp_path, {"flags": ["any"]})
    (tmp_path / "market.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (problem,) = wrong(tmp_path)
    assert problem.startswith("refused: ")


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ([], "not a JSON object"),
        ({"about": "nothing"}, "nothing is expected"),
        ({"block": BLOCKS}, "unknown key 'block'"),
        ({"blocks": {}}, "blocks must be a list"),
        ({"blocks": [{"kind": "footer", "text": "甲"}]}, "block 0: kind = 'footer' must be one of"),
        ({"blocks": [{"kind": "title", "txt": "甲"}]}, "block 0: unknown key 'txt'"),
        ({"meta": {"titel": "甲"}}, "meta: unknown key 'titel'"),
        ({"meta": {"places_not": "甲"}}, "meta.places_not must be a list"),
        ({"flags": "any"}, "flags must be a list"),
    ],
)
def test_an_expectation_with_a_defect_names_its_file(tmp_path: Path, expected: Any, says: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_cases(case(tmp_path, expected))
    assert str(tmp_path / "market.json") in str(raised.value) and says in str(raised.value)


def test_a_near_miss_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        read_cases(case(tmp_path, {"block": BLOCKS}))
    assert raised.value.help == "did you mean 'blocks'?"


def test_folders_that_hold_no_case_or_half_of_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no case"):
        read_cases(tmp_path)
    case(tmp_path, {"blocks": BLOCKS})
    (tmp_path / "alone.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"alone\.txt or alone\.md does not exist"):
        read_cases(tmp_path)
    (tmp_path / "alone.json").write_text("{", encoding="utf-8")
    (tmp_path / "alone.md").write_text(SOURCE, encoding="utf-8")
    with pytest.raises(UsageError, match="not JSON"):
        read_cases(tmp_path)


def run(capfdbinary: pytest.CaptureFixture[bytes], *args: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["evaluate", *map(str, args)])
    return int(left.value.code or 0), capfdbinary.readouterr().out.decode()


def test_the_command_prints_a_line_a_case_and_exits_by_the_result(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    case(tmp_path, {"blocks": BLOCKS, "about": "a notice"})
    code, out = run(capfdbinary, "--cases", tmp_path)
    assert (code, out.splitlines()[-1]) == (0, "1 of 1 case pass")
    case(tmp_path, {"meta": {"title": "别的"}, "about": "another"}, name="other")
    code, out = run(capfdbinary, "--cases", tmp_path)
    assert code == 1
    assert [line.split()[:2] for line in out.splitlines()[:2]] == [["pass", "market"], ["FAIL", "other"]]
    code, out = run(capfdbinary, "--cases", tmp_path, "--format", "json")
    told = json.loads(out)["cases"]
    assert (code, told["passed"], told["of"], told["cases"][0]["problems"]) == (1, 1, 2, [])


def test_results_are_in_the_order_of_the_names(tmp_path: Path) -> None:
    for name in ("乙", "甲", "a"):
        case(tmp_path, {"blocks": BLOCKS}, name=name)
    assert [each.name for each in evaluate_cases(tmp_path).cases] == sorted(["乙", "甲", "a"])
