"""Full stops of Latin before a gap, bullets that are the letter o, chapters that a sentence speaks of."""

from corpus.cleaning.reflow import reflow

LAMPS = [
    "The lamp makers of the river town work in the cold months\n"
    "of the year, when the reeds are dry and the paper keeps.",
    "They split the reeds by hand and bend them over a flame that\nmust not smoke. A frame takes a morning.",
    "When the frames are done the paper is cut and glued, and the\nboys carry the lamps to the attic.",
]


def test_a_gap_after_a_full_stop_parts_latin_paragraphs() -> None:
    blocks = reflow("\n\n".join(LAMPS) + "\n").blocks
    assert [block.text for block in blocks] == [text.replace("\n", " ") for text in LAMPS]


def test_a_gap_inside_latin_sentences_says_nothing() -> None:
    """A page's break left blank lines inside sentences too."""
    cut = "\n\n".join(LAMPS).replace("months\nof", "months\n\nof").replace("that\nmust", "that\n\nmust")
    texts = [block.text for block in reflow(cut + "\n").blocks]
    assert any("cold months of the year" in text for text in texts)


def test_the_letter_o_is_a_bullet_where_several_lines_begin_with_it() -> None:
    items = ["o 一盏灯笼和两支蜡烛", "o 火柴，要放在干的地方", "o 雨衣，夜里河边有风"]
    texts = [block.text for block in reflow("带上这些东西：\n" + "\n".join(items) + "\n").blocks]
    assert texts[1:] == items


def test_one_line_that_begins_with_an_o_may_be_a_word() -> None:
    text = "这里的圆圈在图上记作小写的字母，就是英文里的圆圈，写作\no 的那一个，不是数字里的零，读图时不要弄混。\n"
    assert len(reflow(text).blocks) == 1


def test_a_chapter_that_a_sentence_speaks_of_is_no_heading() -> None:
    text = (
        "这件事前面已经说过，河埠镇的灯会为什么改了日子，请看\n"
        "第三章的说明，那里把三次改期的缘由都写清楚了，还附了\n"
        "镇公所的告示。\n"
    )
    assert [block.text for block in reflow(text).blocks] == [text.replace("\n", "")]


def test_an_item_below_its_label_goes_on_after_a_comma() -> None:
    """As pdftotext -raw gives it: a piece a line, each at a comma or at the column's end."""
    items = {"（一）": ["不得在灯架下堆放柴草，", "不得停放车", "辆，影响他人通行；"],
             "（二）": ["不得攀折灯绳，", "不得在灯罩上刻字涂", "画，损坏公物；"],
             "（三）": ["牵着狗的人应当收短绳子，", "并及时清理粪便，避让老人", "和孩子。"]}  # fmt: skip
    text = "第九条 看灯的人应当遵守下列规\n定：\n" + "".join(
        "\n".join([label, *lines, ""]) for label, lines in items.items()
    )
    expected = [label + "".join(lines) for label, lines in items.items()]
    assert [block.text for block in reflow(text).blocks][1:] == expected
