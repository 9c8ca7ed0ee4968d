"""Marks of notes after a title and after a name are part of neither."""

import pytest

from corpus.cleaning.clean import clean

TEXT = """扎灯手册{mark}
许青禾{mark}

2019/05/15 v1.0

　　河埠镇的灯会昨晚开了，沿河走了一遍的人比往年多，灯也比往年亮，老人都说好看，第二天早上灯架都还立着。
"""


@pytest.mark.parametrize("mark", ["∗", "*", "＊", "†", "∗†", ""])
def test_the_mark_of_a_note_is_no_part_of_the_title_or_the_name(mark: str) -> None:
    meta = clean(text=TEXT.format(mark=mark)).meta
    assert (meta.title, meta.authors) == ("扎灯手册", ("许青禾",))
