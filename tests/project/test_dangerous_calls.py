"""No code of the project runs what a file or a place of others holds: no pickles, no evaluated text, no remote code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

FILES = [path for folder in ("corpus", "scripts", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))]
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
CALLS = {"eval", "exec", "yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load", "numpy.load", "np.load"}


def dangers(code: str) -> Iterator[str]:
    """The names in code that run, or may run, what they are given."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            yield str(node.module)
        elif isinstance(node, ast.keyword) and node.arg in ("trust_remote_code", "allow_pickle"):
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                yield str(node.arg)
        elif isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in CALLS:
            yield from () if any(keyword.arg == "allow_pickle" for keyword in node.keywords) else (name,)


def test_no_code_runs_what_it_is_given() -> None:
    assert len(FILES) > 300
    found = {str(path.relative_to(ROOT)): list(dangers(Path(path).read_text(encoding="utf-8"))) for path in FILES}
    assert not {path: names for path, names in found.items() if names}


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "eval('1')",
        "yaml.load(text)",
        "load_dataset(name, trust_remote_code=True)",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
    ],
)
def test_what_is_dangerous_is_seen(code: str) -> None:
    assert list(dangers(code))


@pytest.mark.parametrize("code", ["yaml.safe_load(text)", "np.load(path, allow_pickle=False)", "evaluate('1')"])
def test_what_is_not_is_not(code: str) -> None:
    assert not list(dangers(code))
