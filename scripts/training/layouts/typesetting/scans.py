"""Pages read by Tesseract from pictures with noise, as scanners make them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from training.layouts.typesetting import chromium
from training.layouts.typesetting.extractors import library
from training.layouts.typesetting.programs import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.layouts.typesetting.manuscripts import Manuscript
    from training.layouts.typesetting.settings import Setting

PROGRAMS = ("chromium", "tesseract")
SCALE = 150 / 72  # pixels for a point
LANGUAGES = {"Hans": "chi_sim", "Hant": "chi_tra"}


def lay(sources: Sequence[Manuscript], folder: Path, rng: random.Random) -> list[Setting]:
    """Print each manuscript, take pictures of its pages and read them."""
    result = []
    for source, printed in zip(sources, chromium.lay(sources, folder, rng), strict=True):
        assert printed.pdf is not None
        text = "".join(_read(page, folder, LANGUAGES[source.script]) + "\f" for page in _pictures(printed.pdf, rng))
        result.append(replace(printed, layout=f"scan_{source.script}", pdf=None, text=text))
    return result


def _pictures(pdf: Path, rng: random.Random) -> list[Any]:
    """Render the pages, turned a little and with specks."""
    document = library("pypdfium2", "pypdfium2").PdfDocument(str(pdf))
    pages = [page.render(scale=SCALE, grayscale=True).to_pil() for page in document]
    document.close()
    return [_noisy(page.rotate(rng.uniform(-0.4, 0.4), fillcolor=255), rng) for page in pages]


def _noisy(picture: Any, rng: random.Random) -> Any:
    """Put specks on a picture."""
    width, height = picture.size
    for _ in range(rng.choice([0, 400, 3000])):
        picture.putpixel((rng.randrange(width), rng.randrange(height)), rng.choice([0, 60, 255]))
    return picture


def _read(picture: Any, folder: Path, language: str) -> str:
    """Read one picture."""
    picture.save(folder / "page.png")
    return run(["tesseract", "page.png", "-", "-l", language], folder).replace("\f", "")
