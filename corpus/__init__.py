"""Chinese documents, broken by PDF and OCR, as a dataset that can be trusted and cited.

    corpus.rows("sample")           rows of a release as dicts, with pyarrow alone
    corpus.scan("sample")           the same, lazily: Arrow, pandas, Polars, DuckDB, torch
    corpus.load("sample")           a datasets.Dataset
    corpus.open_release(path)       a release: tables, proof, sources restored
    corpus.versions(name)           the versions that there are
    corpus.cite(name)               how to cite a release, or a paragraph of it
    corpus.clean(source)            one document, repaired
    corpus.decode(data)             bytes to text, with the proof of the bytes
    corpus.build(sources, out)      a release made of source files
    corpus.publish(release, place)  to the Hub, an object store or a folder
    corpus.yank(name, version, ...) a version that readers are warned of
    corpus.withdraw(path, id, ...)  the next release without a document or a paragraph

Names load their module when first used, so that ``import corpus`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from corpus._version import __version__ as __version__

if TYPE_CHECKING:
    from corpus.building.build import build as build
    from corpus.building.withdraw import withdraw as withdraw
    from corpus.cleaning.clean import clean as clean
    from corpus.cleaning.decoding import decode as decode
    from corpus.errors import CorpusError as CorpusError
    from corpus.errors import GoneError as GoneError
    from corpus.errors import IntegrityError as IntegrityError
    from corpus.errors import MissingExtraError as MissingExtraError
    from corpus.errors import NotAReleaseError as NotAReleaseError
    from corpus.errors import PublishError as PublishError
    from corpus.errors import RegisterError as RegisterError
    from corpus.errors import ReleaseExistsError as ReleaseExistsError
    from corpus.errors import RemoteError as RemoteError
    from corpus.errors import RightsError as RightsError
    from corpus.errors import SourceError as SourceError
    from corpus.errors import UsageError as UsageError
    from corpus.loading.load import load as load
    from corpus.loading.load import rows as rows
    from corpus.loading.load import scan as scan
    from corpus.loading.open import cite as cite
    from corpus.loading.open import open_release as open_release
    from corpus.loading.rows import Rows as Rows
    from corpus.loading.versions import versions as versions
    from corpus.loading.versions import yanked as yanked
    from corpus.publishing.publish import publish as publish
    from corpus.publishing.yank import yank as yank
    from corpus.release.handle import Release as Release

_HOMES = {
    "build": "building.build",
    "withdraw": "building.withdraw",
    "clean": "cleaning.clean",
    "decode": "cleaning.decoding",
    "load": "loading.load",
    "rows": "loading.load",
    "scan": "loading.load",
    "open_release": "loading.open",
    "versions": "loading.versions",
    "yanked": "loading.versions",
    "cite": "loading.open",
    "publish": "publishing.publish",
    "yank": "publishing.yank",
    "Release": "release.handle",
    "Rows": "loading.rows",
    "CorpusError": "errors",
    "GoneError": "errors",
    "IntegrityError": "errors",
    "MissingExtraError": "errors",
    "NotAReleaseError": "errors",
    "PublishError": "errors",
    "RegisterError": "errors",
    "ReleaseExistsError": "errors",
    "RemoteError": "errors",
    "RightsError": "errors",
    "SourceError": "errors",
    "UsageError": "errors",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'corpus' has no attribute {name!r}")
    try:
        value = getattr(import_module(f"corpus.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        from corpus.errors import MissingExtraError

        raise MissingExtraError.of_import(error) or error from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
