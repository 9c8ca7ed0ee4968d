"""Lines that stand are made anew from a seed, and every line of a piece is labelled."""

import random
from dataclasses import astuple
from itertools import chain

import pytest

from training.layouts.standing_lines.code_and_markup import CODE, MARKUP
from training.layouts.standing_lines.kinds import KINDS
from training.layouts.standing_lines.pieces import Piece, ProseStyle, embedded, prose, prose_style, standing
from training.layouts.standing_lines.vocabulary import REPORTING, TUNING, Words
from training.layouts.standing_lines.wrapped_words import entries, latin, prose_of_words, running


def listed(words: Words) -> set[str]:
    """Collect everything that a list holds, each surname by itself."""
    return set(chain.from_iterable(astuple(words)))


def labelled(piece: Piece) -> bool:
    return len(piece.lines) == len(piece.ends) == len(piece.stands) > 0


def test_the_two_lists_share_no_word() -> None:
    assert not listed(TUNING) & listed(REPORTING)
    assert all(len(one) == len(other) for one, other in zip(astuple(TUNING), astuple(REPORTING), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_makes_lines_and_its_seed_the_same_again(kind: str) -> None:
    drafts = [KINDS[kind](random.Random(seed), TUNING) for seed in range(20)]
    assert drafts == [KINDS[kind](random.Random(seed), TUNING) for seed in range(20)]
    assert len({tuple(lines) for lines in drafts}) > 10
    for lines in drafts:
        assert sum(bool(line.strip()) for line in lines) > 1
        assert not any("\n" in line or "‹" in line or line != line.rstrip("\r\f") for line in lines)


def test_every_template_is_taken() -> None:
    for kind, templates in (("code", CODE), ("markdown", MARKUP)):
        heads = {KINDS[kind](random.Random(seed), TUNING)[0].split(" ")[0] for seed in range(200)}
        assert len(heads) >= len(templates)


def test_lines_stand_between_paragraphs_that_do_not() -> None:
    lines = ["灯", "", "灯火"]
    for seed in range(20):
        piece = embedded(lines, random.Random(seed), TUNING)
        assert labelled(piece)
        inside = [line.strip() for line, stands in zip(piece.lines, piece.stands, strict=True) if stands]
        assert [line for line in inside if line] == ["灯", "灯火"]
        first, last = piece.stands.index(True), len(piece.stands) - piece.stands[::-1].index(True)
        assert first > 0 and last < len(piece.stands) and all(piece.stands[first:last]) and all(piece.ends[first:last])
    assert standing(lines) == Piece(lines, [True] * 3, [True] * 3)


def test_wrapped_prose_ends_where_its_paragraphs_do() -> None:
    piece = prose(["灯亮了，船开了。", "好。"], ProseStyle(4, "", 1))
    assert piece.lines == ["灯亮了，", "船开了。", "", "好。"]
    assert piece.ends == [False, True, True, True] and not any(piece.stands)
    assert prose(["灯亮了“好”。"], ProseStyle(4, "", 0)).lines == ["灯亮了", "“好”。"]


@pytest.mark.parametrize("seed", range(20))
def test_wrapping_keeps_the_words(seed: int) -> None:
    rng = random.Random(seed)
    for texts, piece in (
        (made := entries(rng, REPORTING), prose(made, prose_style(rng))),
        (made := running(KINDS["chat"](rng, REPORTING), rng), prose(made, prose_style(rng))),
    ):
        assert labelled(piece)
        assert "".join("".join(piece.lines).split()) == "".join("".join(texts).split())
        assert sum(end for line, end in zip(piece.lines, piece.ends, strict=True) if line) == len(texts)


@pytest.mark.parametrize("seed", range(20))
def test_latin_breaks_between_words_or_behind_a_hyphen(seed: int) -> None:
    rng = random.Random(seed)
    texts = latin(rng, REPORTING)
    piece = prose_of_words(texts, rng)
    assert labelled(piece)
    put_back = "".join(line.removesuffix("-") for line in piece.lines)
    assert "".join(put_back.split()) == "".join("".join(texts).split())
