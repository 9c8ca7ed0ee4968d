"""The public names: exactly these, each documented, each in the reference."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import corpus

NAMES = [
    "CorpusError",
    "GoneError",
    "IntegrityError",
    "MissingExtraError",
    "NotAReleaseError",
    "PublishError",
    "RegisterError",
    "Release",
    "ReleaseExistsError",
    "RemoteError",
    "RightsError",
    "Rows",
    "SourceError",
    "UsageError",
    "__version__",
    "build",
    "cite",
    "clean",
    "decode",
    "load",
    "open_release",
    "publish",
    "rows",
    "scan",
    "versions",
    "withdraw",
    "yank",
    "yanked",
]
# The sample is needed by doctests of these; torch by the last.
MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(corpus.__path__, "corpus.")
    if name not in ("corpus.loading.torch", "corpus.__main__")
]


def test_the_public_names_are_these() -> None:
    assert sorted(corpus.__all__) == NAMES
    assert dir(corpus) == NAMES


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = corpus.nothing


@pytest.mark.parametrize("name", [name for name in NAMES if name != "__version__"])
def test_every_public_name_is_documented(name: str) -> None:
    value = getattr(corpus, name)
    assert inspect.getdoc(value)
    if inspect.isclass(value) and not issubclass(value, Exception):
        for attribute, member in vars(value).items():
            if not attribute.startswith("_") and (callable(member) or isinstance(member, property)):
                assert inspect.getdoc(member), f"{name}.{attribute}"


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_knows_and_its_examples_are_true(name: str) -> None:
    module: ModuleType = importlib.import_module(name)
    assert module.__doc__, "a module opens with one sentence"
    results = doctest.testmod(module, extraglobs={"corpus": corpus}, optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
