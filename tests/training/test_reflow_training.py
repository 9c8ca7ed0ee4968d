"""The trainer learns what is in the data, gives the same file again, and writes it as the package reads it."""

import json
from pathlib import Path

import numpy as np
import pytest
from specimens_of_training import labelled_folder

from corpus.cleaning.reflow import break_features as features
from corpus.cleaning.reflow import trees as model
from corpus.errors import UsageError
from training.reflow import weights
from training.reflow.boosting import boost
from training.reflow.calibration import Decisions, curve, measured, shipped_curve, smooth
from training.reflow.samples import extractions, renderings
from training.reflow.settings import Settings
from training.reflow.stages import folds

SMALL = Settings(renderings=2, first_trees=4, second_trees=4)


def test_the_same_data_and_seed_give_the_same_file(tmp_path: Path) -> None:
    folder = labelled_folder(tmp_path, 4)
    first, figures = weights.make([folder], SMALL)
    assert weights.make([folder], SMALL) == (first, figures)
    assert len(figures) == 1 and figures[0].startswith("labelled")
    loaded = model.stages(json.loads(first))
    assert len(json.loads(first)["second"]["trees"]) == SMALL.second_trees
    assert (np.diff(loaded.curve[1]) > 0).all()


def test_the_shipped_file_is_written_as_the_trainer_writes() -> None:
    shipped = weights.PATH.read_bytes()
    assert weights.written(json.loads(shipped)) == shipped


def test_trees_find_the_feature_that_tells() -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 20, (len(features.FIRST), 2000)).astype(np.int16)
    place = features.FIRST.index("fill.here")
    ends = rows[place] < 10
    rows[0] = 7  # a feature with one value asks nothing and breaks nothing
    stage = boost(features.FIRST, rows, ends, np.ones(2000, np.float32), 10, 1)
    assert ((model.load(stage).logit(rows) > 0) == ends).mean() > 0.99
    assert not any(question.startswith(features.FIRST[0]) for tree in stage["trees"] for question in tree["if"])


def test_breaks_that_are_all_alike_teach_nothing() -> None:
    rows = np.zeros((len(features.FIRST), 100), np.int16)
    with pytest.raises(UsageError, match="same label"):
        boost(features.FIRST, rows, np.zeros(100, np.bool_), np.ones(100, np.float32), 1, 1)


def test_a_document_is_in_one_fold(tmp_path: Path) -> None:
    samples = list(extractions(labelled_folder(tmp_path, 5)))
    parts = folds(samples, 2, SMALL.seed)
    assert sorted(doc for part in parts for doc in part) == [f"doc{k}" for k in range(5)]
    with pytest.raises(UsageError, match="5 documents cannot be divided into 6 parts"):
        folds(samples, 6, SMALL.seed)


def test_renderings_weigh_half_and_lie_as_their_labels_say(tmp_path: Path) -> None:
    made = list(renderings(SMALL, labelled_folder(tmp_path, 2)))
    assert {sample.doc for sample in made} == {"doc0", "doc1"}
    for sample in made:
        assert sample.rows.shape[1] == len(sample.ends) == len(sample.weight)
        assert set(np.unique(sample.weight)) <= {np.float32(0.5), np.float32(0.1)}
        assert sample.ends.any() and not sample.ends.all()


def test_the_curve_rises_whatever_the_labels() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 3, 3000)
    found = curve(np.stack((logits, rng.random(3000) < 1 / (1 + np.exp(-logits))), axis=1))
    shares = [share for _, share in found]
    assert shares == sorted(shares) and shares[0] < 0.1 and shares[-1] > 0.9
    assert np.array(shipped_curve()).shape[1] == 2


def test_a_smooth_curve_finds_the_share_with_few_decisions() -> None:
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 3, 400).astype(np.float32)
    found = dict(smooth(logits, rng.random(400) < 1 / (1 + np.exp(-0.5 * logits - 1))))
    assert abs(found[0.0] - 0.73) < 0.1 and abs(found[4.0] - 0.95) < 0.05
    assert list(found.values()) == sorted(found.values())


def test_rules_are_measured_by_their_value_and_what_was_thought() -> None:
    rng = np.random.default_rng(4)
    logit = rng.normal(0, 4, 2000).astype(np.float32)
    thought = (1 / (1 + np.exp(-logit))).astype(np.float32)
    ends, truth = thought.copy(), rng.random(2000) < thought
    ends[:40], truth[:40] = 0.97, np.arange(40) % 4 == 0
    worth = measured([Decisions(logit, thought, ends, truth)])
    assert len(worth["curves"]) == len(worth["edges"]) + 1
    assert {value for _, value, _, _ in worth["ruled"]} == {97}
    assert sum(share * count for _, _, share, count in worth["ruled"]) / sum(row[3] for row in worth["ruled"]) < 0.45
