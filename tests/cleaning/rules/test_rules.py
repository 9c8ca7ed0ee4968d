"""Each rule does what its cases say, leaves alone what they say, and changes nothing the second time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from specimens import documents

from corpus.cleaning.rules import RULES, Rule, normalise, select
from corpus.errors import UsageError
from corpus.model.edits import apply, undo

CASES = Path(__file__).parent
BY_NAME = {rule.name: rule for rule in RULES}


def cases(kind: str) -> list[tuple[Rule, str, str, str]]:
    listed = []
    for rule in RULES:
        for case in json.loads((CASES / f"{rule.name}.json").read_text(encoding="utf-8")).get(kind, []):
            listed.append((rule, case["text"], case.get("becomes", case["text"]), case["why"]))
    return listed


def run(rule: Rule, text: str) -> str:
    return normalise(text, [rule])[0]


def test_every_rule_has_a_case_file_and_no_case_file_is_left_over() -> None:
    assert sorted(path.stem for path in CASES.glob("*.json")) == sorted(BY_NAME)


@pytest.mark.parametrize(("rule", "text", "becomes", "why"), cases("changes"))
def test_it_changes(rule: Rule, text: str, becomes: str, why: str) -> None:
    assert run(rule, text) == becomes, why


@pytest.mark.parametrize(("rule", "text", "becomes", "why"), cases("leaves"))
def test_it_leaves_alone(rule: Rule, text: str, becomes: str, why: str) -> None:
    assert run(rule, text) == becomes, why


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_examples_are_true(rule: Rule) -> None:
    assert rule.doc and rule.examples and rule.leaves_alone
    assert all(run(rule, before) == after for before, after in rule.examples)
    assert all(run(rule, text) == text for text in rule.leaves_alone)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_second_run_changes_nothing(rule: Rule) -> None:
    @given(documents)
    def check(text: str) -> None:
        once = run(rule, text)
        assert run(rule, once) == once

    check()


@given(documents)
def test_all_rules_together_can_be_replayed_and_undone(text: str) -> None:
    result, edits = normalise(text, RULES)
    assert apply(text, edits) == result
    assert undo(result, edits, [text[edit.start : edit.end] for edit in edits]) == text
    assert all(edit.rule and set(edit.rule) <= set(BY_NAME) for edit in edits)


@given(documents)
def test_only_line_ends_make_lines(text: str) -> None:
    """The later stages rely on it: an edit never holds a line break together with other characters."""
    _, edits = normalise(text, RULES)
    assert all(edit.inserted == "\n" for edit in edits if "\n" in edit.inserted)


def test_rules_are_switched_by_name() -> None:
    assert "punctuation_width" not in [rule.name for rule in select()]
    assert "punctuation_width" in [rule.name for rule in select(on=["punctuation_width"])]
    assert "line_ends" not in [rule.name for rule in select(off=["line_ends"])]


def test_an_unknown_rule_is_an_error_with_the_names() -> None:
    with pytest.raises(UsageError, match="line_end"):
        select(off=["line_end"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("unit", [" ", "\t", "\n", "#", "*", "（", "\u200b", "\x1b[", "\u202e", "第", ",", "\u00ad\n"])
def test_long_runs_take_linear_time(rule: Rule, unit: str) -> None:
    """300 kB of one unit: a quadratic pattern would not come back within the test run."""
    run(rule, "甲" + unit * (300_000 // len(unit)) + "乙")
