"""corpus export: each format read back by a library of its own, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import conllu
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

import corpus
from corpus.cli import export as command
from corpus.cli import main
from corpus.errors import MissingExtraError, ReleaseExistsError, UsageError
from corpus.exporting import FORMATS, ExportOptions, export_release
from corpus.exporting.conllu_sentences import characters, sentences, words
from corpus.exporting.line_breaks import line_ends, source_edits
from corpus.exporting.markdown_pages import escaped
from corpus.exporting.mnbvc_lines import simhash
from corpus.exporting.tei_xml import NAMESPACE, text
from corpus.release.standoff import make_standoff

TEI = {"tei": NAMESPACE}
SCHEMA = Path(__file__).parents[1] / "support" / "tei_subset.rng"
TROUBLE = """# 制表*与*公式

=SUM(A1:A9) 是这一页的第一句话，它看起来像公式，其实是正文，读到这里就该明白了。

＋八十五元的那一张票，在老街的柜台上放了三天，没有人来领，后来收进了抽屉里。

```python
print("``` <b>")
    x = 1 & 2
```

1. 先看[一眼](x)再走。
- 再看一眼。

他说：“今天不去了。”老周点点头！真的吗？是的，价格为3.5元，写在 Python 手册里。
"""


def sample() -> corpus.Release:
    return corpus.open_release("sample")


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    """A release whose text means something to every format."""
    folder = tmp_path_factory.mktemp("trouble")
    (folder / "sources").mkdir()
    (folder / "sources" / "9 lives.md").write_text(TROUBLE, encoding="utf-8")
    (folder / "sources" / "bell.txt").write_text(f"钟楼的钟\x0b停了，修钟的人还在路上。{chr(10)}" * 2, encoding="utf-8")
    return corpus.build(folder / "sources", folder / "shelf", name="trouble", date="2026-12-01")


@pytest.fixture(scope="module", params=["sample", "trouble"])
def release(request: pytest.FixtureRequest) -> corpus.Release:
    found: corpus.Release = sample() if request.param == "sample" else request.getfixturevalue("trouble")
    return found


def exported(release: corpus.Release, form: str, **options: Any) -> str:
    file = io.BytesIO()
    export_release(release, form, file, ExportOptions(**options))
    return file.getvalue().decode()


def rows(release: corpus.Release) -> list[dict[str, Any]]:
    return list(corpus.rows(release.path))


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_and_a_stream_have_the_same_bytes(release: corpus.Release, form: str, tmp_path: Path) -> None:
    done = export_release(release, form, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == exported(release, form).encode() == exported(release, form).encode()
    assert (done.documents, done.paragraphs) == (release.documents.count_rows(), len(rows(release)))


@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_has_a_file_for_each_document(form: str, tmp_path: Path) -> None:
    export_release(sample(), form, tmp_path / "all", a_file_each=True)
    names = [row["doc_id"] for row in corpus.rows("sample", "documents")]
    suffix = FORMATS[form]().suffix
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted(f"{name}{suffix}" for name in names)
    assert all(path.stat().st_size for path in (tmp_path / "all").iterdir())
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


def test_json_lines_are_the_rows_with_the_facts_of_their_document(release: corpus.Release) -> None:
    lines = [json.loads(line) for line in exported(release, "jsonl").splitlines()]
    documents = {row["doc_id"]: row for row in corpus.rows(release.path, "documents")}
    for line, row in zip(lines, rows(release), strict=True):
        facts = line.pop("document")
        assert line == row
        assert facts["title"] == documents[row["doc_id"]]["title"]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_gives_the_text_back_and_quotes_every_text(release: corpus.Release) -> None:
    written = exported(release, "csv", formulas="keep")
    assert [row["text"] for row in table(written)] == [row["text"] for row in rows(release)]
    assert written.startswith('"paragraph_id","doc_id"') and "\r\n" in written
    assert exported(release, "csv", bom=True).startswith('\ufeff"paragraph_id"')


def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe_and_is_counted(trouble: corpus.Release) -> None:
    file = io.BytesIO()
    done = export_release(trouble, "csv", file)
    cells = [row["text"] for row in table(file.getvalue().decode())]
    began = [row["text"] for row in rows(trouble) if row["text"][0] in "=+-@＝＋－＠"]
    assert any(text.startswith("=SUM") for text in began) and any(text.startswith("＋") for text in began)
    assert [cell for cell in cells if cell.startswith("'")] == [f"'{text}" for text in began]
    assert done.remarks["formulas"] == len(began)
    assert not any(
        cell[0] in "=+-@＝＋－＠" for row in table(file.getvalue().decode()) for cell in row.values() if cell
    )


def test_plain_text_gives_the_paragraphs_back(release: corpus.Release) -> None:
    pages = exported(release, "txt").split("\f\n")
    documents = [row["doc_id"] for row in corpus.rows(release.path, "documents")]
    for page, doc_id in zip(pages, documents, strict=True):
        assert page == "\n".join(f"{row['text']}\n" for row in rows(release) if row["doc_id"] == doc_id)


def rendered(page: str) -> list[tuple[str, str]]:
    """The blocks of a page as a reader sees them: tag and text."""
    found, parser = list[tuple[str, str]](), MarkdownIt()
    tokens = parser.parse(page.split("---\n", 2)[2])
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            assert before is not None and token.children is not None
            seen = "".join("\n" if part.type in ("hardbreak", "softbreak") else part.content for part in token.children)
            assert not any(part.type in ("html_inline", "link_open", "code_inline") for part in token.children)
            found.append((before.tag, seen))
        elif token.type == "fence":
            found.append(("fence", token.content))
        assert token.type != "html_block"
    return found


def test_markdown_shows_the_text_of_the_release_and_nothing_is_taken_for_markup(
    release: corpus.Release, tmp_path: Path
) -> None:
    export_release(release, "md", tmp_path / "md", a_file_each=True)
    for path in (tmp_path / "md").iterdir():
        own = [row for row in rows(release) if row["doc_id"] == path.stem]
        blocks = rendered(path.read_text(encoding="utf-8"))
        for row, (tag, seen) in zip(own, blocks, strict=True):
            plain = [" ".join(line.split()) for line in row["text"].split("\n")]
            assert " ".join(seen.split()) == " ".join(" ".join(plain).split())
            if row["kind"] == "heading":
                assert tag == f"h{min(6, 1 + row['level'])}"
            assert (tag == "h1") == (row["kind"] == "title")
            assert (tag == "fence") == (row["kind"] in ("code", "table"))


@given(st.text("甲 *_#`[]()<>&|~$+-=.1:)\\!\"'", min_size=1, max_size=30).filter(lambda value: value.strip()))
def test_escaped_text_is_rendered_as_it_was(value: str) -> None:
    ((tag, seen),) = rendered(f"---\n---\n{escaped(value.strip())}\n")
    assert (tag, " ".join(seen.split())) == ("p", " ".join(value.split()))


def tei(page: str) -> Any:
    return etree.fromstring(page.encode())


def test_tei_is_valid_and_has_every_paragraph_by_its_id(release: corpus.Release, tmp_path: Path) -> None:
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    whole = tei(exported(release, "tei"))
    schema.assertValid(whole)
    export_release(release, "tei", tmp_path / "tei", a_file_each=True)
    for path in (tmp_path / "tei").iterdir():
        schema.assertValid(etree.parse(path))
    elements = {each.get("{http://www.w3.org/XML/1998/namespace}id"): each for each in whole.iter() if each.tag}
    for row in rows(release):
        element = elements[f"p.{row['paragraph_id']}"]
        lines = element.findall("tei:l", TEI)
        seen = "\n".join("".join(line.itertext()) for line in lines) if lines else "".join(element.itertext())
        assert seen == row["text"].replace("\x0b", "\ufffd")


def test_the_line_ends_of_tei_are_those_of_the_source() -> None:
    for name in [row["doc_id"] for row in corpus.rows("sample", "documents")]:
        document, paragraphs, edits = sample().rows_of(name)
        chars = sample().restore(name)
        assert document["source_bytes"] == len(chars)
        known = source_edits(edits)
        for row in paragraphs:
            for end in line_ends(row, known):
                around = row["text"][max(0, end.place - 1) : end.place + 1]
                assert 0 < end.place < len(row["text"])
                assert not end.inside_word or not around[0].isspace() or len(row["spans"]) > 1


def test_a_line_end_says_whether_a_word_goes_on_over_it() -> None:
    (body,) = tei(exported(sample(), "tei")).xpath("//tei:TEI[@xml:id='doc.ferry-essay']//tei:body", namespaces=TEI)
    after_blank = [each for each in body.iter(f"{{{NAMESPACE}}}lb") if each.get("break") is None]
    assert after_blank and all(
        (each.getprevious().tail if each.getprevious() is not None else each.getparent().text).endswith(" ")
        for each in after_blank
    )
    unbroken = [each for each in body.iter(f"{{{NAMESPACE}}}lb") if each.get("break") == "no"]
    assert len(unbroken) > 20


def test_what_xml_cannot_hold_is_shown_as_lost() -> None:
    assert text("甲\x0b<乙>&\ufffe") == "甲\ufffd&lt;乙&gt;&amp;\ufffd"


def parsed(page: str) -> Any:
    return conllu.parse(page)


@pytest.mark.parametrize("tokens", ["characters", "words"])
def test_conllu_is_read_by_its_library_and_its_tokens_are_the_text(release: corpus.Release, tokens: str) -> None:
    found = parsed(exported(release, "conllu", tokens=tokens))
    paragraphs = [each.metadata["newpar id"] for each in found if "newpar id" in each.metadata]
    assert paragraphs == [row["paragraph_id"] for row in rows(release) if row["text"].strip()]
    names = [each.metadata["sent_id"] for each in found]
    assert len(set(names)) == len(names)
    joined = dict[str, str]()
    for each in found:
        written = ""
        for token in each:
            misc = token["misc"] or {}
            written += token["form"] + ("" if misc.get("SpaceAfter") == "No" else " ")
        assert written.rstrip() == each.metadata["text"]
        key = each.metadata["sent_id"].rpartition(".")[0]
        joined[key] = joined.get(key, "") + "".join(token["form"] for token in each)
    for row in rows(release):
        assert joined.get(row["paragraph_id"], "") == "".join(row["text"].split())


@given(st.text("他说：“好。”！？…a1. \n　", max_size=60))
def test_sentences_and_tokens_lose_nothing(value: str) -> None:
    assert "".join("".join(sentences(value)).split()) == "".join(value.split())
    for cut in (characters, words):
        tokens = list(cut(value.strip()))
        assert "".join(token.form + token.after for token in tokens) == value.strip()
        assert all(token.form and not token.form[-1].isspace() for token in tokens)


def test_a_sentence_ends_after_its_closing_quote() -> None:
    assert sentences("他说：“今天不去了。”老周点点头！真的吗？价格为3.5元。") == [
        "他说：“今天不去了。”", "老周点点头！", "真的吗？", "价格为3.5元。"
    ]  # fmt: skip


def test_mnbvc_has_the_keys_and_the_lines_of_the_source(release: corpus.Release) -> None:
    files = [json.loads(line) for line in exported(release, "mnbvc").splitlines()]
    documents = {row["source_file"]: row for row in corpus.rows(release.path, "documents")}
    for file in files:
        document = documents[file["文件名"]]
        assert list(file) == [
            "文件名", "是否待查文件", "是否重复文件", "文件大小", "simhash", "最长段落长度", "段落数", "去重段落数",
            "低质量段落数", "段落", "扩展字段", "时间",
        ]  # fmt: skip
        assert file["文件大小"] == document["source_bytes"] and 0 <= file["simhash"] < 2**64
        assert file["段落数"] == len(file["段落"]) and len(file["时间"]) == 8
        assert json.loads(file["扩展字段"])["doc_id"] == document["doc_id"]
        source = corpus.decode(release.restore(document["doc_id"])).text.split("\n")
        for row in file["段落"]:
            assert list(row) == ["行号", "是否重复", "是否跨文件重复", "md5", "内容", "扩展字段"]
            words_of_line = re.sub(r"\W", "", row["内容"])[:3]
            near = "".join(source[row["行号"] : row["行号"] + 3])
            assert words_of_line in re.sub(r"\W", "", near)


def test_a_similar_text_has_a_similar_hash() -> None:
    lines = [f"第{number}章的第一段话，说的是老街上的旧事。" for number in range(60)]
    other = [*lines[:-1], "换掉的最后一段。"]
    assert (simhash(lines) ^ simhash(other)).bit_count() < 12
    assert (simhash(lines) ^ simhash([line[::-1] for line in lines])).bit_count() > 16


def test_repeated_paragraphs_are_marked_and_make_a_file_doubtful(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    line = "这一段话在一页里印了三次，排版的人没有看见，读的人却看见了。\n\n"
    (tmp_path / "sources" / "a.txt").write_text(line * 3, encoding="utf-8")
    built = corpus.build(tmp_path / "sources", tmp_path / "shelf", name="three", date="2026-12-01")
    (file,) = [json.loads(each) for each in exported(built, "mnbvc").splitlines()]
    assert [row["是否重复"] for row in file["段落"]] == [False, True, True]
    assert (file["段落数"], file["去重段落数"], file["是否待查文件"]) == (3, 1, True)


def test_what_cannot_be_exported_is_refused(tmp_path: Path, trouble: corpus.Release) -> None:
    with pytest.raises(UsageError, match="expected one of jsonl"):
        export_release(trouble, "pdf", io.BytesIO())
    with pytest.raises(UsageError, match="is inside the release"):
        export_release(trouble, "txt", trouble.path / "data" / "all.txt")
    with pytest.raises(UsageError, match="is a folder"):
        export_release(trouble, "txt", tmp_path)
    (tmp_path / "there").mkdir()
    with pytest.raises(ReleaseExistsError, match="nothing was written"):
        export_release(trouble, "txt", tmp_path / "there", a_file_each=True)
    standoff = make_standoff(sample(), tmp_path / "standoff")
    with pytest.raises(UsageError, match="standoff release: the text is not here"):
        export_release(standoff, "txt", io.BytesIO())


def test_an_export_that_fails_leaves_the_earlier_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.conllu").write_text("before", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(MissingExtraError) as raised:
        export_release(sample(), "conllu", tmp_path / "out.conllu", ExportOptions(tokens="words"))
    assert raised.value.help == "pip install 'corpus-zh[words]'"
    with pytest.raises(MissingExtraError):
        export_release(sample(), "conllu", tmp_path / "all", ExportOptions(tokens="words"), a_file_each=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.conllu"]
    assert (tmp_path / "out.conllu").read_text(encoding="utf-8") == "before"


Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    def call(*args: object) -> tuple[int, bytes, str]:
        with pytest.raises(SystemExit) as left:
            main(["export", *map(str, args)])
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out, err.decode()

    yield call


def test_the_command_streams_by_default_and_says_on_stderr_what_it_wrote(run: Run, tmp_path: Path) -> None:
    assert tuple(FORMATS) == command.FORMATS
    code, out, err = run("sample", "--format", "txt")
    assert (code, err, out.decode()) == (0, "", exported(sample(), "txt"))
    code, out, err = run("sample", "--format", "md", "-o", f"{tmp_path}/pages/")
    assert (code, out) == (0, b"")
    assert err == f"{tmp_path}/pages: 34 documents, {len(rows(sample()))} paragraphs, md\n"
    assert len(list((tmp_path / "pages").iterdir())) == corpus.open_release("sample").manifest["counts"]["accepted"]


def test_the_command_takes_a_shelf_and_tells_of_formulas(run: Run, tmp_path: Path, trouble: corpus.Release) -> None:
    shutil.copytree(trouble.path.parent, tmp_path / "shelf")
    code, _, err = run(tmp_path / "shelf", "--version", "0.1.0", "--format", "csv", "-o", tmp_path / "t.csv", "--bom")
    assert code == 0
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "with the start of a formula got an apostrophe in front" in err
    code, _, err = run(tmp_path / "shelf", "--format", "csv", "--formulas", "keep")
    assert "may be computed by a spreadsheet" in err
    code, _, err = run(tmp_path / "shelf")
    assert code == 2 and "--format" in err
