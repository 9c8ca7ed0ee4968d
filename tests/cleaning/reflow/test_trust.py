"""What a decision is worth is measured; the side that was decided stays."""

import json

import numpy as np

from corpus.cleaning.reflow import trust
from corpus.cleaning.reflow.break_decision import judge, judged
from corpus.cleaning.reflow.survey import survey
from corpus.cleaning.reflow.trees import shipped

CURVES = [[[-4.0, 0.01], [4.0, 0.99]], [[-4.0, 0.2], [4.0, 0.8]]]
CONTENT = {"edges": [100], "curves": CURVES, "ruled": [[0, 97, 0.61, 40], [0, 10, 0.7, 30], [3, 97, 0.99, 50]]}
WORTH = trust.load(json.loads(json.dumps(CONTENT)))
TEXT = "\n".join(
    ("渡船每天早上六點開出，載著要到對岸去上學的孩子", "和挑著菜的人。", "船老大姓佟，大家都叫他佟二爺。") * 6
)


def settle(thought: list[float], ends: list[float], logit: float = 4.0) -> list[float]:
    """Settle decisions with the same logit."""
    arrays = (np.full(len(ends), logit, np.float32), np.array(thought, np.float32), np.array(ends, np.float32))
    return [round(float(share), 4) for share in WORTH.settled(*arrays)]


def test_where_much_is_doubted_a_sure_break_is_worth_less() -> None:
    assert settle([0.99] * 9, [0.99] * 9) == [0.99] * 9
    assert settle([0.99] + [0.6] * 8, [0.99] + [0.6] * 8)[0] == 0.8


def test_a_rule_is_worth_what_was_measured_for_its_value_and_what_the_trees_thought() -> None:
    assert settle([0.01] * 5, [0.97] + [0.01] * 4)[0] == 0.61
    assert settle([0.99] * 5, [0.97] + [0.99] * 4)[0] == 0.99
    # A value that no rule had when it was measured is worth what the nearest is.
    assert settle([0.01] * 5, [0.95] + [0.01] * 4)[0] == 0.61


def test_no_decision_changes_its_side() -> None:
    # The share measured for this rule is beyond the middle, and so is that of the logit.
    assert settle([0.05] * 4, [0.1] + [0.05] * 3)[0] == 0.4999
    assert settle([0.9] * 4, [0.9] * 4, -4.0) == [0.5] * 4


def test_without_measures_what_was_decided_is_said() -> None:
    assert settle([0.3], [0.3]) != [0.3]
    given = np.array([0.3, 0.97], np.float32)
    assert trust.load(None).settled(given, given, given) is given


def test_the_decisions_keep_their_sides_whatever_they_are_worth() -> None:
    known = survey(TEXT)
    stages = shipped()._replace(trust=WORTH)
    decided, _ = judged(known, stages)
    final, _ = judge(known, stages)
    assert ((final >= 0.5) == (decided.ends >= 0.5)).all() and len(final) == 17
