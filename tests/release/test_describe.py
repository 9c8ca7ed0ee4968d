"""What describes a release is taken by the tools that read it: the Hub's client, mlcroissant, the CFF schema."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import corpus
from corpus.errors import UsageError
from corpus.model import schema
from corpus.release import layout, parquet
from corpus.release.description import card
from corpus.release.description.citation import quoted
from corpus.release.description.front_matter import (
    SIZES,
    checked_card,
    problems_of,
    read_front_matter,
    strange_words,
)
from corpus.release.description.write import facts_of
from corpus.release.standoff import make_standoff

mlcroissant = pytest.importorskip("mlcroissant")
yaml = pytest.importorskip("yaml")

OFFLINE = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module", params=["full", "standoff"])
def release(request: pytest.FixtureRequest, sample_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "full":
        return sample_release
    return make_standoff(corpus.open_release(sample_release), tmp_path_factory.mktemp("standoff") / "sample").path


def front_matter(release: Path) -> str:
    return (release / "README.md").read_text(encoding="utf-8").split("---\n")[1]


def test_the_hubs_client_reads_what_we_read(release: Path) -> None:
    from huggingface_hub import DatasetCardData

    text = (release / "README.md").read_text(encoding="utf-8")
    assert list(problems_of(text)) == []
    ours, theirs = read_front_matter(text), yaml.safe_load(front_matter(release))
    assert ours == theirs and list(strange_words(ours)) == []
    data = DatasetCardData(**theirs).to_dict()
    assert data["license"] == "cc0-1.0" and data["size_categories"] == ["n<1K"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("language: [no]", "line 2: YAML would not read `no`"),
        ("tags:\n- yes", "line 3: YAML would not read `yes`"),
        ("tags: [2024]", "YAML would not read `2024`"),
        ("tags:\n-", "YAML would not read ``"),
        ("pretty_name: 1.10", "YAML would not read `1.10`"),
        ("pretty_name: 2026-11-24", "YAML would not read `2026-11-24`"),
        ("pretty_name: 12:30", "YAML would not read `12:30`"),
        ("pretty_name: {a: b}", "line 2: pretty_name: a text is expected"),
        ("pretty_name: a: b", "line 2: mapping values are not allowed here"),
        ("pretty_name: *a", "line 2: found undefined alias"),
        ('pretty_name: "a', "line 3: found unexpected end of stream"),
        ("pretty_name: !!python/object/apply:os.getcwd []", "line 2: could not determine a constructor"),
        ("language: zh\nlanguage: en", "line 3: language is given twice"),
        ("configs:\n- config_name: a\n  data_dir: b\n  data_dir: c", "line 5: data_dir is given twice"),
        ("? [a, b]\n: c", "found unhashable key"),
        ("viewer: 2026-13-45", "the front matter is not valid YAML: month must be in 1..12"),
        ("configs: none", "configs: a list of configs"),
        ("configs:\n- data_dir: a", "a config_name of its own"),
        ("configs:\n- config_name: a\n  data_dir: b\n- config_name: a\n  data_dir: c", "a config_name of its own"),
        ("configs:\n- config_name: a\n  default: true\n- config_name: b\n  default: yes", "only one is the default"),
        ("configs:\n- config_name: a\n  data_files: 3", "a: data_files is a path, or a list"),
        ("dataset_info: large", "dataset_info: keys with values are expected"),
        ("language: zh\n   tags: [a]", "line 3: mapping values are not allowed here"),
        ("just words", "the front matter is a list of keys with values"),
        ("[" * 2000 + "]" * 2000, "nests too deeply"),
    ],
)
def test_what_the_hub_or_yaml_would_take_otherwise_is_named(lines: str, problem: str) -> None:
    assert problem in "\n".join(problems_of(f"---\n{lines}\n---\n# Card\n"))


@pytest.mark.parametrize(
    ("lines", "strange"),
    [
        (
            "licence: mit",
            "'licence' is not a key of the Hub's that we know (list of 2026-12-01); did you mean 'license'?",
        ),
        (
            "license: mitt",
            "license: 'mitt' is not a value of the Hub's that we know (list of 2026-12-01); did you mean",
        ),
        ("license: public-domain", "'public-domain' is not a value"),
        ("license: other", "needs license_name and license_link"),
        ("task_categories: [text-generatoin]", "did you mean 'text-generation'?"),
        ("size_categories: [tiny]", "'tiny' is not a value"),
        ("language: chinese", "not an ISO 639 code"),
        ("configs:\n- config_name: a\n  data_file: x", "'data_file' is not a key that we know"),
    ],
)
def test_what_our_lists_do_not_have_is_a_warning_with_their_date(lines: str, strange: str) -> None:
    card = f"---\n{lines}\n---\n# Card\n"
    assert list(problems_of(card)) == []
    with pytest.warns(UserWarning, match=r"^card\.md: ") as told:
        assert checked_card(card, "card.md", warn=True) == card
    assert strange in str(told[0].message) and len(told) == 1


def test_a_card_without_front_matter_is_named() -> None:
    assert list(problems_of("# Card\n")) == ["the card has no front matter between two lines ---"]


GATED = """\
# Who may have it, and on which terms.
license: llama3.1  # a list of licences grows
extra_gated_heading: Ask for the letters
extra_gated_prompt: |-
  The letters name living people.

  - Do not publish addresses.
  - Ask before you quote: we answer.
extra_gated_description: >
  We answer
  in a week.
extra_gated_button_content: "Ask"
extra_gated_eu_disallowed: true
extra_gated_fields:
  Company: text
  Country: country
  Born: date_picker
  Purpose:
    type: select
    options: [Research, {label: Other, value: other}]
  I do not publish addresses: checkbox
gated: manual
language_details: [zh-Hant-TW]
train-eval-index:
- config: default
  task: text-generation
  splits: {train_split: train}
configs:
- config_name: letters
  data_files: "letters/*.csv"
  sep: "\\t"
- config_name: notes
  data_files: [a.csv, b.csv]
dataset_info:
  features: [{name: text, dtype: string}]
  splits: [{name: train, num_bytes: 1, num_examples: 2}]
"""


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "language: zh",
        "language:\n- zh\n- en",
        "language:",
        "tags: []",
        "tags: [\"no\", 'a''b', c]",
        "tags: &words [a, b]\ntask_ids: *words",
        "# note\nviewer: false",
        "configs:\n- config_name: a\n  default: true\n  data_files:\n  - split: train\n    path: a/*.parquet",
        "configs:\n  - config_name: a\n    data_files:\n      - split: train\n        path: [a, b]",
        GATED,
    ],
)
def test_what_the_hub_documents_passes_as_yaml_reads_it(lines: str) -> None:
    for text in (f"---\n{lines}\n---\n", f"\ufeff---  \r\n{lines}\r\n---\r\n# Card"):
        assert read_front_matter(text) == (yaml.safe_load(lines) or {})
        assert list(problems_of(text)) == [] and list(strange_words(read_front_matter(text))) == []


def test_a_cards_comments_and_block_texts_stay_as_they_are(tmp_path: Path) -> None:
    """The register's own card is copied, never written anew from what was read of it."""
    (tmp_path / "a.txt").write_text("河上起了雾，渡船停在对岸。\n", encoding="utf-8")
    (tmp_path / "register.toml").write_text('[dataset]\ncard = "card.md"\n', encoding="utf-8")
    gated = GATED[: GATED.index("configs:")].replace("license: llama3.1", "tags: [a]")
    card = f"---\n{gated}# corpus:front-matter\n---\n# Letters\n"
    (tmp_path / "card.md").write_text(card, encoding="utf-8")
    release = corpus.build([tmp_path / "a.txt"], tmp_path / "out", name="set", register=tmp_path / "register.toml")
    text = (release.path / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"---\n{gated}language:\n") and text.endswith("---\n# Letters\n")
    assert read_front_matter(text)["extra_gated_prompt"].endswith("- Ask before you quote: we answer.")


def test_any_text_is_a_scalar_of_yaml() -> None:
    text = "".join(map(chr, (0, 7, 10, 34, 39, 92, 127, 133, 159, 160, 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x1F600)))
    for value in (text, "no", "1.10", "a: b # c", "- x", "", "夜市"):
        assert yaml.safe_load(f"a: {quoted(value)}\n") == {"a": value}


def test_the_yaml_library_is_imported_by_nothing_that_reads() -> None:
    code = "import sys, corpus; next(corpus.rows('sample')); corpus.cite('sample'); assert 'yaml' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_a_bad_card_stops_the_build_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("河上起了雾，渡船停在对岸。\n", encoding="utf-8")
    (tmp_path / "in" / "register.toml").write_text('[dataset]\ncard = "about/card.md"\n', encoding="utf-8")
    (tmp_path / "in" / "about").mkdir()
    (tmp_path / "in" / "about" / "card.md").write_text(
        "---\n# corpus:front-matter\ntags: [no]\n---\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"card\.md: line 3: YAML would not read `no`"):
        corpus.build(
            tmp_path / "in", tmp_path / "out", name="set", workers=1, register=tmp_path / "in" / "register.toml"
        )
    assert not (tmp_path / "out").exists()


def test_a_mixed_release_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    entries = ""
    for name, more in (("a", 'rights = "cc-by-4.0"'), ("b", 'rights_statement = "By letter."'), ("c", "")):
        (tmp_path / "in" / f"{name}.txt").write_text(f"河上起了雾，渡船停在对岸。{name}\n", encoding="utf-8")
        entries += f'[[source]]\nkey = "{name}"\nfile = "{name}.txt"\n{more}\n'
    (tmp_path / "in" / "register.toml").write_text(entries, encoding="utf-8")
    release = corpus.build(tmp_path / "in", tmp_path / "out", name="set", date="2026-11-24", workers=1)
    front = yaml.safe_load(front_matter(release.path))
    assert (front["license"], front["license_name"], front["license_link"]) == ("other", "mixed", "LICENSE")
    assert front["license_details"] == "1 of 3 documents: cc-by-4.0, 2 of 3 documents: unknown"
    text = (release.path / "README.md").read_text(encoding="utf-8")
    assert "- stated for 1 of them: By letter." in text and "is not for publication" in text
    licence = (release.path / "LICENSE").read_text(encoding="utf-8").split("\n")
    assert licence[2:5] == ["a: cc-by-4.0", "b: unknown (By letter.)", "c: unknown"]


def test_size_categories() -> None:
    rows = (0, 999, 1000, 9_999, 10_000, 10**6 - 1, 10**6, 10**11, 10**12)
    found = [card._size(count) for count in rows]
    assert [SIZES.index(name) for name in found] == [0, 0, 1, 1, 2, 3, 4, 9, 10]


def test_the_facts_of_a_release_are_those_it_was_built_with(release: Path) -> None:
    manifest = corpus.open_release(release).manifest
    filled = card.fill(manifest["card_template"], facts_of(release, manifest))
    assert filled == (release / "README.md").read_text(encoding="utf-8")


def test_the_card_tells_every_column_and_what_the_register_tells(release: Path) -> None:
    from corpus.model import schema

    text = (release / "README.md").read_text(encoding="utf-8")
    for columns in schema.TABLES.values():
        assert all(f"| `{column.name}` |" in text for column in columns)
    for part in ("Whose voice", "What it is for", "Known limits", "Personal data", "Quality", "How to cite"):
        assert f"## {part}" in text


@OFFLINE
def test_mlcroissant_validates_and_loads_every_table(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was tried")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    dataset = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
    assert dataset.metadata.conforms_to
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    for table in ("paragraphs", "documents", "edits"):
        expected = list(corpus.rows(release, table))
        found = list(dataset.records(table))
        assert len(found) == len(expected)
        assert [_told(row) for row in found] == [_told(row) for row in expected]


def _told(value: Any) -> Any:
    """A value as both sides tell it: text is bytes, numbers are floats, null and empty are nothing."""
    if isinstance(value, dict):
        told = {name.rsplit("/", 1)[-1]: _told(item) for name, item in value.items()}
        return {name: item for name, item in told.items() if item not in (None, [], {})}
    if isinstance(value, list):
        return [item for item in map(_told, value) if item != {}]
    if isinstance(value, str):
        return value.encode()
    return value if value is None or isinstance(value, bytes) else round(float(value), 5)


def test_every_shard_has_its_hash(sample_release: Path) -> None:
    description = json.loads((sample_release / "croissant.json").read_text(encoding="utf-8"))
    shards = [item for item in description["distribution"] if item["@type"] == "cr:FileObject"]
    assert {item["contentUrl"] for item in shards} == {
        path.relative_to(sample_release).as_posix() for path in (sample_release / "data").rglob("*.parquet")
    }
    manifest = corpus.open_release(sample_release).manifest
    assert all(item["sha256"] == manifest["files"][item["contentUrl"]]["sha256"] for item in shards)


def test_datasets_loads_the_folder_as_it_stands(release: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    for config in ("paragraphs", "documents", "edits"):
        found = datasets.load_dataset(str(release), config, cache_dir=str(tmp_path))["train"]
        assert found.num_rows == len(corpus.scan(release, config))


def test_the_citation_fits_the_schema_of_cff(release: Path) -> None:
    from importlib.resources import files

    import jsonschema

    schema = json.loads(files("cffconvert").joinpath("schemas/1.2.0/schema.json").read_text(encoding="utf-8"))
    for text in (
        (release / "CITATION.cff").read_text(encoding="utf-8"),
        corpus.open_release(release).cite("cff", paragraph="river-news-0001"),
    ):
        jsonschema.validate(yaml.load(text, Loader=yaml.BaseLoader), schema)


@OFFLINE
def test_cffconvert_takes_it(release: Path) -> None:
    from cffconvert import Citation

    citation = Citation((release / "CITATION.cff").read_text(encoding="utf-8"))
    citation.validate()
    assert "content hash" in corpus.open_release(release).cite("bibtex")
    assert "0.1.0" in citation.as_apalike()


def test_a_lost_file_is_no_silent_loss_for_datasets_itself(release: Path, tmp_path: Path) -> None:
    """The card says how many rows there are, and of which types: load_dataset refuses fewer."""
    datasets = pytest.importorskip("datasets")
    folder = tmp_path / "copy"
    shutil.copytree(release, folder)
    options = {"split": "train", "cache_dir": str(tmp_path / "cache")}
    for name in schema.TABLES:
        table = parquet.read_tables(layout.paths_of(release, name))
        rows = [row for part in table for row in part.to_pylist()]
        assert datasets.load_dataset(str(folder), name, **options).to_list() == rows
    path = folder / "data" / "paragraphs" / "part-00000.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    with pytest.raises(datasets.exceptions.DatasetsError) as refused:
        datasets.load_dataset(str(folder), "paragraphs", download_mode="force_redownload", **options)
    assert "NonMatchingSplitsSizes" in type(refused.value).__name__


def test_the_card_shows_ten_rows_and_how_to_load_them(release: Path) -> None:
    text = (release / "README.md").read_text(encoding="utf-8")
    shown = text.split("## Examples\n\n")[1].split("\n\n")[0].split("\n")
    assert shown[0] == "|paragraph_id|kind|n_chars|text|" and len(shown) == 2 + 10
    rows = corpus.scan(release).head(10)
    assert [line.split("|")[1].replace("\\", "") for line in shown[2:]] == [row["paragraph_id"] for row in rows]
    for line, row in zip(shown[2:], rows, strict=True):
        told = line.rsplit("|", 2)[1].replace("\\", "")
        start = (row["text"] or "")[:20].split("\u3000")[0]
        assert told.startswith(start) and len(told) <= 80 and (row["text"] is None) == (told == "")
    assert 'load_dataset("USER/sample", "paragraphs", revision="v0.1.0", split="train")' in text
    assert 'corpus.load("USER/sample", version="0.1.0")' in text
    assert "pypi.org" not in text


def test_a_row_that_looks_like_a_table_stays_in_its_cell(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲 | 乙 <b>*丙*</b> [丁](x) `戊`\n", encoding="utf-8")
    release = corpus.build([tmp_path / "a.txt"], tmp_path / "out", name="set", workers=1)
    text = (release.path / "README.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.split("\n") if line.startswith("|a-0001|")]
    assert line.endswith(r"|甲 \| 乙 \<b\>\*丙\*\</b\> \[丁\]\(x\) \`戊\`|")


def test_the_information_of_a_data_set_is_the_releases(release: Path, tmp_path: Path) -> None:
    """The true version, licence, citation and homepage, by ours and by the Hub's own client."""
    datasets = pytest.importorskip("datasets")
    opened = corpus.open_release(release)
    plain = datasets.load_dataset(str(release), "documents", split="train", cache_dir=str(tmp_path)).info
    stream = datasets.load_dataset(str(release), "documents", split="train", streaming=True).info
    ours = [
        corpus.load(release, "documents", **options).info for options in ({}, {"split": "test"}, {"columns": ["title"]})
    ]
    ours += [corpus.load(release, where={"kind": "none"}).info, corpus.load(release, streaming=True).info]
    for info in (plain, stream, *ours):
        assert str(info.version) == opened.version == "0.1.0"
        assert (info.license, info.citation) == ("cc0-1.0", opened.cite())
        assert info.description == opened.manifest["dataset"]["description"]
