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
    assert standing.load(json.loads(data))
    assert len(json.loads(data)["trees"]) == SMALL.trees
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
    weights = {float(weight) for example in examples for weight in np.unique(example.weight)}
    assert weights == {0.0, 1.0, float(np.float32(standing_trees.STANDS))}


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
