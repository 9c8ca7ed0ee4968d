"""The paragraph JSONL of the large Chinese web corpora (MNBVC's general text format): a document a line.

The keys are theirs. A paragraph is a line there, so text that keeps its lines is a paragraph a line. Its number is
that of the first of its lines in the source, from 0.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.exporting.formatting import ExportedDocument, Row, Session, Streamed
from corpus.release.restore import decoded_source, masked

BITS = 64
LEAST_DISTINCT = 0.5  # a file with a smaller share of distinct paragraphs is to be looked at, as their tools have it
_DATE = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?")


class MnbvcLines(Streamed):
    """A document a line, with its paragraphs and their hashes."""

    suffix = ".jsonl"
    needs_edits = True

    def document(self, each: ExportedDocument, session: Session) -> Iterator[str]:
        """Yield the line of the document; one without paragraphs is none, as their tools leave out such files."""
        paragraphs = list(_paragraphs(each))
        if paragraphs:
            yield json.dumps(_file(each.document, paragraphs, session), ensure_ascii=False) + "\n"


def _file(document: Row, paragraphs: Sequence[Row], session: Session) -> dict[str, Any]:
    texts = list(dict.fromkeys(row["内容"] for row in paragraphs))
    more = {"doc_id": document["doc_id"], "dataset": session.manifest["name"], "version": session.manifest["version"]}
    more |= {name: document[name] for name in ("title", "authors", "publisher", "date", "rights")}
    return {
        "文件名": document["source_file"],
        "是否待查文件": len(texts) < LEAST_DISTINCT * len(paragraphs),
        "是否重复文件": any(flag.startswith("DUPLICATE") for flag in document["flags"]),
        "文件大小": document["source_bytes"],
        "simhash": simhash(texts),
        "最长段落长度": max(len(text) for text in texts),
        "段落数": len(paragraphs),
        "去重段落数": len(texts),
        "低质量段落数": 0,
        "段落": paragraphs,
        "扩展字段": json.dumps(more, ensure_ascii=False),
        "时间": date_of(document["date"], session.manifest["date"]),
    }


def _paragraphs(each: ExportedDocument) -> Iterator[dict[str, Any]]:
    starts, seen = _line_starts(each), set[str]()
    for row in each.paragraphs:
        number = bisect_right(starts, row["spans"][0]["start"]) if row["spans"] else 0
        for ahead, line in enumerate(line for line in row["text"].split("\n") if line.strip()):
            text = line.strip()
            digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
            yield {
                "行号": number + ahead,
                "是否重复": digest in seen,
                "是否跨文件重复": False,
                "md5": digest,
                "内容": text,
                "扩展字段": json.dumps({"paragraph_id": row["paragraph_id"], "kind": row["kind"]}, ensure_ascii=False),
            }
            seen.add(digest)


def _line_starts(each: ExportedDocument) -> list[int]:
    """Return where the lines of the decoded source begin, but for the first."""
    chars = decoded_source(each.paragraphs, masked(each.edits), each.document["doc_id"])
    return [place + 1 for place, char in enumerate(chars) if char == "\n"]


def simhash(texts: Sequence[str]) -> int:
    """Return the 64-bit similarity hash of some texts, each of which weighs the same.

    A bit is set where more than half of the texts' MD5 have it (the last eight bytes, the first bit the highest).

    >>> simhash(["春江水暖"]) == int.from_bytes(hashlib.md5("春江水暖".encode()).digest()[-8:], "big")
    True
    """
    hashes = [int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[-8:], "big") for text in texts]
    counts = (sum(value >> bit & 1 for value in hashes) for bit in range(BITS))
    return sum(1 << bit for bit, count in enumerate(counts) if 2 * count > len(texts))


def date_of(date: str | None, otherwise: str) -> str:
    """Return a date as eight digits, what is not known as 01; that of the release where a document has none.

    >>> date_of("2019-06", "2026-12-01"), date_of(None, "2026-12-01")
    ('20190601', '20261201')
    """
    found = _DATE.match(date or otherwise) or _DATE.match(otherwise)
    if found is None:
        return "19000101"
    return f"{found[1]}{found[2] or '01'}{found[3] or '01'}"
