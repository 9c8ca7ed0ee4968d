"""CoNLL-U: paragraphs as ``newpar``, sentences by a rule-based splitter, tokens by characters or by a segmenter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from corpus.errors import MissingExtraError
from corpus.exporting.formatting import ExportedDocument, Session, Streamed

# A run of letters that are written without blanks between, a number, or any one character that is seen.
_TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]+|[0-9]+(?:[.,][0-9]+)*|\S")
_ESCAPED = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r", "|": "\\p", "\\": "\\\\"}
EMPTY = "\t_" * 7  # from LEMMA to DEPS: nothing is annotated


class Token(NamedTuple):
    """A token and the blanks after it."""

    form: str
    after: str


class ConlluSentences(Streamed):
    """Sentences with their tokens; nothing is annotated, every column but ID, FORM and MISC is ``_``."""

    suffix = ".conllu"

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the sentences of a document, an empty line after each."""
        cut = words if session.options.tokens == "words" else characters
        comment = f"# newdoc id = {each.document['doc_id']}\n"
        for row in each.paragraphs:
            comment += f"# newpar id = {row['paragraph_id']}\n# kind = {row['kind']}\n"
            for number, sentence in enumerate(sentences(row["text"]), 1):
                yield comment + _sentence(f"{row['paragraph_id']}.s{number}", sentence, cut)
                comment = ""


def sentences(text: str) -> list[str]:
    """Split a text into sentences; put together they are the text. Lines of verse and code are sentences too.

    Raises
    ------
    MissingExtraError
        sentencesplit is not installed.
    """
    lines = text.splitlines(keepends=True)
    return [part for line in lines for part in _splitter().segment(line) if part.strip()] if text.strip() else []


@cache
def _splitter() -> Any:
    try:
        from sentencesplit import Segmenter
    except ModuleNotFoundError:
        raise MissingExtraError.of("sentencesplit", "conllu") from None
    return Segmenter(language="zh", clean=False)


def characters(text: str) -> Iterator[Token]:
    """Cut a text into characters, with words of other scripts and numbers whole: it claims no segmentation.

    >>> [token.form for token in characters("读 Python 3.11 吧。")]
    ['读', 'Python', '3.11', '吧', '。']
    """
    found = list(_TOKEN.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        yield Token(match[0], text[match.end() : end])


def words(text: str) -> Iterator[Token]:
    """Cut a text into words by rjieba; what it leaves as blanks is the blank after a word.

    Raises
    ------
    MissingExtraError
        rjieba is not installed.
    """
    try:
        import rjieba
    except ModuleNotFoundError:
        raise MissingExtraError.of("rjieba", "words") from None
    waiting = ""
    for form in rjieba.cut(text):
        if not form.strip():
            waiting += form if waiting else ""
            continue
        own = form.strip()
        if waiting:
            yield _token(waiting)
        waiting = own + form[form.index(own) + len(own) :]
    if waiting:
        yield _token(waiting)


def _token(text: str) -> Token:
    return Token(form := text.rstrip(), text[len(form) :])


def _sentence(name: str, sentence: str, cut: Callable[[str], Iterator[Token]]) -> str:
    """Write a sentence: blanks at its ends are no part of it, inside one of any width is a space in ``text``."""
    tokens = list(cut(sentence.strip()))
    lines = [f"# sent_id = {name}\n# text = {''.join(_shown(token) for token in tokens).rstrip()}\n"]
    for number, token in enumerate(tokens, 1):
        last = number == len(tokens)
        lines.append(f"{number}\t{token.form}{EMPTY}\t{_misc(token.after, last)}\n")
    return "".join([*lines, "\n"])


def _shown(token: Token) -> str:
    return token.form + (" " if token.after else "")


def _misc(after: str, last: bool) -> str:
    """Say what follows a token: a space is the usual, nothing is ``SpaceAfter=No``, other blanks are spelt out."""
    if after == " ":
        return "_"
    if not after:
        return "_" if last else "SpaceAfter=No"
    return "SpacesAfter=" + "".join(_ESCAPED.get(char, char) for char in after)
