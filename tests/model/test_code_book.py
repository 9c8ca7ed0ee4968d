"""Every code that the package says is in the book, and every code of the book is said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import corpus
from corpus.cli import cli
from corpus.errors import UsageError
from corpus.model.code_book import CODES

PACKAGE = Path(corpus.__file__).parent
PAGE = PACKAGE.parent / "docs" / "reference" / "codes.md"
SAID = re.compile(
    r"""(?:Finding\([^()]*(?:\([^()]*\))?[^()]*,\s|SourceError\(|code\s*=\s*|CODE\s*=\s*|Refused\([^,]*,\s|SingleProblem\([^,]*(?:\([^()]*\))?,\s)"([A-Z][A-Z_]+)\""""
)


def source() -> str:
    files = (path for path in PACKAGE.rglob("*.py") if path.name != "code_book.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))


def test_what_is_said_is_in_the_book() -> None:
    said = set(SAID.findall(source()))
    assert len(said) > 25
    assert said <= set(CODES)


def test_what_is_in_the_book_is_said() -> None:
    text = source()
    assert [code for code in CODES if f'"{code}"' not in text] == []


def test_the_command_explains_a_code_and_a_rule() -> None:
    result = CliRunner().invoke(cli, ["rules", "mojibake", "--format", "json"])
    assert result.exit_code == 0 and json.loads(result.stdout)["name"] == "mojibake"
    result = CliRunner().invoke(cli, ["rules", "SEAM"])
    assert result.stdout.startswith("SEAM (finding and flag)")


@pytest.mark.parametrize("code", CODES)
def test_the_command_and_the_page_say_what_a_code_means(code: str) -> None:
    result = CliRunner().invoke(cli, ["rules", code, "--format", "json"])
    where, meaning = CODES[code]
    assert json.loads(result.stdout) == {"code": code, "where": where, "doc": meaning}
    assert f"| `{code}` | {meaning} |" in PAGE.read_text(encoding="utf-8")


def test_a_code_that_is_none_has_a_near_miss() -> None:
    result = CliRunner().invoke(cli, ["rules", "MOJIBAK"])
    assert isinstance(result.exception, UsageError)
    assert "MOJIBAKE" in result.exception.help
