"""How sure kinds and furniture are, and what is recorded where structure overrides reflow."""

from __future__ import annotations

import pytest
from conftest import SAMPLE

import corpus
from corpus.cleaning.structure.kind_trust import MEASURED, UNCERTAIN, KindEvidence, complete, trusts
from corpus.model.values import Block, Document, Span

LINE = "这一年修好的水渠从村口一直通到山脚，沿线的人家都用上了清水，"


def block(text: str, *flags: str) -> Block:
    return Block("furniture", text, (Span(0, len(text)),), flags=flags)


def sure(blocks: list[Block], evidence: list[KindEvidence]) -> list[float]:
    return list(trusts(blocks, evidence))


def test_page_numbers_are_surer_in_a_series_and_doubtful_with_a_mark() -> None:
    furniture = KindEvidence("furniture", "furniture")
    plain = [block(f"- {number} -", "page_number") for number in range(1, 6)]
    (alone,) = sure(plain[:1], [furniture])
    series = sure(plain, [furniture] * 5)
    assert alone < min(series)
    (marked,) = sure([block("3.", "page_number")], [furniture])
    assert marked < UNCERTAIN <= alone


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("- 5 -", "alone"),
        ("第 5 页", "alone"),
        ("第5页，共9页", "alone"),
        ("Page 5 of 9", "alone"),
        ("5 / 9", "alone"),
        ("xii", "alone"),
        ("5.", "marked"),
        ("[5]", "marked"),
        ("〔5〕", "marked"),
    ],
)
def test_a_page_number_has_no_mark_of_an_item_or_a_note(text: str, sign: str) -> None:
    (found,) = complete([block(text, "page_number")], [KindEvidence("furniture", "furniture")])
    assert found == ("furniture", "page_number", sign)


def test_heads_count_by_their_words_without_their_numbers() -> None:
    heads = [block(f"水渠志 第{n}页", "running_head") for n in (1, 2, 3)] + [block("山脚", "running_head")]
    signs = [each.sign for each in complete(heads, [KindEvidence("furniture", "furniture")] * 4)]
    assert signs == ["series", "series", "series", "alone"]


def test_bylines_in_a_row_are_a_list_of_names() -> None:
    names = [Block("byline", name, (Span(0, 3),)) for name in ("许青禾", "马家辉", "梁小雨", "陶一鸣")]
    evidence = [KindEvidence("byline", "heads")] * 4
    assert all(value < 0.2 for value in sure(names, evidence))
    assert sure(names[:1], evidence[:1])[0] > 0.5


def test_evidence_that_was_never_seen_is_doubtful() -> None:
    assert sure([Block("label", "要闻", (Span(0, 2),))], [KindEvidence("label", "nobody")])[0] < UNCERTAIN
    assert all(0 <= right <= of > 0 for right, of in MEASURED.values())


def cleaned(text: str) -> Document:
    return corpus.clean(text=text)


def test_a_removed_line_that_may_be_text_is_a_finding_and_its_edit_says_how_sure() -> None:
    pages = [f"　　{LINE}\n{LINE}\n" + LINE[:-1] + "。\n" for _ in range(3)]
    text = "".join(f"{page}\n- {number} -\n\x0c" for number, page in enumerate(pages, 1))
    document = cleaned(text)
    removed = [edit for edit in document.edits if edit.rule[-1] == "furniture.page_number"]
    assert len(removed) == 3
    assert all(edit.confidence > 0.9 for edit in removed)
    assert not any(finding.type == "UNCERTAIN_FURNITURE" for finding in document.findings)
    doubtful = cleaned(text.replace("- 1 -", "1.").replace("- 2 -", "2.").replace("- 3 -", "3."))
    assert "UNCERTAIN_FURNITURE" in doubtful.flags
    found = [each for each in doubtful.findings if each.type == "UNCERTAIN_FURNITURE"]
    gone = [edit for edit in doubtful.edits if edit.rule[-1] == "furniture.page_number"]
    assert [doubtful.source.chars[each.start : each.end] for each in found] == [
        doubtful.source.chars[edit.start : edit.end] for edit in gone
    ]
    assert all(each.state == "removed" for each in found)
    assert len(found) == 3


def test_a_row_whose_kind_is_doubtful_is_flagged() -> None:
    names = cleaned("许青禾\n马家辉\n梁小雨\n陶一鸣\n靳疏桐\n傅秋月\n").paragraphs
    assert all("uncertain_kind" in row.flags and row.kind_confidence < UNCERTAIN for row in names)
    (row,) = cleaned(f"　　{LINE}\n{LINE[:-1]}。\n").paragraphs
    assert "uncertain_kind" not in row.flags and row.kind_confidence > 0.95


def rows_of(name: str) -> tuple[Block, ...]:
    return corpus.clean(SAMPLE / name).paragraphs


def test_what_structure_joins_and_parts_is_flagged_and_no_surer_than_such_rows_are() -> None:
    joined = [row for row in rows_of("lighthouse-news.txt") if "joined_by_structure" in row.flags]
    assert {row.kind for row in joined} == {"paragraph", "title"}
    halves = [row for row in joined if len(row.spans) > 1]
    assert halves and all(row.confidence <= 0.3 and "uncertain_break" in row.flags for row in halves)
    parted = [row for row in rows_of("marsh-journal.txt") if "parted_by_structure" in row.flags]
    assert {row.kind for row in parted} == {"reference"}
    assert all(row.confidence < UNCERTAIN and "uncertain_break" in row.flags for row in parted)


def test_the_edits_of_joined_titles_have_the_share_that_was_right() -> None:
    edits = corpus.clean(SAMPLE / "library-report.txt").edits
    titles = [edit for edit in edits if "structure.join_title" in edit.rule]
    assert titles and all(edit.confidence == pytest.approx(0.93) for edit in titles)
