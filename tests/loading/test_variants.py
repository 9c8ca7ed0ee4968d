"""Text in another script is what OpenCC makes of it, in every form, and nothing else changes."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.errors import MissingExtraError, UsageError
from corpus.loading import script as variants
from corpus.loading.script import COLUMNS, CONFIGS, SCRIPTS, Conversion
from corpus.model import schema

opencc = pytest.importorskip("opencc")
HOME = Path(opencc.__file__).parent / "clib"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CORPUS_CACHE", "HF_HOME", "HF_DATASETS_CACHE"):
        monkeypatch.setenv(name, str(tmp_path / name))


def dictionaries(config: str) -> list[str]:
    """The dictionary files that a configuration of OpenCC names."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend([value["file"]] if "file" in value else [])
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                walk(item)

    walk(json.loads((HOME / "share" / "opencc" / f"{config}.json").read_text(encoding="utf-8")))
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """Every entry of the dictionaries that OpenCC ships: what it knows, and so what its own tests are about."""
    folder = tmp_path_factory.mktemp("dictionaries")
    found = {}
    for file in {file for config in CONFIGS for file in dictionaries(config)}:
        out = folder / f"{file}.txt"
        command = [HOME / "bin" / "opencc_dict", "-i", HOME / "share" / "opencc" / file, "-f", "ocd2"]
        subprocess.run([*command, "-o", out, "-t", "text"], check=True, capture_output=True)
        lines = [line for line in out.read_text(encoding="utf-8").split("\n") if "\t" in line]
        found[file] = {line.split("\t")[0]: line.split("\t")[1].split(" ") for line in lines}
        assert found[file]
    return found


def batch_of(texts: list[str], script: str) -> pa.RecordBatch:
    sections = [[text, "一"] for text in texts]
    return pa.RecordBatch.from_pydict({"text": texts, "section": sections, "script": [script] * len(texts)})


@pytest.mark.parametrize("config", CONFIGS)
def test_every_entry_of_opencc_comes_through_our_path(config: str, entries: dict[str, dict[str, list[str]]]) -> None:
    texts = [f"{key}，{key}的。" for file in dictionaries(config) for key in entries[file]]
    assert len(texts) > 30
    conversion = Conversion.of("paragraphs", config)
    assert conversion
    script = "Hans" if config.startswith("s") else "Hant"
    direct = opencc.OpenCC(config)
    expected = [direct.convert(text) for text in texts]
    assert expected != texts
    (shown,) = conversion.batches([batch_of(texts, script)])
    assert shown.column("text").to_pylist() == expected
    assert [section[0] for section in shown.column("section").to_pylist()] == expected


@pytest.mark.parametrize(("target", "source", "file"), [("Hant", "Hans", "STPhrases"), ("Hans", "Hant", "TSPhrases")])
def test_a_phrase_becomes_what_the_dictionary_says(
    target: str, source: str, file: str, entries: dict[str, dict[str, list[str]]]
) -> None:
    """Without asking OpenCC's converter: whole phrases against the dictionary itself."""
    known = entries[f"{file}.ocd2"]
    conversion = Conversion.of("paragraphs", target)
    assert conversion and len(known) > 100
    shown = conversion(batch_of(list(known), source)).column("text").to_pylist()
    assert shown == [values[0] for values in known.values()]


@pytest.mark.parametrize("target", SCRIPTS)
def test_each_row_is_converted_by_its_own_script(target: str) -> None:
    texts = ["理发店后面的台湾软件", "皇后的頭髮與臺灣軟體", "后来他發了头条", "一二三"]
    scripts = ["Hans", "Hant", "mixed", None]
    conversion = Conversion.of("paragraphs", target)
    assert conversion
    shown = conversion(pa.RecordBatch.from_pydict({"text": texts, "script": scripts})).column("text").to_pylist()
    for before, script, after in zip(texts, scripts, shown, strict=True):
        config = SCRIPTS[target].get(script or "mixed")
        assert after == (opencc.OpenCC(config).convert(before) if config else before)


def test_a_row_in_the_script_asked_for_stays() -> None:
    """What a blind conversion would do to it is the reason."""
    for target, script, text in (("Hans", "Hans", "乾隆年间著书"), ("Hant", "Hant", "皇后在里長家")):
        conversion = Conversion.of("paragraphs", target)
        assert conversion
        assert conversion(batch_of([text], script)).column("text").to_pylist() == [text]
    assert opencc.OpenCC("s2t").convert("皇后在里長家") != "皇后在里長家"


def test_missing_values_and_lists_stay_missing() -> None:
    texts, lists = ["发", None, "", "里"] * 5, [["发", None], None, [], ["后", "发"]] * 5
    fields = [(name, schema.arrow(schema.DOCUMENTS).field(name).type) for name in ("title", "keywords", "script")]
    batch = pa.RecordBatch.from_pydict(
        {"title": texts, "keywords": lists, "script": ["Hans"] * 20}, schema=pa.schema(fields)
    )
    conversion = Conversion.of("documents", "Hant")
    assert conversion
    for part in (batch, batch.slice(3, 9)):
        shown = conversion(part)
        shown.validate(full=True)
        expected = json.dumps(part.to_pydict())
        for before, after in ("发發", "里裏", "后後"):
            expected = expected.replace(json.dumps(before)[1:-1], json.dumps(after)[1:-1])
        assert shown.to_pydict() == json.loads(expected)


def test_converting_imports_no_pandas(sample_release: Path) -> None:
    code = f"import sys, corpus; list(corpus.rows({str(sample_release)!r}, 'documents', script='Hant'))\n"
    code += "print(sorted({'pandas', 'datasets'} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(Path(corpus.__file__).parent.parent)}
    command = [sys.executable, "-c", code]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert shown.stdout == "[]\n"


@given(st.lists(st.text(alphabet="发后里\n\0\r 乾abc，面\U0002a6d6", max_size=8), max_size=12))
def test_texts_together_are_as_each_alone(texts: list[str]) -> None:
    alone = opencc.OpenCC("s2tw")
    shown = variants.converted("s2tw", texts)
    assert [len(text) for text in shown] == [len(text) for text in texts]
    # OpenCC 1.4.2 loses a NUL at the start of a text, and what comes after it.
    assert shown == ["\0".join(alone.convert(piece) for piece in text.split("\0")) for text in texts]


def names_of(document: dict[str, Any]) -> list[str]:
    """The names that stay, the longest first."""
    names = [*(document["authors"] or []), *(person["name"] for person in document["contributors"] or [])]
    names += [document["publisher"], document["issuer"], *(document["affiliations"] or [])]
    return sorted((name for name in names if name and len(name) > 1), key=len, reverse=True)


def converted_around(text: str, names: list[str], convert: Any) -> str:
    """Convert what is between names, found from the left."""
    for at in range(len(text)):
        for name in names:
            if text.startswith(name, at):
                return convert(text[:at]) + name + converted_around(text[at + len(name) :], names, convert)
    return str(convert(text))


def expected_rows(release: Path, config: str, target: str) -> list[dict[str, Any]]:
    """What the rows must be, made one string at a time."""
    names = {row["doc_id"]: names_of(row) for row in corpus.rows(release, "documents")}

    def change(value: Any, own: list[str], convert: Any) -> Any:
        if isinstance(value, str):
            return converted_around(value, [name for name in own if convert(name) != name], convert)
        return [change(item, own, convert) for item in value] if isinstance(value, list) else value

    found = []
    for row in corpus.rows(release, config):
        name = SCRIPTS[target].get(row["script"])
        if name:
            convert, own = opencc.OpenCC(name).convert, names[row["doc_id"]]
            row = {key: change(value, own, convert) if key in COLUMNS[config] else value for key, value in row.items()}
        found.append(row)
    return found


@pytest.mark.parametrize("config", ["paragraphs", "documents"])
@pytest.mark.parametrize("target", ["Hant", "Hans"])
def test_every_form_has_the_same_converted_rows(sample_release: Path, config: str, target: str) -> None:
    expected = expected_rows(sample_release, config, target)
    assert expected != list(corpus.rows(sample_release, config))
    scanned = corpus.scan(sample_release, config, script=target)
    assert list(corpus.rows(sample_release, config, script=target)) == expected
    assert scanned.to_arrow().to_pylist() == expected
    assert scanned.to_arrow().schema == schema.arrow(schema.TABLES[config])
    assert scanned.to_polars().to_dicts() == expected
    assert scanned.to_pandas()["doc_id"].tolist() == [row["doc_id"] for row in expected]
    names = ", ".join(f'"{name}"' for name in scanned.schema.names)
    assert scanned.to_duckdb().query("t", f"select {names} from t").to_arrow_table().to_pylist() == expected
    assert f"script {target}" in repr(scanned)


@pytest.mark.parametrize("config", ["paragraphs", "documents"])
def test_datasets_has_the_same_converted_rows_and_types(sample_release: Path, config: str) -> None:
    expected = expected_rows(sample_release, config, "Hant")
    plain = corpus.load(sample_release, config)
    converted = corpus.load(sample_release, config, script="Hant")
    stream = corpus.load(sample_release, config, script="Hant", streaming=True)
    assert list(converted) == list(stream) == expected
    assert converted.features == stream.features == plain.features
    assert list(corpus.load(sample_release, config, script="Hans")) == expected_rows(sample_release, config, "Hans")
    assert list(corpus.load(sample_release, config)) == list(corpus.rows(sample_release, config))


def test_columns_and_filters_see_what_they_should(sample_release: Path) -> None:
    expected = [row for row in expected_rows(sample_release, "paragraphs", "Hant") if row["kind"] == "heading"]
    options: dict[str, Any] = {"script": "Hant", "where": {"kind": "heading"}, "columns": ["text", "doc_id"]}
    few = [{"text": row["text"], "doc_id": row["doc_id"]} for row in expected]
    assert list(corpus.rows(sample_release, **options)) == few
    assert list(corpus.load(sample_release, **options)) == few
    assert list(corpus.load(sample_release, **options, streaming=True)) == few
    original = next(row["text"] for row in corpus.rows(sample_release) if "发" in row["text"])
    assert len(list(corpus.rows(sample_release, where={"text": original}, script="Hant"))) == 1
    test = [row["doc_id"] for row in corpus.rows(sample_release, split="test", script="Hant")]
    assert test == [row["doc_id"] for row in corpus.rows(sample_release, split="test")]


def test_hashes_lengths_and_spans_stay_those_of_the_source(sample_release: Path) -> None:
    for before, after in zip(corpus.rows(sample_release), corpus.rows(sample_release, script="Hant-TW"), strict=True):
        assert {key: after[key] for key in after if key not in ("text", "section")} == {
            key: before[key] for key in before if key not in ("text", "section")
        }
        assert len(after["text"]) == before["n_chars"]


def test_original_and_none_need_no_opencc(sample_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    assert list(corpus.rows(sample_release, script="original")) == list(corpus.rows(sample_release))
    with pytest.raises(MissingExtraError) as caught:
        corpus.scan(sample_release, script="Hant")
    assert caught.value.help == "pip install 'corpus-zh[script]'"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ({"script": "hant"}, "expected one of Hans, Hant", "did you mean 'Hant'"),
        ({"script": "s2twpp"}, "expected one of", "did you mean 's2twp'"),
        ({"script": "Hans", "config": "edits"}, "they are evidence of the source", "leave script= out"),
    ],
)
def test_a_wrong_script_is_an_error_with_the_choices(
    sample_release: Path, arguments: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        corpus.scan(sample_release, **arguments)  # type: ignore[arg-type]
    assert hint in caught.value.help


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[pa.RecordBatch]:
    monkeypatch.setattr(variants, "INLINE_BYTES", 2000)
    return [batch_of([f"第{number}页：理发店后面的发展"] * 20, "Hans") for number in range(40)]


def test_workers_give_the_same_in_the_same_order(many: list[pa.RecordBatch]) -> None:
    conversion = Conversion.of("paragraphs", "Hant")
    assert conversion
    assert list(conversion.batches(many, workers=2)) == [conversion(batch) for batch in many]


def test_a_worker_that_is_killed_loses_no_row(many: list[pa.RecordBatch], monkeypatch: pytest.MonkeyPatch) -> None:
    conversion = Conversion.of("paragraphs", "Hant")
    assert conversion
    calls: list[int] = []
    real = variants._Child.__call__

    def killed(self: variants._Child, batch: pa.RecordBatch) -> pa.RecordBatch:
        calls.append(self._process.pid)
        if len(calls) in (3, 9):
            self._process.kill()
        return real(self, batch)

    monkeypatch.setattr(variants._Child, "__call__", killed)
    assert list(conversion.batches(many, workers=2)) == [conversion(batch) for batch in many]
    assert len(set(calls)) > 2  # others took their places


def test_a_reader_that_stops_leaves_no_process(many: list[pa.RecordBatch], monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = variants._Child.__init__

    def noted(self: variants._Child, conversion: Conversion) -> None:
        real(self, conversion)
        started.append(self._process)

    monkeypatch.setattr(variants._Child, "__init__", noted)
    conversion = Conversion.of("paragraphs", "Hant")
    assert conversion
    batches: Iterator[pa.RecordBatch] = conversion.batches(many, workers=2)
    for _ in range(20):
        next(batches)
    batches.close()  # type: ignore[attr-defined]
    assert started and all(process.poll() is not None for process in started)


def test_a_script_without_a_main_guard_can_convert(sample_release: Path, tmp_path: Path) -> None:
    """With multiprocessing each worker would run the script again."""
    code = "from corpus.loading import script as variants\nimport corpus\nvariants.INLINE_BYTES = 1\nprint('once')\n"
    code += f"print(len(list(corpus.rows({str(sample_release)!r}, script='Hant'))))\n"
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    root = str(Path(corpus.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, str(tmp_path / "script.py")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert shown.stdout.split() == ["once", str(len(corpus.scan(sample_release)))]
    assert shown.stderr == ""


def test_the_options_are_shown_by_name() -> None:
    names = list(inspect.signature(corpus.scan).parameters)
    assert list(inspect.signature(corpus.rows).parameters) == list(inspect.signature(corpus.load).parameters) == names
    assert "script" in names
    with pytest.raises(TypeError, match="scirpt"):
        corpus.rows("sample", scirpt="Hant")  # type: ignore[call-arg]
