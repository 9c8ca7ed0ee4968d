"""The language of a text as a BCP 47 tag: the letters that it is written in, and the words that only one style has."""

from __future__ import annotations

import re

CHINESE = {"Hans": "zh-Hans", "Hant": "zh-Hant"}
UNKNOWN = "und"
OTHERS = frozenset({"ja", "ko", "en", UNKNOWN})
"""Languages whose texts have no script of Chinese."""
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_LATIN = re.compile("[A-Za-z]")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|that|with|on)\b", re.I)
_CANTONESE = re.compile("[嘅咗唔喺佢嚟嗰啲冇咁哋乜嘢啱嘥攞]")
_CLASSICAL = re.compile("[也矣焉曰哉乎耳吾汝爾尔兮]")
_MODERN = re.compile("[的了們们這这吗嗎呢]")
# Texts in Japanese have kana in four characters of ten and more; names of goods in a Chinese one stay far below.
_KANA_SHARE, _HANGUL_SHARE = 0.15, 0.3
_ENGLISH_SHARE = 0.05  # of the words; running English has a quarter
# Of the Han characters. Modern laws of Taiwan have hardly a 的 either, but no 也 or 曰: those words decide.
_CANTONESE_SHARE, _CLASSICAL_SHARE, _MODERN_SHARE = 0.02, 0.015, 0.008
_FEW, _LETTERS = 60, 4  # Han characters that show a style; letters that a Han character is worth


def language_of(text: str, script: str) -> str:
    """Return the language of a text whose Han characters are of ``script``.

    >>> language_of("古い橋が去年修理された。", "Hant"), language_of("图书馆开门了。", "Hans")
    ('ja', 'zh-Hans')
    """
    han, kana, hangul = (len(letters.findall(text)) for letters in (_HAN, _KANA, _HANGUL))
    if kana >= _KANA_SHARE * (han + kana):
        return "ja" if kana else _latin(text, han)
    if hangul >= _HANGUL_SHARE * (han + hangul):
        return "ko"
    if len(_LATIN.findall(text)) > 2 * _LETTERS * han:
        return _latin(text, han)
    return _style(text, han) or CHINESE.get(script, "zh")


def _latin(text: str, han: int) -> str:
    words = len(re.findall(r"[A-Za-z]+", text))
    return (
        "en"
        if words and len(_ENGLISH.findall(text)) >= _ENGLISH_SHARE * words and not han * _LETTERS > words
        else UNKNOWN
    )


def _style(text: str, han: int) -> str | None:
    """Tell Cantonese and classical Chinese, which are written in the same characters."""
    if han < _FEW:
        return None
    if len(_CANTONESE.findall(text)) >= _CANTONESE_SHARE * han:
        return "yue"
    classical = len(_CLASSICAL.findall(text)) >= _CLASSICAL_SHARE * han
    return "lzh" if classical and len(_MODERN.findall(text)) <= _MODERN_SHARE * han else None
