#!/usr/bin/env python3
"""The report of a large release: how long until it is ready, and how long a key takes to filter.

    python benchmarks/report.py [--paragraphs 100000] [--folder DIR] [--chromium PATH]

Makes sources of generated text, builds a release of them, writes its report, and opens that from disk in a headless
Chromium (Debian's ``chromium``, driven by Playwright). A key is timed inside the page, from the event to the list that
is drawn.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import corpus
from corpus.reporting.report import write_report

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
PER_SOURCE = 100
WORDS = ("的", "一是", "人这中", "大为", "notice-00042", "国我以要", "不存在")


def make_sources(folder: Path, paragraphs: int) -> None:
    """Write sources of a hundred paragraphs each."""
    for number in range(paragraphs // PER_SOURCE):
        generator = random.Random(number)
        texts = (f"　　{''.join(generator.choices(HAN, k=generator.randint(30, 90)))}。" for _ in range(PER_SOURCE - 1))
        path = folder / f"{number // 100:03d}" / f"notice-{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"第{number}号通知\n\n" + "\n\n".join(texts) + "\n", encoding="utf-8")


def measure(page: Any) -> list[float]:
    """Type words key by key, and return the milliseconds that each key took."""
    taken = []
    for word in WORDS:
        for end in range(1, len(word) + 1):
            page.fill("#search", word[:end])
            taken.append(float(page.get_attribute("html", "data-filter-ms")))
    return taken


def main() -> None:
    """Build, write, open, measure."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="report-"))
    make_sources(folder / "papers", given.paragraphs)
    release = corpus.build(folder / "papers", folder / "releases", date="2026-12-01")
    started = time.perf_counter()
    write_report(release, folder / "report.html")
    written = time.perf_counter() - started
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        page, errors, requests = browser.new_page(), list[str](), list[str]()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: requests.append(request.url))
        page.goto((folder / "report.html").as_uri())
        page.wait_for_selector("html[data-ready]")
        page.wait_for_timeout(1500)  # somebody looks at the page before they type
        ready, taken = float(page.get_attribute("html", "data-ready")), measure(page)
        found = page.inner_text("#found")
        browser.close()
    size = (folder / "report.html").stat().st_size / 1e6
    print(f"{release.manifest['tables']['paragraphs']['rows']:,} paragraphs, {size:.1f} MB, written in {written:.1f} s")
    print(
        f"ready after {ready / 1000:.2f} s; a key takes {median(taken):.0f} ms, at most {max(taken):.0f} ms ({found})"
    )
    print(f"{len(errors)} console errors, {len(requests) - 1} requests besides the page")


if __name__ == "__main__":
    main()
