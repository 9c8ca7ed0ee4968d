"""Lines that name who made a text in the forms of books: ``唐　柳某　撰``, ``［英］某某　著``, ``主　编　某某``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.cleaning.structure.claims import Claim
from corpus.cleaning.structure.credits import Credit
from corpus.cleaning.structure.page import Page
from corpus.cleaning.structure.person_names import is_common_word, is_organisation, is_person
from corpus.cleaning.structure.role_names import first_role, role_names, role_spans

HEAD, TAIL = 20, 14  # lines at either end that are looked at
LONGEST = 60
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_ORIGIN = (
    "先秦|西漢|東漢|西汉|东汉|三國|三国|西晉|東晉|西晋|东晋|南朝|北朝|南宋|北宋|五代|後唐|民國|民国|"
    "[秦漢汉魏晉晋宋齊齐梁陳陈隋唐遼辽金元明清]"
    "|[英美法德日俄意西葡奥奧匈捷波希印韩韓加澳丹挪瑞芬荷比智巴墨阿土以埃]|英國|美國|法國|德國|日本|"
    "俄罗斯|俄羅斯|美国|英国|法国|德国|苏联|蘇聯"
)
_VERBS = {
    "撰": "author",
    "著": "author",
    "述": "author",
    "作": "author",
    "譔": "author",
    "識": "author",
    "识": "author",
    "譯": "translator",
    "译": "translator",
    "校": "proofreader",
    "注": "compiler",
    "註": "compiler",
    "編": "compiler",
    "编": "compiler",
    "輯": "compiler",
    "辑": "compiler",
    "選": "compiler",
    "编著": "author",
    "編著": "author",
    "校注": "compiler",
    "點校": "compiler",
    "点校": "compiler",
    "謹識": "author",
    "谨识": "author",
}
_VERB = "|".join(sorted(_VERBS, key=len, reverse=True))
_NAME = rf"{_HAN}{{1,8}}(?:[·•・]{_HAN}{{1,8}}){{1,3}}|{_HAN}{{2,4}}|{_HAN}(?:[ \u3000]{{1,3}}{_HAN}){{1,2}}"
_MADE = re.compile(
    rf"[\s\u3000]*(?:[〔［\[（(](?:{_ORIGIN})[〕］\]）)]|"
    rf"(?:{_ORIGIN})(?=[ \u3000]))?[ \u3000]*(?P<who>{_NAME})(?:[ \u3000]+(?P<verb>{_VERB})|"
    rf"(?P<tight>{_VERB}))[\s\u3000]*"
)
_FROM = re.compile(rf"[\s\u3000]*[〔［\[（(](?:{_ORIGIN})[〕］\]）)][ \u3000]*(?P<who>{_NAME})[\s\u3000]*")
# 朝奉郎試秘書省校書郎某某撰: an official's titles before the name.
_OFFICIAL = re.compile(rf"{_HAN}{{4,24}}[郎史丞卿尉令監夫士](?P<who>{_HAN}{{2,4}})[撰書譔]")
# A post, a gap and the name; a name and a rank or a trade; a bullet and the name.
_POSTED = re.compile(
    rf"(?P<post>{_HAN}{{1,16}}(?:[长長]|主任|书记|書記|主席|经理|經理|总裁|教授|代表|校友|學生|学生|弟子|"
    rf"後學|外?孙女|外?孙|女儿|儿子|侄女|"
    rf"侄儿|友))[ \u3000]+(?P<who>{_NAME})"
)
_RANKED = re.compile(
    rf"(?P<who>{_NAME})(?:[ \u3000]+(?:教授|副教授|研究员|副研究员|博士|讲师)|[（(]{_HAN}{{0,10}}(?:作家|"
    rf"教授|记者|研究员|学者|"
    rf"博士|诗人|主任|[馆館院校]长|[館院校]長|歌手|画家|编辑)[）)])"
)
_BULLETED = re.compile(rf"[■□●◆▲★☆◎]\s?(?P<who>{_NAME})")
_SIGNED = re.compile(
    rf"(?:.{{0,28}}[ \u3000])?(?:後學|门人|門人|弟子|晚)?(?P<who>{_HAN}{{2,4}}?)(?:謹識|谨识|敬識|謹啟|"
    rf"谨启|謹啓|敬啟|敬启|敬上|謹上|拜撰|謹序|拜上)"
)
_SPELT = re.compile(rf"{_HAN}[ \u3000]{_HAN}[ \u3000]{_HAN}")
_WORDS = re.compile(f"{_HAN}+")
_AUTHORLY = frozenset({"author", "translator", "supplier", "compiler"})
_FEW = 4  # characters of a role line that no role or name explains
_NOBODY = frozenset({"佚名", "无名氏", "無名氏"})


def creators(text: str) -> tuple[Credit, ...]:
    """Return who made the text, if the line says nothing else.

    >>> [credit[:2] for credit in creators("　　唐　柳存義　撰")]
    [('柳存義', 'author')]
    """
    if not 2 < len(text) <= LONGEST or not _may_name(text.strip()):
        return ()
    if match := _MADE.fullmatch(text):
        name, tight = match["who"], match["tight"]
        if not tight or is_person(name) or "·" in name or "［" in text or "〔" in text:
            return _credit(match, _VERBS[match["verb"] or tight])
    for form in (_FROM, _POSTED, _RANKED, _BULLETED, _SIGNED):
        if match := form.fullmatch(text):
            return _credit(match, "author")
    if _SPELT.fullmatch(text) and is_person("".join(text.split())):
        return (Credit(text, "author", 0, len(text)),)
    if text.endswith(("撰", "書", "譔")) and (match := _OFFICIAL.fullmatch(text.strip())):
        shift = text.find(match[0])
        return (Credit(match["who"], "author", shift + match.start("who"), shift + match.end("who")),)
    return ()


# Names are set apart by blanks, or are between these.
_OPENS, _ENDS = frozenset("〔［[（(■□●◆▲★☆◎"), frozenset("".join(_VERBS) + "）)啟启啓上序書")


def _may_name(text: str) -> bool:
    """Return whether a line can have one of the forms: nearly all lines of running text have none."""
    return bool(text) and (text[-1] in _ENDS or text[0] in _OPENS or " " in text or "\u3000" in text)


def _credit(match: re.Match[str], role: str) -> tuple[Credit, ...]:
    plain = "".join(match["who"].split())
    if plain in _NOBODY or is_common_word(plain) or is_organisation(plain):
        return ()
    return (Credit(match["who"], role, *match.span("who")),)


def creator_lines(page: Page, kinds: Sequence[str]) -> Iterator[Claim]:
    """Claim lines of creators and of roles near the document's ends."""
    for index in sorted({*range(min(HEAD, len(page))), *range(max(0, len(page) - TAIL), len(page))}):
        line = page[index]
        if kinds[index] or not 2 < len(line.text) <= LONGEST or line.mark or line.last in "。！？；":
            continue
        if creators(line.text) or _nobody(line.text):
            yield index, "byline"
        elif names := _explaining(line.text):
            yield index, "byline" if _AUTHORLY & {credit.role for credit in names} else "meta"


def ranked(text: str) -> bool:
    """Return whether a line is a name and an academic rank."""
    return len(text) <= LONGEST and _RANKED.fullmatch(text.strip()) is not None


def explains_roles(text: str) -> bool:
    """Return whether a line consists of roles and names."""
    return 2 < len(text) <= LONGEST and text[-1] not in "。！？；" and bool(creators(text) or _explaining(text))


def _nobody(text: str) -> bool:
    return "".join(text.split()).rstrip("撰著輯辑") in _NOBODY


def _explaining(text: str) -> list[Credit]:
    """Return the names of a line that consists of roles and names."""
    first = first_role(text)
    if first < 0 or (first > _FEW and len(_bare(text[:first])) > _FEW + len(_LONGEST_RANK)):
        return []
    rest, at = list[str](), 0
    for start, end in role_spans(text):
        rest.append(text[at:start])
        at = end
    if not at:
        return []
    return list(role_names(text)) if len(_bare("".join([*rest, text[at:]]))) <= _FEW else []


def _bare(text: str) -> str:
    """Return the Han of a text without ranks."""
    return _RANKS.sub("", "".join(_WORDS.findall(text)))


_LONGEST_RANK = "人民陪审员"
_RANKS = re.compile(f"教授|研究员|博士|副|本报|法官|律师|律師|{_LONGEST_RANK}")
