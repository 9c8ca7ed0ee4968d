"""Review files and recorded decisions that strangers wrote: an error with code and place, or what they say."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReviewError
from corpus.model.decisions import Decision, recorded_decisions
from corpus.release.row_rules import _evidence
from corpus.sources.review_file import read_review

GOOD = """[review]
dataset = "town"
version = "0.1.0"

[[decision]]
action = "correct"
paragraph = "street-0004"
before = "镇上开"
exact = "挖挖"
after = "了一条"
becomes = "挖"
date = "2026-12-01"
"""
HOSTILE = {
    "a link to nowhere": ("MISSING_FILE", None),
    "not UTF-8": ("BAD_UNICODE", b"\xff\xfe[review]"),
    "deep": ("TOO_DEEP", b"a = " + b"[" * 50_000),
    "long keys": ("UNKNOWN_KEY", b".".join([b"a"] * 20_000) + b" = 1"),
    "controls": ("BAD_VALUE", GOOD.replace('"挖"', '"挖\\u202e"').encode()),
    "a line break": ("BAD_VALUE", GOOD.replace('"挖"', '"挖\\n"').encode()),
    "a number": ("BAD_TYPE", GOOD.replace('"挖"', "7").encode()),
    "a place far away": ("BAD_VALUE", GOOD.replace('date =', "at = 9000000000000000000\ndate =").encode()),
    "another kind": ("BAD_VALUE", GOOD.replace('"correct"', '"kind"').encode()),
    "a day that is none": ("BAD_DATE", GOOD.replace("2026-12-01", "2026-13-01").encode()),
    "an ID with a path": ("BAD_VALUE", GOOD.replace("street-0004", "../../etc/passwd").encode()),
    "too long": ("FIELD_TOO_LONG", GOOD.replace("挖挖", "挖" * 2000).encode()),
    "too large": ("TOO_LARGE", b"#" * (17 << 20)),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code(what: str, tmp_path: Path) -> None:
    code, data = HOSTILE[what]
    path = tmp_path / "review.toml"
    if data is not None:
        path.write_bytes(data)
    started = time.perf_counter()
    with pytest.raises(ReviewError) as error:
        read_review(path)
    assert error.value.code == code and error.value.where == str(path)
    assert time.perf_counter() - started < 20  # quadratic would be minutes


@given(st.binary(max_size=40), st.integers(0, len(GOOD.encode())), st.integers(0, 60))
def test_any_damage_is_an_error_or_a_review(piece: bytes, at: int, gone: int) -> None:
    import tempfile

    data = GOOD.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.toml"
        path.write_bytes(data[:at] + piece + data[at + gone :])
        try:
            found = read_review(path)
        except ReviewError as error:
            assert error.problems and error.problems[0].code
        else:
            assert all(isinstance(each, Decision) for each in found.decisions)


@given(st.text(max_size=60) | st.sampled_from(["{}", "[" * 5000, '{"action":"kind","document":"a"}', '{"action":1}']))
def test_a_forged_record_is_passed_over_and_verify_says_so(value: str) -> None:
    item = {"field": "review", "basis": "review", "value": value, "start": None, "end": None}
    found = recorded_decisions([item])
    assert bool(list(_evidence([item], 10))) == (not found and bool(value)) or not value


def test_many_decisions_take_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    head, _, one = GOOD.partition("\n\n")
    path.write_text(head + "".join(f"\n\n{one.replace('0004', f'{n:04d}')}" for n in range(1, 5001)), encoding="utf-8")
    started = time.perf_counter()
    assert len(read_review(path).decisions) == 5000
    assert time.perf_counter() - started < 20
