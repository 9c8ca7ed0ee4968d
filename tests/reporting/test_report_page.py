"""The report in a browser: offline, safe from what documents say, usable by keys, and what is marked there is built."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from browsers import Watched, browser, open_page, require_browser

import corpus
from corpus.cli import main
from corpus.errors import IntegrityError, MissingExtraError, UsageError
from corpus.evaluating.documents import evaluate_gold
from corpus.release.standoff import make_standoff
from corpus.reporting.doubts import doubts
from corpus.reporting.report import report_page, write_report

pytest.importorskip("jinja2", reason="Jinja2 is not installed (extra report)")

HOSTILE = "</script><img src=x onerror=alert(1)>"
TOWN = f"""白云镇老街的变化

    白云镇的老街上，新开了一家旧书
店。店主说，这里的书都是从各地收来的，有的已经有几十年的历
史。电话：13800138000。

    镇里的老人常来这里坐坐，翻翻旧书，说说往事。他们说，这条街从前很热闹。

    今年春天，镇上开挖挖了一条新的水渠，从老街的东头一直通到河边。施工的时候，大家都去帮忙。

                - 1 -

    到了秋天，水渠修好了，老街也铺上了新的石板路。{HOSTILE}店主又在门口种了两棵桂花树，
香气\u202e飘得很远。公安部 and 省委的通知贴在门口。

    记者 李小明
"""
REGISTER = f"""[dataset]
name = "town"
title = "{HOSTILE}"

[[source]]
key = "street"
file = "street.txt"
title = "{HOSTILE}"
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, corpus.Release]:
    folder = tmp_path_factory.mktemp("town") / "src"
    folder.mkdir()
    (folder / "street.txt").write_text(TOWN, encoding="utf-8")
    (folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    lines = "\n\n".join(f"　　第{number}天，河水又涨了{number * 7 % 31}厘米，桥边的人都在看。" for number in range(900))
    (folder / "diary.txt").write_text(f"河边日记\n\n{lines}\n", encoding="utf-8")
    return folder, corpus.build(folder, folder.parent / "out", date="2026-12-03", workers=1)


@pytest.fixture(scope="module")
def report(town: tuple[Path, corpus.Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_report(town[1], path)
    return path


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    require_browser()
    with browser() as found:
        yield found


@pytest.fixture
def opened(started: Any, report: Path) -> Iterator[Watched]:
    watched = open_page(started, report)
    yield watched
    assert watched.errors == []
    assert [url for url in watched.requests if not url.startswith(("file:", "blob:"))] == []
    watched.page.context.close()


def test_the_page_is_the_same_each_time_and_has_no_markup_of_documents(
    town: tuple[Path, corpus.Release], report: Path
) -> None:
    text = report.read_text(encoding="utf-8")
    assert text == report_page(town[1])
    assert HOSTILE not in text and "<img" not in text and "\u202e" not in text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and policy[1].startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy[1]
    assert "13800138000" not in text and "13*******00" in text
    assert ("quarantined" in text and "WRONG_TYPE" in text) or "BINARY" in text


def test_it_shows_every_document_before_and_after(opened: Watched) -> None:
    page = opened.page
    page.click("#documents-body a:has-text('street')")
    row = page.locator("#street-0002")
    assert "新开了一家旧书店。店主说" in row.locator(".text").inner_text()
    joins = row.locator(".source .joined")
    assert joins.count() == 2
    edit = row.locator(".source .edit").first
    assert re.match(r"reflow\.join, 9\d\.?\d* %", edit.get_attribute("aria-label"))
    edit.focus()
    assert "reflow.join" in page.evaluate("getComputedStyle(document.activeElement, '::after').content")
    assert page.locator(".furniture del").first.inner_text() == "- 1 -"
    assert page.evaluate("[...document.images].length") == 0
    assert HOSTILE in page.locator("#street-0005 .text").inner_text()
    assert "⟨U+202E⟩" in page.locator("#street-0005").inner_text()


def test_it_filters_while_somebody_types_and_leads_to_a_paragraph(opened: Watched) -> None:
    page = opened.page
    assert page.locator("#items li").count() < 40  # of 900: only those in sight
    page.fill("#search", "第77天")
    assert page.inner_text("#found") == "1 of 907 paragraphs"
    page.click("#items a")
    assert page.url.endswith("#diary-0079")
    assert "第77天" in page.locator(".row.current .text").inner_text()
    page.fill("#search", "")
    page.evaluate("document.getElementById('list').scrollTop = 1e9")
    page.locator("#items li:last-child .id", has_text="street-0006").wait_for()


def test_a_link_opens_the_paragraph_and_keys_go_to_doubtful_places(started: Any, report: Path) -> None:
    watched = open_page(started, report, at="#diary-0500")
    assert watched.page.locator("#diary-0500.current").count() == 1
    watched.page.keyboard.press("n")
    assert watched.page.url.endswith("#street-0006")
    assert watched.errors == []
    watched.page.context.close()


def test_it_speaks_chinese_and_english(started: Any, report: Path) -> None:
    watched = open_page(started, report, locale="zh-CN")
    assert watched.page.inner_text("#overview-title") == "概览"
    assert "段" in watched.page.inner_text("#found")
    watched.page.click("#language")
    assert watched.page.inner_text("#overview-title") == "Overview"
    watched.page.context.close()


def test_what_is_marked_in_the_page_is_built_and_leaves_the_queue(
    opened: Watched, town: tuple[Path, corpus.Release], tmp_path: Path, started: Any
) -> None:
    folder, release = town
    page = opened.page
    undecided = len(doubts(release))
    assert undecided >= 2
    queue = page.locator("#queue-list .doubt")
    queue.filter(has_text="记者").locator("select").select_option("paragraph")
    word = queue.filter(has_text="and")
    word.locator("input").fill("和")
    word.locator("button", has_text="Correct").click()
    for other in range(queue.count()):
        queue.nth(0).locator("button", has_text="Right").click()
        assert other >= 0
    page.click("#documents-body a:has-text('street')")
    page.click("#street-0002 button.small")
    page.click("#panel-join")
    page.click("#street-0004 button.small")
    select = "(at) => document.getElementById('panel-text').setSelectionRange(...at)"
    text = page.input_value("#panel-text")
    at = text.index("施工的时候")
    page.evaluate(select, [at, at])
    page.fill("#note", "两件事")
    page.click("#panel-split")
    page.click("#street-0004 button.small")
    page.evaluate(select, [text.index("挖挖"), text.index("挖挖") + 2])
    page.fill("#word", "挖")
    page.click("#panel-word")
    page.fill("#reviewer", "王五")
    page.fill("#date", "2026-12-04")
    with page.expect_download() as download:
        page.click("#save")
    path = tmp_path / "review.toml"
    download.value.save_as(path)
    after = corpus.build(folder, tmp_path / "out", date="2026-12-05", previous=release.path, review=path, workers=1)
    texts = after.paragraphs.to_table()["text"].to_pylist()
    assert any(
        each.endswith("电话：13800138000。镇里的老人常来这里坐坐，翻翻旧书，说说往事。他们说，这条街从前很热闹。")
        for each in texts
    )
    assert "今年春天，镇上开挖了一条新的水渠，从老街的东头一直通到河边。" in texts
    assert "施工的时候，大家都去帮忙。" in texts
    assert any("公安部 和 省委" in each for each in texts)
    assert dict(zip(texts, after.paragraphs.to_table()["kind"].to_pylist(), strict=True))["记者 李小明"] == "paragraph"
    assert after.verify().ok and after.restore("street") == TOWN.encode()
    assert "王五" in path.read_text(encoding="utf-8") and "两件事" in path.read_text(encoding="utf-8")
    assert doubts(after) == []
    write_report(after, tmp_path / "after.html", previous=release)
    again = open_page(started, tmp_path / "after.html")
    assert again.page.inner_text("#queue-count") == "Nothing is left to decide."
    assert again.page.locator(".change del").count() > 0
    assert again.errors == []
    again.page.context.close()


def test_axe_finds_nothing_serious(started: Any, report: Path) -> None:
    axe = Path(os.environ.get("CORPUS_AXE", "node_modules/axe-core/axe.min.js"))
    if not axe.is_file():
        pytest.skip("axe-core is not there: npm install axe-core, or CORPUS_AXE names axe.min.js")
    for scheme in ("light", "dark"):
        watched = open_page(started, report, at="#street-0004", color_scheme=scheme, bypass_csp=True)
        watched.page.evaluate(axe.read_text(encoding="utf-8"))
        found = watched.page.evaluate("axe.run()")
        serious = [
            (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0].get("failureSummary"))
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        assert serious == []
        watched.page.context.close()


def test_a_standoff_release_says_what_is_withheld(
    town: tuple[Path, corpus.Release], started: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "street.txt").write_text(TOWN, encoding="utf-8")
    bare = make_standoff(corpus.build(folder, tmp_path / "out", name="town", date="2026-12-03"), tmp_path / "standoff")
    write_report(bare, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "standoff release: the text of the documents is withheld" in text and "13800138000" not in text
    watched = open_page(started, tmp_path / "report.html")
    assert "withheld" in watched.page.locator("#items li").first.inner_text()
    assert watched.errors == []
    watched.page.context.close()


def test_a_release_without_documents_has_a_page(started: Any, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    release = corpus.build(tmp_path / "src", tmp_path / "out", name="nothing", date="2026-12-03")
    write_report(release, tmp_path / "report.html")
    watched = open_page(started, tmp_path / "report.html")
    assert watched.page.inner_text("#found") == "0 of 0 paragraphs"
    assert watched.errors == []
    watched.page.context.close()


def test_a_release_that_fails_its_proof_gets_no_report(town: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(town[1].path, copy)
    (copy / "README.md").write_text("other", encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"README\.md"):
        write_report(corpus.open_release(copy), tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_it_shows_the_quality_on_gold(town: tuple[Path, corpus.Release], tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"kind": "paragraph", "text": "人人都在看。"}\n', encoding="utf-8")
    (tmp_path / "gold.txt").write_text("人人都在看。\n", encoding="utf-8")
    table = evaluate_gold([tmp_path / "gold.jsonl"])
    path = tmp_path / "quality.json"
    path.write_text(json.dumps({"gold": asdict(table)}, default=str), encoding="utf-8")
    text = report_page(town[1], quality=path)
    assert "gold: whole blocks" in text and "<td>1.000</td>" in text
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(UsageError, match="not a quality table"):
        report_page(town[1], quality=path)


def test_without_jinja_the_extra_is_named(
    town: tuple[Path, corpus.Release],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match="jinja2"):
        write_report(town[1], tmp_path / "report.html")
    with pytest.raises(SystemExit) as stopped:
        main(["report", str(town[1].path), "-o", str(tmp_path / "report.html")])
    assert stopped.value.code == 2
    assert "corpus-zh[report]" in capsys.readouterr().err
