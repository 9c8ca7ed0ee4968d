"""Who wrote which piece of a page: a row for each article, through everything that a release goes through."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import SAMPLE
from forgery import Rows, copied, resealed, rewrite

import corpus
from corpus.building.hydrate import hydrate
from corpus.errors import UsageError
from corpus.model import schema
from corpus.release.standoff import make_standoff
from corpus.release.verify import verify

OLD = Path(__file__).parent / "specimens" / "schema-1.0"
PAGE = "river-news"
AUTHORS = {
    "bridge-news": [["范姜若"], ["鍾離安"], ["陳樹生"]],
    "bus-notes": [["岭堰河谷融媒体中心"], ["骆一鸣"]],
    "lighthouse-news": [["汤雨辰"], ["米兰亭"], ["汤雨辰"]],
    "river-news": [["许青禾", "覃小满"], ["穆岚"], ["盛晓舟"]],
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> corpus.Release:
    return corpus.build(SAMPLE, tmp_path_factory.mktemp("articles"), date="2026-12-01", version="0.1.0")


def of_document(release: corpus.Release, doc_id: str) -> list[dict[str, object]]:
    return list(corpus.rows(release.path, "articles", where={"doc_id": doc_id}))


def test_each_article_has_its_own_authors(release: corpus.Release) -> None:
    assert {name: [row["authors"] for row in of_document(release, name)] for name in AUTHORS} == AUTHORS
    assert verify(release.path).ok


def test_the_ends_are_paragraphs_of_the_article(release: corpus.Release) -> None:
    paragraphs = list(corpus.rows(release.path))
    for row in corpus.rows(release.path, "articles"):
        own = [
            each["paragraph_id"]
            for each in paragraphs
            if (each["doc_id"], each["article"]) == (row["doc_id"], row["article"])
        ]
        assert (row["first_paragraph"], row["last_paragraph"]) == (own[0], own[-1])
    numbered = {(each["doc_id"], each["article"]) for each in paragraphs if each["article"] is not None}
    assert release.articles.count_rows() == len(numbered)


def test_the_only_article_has_what_its_document_has(release: corpus.Release) -> None:
    rows = list(corpus.rows(release.path, "articles"))
    alone = {row["doc_id"]: row for row in rows if sum(each["doc_id"] == row["doc_id"] for each in rows) == 1}
    assert len(alone) > 10
    shared = [name for name in rows[0] if name in release.documents.schema.names and name not in ("script", "evidence")]
    for document in corpus.rows(release.path, "documents"):
        if row := alone.get(document["doc_id"]):
            assert {name: row[name] for name in shared} == {name: document[name] for name in shared}


def test_publisher_and_date_of_the_page_hold_for_its_articles(release: corpus.Release) -> None:
    (document,) = corpus.rows(release.path, "documents", where={"doc_id": PAGE})
    for row in of_document(release, PAGE):
        assert (row["publisher"], row["date"], row["date_basis"]) == ("云汀日报", "2023-11", "register")
        assert [item["basis"] for item in row["evidence"] if item["field"] == "publisher"][-1] == "register"
    assert document["authors"] == ["许青禾", "覃小满", "穆岚", "盛晓舟"]


def test_what_the_page_states_is_evidence_at_its_place(release: corpus.Release) -> None:
    chars = corpus.decode(release.restore(PAGE)).chars
    for row in of_document(release, PAGE):
        names = [item for item in row["evidence"] if item["field"] == "authors"]
        assert [chars[item["start"] : item["end"]] for item in names] == row["authors"]


def test_every_loader_reads_it(release: corpus.Release) -> None:
    rows = list(corpus.rows(release.path, "articles"))
    scanned = corpus.scan(release.path, "articles")
    assert scanned.schema.names == [column.name for column in schema.ARTICLES]
    assert scanned.to_arrow().to_pylist() == rows
    assert list(scanned.to_pandas()["article"]) == scanned.to_polars()["article"].to_list()
    loaded = corpus.load(release.path, "articles", streaming=True)
    assert [row["title"] for row in loaded] == [row["title"] for row in rows]
    assert [row["authors"] for row in corpus.rows(release.path, "articles", columns=["authors"])][:1] == [
        rows[0]["authors"]
    ]


def test_titles_are_converted_and_names_are_not(release: corpus.Release) -> None:
    pytest.importorskip("opencc")
    titles = {row["title"] for row in corpus.rows(release.path, "articles", script="Hant")}
    assert "白蘆河邊又見白鷺" in titles
    authors = [row["authors"] for row in corpus.rows(release.path, "articles", script="Hant")]
    assert authors == [row["authors"] for row in corpus.rows(release.path, "articles")]


@pytest.mark.parametrize("read", [corpus.rows, corpus.scan, corpus.load])
def test_a_release_of_an_earlier_schema_has_none_and_says_so(read: object) -> None:
    assert verify(OLD).ok
    with pytest.raises(UsageError, match=r"schema 1\.0 has no table 'articles'; schema 2\.1 added it"):
        list(read(OLD, "articles"))  # type: ignore[operator]
    with pytest.raises(UsageError, match="no table 'articles'"):
        corpus.open_release(OLD).articles.count_rows()


def test_its_card_and_croissant_list_the_table(release: corpus.Release, tmp_path: Path) -> None:
    card = (release.path / "README.md").read_text(encoding="utf-8")
    assert "- config_name: articles\n" in card and "### articles" in card
    croissant = json.loads((release.path / "croissant.json").read_text(encoding="utf-8"))
    assert "articles" in [each["@id"] for each in croissant["recordSet"]]
    old = make_standoff(corpus.open_release(OLD), tmp_path / "standoff")
    assert "### articles" not in (old.path / "README.md").read_text(encoding="utf-8")


def test_a_standoff_release_has_ids_and_places_only(release: corpus.Release, tmp_path: Path) -> None:
    standoff = make_standoff(release, tmp_path / "standoff")
    assert verify(standoff.path).ok
    rows = of_document(standoff, PAGE)
    assert [(row["title"], row["authors"]) for row in rows] == [(None, None)] * 3
    assert [row["publisher"] for row in rows] == ["云汀日报"] * 3  # the register states it
    assert all(item["value"] is None for row in rows for item in row["evidence"] if item["basis"] == "stated")
    again = hydrate(standoff, SAMPLE, tmp_path / "out")
    assert of_document(again, PAGE) == of_document(release, PAGE)


def test_a_withdrawn_article_takes_its_title_and_its_authors_along(release: corpus.Release, tmp_path: Path) -> None:
    paragraphs = [row for row in corpus.rows(release.path) if row["doc_id"] == PAGE and row["article"] == 1]
    gone = [row["paragraph_id"] for row in paragraphs]
    made = corpus.withdraw(
        release.path, gone, reason="asked for", out=tmp_path, date="2026-12-02", ledger=tmp_path / "ledger"
    )
    rows = of_document(made.release, PAGE)
    assert [row["article"] for row in rows] == [0, 2]
    assert "五十四位河长" not in json.dumps(rows, ensure_ascii=False)
    assert verify(made.release.path).ok


def test_a_withdrawn_byline_leaves_the_article_without_authors(release: corpus.Release, tmp_path: Path) -> None:
    first = of_document(release, PAGE)[0]
    title = next(
        row["paragraph_id"] for row in corpus.rows(release.path) if row["doc_id"] == PAGE and row["kind"] == "title"
    )
    byline = next(
        row["paragraph_id"] for row in corpus.rows(release.path) if row["doc_id"] == PAGE and "覃小满" in row["text"]
    )
    made = corpus.withdraw(
        release.path, [title, byline], reason="asked for", out=tmp_path, date="2026-12-02", ledger=tmp_path / "ledger"
    )
    row = of_document(made.release, PAGE)[0]
    assert first["title"] and first["authors"]
    assert (row["title"], row["authors"]) == (None, [])
    assert not {"title", "authors"} & {item["field"] for item in row["evidence"]}


def test_withdrawing_from_an_earlier_schema_makes_its_articles_of_the_other_rows(tmp_path: Path) -> None:
    made = corpus.withdraw(
        OLD, "ferry-essay-0003", reason="asked for", out=tmp_path, date="2026-12-02", ledger=tmp_path / "ledger"
    )
    assert verify(made.release.path).ok
    documents = {row["doc_id"]: row for row in corpus.rows(made.release.path, "documents")}
    rows = list(corpus.rows(made.release.path, "articles"))
    assert {row["doc_id"]: row["authors"] for row in rows} == {
        name: documents[name]["authors"] for name in ("market-notice", "ferry-essay")
    }


def test_the_next_release_carries_the_ends_and_tells_what_changed(release: corpus.Release, tmp_path: Path) -> None:
    sources = tmp_path / "in"
    shutil.copytree(SAMPLE, sources)
    text = (sources / "river-news.txt").read_text(encoding="utf-8")
    assert "（穆岚）" in text
    changed = text.replace("（穆岚）", "这一段是新加的，排在署名之前，别处都没有动。\n\n（穆青岚）")
    (sources / "river-news.txt").write_text(changed, encoding="utf-8")
    register = (sources / "register.toml").read_text(encoding="utf-8")
    lines = [line for line in register.split("\n") if not line.startswith("sha256")]
    (sources / "register.toml").write_text("\n".join(lines), encoding="utf-8")
    later = corpus.build(sources, tmp_path / "out", previous=release.path, date="2026-12-02")
    assert verify(later.path).ok
    before, after = of_document(release, PAGE), of_document(later, PAGE)
    assert [row["first_paragraph"] for row in after[1:]] == [row["first_paragraph"] for row in before[1:]]
    assert after[1]["authors"] == ["穆青岚"]
    (change,) = [each for each in release.diff(later).documents if each.doc_id == PAGE]
    fields = {field.name: (field.before, field.after) for field in change.fields}
    assert fields["articles.1.authors"] == (["穆岚"], ["穆青岚"])


def test_a_new_table_is_a_minor_step(tmp_path: Path, release: corpus.Release) -> None:
    before = corpus.release.diff.Snapshot.of_release(release.path)
    files = {name: paths for name, paths in before.files.items() if name != "articles"}
    old = corpus.release.diff.Snapshot(before.name, "0.1.0", files, before.lineage, before.dataset, before.rules, "2.0")
    difference = corpus.release.diff.compare(old, before)
    assert (difference.step.level, difference.schema) == ("minor", ("the table articles is new",))
    assert difference.documents == ()


def forged(release: corpus.Release, folder: Path, number: int, **values: object) -> list[str]:
    """The problems of a release one of whose articles says something else, its hashes all right."""
    made = copied(release.path, folder)

    def change(rows: Rows) -> None:
        if values:
            rows[number].update(values)
        else:
            del rows[number]

    rewrite(made, "articles", change)
    return [problem.message for problem in verify(resealed(made)).problems]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "its rows of the articles table are [1, 2], the articles of its paragraphs [0, 1, 2]"),
        ({"article": 1}, "its rows of the articles table are [1, 1, 2]"),
        ({"last_paragraph": "bridge-news-0002"}, "to bridge-news-0002, its paragraphs from bridge-news-0002 to"),
        ({"first_paragraph": None}, "row 0: first_paragraph is null"),
        ({"authors": None}, "row 0: authors is null"),
        ({"date": "soon"}, "date is 'soon'"),
        ({"script": "Latn"}, "script is 'Latn'"),
        ({"date": None, "date_basis": "stated"}, "its article 0 has no date, and a basis of it"),
    ],
)
def test_a_forged_article_is_found(
    release: corpus.Release, tmp_path: Path, values: dict[str, object], message: str
) -> None:
    assert any(message in problem for problem in forged(release, tmp_path / "forged", 0, **values))
