"""Plain words in code and documents, and not the turns of phrase that readers stumbled over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT

# A regular expression, and the better word.
PHRASES = (
    (
        r"\b(?:stands?|stood) (?:there|here|already|beside|above|behind|between|alone|first|in|on|at|outside)\b",
        "is, is in",
    ),
    (r"\bas (?:it|they) stands?\b", "unchanged, as it is"),
    (r"\bwhere(?:ver)? (?:it|they) stands?\b", "where it is"),
    (r"\bstand(?:s|ing)? for the\b", "is, means"),
    (
        r"(?<![Tt]here )\b(?:is|are) no (?:name|date|version|release|rule|file|path|manifest|index|key|table|split|"
        r"folder|text|title|list|number|paragraph|hash|repository|register|place|standoff|shelf)\b",
        "is not a valid ..., is not a ...",
    ),
    (r"\b(?:is|are) no (?:JSON|Parquet|YAML|TOML|UTF-8)\b", "is not JSON"),
    (r"\bmay be called how\b", "Naming rules"),
    (r"\bbehind\b", "after"),
    (r"\belsewhere\b", "remote; in other places"),
    (r"\b(?:told|untold)\b", "reported, listed"),
    (r"\blets? (?:it |them )?go\b|\bis let go\b", "drained, released"),
    (r"\bforgotten when\b", "released as consumed"),
    (r"\bwith other content\b", "with different content"),
    (r"\bnobody knows\b", "unknown"),
    (r"\b(?:is|are|was|were) what (?:it|they) (?:was|were|meets?)\b", "unchanged"),
    (r"\bof the type of what\b|\barrays without dimensions\b", "0-d arrays by dtype"),
    (r"\bshared? (?:it |them )?out\b", "each worker reads a disjoint part"),
    (r"\bthat Parquet is asked\b", "for predicate push-down"),
    (r"\bin our words\b", "translated"),
    (r"\bbegins? anew\b", "is numbered anew"),
    (r"\b(?:has|have) not (?:the|a|an|any)\b", "does not have"),
)
IDENTIFIERS = (
    (r"\b_let_go\b", "drain"),
    (r"^class _?Life\b", "ReleaseContents"),
    (r"^class _?Side\b", "Snapshot"),
    (r"^class _?There\b", "RemoteFile"),
    (r"^class _?Held\b", "CachedRelease"),
    (r"^class _?Secret\b", "WithheldText"),
    (r"^class _?Home\b", "RowSource"),
    (r"^class _?Told\b", "Result"),
    (r"^class Read\b", "FieldReading"),
    (r"^class _?Fresh\b", "NewRows"),
)
# Each exception with its reason: (path, part of the line).
_CARD = "the card prints it: a change of its words would change every release"
ALLOWED: dict[tuple[str, str], str] = {
    ("corpus/model/schema.py", "where it stands in the decoded source"): _CARD,
    ("corpus/model/schema.py", "stood between"): _CARD,
    ("corpus/model/schema.py", "the characters that stood there"): _CARD,
    ("corpus/model/schema.py", "the characters that stand there now"): _CARD,
}
# Generated from the code and checked there; a change of the code changes them.
GENERATED = ("docs/reference/",)
# A docstring of a function that begins with one of these says what is there instead of what the function does. Other
# nouns are found by ruff (D401).
NOT_VERBS = frozenset(
    ("All", "Both", "Each", "Every", "How", "Nothing", "None", "One", "Only", "That", "The", "What")
) | {"When", "Where", "Whether", "Which", "Who", "Why"}
PAGES = ("README.md", "CONTEXT.md", "CONTRIBUTING.md", "SECURITY.md")


class Phrase(NamedTuple):
    path: str
    number: int
    phrase: str
    better: str

    def __str__(self) -> str:
        return f"{self.path}:{self.number}: {self.phrase!r}; better: {self.better}"


def checked() -> list[Path]:
    found = [*(ROOT / "corpus").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *(ROOT / page for page in PAGES)]
    return sorted(found)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Leave out the tree of docs/architecture.md: its lines are the modules' own sentences."""
    in_tree = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        in_tree = line.startswith("```text tree") or (in_tree and not line.startswith("```"))
        if not in_tree:
            yield number, line


def phrases(path: Path) -> Iterator[Phrase]:
    patterns = (*PHRASES, *IDENTIFIERS) if path.suffix == ".py" else PHRASES
    for number, line in lines(path):
        if any(place == name(path) and part in line for place, part in ALLOWED):
            continue
        for pattern, better in patterns:
            for match in re.finditer(pattern, line):
                yield Phrase(name(path), number, match[0], better)


def found_in(paths: list[Path]) -> list[str]:
    return [str(phrase) for path in paths for phrase in phrases(path)]


def test_no_phrase_of_the_list_is_used() -> None:
    paths = [path for path in checked() if not name(path).startswith(GENERATED)]
    assert len(paths) > 80
    assert found_in(paths) == []


def test_exceptions_are_needed() -> None:
    """An exception for a line that is not there any more would hide the next one."""
    for place, part in ALLOWED:
        assert any(part in line for _, line in lines(ROOT / place)), f"{place} has no line with {part!r}"


def opening_words(path: Path) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = (part for each in node.decorator_list for part in ast.walk(each))
            decorators = {part.id for part in parts if isinstance(part, ast.Name)}
            text = ast.get_docstring(node)
            if text and not decorators & {"property", "cached_property"}:
                yield node.lineno, node.name, text.split()[0]


def openings(paths: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{number}: {function}: {word!r} is not an imperative verb"
        for path in paths
        for number, function, word in opening_words(path)
        if word in NOT_VERBS
    ]


def test_functions_say_what_they_do() -> None:
    assert openings(sorted((ROOT / "corpus").rglob("*.py"))) == []


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("'0.1' is no version", "is no version"),
        ("the bytes behind the text", "behind"),
        ("a place elsewhere", "elsewhere"),
        ("it stands there with other content", "stands there"),
        ("class Held:", "class Held"),
    ],
)
def test_a_phrase_is_found_with_its_place(
    line: str, phrase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "module.py"
    path.write_text(f"x = 1\n{line}\n", encoding="utf-8")
    assert (2, phrase) in [(each.number, each.phrase) for each in phrases(path)]


def test_a_docstring_without_a_verb_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "module.py"
    path.write_text('def right() -> bool:\n    """Whether it is right."""\n', encoding="utf-8")
    assert openings([path]) == ["module.py:1: right: 'Whether' is not an imperative verb"]
