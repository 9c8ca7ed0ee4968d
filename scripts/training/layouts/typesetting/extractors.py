"""How the text of a PDF is got: pdftotext in three ways, PDFium, pdfminer.six, PyMuPDF; pages end with a form feed."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from corpus.errors import UsageError
from training.layouts.typesetting.programs import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def plain(pdf: Path) -> str:
    """Extract with pdftotext."""
    return run(["pdftotext", str(pdf), "-"], pdf.parent)


def layout(pdf: Path) -> str:
    """Extract with pdftotext -layout."""
    return run(["pdftotext", "-layout", str(pdf), "-"], pdf.parent)


def raw(pdf: Path) -> str:
    """Extract with pdftotext -raw."""
    return run(["pdftotext", "-raw", str(pdf), "-"], pdf.parent)


def pdfium(pdf: Path) -> str:
    """Extract with PDFium."""
    document = library("pypdfium2", "pypdfium2").PdfDocument(str(pdf))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join(page.replace("\r\n", "\n") + "\n\f" for page in pages)


def pdfminer(pdf: Path) -> str:
    """Extract with pdfminer.six."""
    high_level = library("pdfminer.high_level", "pdfminer.six")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font without a box
    return str(high_level.extract_text(str(pdf)))


def mupdf(pdf: Path) -> str:
    """Extract with PyMuPDF."""
    document = library("pymupdf", "pymupdf").open(str(pdf))
    pages = [page.get_text() for page in document]
    document.close()
    return "".join(page + "\f" for page in pages)


def library(name: str, package: str) -> Any:
    """Import what only this maker needs."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(f"{package}: not installed", f"pip install {package}") from None


EXTRACTORS: dict[str, Callable[[Path], str]] = {
    "plain": plain,
    "layout": layout,
    "raw": raw,
    "pdfium": pdfium,
    "pdfminer": pdfminer,
    "mupdf": mupdf,
}
