"""Shares and their intervals."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import corpus.evaluating
from corpus.evaluating.measures import OF_ENCODING, OF_REFLOW, Counted, estimate, table


def test_f1_is_the_harmonic_mean() -> None:
    each = {e.name: e for e in estimate([{"found": 8, "missed": 2, "false": 4}], OF_REFLOW)}
    precision, recall, f1 = (each[f"boundary_{name}"].value for name in ("precision", "recall", "f1"))
    assert precision and recall and f1
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_nothing_to_measure_is_none_and_not_perfect() -> None:
    (only,) = estimate([{}], OF_ENCODING)
    assert (only.value, only.low, only.high) == (None, None, None)


def test_one_document_has_no_interval() -> None:
    (only,) = estimate([{"right": 1, "texts": 2}], OF_ENCODING)
    assert (only.value, only.low) == (0.5, None)


def test_intervals_repeat_hold_the_value_and_shrink() -> None:
    few = [{"right": n % 4 > 0, "texts": 1} for n in range(16)]
    (first,), (again,), (more,) = (estimate(some, OF_ENCODING) for some in (few, few, few * 25))
    assert first == again
    assert first.low is not None and first.high is not None and more.low is not None and more.high is not None
    assert first.low < 0.75 < first.high
    assert more.high - more.low < (first.high - first.low) / 3


def test_intervals_are_by_document_not_by_sample() -> None:
    one = [Counted("a", {"right": 1, "texts": 1}, "x"), Counted("a", {"texts": 1}, "y")]
    counted = table(one, OF_ENCODING)
    assert (counted.total.samples, counted.total.documents) == (2, 1)
    assert counted.total.estimates[0].low is None
    assert {name: group.value("right") for name, group in counted.groups.items()} == {"x": 1.0, "y": 0.0}


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(corpus.evaluating.__path__)])
def test_examples(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(f"corpus.evaluating.{name}")).failed
