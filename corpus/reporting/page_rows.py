"""The rows of a release as the report's page reads them: columns, compressed, with the doubtful places."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from corpus.model.values import KINDS
from corpus.release.document_rows import DocumentTables
from corpus.release.handle import Release
from corpus.reporting.doubts import Doubt, doubts_of

KIND_WORDS = {
    "title": "标题",
    "subtitle": "副标题",
    "heading": "小标题",
    "paragraph": "段落",
    "list_item": "列表项",
    "byline": "署名",
    "caption": "图注",
    "label": "栏目",
    "meta": "说明行",
    "reference": "参考文献",
    "note": "注释",
    "verse": "诗行",
    "table": "表格",
    "code": "代码",
    "furniture": "页眉页脚",
}
"""What the kinds are called in Chinese."""
_DOCS = ("id", "title", "file", "date", "authors", "n", "first", "edits", "doubts")
_PARAGRAPHS = ("id", "doc", "kind", "level", "text", "spans", "sure", "kindSure")
_EDITS = ("start", "end", "removed", "inserted", "rule", "sure")


class PageRows:
    """Collects the columns of a release, document by document."""

    def __init__(self, release: Release) -> None:
        self.standoff = release.standoff
        self.docs = {name: list[Any]() for name in _DOCS}
        self.paragraphs = {name: list[Any]() for name in _PARAGRAPHS}
        self.edits = {name: list[Any]() for name in _EDITS}
        self.rules = dict[str, int]()
        self.doubts = list[Doubt]()
        self.kinds = list(KINDS[:-1])
        for _, tables in DocumentTables(release.path):
            self._add({name: table.to_pylist() for name, table in tables.items()})
        self.docs["edits"].append(len(self.edits["start"]))
        self.name, self.version = release.name, release.version

    def _add(self, rows: Mapping[str, list[Mapping[str, Any]]]) -> None:
        (document,) = rows["documents"]
        found = [] if self.standoff else list(doubts_of(document, rows["paragraphs"], rows["edits"], rows["findings"]))
        self.doubts += found
        facts = (
            document["doc_id"],
            document["title"],
            document["source_file"],
            document["date"],
            document["authors"],
            len(rows["paragraphs"]),
            len(self.paragraphs["id"]),
            len(self.edits["start"]),
            len(found),
        )
        _append(self.docs, facts)
        for row in rows["paragraphs"]:
            _append(self.paragraphs, self._paragraph(row))
        for row in rows["edits"] if not self.standoff else ():
            rule = self.rules.setdefault(" + ".join(row["rule"]), len(self.rules))
            confidence = round(row["confidence"] * 1000)
            _append(self.edits, (row["start"], row["end"], row["removed"], row["inserted"], rule, confidence))

    def _paragraph(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return (
            row["paragraph_id"],
            len(self.docs["id"]) - 1,
            self.kinds.index(row["kind"]),
            row["level"],
            row["text"],
            [place for span in row["spans"] for place in (span["start"], span["end"])],
            round(row["confidence"] * 1000),
            round(row.get("kind_confidence", 1.0) * 1000),
        )

    def packed(self) -> str:
        """Return all of it as JSON, deflated, in base64."""
        self.doubts.sort(key=lambda doubt: doubt.order)
        value = {
            "name": self.name,
            "version": self.version,
            "standoff": self.standoff,
            "kinds": self.kinds,
            "words": KIND_WORDS,
            "rules": list(self.rules),
            "docs": self.docs,
            "p": self.paragraphs,
            "e": self.edits,
            "queue": [_doubt(doubt) for doubt in self.doubts],
        }
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()


def _append(columns: Mapping[str, list[Any]], values: tuple[Any, ...]) -> None:
    for column, value in zip(columns.values(), values, strict=True):
        column.append(value)


def _doubt(doubt: Doubt) -> dict[str, Any]:
    right = doubt.right
    facts = {
        "paragraph": right.paragraph,
        "document": right.document,
        "before": right.before,
        "exact": right.exact,
        "after": right.after,
        "at": right.at,
        "name": doubt.name,
        "what": doubt.what,
    }
    facts = {name: value for name, value in facts.items() if value not in (None, "")}
    return {**facts, "sure": None if doubt.sure is None else round(doubt.sure * 1000)}
