"""Take pictures of the report at three widths in both schemes, to be looked at: ``report_screens.py REPORT.html``."""

from __future__ import annotations

import argparse
from pathlib import Path

WIDTHS = (390, 820, 1360)


def main() -> None:
    """Write a picture for each width and scheme."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--out", type=Path, default=Path("dist/screens"))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--at", default="", help="A paragraph's ID to open.")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                locale = "zh-CN" if width == WIDTHS[1] else "en-GB"
                page = browser.new_page(
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,
                    locale=locale,
                )
                page.goto(given.report.resolve().as_uri() + (f"#{given.at}" if given.at else ""))
                page.wait_for_selector("html[data-ready]")
                page.screenshot(path=given.out / f"report-{width}-{scheme}.png", full_page=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
