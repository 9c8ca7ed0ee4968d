"""The kinds of lines that stand."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from training.layouts.standing_lines.code_and_markup import code, formulas, log, markdown
from training.layouts.standing_lines.front_matter import document_head
from training.layouts.standing_lines.names_and_verse import couplets, free_verse, names, pinyin, regular_verse
from training.layouts.standing_lines.records import addresses, cells, form, ingredients, rows
from training.layouts.standing_lines.reference_matter import (
    bare_contents,
    bibliography,
    dictionary,
    exam,
    leader_contents,
)
from training.layouts.standing_lines.talk import chat, stamped_chat, subtitles
from training.layouts.standing_lines.vocabulary import Words

Maker = Callable[[random.Random, Words], list[str]]

KINDS: dict[str, Maker] = {
    "names": names,
    "free verse": free_verse,
    "regular verse": regular_verse,
    "couplets": couplets,
    "chat": chat,
    "chat with times": stamped_chat,
    "form": form,
    "cells": cells,
    "rows, blank": partial(rows, " "),
    "rows, wide blank": partial(rows, "\u3000"),
    "rows, bar": partial(rows, "|"),
    "rows, comma": partial(rows, ","),
    "rows, tab": partial(rows, "\t"),
    "contents, leaders": leader_contents,
    "contents, bare": bare_contents,
    "bibliography": bibliography,
    "code": code,
    "formulas": formulas,
    "markdown": markdown,
    "subtitles": subtitles,
    "ingredients": ingredients,
    "addresses": addresses,
    "exam": exam,
    "dictionary": dictionary,
    "log": log,
    "pinyin": pinyin,
    "head": document_head,
}
"""Each by its name; trained and measured in this order."""
