"""Debian's Chromium, driven by Playwright: pages from disk, whose every error and request is noted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def require_browser() -> None:
    """Skip the test, with the reason, where there is no browser to run it in."""
    pytest.importorskip("playwright", reason="Playwright is not installed")
    pytest.importorskip("jinja2", reason="Jinja2 is not installed (extra report)")
    if CHROMIUM is None:
        pytest.skip("there is no chromium: apt-get install chromium")


@dataclass
class Watched:
    """A page, with what went wrong in it and what it asked the network for."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Any]:
    """Start the browser; it ends with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()


def open_page(started: Any, path: Path, *, at: str = "", **options: Any) -> Watched:
    """Open a page from disk and wait until it is ready."""
    context = started.new_context(accept_downloads=True, locale=options.pop("locale", "en-GB"), **options)
    watched = Watched(context.new_page())
    watched.page.on("console", lambda message: message.type == "error" and watched.errors.append(message.text))
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("dialog", lambda dialog: watched.errors.append(f"dialog {dialog.message}"))
    watched.page.on("request", lambda request: watched.requests.append(request.url))
    watched.page.goto(path.resolve().as_uri() + at)
    watched.page.wait_for_selector("html[data-ready]")
    return watched
