"""Known paragraphs of an extraction against blocks: what counts, and what is passed over."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from texts import HAN

from corpus.evaluating.breaks import Extracted, compare_breaks

ONE, TWO = "渡船清早从北岸开出，", "到南岸时雾已经散了。"
GOLD = (
    Extracted("title", "渡口晨雾"),
    Extracted("paragraph", ONE + TWO),
    Extracted("furniture", "第 12 页", True),
    Extracted("caption", "雾中的渡口，摄于十月。", True),
    Extracted("paragraph", "艄公今年六十九岁。"),
)
BEST = [(item.kind, item.text) for item in GOLD]


def counted(blocks: list[tuple[str, str]], *names: str) -> tuple[int, ...]:
    counts = compare_breaks(GOLD, blocks)
    return tuple(counts[name] for name in names)


def test_a_perfect_output() -> None:
    counts = compare_breaks(GOLD, BEST)
    assert counts == Counter(
        found=2, missed=0, false=0, whole=3, blocks=3, joined=1, links=1, lost=0, invented=0, chars=33
    )


def test_furniture_and_captions_may_be_dropped_or_stand_alone() -> None:
    kept = [block for block in BEST if block[0] not in ("furniture", "caption")]
    assert compare_breaks(GOLD, kept) == compare_breaks(GOLD, BEST)
    assert compare_breaks(GOLD, [("paragraph", text) for _, text in BEST]) == compare_breaks(GOLD, BEST)


def test_furniture_between_the_halves_cuts_the_paragraph() -> None:
    cut = [BEST[0], ("paragraph", ONE), ("paragraph", "第 12 页"), ("paragraph", TWO), BEST[4]]
    assert counted(cut, "found", "false", "whole", "joined") == (2, 1, 2, 0)


def test_furniture_glued_into_a_paragraph_is_invented() -> None:
    glued = [BEST[0], ("paragraph", ONE + "第 12 页" + TWO), BEST[4]]
    assert counted(glued, "found", "false", "whole", "invented", "joined") == (2, 0, 2, 4, 1)


def test_a_caption_with_an_error_is_the_caption() -> None:
    changed = [*BEST[:3], ("paragraph", "雾中的渡囗，摄于十月。"), BEST[4]]
    assert compare_breaks(GOLD, changed) == compare_breaks(GOLD, BEST)


def test_body_thrown_away_as_furniture_is_lost() -> None:
    thrown = [*BEST[:4], ("furniture", GOLD[4].text)]
    assert counted(thrown, "lost", "whole", "found") == (9, 2, 2)  # the caption marks the end


def test_a_boundary_beside_a_lost_character_still_counts() -> None:
    short = [BEST[0], ("paragraph", (ONE + TWO)[:-1]), BEST[4]]
    assert counted(short, "found", "missed", "false", "lost") == (2, 0, 0, 1)


def test_no_output_at_all() -> None:
    assert counted([], "found", "missed", "whole", "lost") == (0, 2, 0, 33)


@given(st.lists(st.text(HAN, min_size=1, max_size=30), min_size=1, max_size=10))
def test_what_is_right_is_right_and_what_is_one_line_has_no_boundary(texts: list[str]) -> None:
    gold = [Extracted("paragraph", text) for text in texts]
    right = compare_breaks(gold, [("paragraph", text) for text in texts])
    assert (right["missed"], right["false"], right["whole"]) == (0, 0, len(texts))
    one = compare_breaks(gold, [("paragraph", "".join(texts))])
    assert (one["found"], one["missed"], one["false"]) == (0, len(texts) - 1, 0)
