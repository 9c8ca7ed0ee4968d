"""An adversary's table: releases whose hashes are all right and that say what cannot be, each of them refused.

A forgery changes one thing and then seals the release again, as somebody would who knows the format.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from forgery import Rows, copied, resealed, rewrite

import corpus
from corpus.cli import cli
from corpus.errors import CorpusError, IntegrityError
from corpus.release import layout
from corpus.release.manifest import canonical

TEXTS = {
    "ferry": "渡口纪事\n\n　　天刚亮，摆渡的老人就把船撑了出来，\n岸边已经有人在等。\n　　船走得很慢。\n",
    "bridge": "旧桥\r\n\r\n旧桥的石板被雨水洗得发亮，\r\n孩子们从上面跑过。\r\n",
}
Forge = Callable[[Path], Path]
FORGERIES: dict[str, tuple[Forge, str]] = {}


def forgery(names: str) -> Callable[[Forge], Forge]:
    """Add a forgery to the table, with what the problem must name."""

    def add(forge: Forge) -> Forge:
        FORGERIES[forge.__name__] = (forge, names)
        return forge

    return add


def in_row(table: str, number: int = 0, **values: Any) -> Callable[[Path], Path]:
    """Change some values of a row, and seal."""

    def change(rows: Rows) -> None:
        rows[number].update(values)

    def forge(folder: Path) -> Path:
        rewrite(folder, table, change)
        return resealed(folder)

    return forge


def row_forgery(name: str, names: str, table: str, number: int = 0, **values: Any) -> None:
    FORGERIES[name] = (in_row(table, number, **values), names)


row_forgery("null_paragraph_id", "paragraph_id is null", "paragraphs", 1, paragraph_id=None)
row_forgery("null_text", "text is null", "paragraphs", 1, text=None)
row_forgery("null_spans", "spans is null", "paragraphs", 1, spans=None)
row_forgery("no_spans", "no spans", "paragraphs", 1, spans=[])
row_forgery("unknown_kind", "kind is 'advert'", "paragraphs", 1, kind="advert")
row_forgery("furniture_with_a_row", "kind is 'furniture'", "paragraphs", 1, kind="furniture")
row_forgery("nan_confidence", "confidence is nan", "paragraphs", 1, confidence=math.nan)
row_forgery("confidence_beyond_one", "confidence is 7", "edits", 1, confidence=7.0)
row_forgery("unknown_script", "script is 'Latn'", "paragraphs", 1, script="Latn")
row_forgery("id_of_another_document", "not an ID of a paragraph", "paragraphs", 0, paragraph_id="ferry-0099")
row_forgery("id_with_markup", "paragraph_id is '<script>'", "paragraphs", 0, paragraph_id="<script>")
row_forgery("span_beyond_the_source", "not inside its source", "paragraphs", 0, spans=[{"start": 0, "end": 2**33}])
row_forgery("version_of_the_future", "later than this release", "paragraphs", 0, first_version="9.0.0")
row_forgery("level_of_a_paragraph", "has a level", "paragraphs", 1, level=3, kind="paragraph")
row_forgery("unknown_rule", "its rule 'my_own' is not one of the recipe", "edits", 1, rule=["my_own"])
row_forgery("no_rule", "names no rule", "edits", 1, rule=[])
row_forgery("edit_that_ends_at_2_to_the_40", "ends at 1099511627776", "edits", 1, end=2**40)
row_forgery("withheld_edit_of_a_terabyte", "ends at 1099511627776", "edits", 1, end=2**40, withheld=True, removed=None)
row_forgery("edit_that_begins_before_the_source", "start is -1", "edits", 0, start=-1)
row_forgery("null_removed_that_is_not_withheld", "does not have the characters", "edits", 0, removed=None)
row_forgery("withheld_and_still_there", "is withheld, and has characters", "edits", 0, withheld=True)
row_forgery("hash_of_nothing", "source_sha256 is null, though", "documents", 0, source_sha256=None)
row_forgery("size_of_nothing", "source_bytes is null, though", "documents", 0, source_bytes=None)
row_forgery("hash_that_is_no_hash", "source_sha256 is 'abc'", "documents", 0, source_sha256="abc")
row_forgery("document_without_id", "doc_id is null", "documents", 0, doc_id=None)
row_forgery("date_that_is_none", "date is 'soon'", "documents", 0, date="soon")
row_forgery("deceptive_file_name", "which is not escaped", "documents", 0, source_file="a\u202ecod.txt")
row_forgery("rights_that_the_manifest_does_not_count", "rights", "documents", 0, rights="cc0-1.0 really")
row_forgery("flag_that_the_manifest_does_not_count", "flags", "documents", 0, flags=["MOJIBAKE"])


@forgery("the bytes of the segments|characters than bytes")
def characters_from_no_bytes(folder: Path) -> Path:
    def change(rows: Rows) -> None:
        rows[0]["segments"][-1]["chars"] = 2**40

    rewrite(folder, "documents", change)
    return resealed(folder)


@forgery("given twice")
def an_id_that_is_given_twice(folder: Path) -> Path:
    def change(rows: Rows) -> None:
        rows[1]["paragraph_id"] = rows[0]["paragraph_id"]

    rewrite(folder, "paragraphs", change)
    return resealed(folder)


@forgery("it follows no release, but has a lineage")
def a_lineage_from_nowhere(folder: Path) -> Path:
    event = {"version": "0.1.0", "old_id": "bridge-0009", "new_id": "bridge-0001", "relation": "merged"}
    rewrite(folder, "lineage", lambda rows: [event])
    return resealed(folder)


@forgery("relation is 'vanished'")
def an_unknown_relation(folder: Path) -> Path:
    event = {"version": "0.1.0", "old_id": "bridge-0009", "new_id": None, "relation": "vanished"}
    rewrite(folder, "lineage", lambda rows: [event])
    return resealed(folder)


@forgery("there is no such document")
def a_finding_in_no_document(folder: Path) -> Path:
    found = {"doc_id": "nobody", "start": 0, "end": 1, "type": "PUA", "state": "kept"}
    rewrite(folder, "findings", lambda rows: [found])
    return resealed(folder)


@forgery("not inside its source")
def a_finding_outside_its_source(folder: Path) -> Path:
    found = {"doc_id": "bridge", "start": 5, "end": 10**6, "type": "PUA", "state": "kept"}
    rewrite(folder, "findings", lambda rows: [found])
    return resealed(folder)


@forgery("removed.jsonl|line 1")
def a_tombstone_that_is_none(folder: Path) -> Path:
    (folder / layout.TOMBSTONES).write_text('{"id": "ferry-0001"}\n', encoding="utf-8")
    return resealed(folder)


@forgery("quarantine.jsonl|line 1")
def a_quarantine_with_another_field(folder: Path) -> Path:
    line = {"name": "a.txt", "code": "EMPTY", "message": "", "path": "/etc/passwd"}
    (folder / layout.QUARANTINE).write_text(json.dumps(line) + "\n", encoding="utf-8")
    return resealed(folder)


@forgery("accepted")
def counts_that_hide_a_loss(folder: Path) -> Path:
    counts = {"input": 5, "accepted": 5, "quarantined": 0, "skipped": 0}
    return resealed(folder, lambda manifest: manifest.update(counts=counts))


@forgery("rights")
def rights_of_others(folder: Path) -> Path:
    return resealed(folder, lambda manifest: manifest.update(rights={"cc-by-4.0": 2}))


@forgery("version")
def a_version_with_markup(folder: Path) -> Path:
    return resealed(folder, lambda manifest: manifest.update(version="<script>"))


@forgery("name")
def a_name_that_leads_out(folder: Path) -> Path:
    return resealed(folder, lambda manifest: manifest.update(name="../../outside"))


@forgery("files")
def rows_in_a_folder_that_no_verifier_reads(folder: Path) -> Path:
    part = folder / "data" / "paragraphs" / "more" / "part-00000.parquet"
    part.parent.mkdir()
    part.write_bytes((folder / "data" / "paragraphs" / "part-00000.parquet").read_bytes())

    def change(manifest: dict[str, Any]) -> None:
        manifest["files"]["data/paragraphs/more/part-00000.parquet"] = {}

    return resealed(folder, change)


@forgery("CITATION.cff")
def a_citation_of_another_version(folder: Path) -> Path:
    path = folder / layout.CITATION
    path.write_text(path.read_text("utf-8").replace('version: "0.1.0"', 'version: "9.9.9"'), encoding="utf-8")
    return resealed(folder)


@forgery("README.md")
def a_card_with_other_rows(folder: Path) -> Path:
    path = folder / layout.CARD
    text = path.read_text("utf-8")
    assert "num_examples: 2\n" in text
    path.write_text(text.replace("num_examples: 2\n", "num_examples: 2000\n"), encoding="utf-8")
    return resealed(folder)


@forgery("provenance.json")
def a_provenance_of_other_rules(folder: Path) -> Path:
    path = folder / layout.PROVENANCE
    statement = json.loads(path.read_bytes())
    statement["predicate"]["buildDefinition"]["internalParameters"]["rules"] = {"nothing": 1}
    path.write_text(canonical(statement), encoding="utf-8")
    return resealed(folder)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    (folder / "in").mkdir()
    register = '[dataset]\nname = "set"\ntitle = "Set"\nlicence = "cc0-1.0"\n'
    for key, text in TEXTS.items():
        (folder / "in" / f"{key}.txt").write_text(text, encoding="utf-8", newline="")
        register += f'[[source]]\nkey = "{key}"\nfile = "{key}.txt"\nrights = "cc0-1.0"\n'
    (folder / "in" / "register.toml").write_text(register, encoding="utf-8")
    return corpus.build(folder / "in", folder / "out", date="2026-12-01", workers=1).path


def test_what_is_only_sealed_again_is_proved(sound: Path, tmp_path: Path) -> None:
    forged = resealed(copied(sound, tmp_path / "0.1.0"))
    assert corpus.open_release(forged).verify().ok
    assert len(FORGERIES) >= 30


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_by_verify_and_publish(sound: Path, tmp_path: Path, name: str) -> None:
    forge, named = FORGERIES[name]
    folder = forge(copied(sound, tmp_path / "0.1.0"))
    before = sorted(tmp_path.rglob("*"))
    try:
        problems = corpus.open_release(folder).verify().problems
        said = [f"{problem.where}: {problem.message}" for problem in problems]
    except IntegrityError as error:  # its manifest cannot be opened
        said = [str(error)]
    assert any(part in line for line in said for part in named.split("|")), said
    with pytest.raises(IntegrityError) as refused:
        corpus.publish(folder, tmp_path / "shelf")
    assert refused.value.exit_code == 3 and sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", FORGERIES)
def test_no_reader_of_a_forgery_shows_a_foreign_error(sound: Path, tmp_path: Path, name: str) -> None:
    folder = FORGERIES[name][0](copied(sound, tmp_path / "0.1.0"))
    reads: list[Callable[[], object]] = [
        lambda: list(corpus.rows(folder)),
        lambda: list(corpus.rows(folder, "documents")),
        lambda: repr(corpus.open_release(folder)),
        lambda: corpus.cite(folder),
        lambda: corpus.open_release(folder).restore("bridge"),
        lambda: corpus.open_release(folder).diff(corpus.open_release(sound)),
        lambda: corpus.build(sound.parents[2] / "in", tmp_path / "next", previous=folder, workers=1),
        lambda: corpus.withdraw(folder, "ferry", reason="asked", out=tmp_path / "next"),
    ]
    for read in reads:
        try:
            read()
        except CorpusError:
            continue
    assert not (tmp_path / "next" / "set" / "0.2.0").exists() and not list(tmp_path.glob("outside*"))


@pytest.mark.parametrize("name", sorted({*FORGERIES} - {"null_text", "null_removed_that_is_not_withheld"}))
def test_a_forged_standoff_release_is_not_hydrated(sound: Path, tmp_path: Path, name: str) -> None:
    from corpus.building.hydrate import hydrate
    from corpus.release.standoff import make_standoff

    standoff = make_standoff(corpus.open_release(sound), tmp_path / "standoff").path
    try:
        folder = FORGERIES[name][0](standoff)
    except (KeyError, TypeError):
        pytest.skip("it concerns what a standoff release has not")
    with pytest.raises(IntegrityError):
        hydrate(corpus.open_release(folder), sound.parents[2] / "in", tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*"))


def test_the_deep_proof_runs_the_rules_again(sound: Path, tmp_path: Path) -> None:
    """A release that restores its sources can still have other paragraphs than its rules make."""
    from corpus.building.rebuild_check import differences

    assert differences(corpus.open_release(sound)) == []
    assert differences(corpus.open_release("sample")) == []
    forged = in_row("paragraphs", 1, confidence=0.5)(copied(sound, tmp_path / "0.1.0"))
    assert corpus.open_release(forged).verify().ok
    (problem,) = differences(corpus.open_release(forged))
    assert problem.where == "bridge" and "confidence of bridge-0002" in problem.message
    shown = CliRunner().invoke(cli, ["verify", str(forged), "--deep"], standalone_mode=False)
    assert shown.return_value == 3 and "made again with the recorded rules" in shown.stdout
