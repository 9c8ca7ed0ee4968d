"""The private record of what was withdrawn: enough to recognise it, under a key that never leaves the maintainers."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.release.atomic import PRIVATE, write_file

NAME = ".withdrawn.json"
FORMAT = "corpus-withdrawn"
_PIECE = re.compile(r"\w+")  # runs between marks and spaces: an edit or a new break spoils one, not all
SHORTEST = 4  # characters of a piece; shorter ones are everybody's words
LEAST = 12  # recognised characters, below which half of a paragraph proves nothing
MANY = 32  # recognised characters that prove it alone
HALF = 0.5


@dataclass(frozen=True, slots=True)
class WithdrawnMark:
    """What is kept of a withdrawn paragraph: hashes under the key of its text as a whole and of its pieces."""

    doc_id: str
    paragraph_id: str
    whole: str
    pieces: tuple[str, ...]
    chars: int


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """Characters of a text that were withdrawn, and the marks that prove it."""

    start: int
    end: int
    marks: frozenset[WithdrawnMark] = frozenset()


@dataclass
class Ledger:
    """The key, the marks of paragraphs, and for documents that were withdrawn as a whole the hash of their bytes."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    marks: list[WithdrawnMark] = field(default_factory=list)
    documents: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Ledger:
        """Read the ledger in a file.

        Raises
        ------
        UsageError
            It cannot be read, or is not a ledger.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise ValueError(f"its format is {data['format']!r}")
            marks = [WithdrawnMark(**{**mark, "pieces": tuple(mark["pieces"])}) for mark in data["marks"]]
            return cls(bytes.fromhex(data["key"]), marks, data["documents"])
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{path} is not a ledger of withdrawals: {error}", "corpus withdraw writes one", str(path)
            ) from None

    def write(self, path: Path) -> None:
        """Write it in one step, readable by its owner alone, and on the disk when this returns."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "note": "private: never publish this file; without it withdrawn text cannot be recognised",
            "key": self.key.hex(),
            "documents": self.documents,
            "marks": [
                {name: getattr(mark, name) for name in ("doc_id", "paragraph_id", "whole", "pieces", "chars")}
                for mark in self.marks
            ],
        }
        write_file(path, json.dumps(data, indent=1), mode=PRIVATE)

    def add(self, doc_id: str, paragraph_id: str, text: str) -> None:
        """Remember a paragraph."""
        plain = [piece for _, _, piece in pieces(text)]
        hashes = tuple(dict.fromkeys(self.hash("piece", piece) for piece in plain if len(piece) >= SHORTEST))
        whole = "".join(plain)
        self.marks.append(WithdrawnMark(doc_id, paragraph_id, self.hash("whole", whole), hashes, len(whole)))

    def add_document(self, doc_id: str, source_sha256: str | None) -> None:
        """Remember a document that was withdrawn as a whole; its paragraphs are added one by one."""
        known = self.documents.setdefault(doc_id, [])
        if source_sha256 and (digest := self.hash("bytes", source_sha256)) not in known:
            known.append(digest)

    def hash(self, kind: str, text: str) -> str:
        """Compute HMAC-SHA-256 under the key."""
        return hmac.digest(self.key, f"{kind}:{text}".encode("utf-8", "surrogatepass"), "sha256").hex()


def pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Cut a text into the pieces that are compared, with their places: NFKC, case folded."""
    for match in _PIECE.finditer(text):
        yield match.start(), match.end(), unicodedata.normalize("NFKC", match[0]).casefold()


class Recogniser:
    """Finds withdrawn text again, by the ledgers alone."""

    def __init__(self, ledgers: Sequence[Ledger]) -> None:
        self._ledgers = [ledger for ledger in ledgers if ledger.marks or ledger.documents]
        self._wholes = defaultdict[tuple[int, str], list[WithdrawnMark]](list)
        self._pieces = defaultdict[tuple[int, str], list[WithdrawnMark]](list)
        for number, ledger in enumerate(self._ledgers):
            for mark in ledger.marks:
                self._wholes[number, mark.whole].append(mark)
                for piece in mark.pieces:
                    self._pieces[number, piece].append(mark)

    def __bool__(self) -> bool:
        return bool(self._ledgers)

    def find(self, text: str, doc_id: str) -> RecognisedText | None:
        """Find the part of a paragraph that was withdrawn, if any; short texts count in their own document only."""
        found = list(pieces(text))
        whole = "".join(piece for _, _, piece in found)
        for number, ledger in enumerate(self._ledgers):
            marks = self._wholes.get((number, ledger.hash("whole", whole)), ()) if whole else ()
            if any(mark.chars >= LEAST or mark.doc_id == doc_id for mark in marks):
                return RecognisedText(0, len(text), frozenset(marks))
            if part := self._part(number, ledger, text, found, len(whole)):
                return part
        return None

    def _part(
        self, number: int, ledger: Ledger, text: str, found: Sequence[tuple[int, int, str]], length: int
    ) -> RecognisedText | None:
        known = list(self._known(number, ledger, found))
        totals = Counter[WithdrawnMark]()
        for start, end, mark in known:
            totals[mark] += end - start
        proved = {mark for mark, total in totals.items() if _proves(total, mark.chars, length)}
        if not proved:
            return None
        first = min(start for start, _, mark in known if mark in proved)
        last = max(end for _, end, mark in known if mark in proved)
        if last - first >= HALF * len(text):
            return RecognisedText(0, len(text), frozenset(proved))
        after = next((start for start, _, _ in found if start >= last), len(text))
        return RecognisedText(first, after, frozenset(proved))

    def _known(
        self, number: int, ledger: Ledger, found: Sequence[tuple[int, int, str]]
    ) -> Iterator[tuple[int, int, WithdrawnMark]]:
        for start, end, piece in found:
            if len(piece) >= SHORTEST:
                marks = self._pieces.get((number, ledger.hash("piece", piece)), ())
                yield from ((start, end, mark) for mark in marks)

    def goes_on(self, text: str, marks: frozenset[WithdrawnMark]) -> bool:
        """Return whether a paragraph beside a recognised one is mostly of the same text, cut off by a line break."""
        found = list(pieces(text))
        length = sum(end - start for start, end, _ in found)
        for number, ledger in enumerate(self._ledgers):
            known = {(start, end) for start, end, mark in self._known(number, ledger, found) if mark in marks}
            if known and sum(end - start for start, end in known) >= HALF * length:
                return True
        return False

    def is_document(self, source_sha256: str, texts: Iterable[str]) -> str | None:
        """Return the ID of the withdrawn document that a source is, by its bytes or by half of its paragraphs."""
        for number, ledger in enumerate(self._ledgers):
            digest = ledger.hash("bytes", source_sha256)
            for doc_id, known in ledger.documents.items():
                if digest in known:
                    return doc_id
            if ledger.documents and (by_content := self._by_content(number, ledger, list(texts))):
                return by_content
        return None

    def _by_content(self, number: int, ledger: Ledger, texts: Sequence[str]) -> str | None:
        lengths, total = Counter[str](), 0
        for text in texts:
            whole = "".join(piece for _, _, piece in pieces(text))
            total += len(whole)
            for doc_id in {mark.doc_id for mark in self._wholes.get((number, ledger.hash("whole", whole)), ())}:
                lengths[doc_id] += len(whole)
        best = [doc_id for doc_id, length in lengths.items() if doc_id in ledger.documents and length >= HALF * total]
        return best[0] if best else None


def _proves(recognised: int, of_mark: int, of_text: int) -> bool:
    if recognised >= MANY:
        return True
    return recognised >= LEAST and (recognised >= HALF * of_mark or recognised >= HALF * of_text)
