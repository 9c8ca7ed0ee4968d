"""What describes a release is taken by the tools that read it: the Hub's client, mlcroissant, the CFF schema."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus
from corpus.errors import UsageError
from corpus.model import schema
from corpus.release import layout, parquet
from corpus.release.description import card
from corpus.release.description.front_matter import SIZES, problems_of, read_front_matter
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
    assert _as_words(theirs) == ours
    data = DatasetCardData(**theirs).to_dict()
    assert data["license"] == "cc0-1.0" and data["size_categories"] == ["n<1K"]


def _as_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_words(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_words(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else value


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("language: [no]", "YAML would not read `no`"),
        ("tags:\n- yes", "YAML would not read `yes`"),
        ("tags: [2024]", "YAML would not read `2024`"),
        ("pretty_name: 1.10", "YAML would not read `1.10`"),
        ("pretty_name: 2026-11-24", "YAML would not read `2026-11-24`"),
        ("pretty_name: 12:30", "YAML would not read `12:30`"),
        ("pretty_name: a: b", "as a text in quotes"),
        ("pretty_name: *a", "as a text in quotes"),
        ('pretty_name: "a', "the quotes do not close"),
        ("licence: mit", "'licence' is not a valid key; did you mean 'license'?"),
        ("license: mitt", "license: 'mitt' is not a value that the Hub knows; did you mean 'mit'?"),
        ("license: public-domain", "'public-domain' is not a value that the Hub knows"),
        ("license: other", "needs license_name and license_link"),
        ("task_categories: [text-generatoin]", "did you mean 'text-generation'?"),
        ("size_categories: [tiny]", "'tiny' is not a value that the Hub knows"),
        ("language: chinese", "not an ISO 639 code"),
        ("language: zh\nlanguage: en", "language is given twice"),
        ("configs: none", "configs: a list of configs"),
        ("configs:\n- config_name: a", "a: data_files is missing"),
        ("configs:\n- config_name: a\n  data_file: x", "'data_file' is not a valid key; did you mean 'data_files'?"),
        ("configs:\n- config_name: a\n  data_dir: b\n- config_name: a\n  data_dir: c", "a config_name of its own"),
        ("language: zh\n   tags: [a]", "matches no line before it"),
        ("just words", "write it as key: value"),
    ],
)
def test_what_the_hub_or_yaml_would_take_otherwise_is_named(lines: str, problem: str) -> None:
    assert problem in "\n".join(problems_of(f"---\n{lines}\n---\n# Card\n"))


def test_a_card_without_front_matter_is_named() -> None:
    assert list(problems_of("# Card\n")) == ["the card has no front matter between two lines ---"]


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "language: zh",
        "language:\n- zh\n- en",
        "tags: []",
        "tags: [\"no\", 'a''b', c]",
        "# note\nviewer: false",
        "configs:\n- config_name: a\n  default: true\n  data_files:\n  - split: train\n    path: a/*.parquet",
        "configs:\n  - config_name: a\n    data_files:\n      - split: train\n        path: [a, b]",
    ],
)
def test_what_is_simple_is_read_as_yaml_reads_it(lines: str) -> None:
    text = f"---\n{lines}\n---\n"
    assert read_front_matter(text) == _as_words(yaml.safe_load(lines) or {})
    assert list(problems_of(text)) == []


def test_a_bad_card_stops_the_build_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("河上起了雾，渡船停在对岸。\n", encoding="utf-8")
    (tmp_path / "in" / "register.toml").write_text('[dataset]\ncard = "about/card.md"\n', encoding="utf-8")
    (tmp_path / "in" / "about").mkdir()
    (tmp_path / "in" / "about" / "card.md").write_text(
        "---\n# corpus:front-matter\ntags: [no]\n---\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"card\.md: line 3: YAML would not read `no`"):
        corpus.build(tmp_path / "in", tmp_path / "out", name="set", workers=1)
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
