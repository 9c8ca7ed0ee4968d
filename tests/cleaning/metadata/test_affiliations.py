"""Where authors work: lines in brackets whose every part ends with a postcode, whatever the institution is called."""

import pytest

import corpus
from corpus.cleaning.structure.page_lines import is_affiliation


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（1．青桐溪观测站，云南 大理 671200；2．河岸植物研究会，云南 大理 671000）", True),
        ("(1. 青桐溪观测站, 云南 大理 671200; 2. 河岸植物研究会, 云南 大理 671000)", True),
        ("（青桐溪观测站，云南 大理 671200）", True),
        ("（青桐溪观测站，云南 大理 671200；另见下文）", False),
        ("（详情请致电客服，电话 40012）", False),
        ("（详情请致电 客服 400123）", False),
    ],
)
def test_the_postcode_tells(line: str, expected: bool) -> None:
    assert is_affiliation(line) is expected


def test_an_institution_of_any_name_is_an_affiliation() -> None:
    head = (
        "溪岸苔藓的种数与水位\n\n毕砚秋1，闵若谷2\n"
        "（1．青桐溪观测站，云南 大理 671200；2．河岸植物研究会，\n云南 大理 671000）\n\n"
        "摘　要：我们在溪岸量了三年水位，数了三年苔藓。淹没的天数多，种数也多。\n关键词：苔藓；水位\n\n"
        "　　苔藓没有根，水分全从叶面来，因此对湿度的变化比种子植物敏感。\n"
    )
    found = corpus.clean(text=head).meta.affiliations
    assert found == ("青桐溪观测站，云南 大理 671200", "河岸植物研究会，云南 大理 671000")
