"""Aligning: the steps lead from one text to the other, and long texts take linear time."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st
from texts import HAN

from corpus.evaluating.alignment import WINDOW, align

near = st.text("春江水暖", max_size=150)


@given(near, near)
def test_the_steps_cover_both_texts_and_equal_ones_are_equal(a: str, b: str) -> None:
    at_a = at_b = 0
    for step in align(a, b):
        assert (step.a_start, step.b_start) == (at_a, at_b)
        if step.equal:
            assert a[step.a_start : step.a_end] == b[step.b_start : step.b_end]
        at_a, at_b = step.a_end, step.b_end
    assert (at_a, at_b) == (len(a), len(b))


def noisy(text: str, every: int) -> str:
    return "".join("口" if place % every == every - 1 else char for place, char in enumerate(text))


def test_an_error_between_anchors_is_one_error() -> None:
    text = "".join(random.Random(1).choices(HAN, k=20 * WINDOW))
    changed = [step for step in align(text, noisy(text, 5 * WINDOW)) if not step.equal]
    assert [step.a_end - step.a_start for step in changed] == [1] * 4


def test_a_long_text_takes_seconds_not_hours() -> None:
    text = "".join(random.Random(2).choices(HAN, k=400_000))
    start = time.process_time()
    steps = align(text, noisy(text, 100))
    assert time.process_time() - start < 10  # 1 s on a machine of 2024; a plain matrix would take minutes
    assert sum(step.a_end - step.a_start for step in steps if step.equal) >= 0.98 * len(text)
