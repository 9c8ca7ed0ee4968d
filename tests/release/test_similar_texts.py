"""Which texts of a release are alike: against every pair compared, and as the command lists them."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

import corpus
from corpus.cli import main
from corpus.errors import MissingExtraError, UsageError
from corpus.release.similar_texts import MISSED, PERMUTATIONS, bands, jaccard, shingles, similar_texts
from corpus.release.standoff import make_standoff

HAN = "春江水暖鸭先知竹外桃花三两枝蒌蒿满地芦芽短正是河豚欲上时青山绿水白云红日东南西北风雨雪霜"


def paragraph(rng: random.Random, length: int = 90) -> str:
    return "".join(rng.choice(HAN) for _ in range(length)) + "。"


def changed(rng: random.Random, text: str, places: int) -> str:
    chars = list(text)
    for _ in range(places):
        chars[rng.randrange(len(chars) - 1)] = rng.choice(HAN)
    return "".join(chars)


def built(folder: Path, **documents: list[str]) -> corpus.Release:
    (folder / "in").mkdir(parents=True)
    for name, texts in documents.items():
        page = "".join(f"　　{text}\n\n" for text in texts)
        (folder / "in" / f"{name}.txt").write_text(page, encoding="utf-8")
    return corpus.build(folder / "in", folder / "out", name="alike", date="2026-12-01")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    rng = random.Random(5)
    texts = [paragraph(rng) for _ in range(30)]
    near = [changed(rng, text, places) for text, places in zip(texts, [1, 1, 2, 2, 3, 4, 6, 9, 14, 20], strict=False)]
    return built(
        tmp_path_factory.mktemp("alike"),
        one=texts[:12],
        two=[*near, texts[3], texts[3]],
        three=texts[12:],
        copy=texts[12:],
        short=["甲乙丙丁。", "甲乙丙丁。"],
    )


def pairs_of(release: corpus.Release, threshold: float) -> dict[tuple[str, str], float]:
    rows = [row for row in corpus.rows(release.path) if row["n_chars"] >= 40]
    parts = {row["paragraph_id"]: shingles("".join(row["text"].split())) for row in rows}
    found = {
        (one["paragraph_id"], two["paragraph_id"]): jaccard(parts[one["paragraph_id"]], parts[two["paragraph_id"]])
        for one, two in combinations(rows, 2)
    }
    return {pair: value for pair, value in found.items() if value >= threshold}


@pytest.mark.parametrize("threshold", [0.8, 0.5, 0.3])
def test_the_pairs_are_those_that_comparing_all_finds(release: corpus.Release, threshold: float) -> None:
    found = list(similar_texts(release, ["paragraphs"], threshold=threshold))
    every = pairs_of(release, threshold)
    near = {(pair.first.id, pair.second.id): pair.similarity for pair in found if pair.relation == "near"}
    equal = {pair.second.id for pair in found if pair.relation == "text"}
    assert all(value == pytest.approx(every[pair], abs=1e-4) for pair, value in near.items())
    assert len(near) >= 3
    # A copy is paired with the first of its like, and not looked at again.
    assert {pair for pair in every if not equal & set(pair)} == set(near)
    assert len([pair for pair in found if pair.relation == "text"]) == len(equal) > 18


def test_documents_from_equal_files_are_equal_by_their_bytes(release: corpus.Release) -> None:
    (pair,) = [pair for pair in similar_texts(release, ["documents"]) if pair.relation == "bytes"]
    assert (pair.first.id, pair.second.id, pair.similarity) == ("copy", "three", 1.0)
    assert pair.first.index is None and pair.first.begins


def test_short_texts_are_left_out_unless_asked_for(release: corpus.Release) -> None:
    assert not any(pair.first.doc_id == "short" for pair in similar_texts(release, ["paragraphs"]))
    few = list(similar_texts(release, ["paragraphs"], least=3, threshold=1))
    assert [pair.second.doc_id for pair in few if pair.first.doc_id == "short"] == ["short"]


def test_a_hundred_copies_are_ninety_nine_pairs(tmp_path: Path) -> None:
    text = paragraph(random.Random(1))
    release = built(tmp_path, many=[text] * 100)
    pairs = list(similar_texts(release, ["paragraphs"]))
    assert len(pairs) == 99 and len({pair.first.id for pair in pairs}) == 1


@pytest.mark.parametrize("threshold", [0.95, 0.8, 0.7, 0.5, 0.3])
def test_the_bands_miss_no_pair_at_the_threshold(threshold: float) -> None:
    number = bands(threshold)
    assert PERMUTATIONS % number == 0
    assert (1 - threshold ** (PERMUTATIONS / number)) ** number <= MISSED


def test_equal_texts_need_no_library(release: corpus.Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    assert list(similar_texts(release, threshold=1))
    with pytest.raises(MissingExtraError) as raised:
        list(similar_texts(release))
    assert raised.value.help == "pip install 'corpus-zh[duplicates]'"


def test_what_cannot_be_compared_is_refused(release: corpus.Release, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not above 0"):
        list(similar_texts(release, threshold=0))
    with pytest.raises(UsageError, match="cannot be compared"):
        list(similar_texts(release, ["edits"]))
    with pytest.raises(UsageError, match="standoff"):
        list(similar_texts(make_standoff(corpus.open_release("sample"), tmp_path / "standoff")))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    def call(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["duplicates", *map(str, args)])
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out.decode(), err.decode()

    yield call


def test_the_command_lists_pairs_with_both_ids(run: Run, release: corpus.Release) -> None:
    code, out, err = run(release.path, "--only", "documents")
    assert code == 0
    assert "1.00\tbytes\tcopy\tthree\t" in out
    assert "documents bytes 1" in err
    code, out, _ = run(release.path, "--format", "json")
    told = json.loads(out)
    assert {pair["what"] for pair in told} == {"documents", "paragraphs"}
    assert {pair["relation"] for pair in told} == {"bytes", "text", "near"}
    assert run("sample") == (0, "", "nothing alike\n")
