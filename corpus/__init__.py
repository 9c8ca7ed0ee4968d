"""Chinese documents, broken by PDF and OCR, as a dataset that can be trusted and cited.

    corpus.decode(data)             bytes to text, with the proof of the bytes
    corpus.clean(source)            one document, repaired
    corpus.build(sources, out)      a release
    corpus.open_release(path)       a release that stands in a folder

Names load their module when first used, so that ``import corpus`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from corpus.building import build as build
    from corpus.cleaning import clean as clean
    from corpus.decode import decode as decode
    from corpus.errors import CorpusError as CorpusError
    from corpus.errors import IntegrityError as IntegrityError
    from corpus.errors import NotAReleaseError as NotAReleaseError
    from corpus.errors import SourceError as SourceError
    from corpus.errors import UsageError as UsageError
    from corpus.release import Release as Release
    from corpus.release import open_release as open_release

_HOMES = {
    "build": "building",
    "clean": "cleaning",
    "decode": "decode",
    "open_release": "release",
    "Release": "release",
    "CorpusError": "errors",
    "IntegrityError": "errors",
    "NotAReleaseError": "errors",
    "SourceError": "errors",
    "UsageError": "errors",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'corpus' has no attribute {name!r}")
    value = getattr(import_module(f"corpus.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
