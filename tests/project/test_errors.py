"""Every error survives pickling with its fields, and has the exit code that the documentation states."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys

import pytest

from corpus import errors
from corpus.errors import CorpusError, SourceError, UsageError

CLASSES = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, CorpusError)]
CODES = {
    "CorpusError": 4, "DefectError": 4, "ResourceError": 4, "IntegrityError": 3, "PublishError": 1, "SourceError": 1,
}  # fmt: skip


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_survives_pickling_with_its_fields(kind: type[CorpusError]) -> None:
    if kind is SourceError:
        error: CorpusError = SourceError("EMPTY", "the text has no characters")
    else:
        error = kind("m.json: altered", "fetch it again", "m.json", "ALTERED", ("one", "two"))
    again = pickle.loads(pickle.dumps(error))
    assert vars(again) == vars(error)
    assert (str(again), type(again)) == (str(error), kind)


@pytest.mark.parametrize("kind", CLASSES)
def test_exit_codes_are_those_of_the_documentation(kind: type[CorpusError]) -> None:
    assert kind.exit_code == CODES.get(kind.__name__, 2)


def test_the_tree_in_the_docstring_has_every_error() -> None:
    assert [kind.__name__ for kind in CLASSES if kind.__name__ not in (errors.__doc__ or "")] == []


def test_an_error_as_text_says_what_to_do() -> None:
    error = UsageError("'tset' is not a valid split", "did you mean 'test'?")
    assert str(error) == "'tset' is not a valid split\nhelp: did you mean 'test'?"
    assert error.headline == error.message == "'tset' is not a valid split"
    assert str(UsageError("nothing is known")) == "nothing is known"
    assert str(SourceError("EMPTY", "the text has no characters")) == "EMPTY: the text has no characters"


def test_load_without_datasets_says_what_to_install() -> None:
    code = "import sys, corpus; sys.modules['datasets'] = None; corpus.load('sample')"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert shown.stderr.endswith("which is not installed\nhelp: pip install 'corpus-zh[datasets]'\n")


def test_the_command_line_says_the_help_once() -> None:
    shown = subprocess.run([sys.executable, "-m", "corpus", "info", "sampel"], capture_output=True, text=True)
    assert shown.stderr.count("help: ") == shown.stderr.count("did you mean 'sample'?") == 1
