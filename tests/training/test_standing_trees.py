"""The trees for lines that stand learn from made lines and labelled texts, and the same seed gives the same file."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from specimens_of_training import labelled_folder

from corpus.cleaning.reflow import standing
from corpus.errors import UsageError
from training.layouts.standing_lines.kinds import KINDS
from training.reflow import standing_trees
from training.reflow.settings import StandingSettings

SMALL = StandingSettings(renderings=1, each=1, trees=4)


def test_the_same_data_and_seed_give_the_same_file(tmp_path: Path) -> None:
    folder = labelled_folder(tmp_path, 2)
    data, figure = standing_trees.make([folder], SMALL)
    assert (data, figure) == standing_trees.make([folder], SMALL)
    content = json.loads(data)
    assert standing.load(content)
    assert (len(content["closely"]["trees"]), len(content["glance"]["trees"])) == (SMALL.trees, SMALL.glances)
    assert figure.endswith("stand")


def test_the_shipped_file_is_written_as_the_trainer_writes() -> None:
    shipped = standing_trees.PATH.read_bytes()
    assert standing_trees.written(json.loads(shipped)) == shipped


def test_labelled_texts_teach_only_what_goes_on(tmp_path: Path) -> None:
    folder = labelled_folder(tmp_path, 2)
    rng = random.Random(1)
    for example in [*standing_trees.extractions([folder]), *standing_trees.renderings([folder], rng, 2)]:
        assert example.rows.shape == (len(standing.ALL), len(example.stands))
        assert not example.stands.any() and set(np.unique(example.weight)) <= {0.0, 1.0}
        assert example.weight.any()


def test_kinds_that_are_left_out_are_not_made() -> None:
    kept = ("names", "log")
    examples = list(standing_trees.made(random.Random(1), 2, set(KINDS) - set(kept)))
    assert 0 < len(examples) <= 2 * len(kept) * 5
    assert any(example.stands.any() for example in examples)
    assert {float(weight) for example in examples for weight in np.unique(example.weight[~example.stands])} == {
        0.0,
        1.0,
    }


def test_the_borders_of_each_kind_weigh_as_much() -> None:
    def example(count: int) -> standing_trees.Example:
        stands = np.arange(count + 2) < count
        return standing_trees.Example(np.zeros((1, count + 2), np.int16), stands, np.ones(count + 2, np.float32))

    first, second, other = standing_trees.evened([[example(3), example(5)], [example(2)]])
    heavy = [float(each.weight[each.stands].sum()) for each in (first, second, other)]
    assert heavy[0] + heavy[1] == pytest.approx(heavy[2]) == pytest.approx(5)
    assert {float(weight) for each in (first, second, other) for weight in each.weight[~each.stands]} == {1.0}


def test_part_of_what_goes_on_weighs_for_all() -> None:
    examples = list(standing_trees.made(random.Random(1), 1))
    taught = standing_trees.taught_by(examples, 1)
    assert taught.stands.sum() == sum(int(example.stands.sum()) for example in examples)
    on = sum(float(example.weight[~example.stands].sum()) for example in examples)
    assert abs(float(taught.weight[~taught.stands].sum()) / on - 1) < 0.1


def test_a_folder_without_texts_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"manifest\.jsonl: cannot be read"):
        standing_trees.make([tmp_path], SMALL)
    (tmp_path / "manifest.jsonl").touch()
    with pytest.raises(UsageError, match="names no text"):
        standing_trees.make([tmp_path], SMALL)


def test_nothing_to_learn_from_is_told() -> None:
    with pytest.raises(UsageError, match="no break of any text teaches anything"):
        standing_trees.taught_by([], 1)
