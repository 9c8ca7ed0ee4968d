"""The gate: which rights let text be published, and what opens it otherwise."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import corpus
from corpus.errors import RegisterError, RightsError, UsageError
from corpus.publishing.gate import require_publishable
from corpus.release.rights import standing, statement_of

TEXT = "白芦河边的渡口换了新船，老船工在岸上坐了一个下午，看着孩子们上船又下船。\n"


def built(folder: Path, register: str) -> corpus.Release:
    source = folder / "in"
    source.mkdir()
    for name in ("a", "b"):
        (source / f"{name}.txt").write_text(TEXT + name + "\n", encoding="utf-8")
    (source / "register.toml").write_text(register, encoding="utf-8")
    return corpus.build(source, folder / "out", name="set", date="2026-11-24", workers=1)


def entry(key: str, *lines: str) -> str:
    return "\n".join(["[[source]]", f'key = "{key}"', f'file = "{key}.txt"', *lines, ""])


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ("cc0", "open"),
        ("CC BY 4.0", "open"),
        ("cc-by-sa-4.0", "open"),
        ("public-domain", "open"),
        ("Public Domain", "open"),
        ("cc-by-nc-4.0", "noncommercial"),
        ("cc-by-nd-4.0", "closed"),  # a release repairs its texts: it is a derivative
        ("all-rights-reserved", "closed"),
        ("cc-by", "closed"),  # of which version nobody said
        ("unknown", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_standing(rights: str | None, expected: str) -> None:
    assert standing(rights) == expected


def test_open_text_passes(tmp_path: Path) -> None:
    release = built(tmp_path, entry("a", 'rights = "cc0-1.0"') + entry("b", 'rights = "cc-by-nc-4.0"'))
    require_publishable(release)


def test_one_unknown_document_stops_the_text_of_all(tmp_path: Path) -> None:
    release = built(tmp_path, entry("a", 'rights = "cc0-1.0"') + entry("b"))
    with pytest.raises(RightsError, match=r"1 of 2 documents .* b \(rights unknown\)") as caught:
        require_publishable(release)
    assert "--text standoff" in caught.value.help
    assert "rights_statement" in caught.value.help
    require_publishable(release, "standoff")


def test_a_misspelt_licence_is_refused_and_its_neighbour_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"'cc-by-4' is not a known licence; did you mean 'cc-by-4.0'\\?"):
        built(tmp_path, entry("a", 'rights = "cc-by-4"') + entry("b", 'rights = "cc0-1.0"'))


def test_a_statement_opens_its_document_and_is_recorded(tmp_path: Path) -> None:
    said = "The river office allowed it by letter of 1 November 2026."
    release = built(tmp_path, entry("a", f'rights_statement = "{said}"') + entry("b", 'rights = "cc0-1.0"'))
    require_publishable(release)
    assert release.manifest["rights_statements"] == {said: 1}
    assert [statement_of(row) for row in release.documents.to_table().to_pylist()] == [said, None]


def test_the_data_sets_statement_covers_registered_sources_only(tmp_path: Path) -> None:
    head = '[dataset]\nrights_statement = "Both texts are mine."\n'
    release = built(tmp_path, head + entry("a"))
    with pytest.raises(RightsError, match=r"1 of 2 documents .* b \(rights unknown\)"):
        require_publishable(release)


def test_text_is_full_or_standoff(tmp_path: Path) -> None:
    release = built(tmp_path, entry("a") + entry("b"))
    with pytest.raises(UsageError, match="expected one of full, standoff"):
        require_publishable(release, "none")


def test_a_declared_encoding_is_recorded(tmp_path: Path) -> None:
    digest = hashlib.sha256((TEXT + "a\n").encode()).hexdigest()
    release = built(tmp_path, entry("a", 'encoding = "utf-8"', f'sha256 = "{digest}"'))
    evidence = release.documents.to_table().to_pylist()[0]["evidence"]
    assert [item["value"] for item in evidence if item["field"] == "encoding"] == ["utf-8"]
