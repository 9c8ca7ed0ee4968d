"""What stands at the edge of a page and is text: the label of an item, a heading that recurs below the head."""

import corpus


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in corpus.clean(text=text).blocks]


def test_label_of_an_item_at_the_head_of_a_page() -> None:
    text = (
        "大家认领苗圃，按下面的办法轮流值班。\n（1）\n每班两个人，早晚各浇水一次；\n（2）\n雨天不浇，值班照常算数；\n"
        "第 1 页\n\f"
        "（3）\n天气太热的时候，中午一律不浇水，以免伤根；\n（4）\n满了十班的，可以先挑秋天的格子。\n第 2 页\n"
    )
    found = kinds(text)
    assert ("furniture", "（3）") not in found
    assert any(words.startswith("（3）天气太热") for _, words in found), found


def test_page_numbers_in_brackets_go() -> None:
    pages = [
        f"渡口的早晨是从雾里开始的，船还没有靠岸，岸上的人已\n经先听见了桨声，第{n}天也是这样。\n（{n}）\n"
        for n in (3, 4, 5)
    ]
    assert [words for kind, words in kinds("\f".join(pages)) if kind == "furniture"] == ["（3）", "（4）", "（5）"]


def test_heading_that_recurs_below_the_running_head() -> None:
    bodies = (
        "渡船的账本记到了第三册，每一册都有人专门看管。\n",
        "价钱\n坐一次渡船大约要两毛钱，带一辆车的另外算，牲口不收。\n",
        "水路\n从渡口往上走半天就到了镇上，水浅的时候要走一整天。\n",
        "价钱\n坐一次班船大约要五毛钱，带行李的另外算，孩子不收钱。\n",
        "水路\n班船一天来回两次，夏天水大的时候停开，改走旱路去。\n",
    )
    found = kinds("\f".join(f"渡口志 第三卷\n{body}{number}\n" for number, body in enumerate(bodies, 1)))
    assert [words for kind, words in found if kind == "furniture"].count("渡口志 第三卷") >= 4
    assert [words for kind, words in found if kind != "furniture"].count("价钱") == 2
