"""Personal data is found where it is and nowhere else, shown masked, and published for a stated reason only."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from personal_specimens import MAKERS, PROSE, negative, positive, resident_number

import corpus
from corpus.building.hydrate import hydrate
from corpus.building.personal_data_check import personal_data_in
from corpus.cleaning.findings.personal_data import find, is_luhn, is_resident_id
from corpus.cli import cli
from corpus.errors import UsageError
from corpus.model.finding_types import TYPES, masked
from corpus.release.standoff import make_standoff
from corpus.release.verify import verify

DRAWN = int(os.environ.get("CORPUS_DRAWN", "400"))  # texts of a type; negatives are five times as many
LEAST = {"RESIDENT_ID": (0.99, 0.98), "PHONE": (0.99, 0.98)}


@pytest.mark.parametrize("type", MAKERS)
def test_recall_and_precision(type: str) -> None:
    """The negatives are those of every type: a document number must not become any."""
    chance = random.Random(f"personal {type}")
    found = false = 0
    for _ in range(DRAWN):
        text, ((_, value),) = positive(chance, type)
        start = text.index(value)
        hits = [item for item in find(text) if item.start < start + len(value) and start < item.end]
        found += any(item.type == type for item in hits)
        false += sum(item.type != type for item in hits)
    false += sum(item.type == type for _ in range(5 * DRAWN) for item in find(negative(chance)))
    recall, precision = LEAST.get(type, (0.95, 0.95))
    assert found / DRAWN >= recall
    assert found / max(1, found + false) >= precision


def test_what_is_ordinary_is_no_finding() -> None:
    assert list(personal_data_in(corpus.open_release("sample"))) == []
    assert find("".join(PROSE)) == ()


@pytest.mark.shared
def test_documents_that_were_published_have_none(shared: Path) -> None:
    """Pages of manuals and the five documents: two false alarms at most, and there is none."""
    texts = [
        path for folder in ("reflow/dev", "seeds") for path in sorted((shared / folder).rglob("*")) if path.is_file()
    ]
    found = [
        (path.name, item.type)
        for path in texts
        if path.suffix in (".txt", ".md", "")
        for item in find(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert len(found) <= 2, found


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("电话 138\n12345678", {"PHONE"}),
        ("身份证 １１０１０５１９４９１２３１００２Ｘ", {"RESIDENT_ID"}),
        ("身份证 11010519491231002X1", set()),
        ("110105194912310021 的样品", set()),
        ("住：云水市白河区人民路23号1单元5楼2号", {"ADDRESS"}),
        ("建国路桥北100号文件，解放路小学第3号教室", set()),
        ("400-800-8888、12345 和 110", set()),
        ("http://a.example/p/13812345678.html", set()),
        ("大家写信到 users@lists.example.org", set()),
        ("微信公众号：渡口晚报", set()),
        ("条形码 6901234567892，税号 91110105MA01ABCDEF", set()),
    ],
)
def test_borders(text: str, types: set[str]) -> None:
    assert {item.type for item in find(text)} == types


LONG = ("1", "1 ", "a@", "路1号", "1\n", "密码：", "市", "电话13912345678，")


@pytest.mark.parametrize("text", [piece * (200_000 // len(piece)) for piece in LONG], ids=range(len(LONG)))
def test_long_runs_take_linear_time(text: str) -> None:
    import time

    started = time.process_time()
    find(text[: len(text) // 4])
    quarter = time.process_time() - started
    started = time.process_time()
    find(text)
    assert time.process_time() - started < max(1.0, 12 * quarter)


def test_checks_of_numbers() -> None:
    chance = random.Random(7)
    numbers = [resident_number(chance) for _ in range(200)]
    assert all(map(is_resident_id, numbers))
    changed = [number[:9] + str((int(number[9]) + 1) % 10) + number[10:] for number in numbers]
    assert not any(map(is_resident_id, changed))
    assert is_luhn("4111111111111111") and not is_luhn("4111111111111112")


def test_a_value_is_never_shown_as_a_whole() -> None:
    for value in ("a", "13812345678", "11010519491231002X", "李 先生\n" * 3, ""):
        assert len(masked(value)) <= len(value) and (len(value) < 2 or masked(value) != value)
    assert "12345678" not in masked("13812345678")


def written(folder: Path, register: str = "") -> Path:
    folder.mkdir()
    text = "渡口纪事\n\n　　报名者请联系刘某，手机 13912345678，住云水市白河区柳树巷12号。\n"
    text += "　　船走得很慢，岸边有人在等。\n"
    (folder / "ferry.txt").write_text(text, encoding="utf-8")
    entry = '[[source]]\nkey = "ferry"\nfile = "ferry.txt"\nrights = "cc0-1.0"\n'
    (folder / "register.toml").write_text(entry + register, encoding="utf-8")
    return folder


def test_a_finding_is_a_row_and_publishing_asks_for_a_reason(tmp_path: Path) -> None:
    release = corpus.build(written(tmp_path / "in"), tmp_path / "out", name="set", date="2026-12-01", workers=1)
    assert release.verify().ok and release.manifest["flags"] == {"ADDRESS": 1, "PHONE": 1}
    with pytest.raises(UsageError, match=r"ferry \(ADDRESS 1, PHONE 1\)") as refused:
        corpus.publish(release, tmp_path / "shelf")
    assert refused.value.code == "PERSONAL_DATA" and "1391" not in str(refused.value)
    assert corpus.publish(release, tmp_path / "standoff", text="standoff").status == "published"
    done = corpus.withdraw(release.path, next(iter(personal_data_in(release))).paragraph_id or "", reason="asked")
    assert list(personal_data_in(done.release)) == []
    assert corpus.publish(done.release, tmp_path / "shelf").status == "published"


def test_a_stated_reason_lets_it_stand_and_survives_hydrating(tmp_path: Path) -> None:
    reason = 'personal_data = "an invented person"\n'
    release = corpus.build(written(tmp_path / "in", reason), tmp_path / "out", name="set", date="2026-12-01", workers=1)
    assert {item.reason for item in personal_data_in(release)} == {"an invented person"}
    assert corpus.publish(release, tmp_path / "shelf").status == "published"
    standoff = make_standoff(release, tmp_path / "standoff")
    assert [(item.type, item.value) for item in personal_data_in(standoff)] == [("PHONE", ""), ("ADDRESS", "")]
    assert verify(hydrate(standoff, tmp_path / "in", tmp_path / "full").path).ok


def test_check_pii_shows_masked_values(tmp_path: Path) -> None:
    release = corpus.build(written(tmp_path / "in"), tmp_path / "out", name="set", date="2026-12-01", workers=1)
    shown = CliRunner().invoke(cli, ["check-pii", str(release.path)], standalone_mode=False)
    assert shown.return_value == 1 and "13*******78" in shown.stdout and "13912345678" not in shown.stdout
    told = json.loads(CliRunner().invoke(cli, ["check-pii", str(release.path), "--format", "json"]).stdout)
    assert [item["type"] for item in told["findings"]] == ["PHONE", "ADDRESS"] and set(TYPES) >= {"PHONE"}
    assert CliRunner().invoke(cli, ["check-pii", "sample"], standalone_mode=False).return_value == 0
