"""The report of a release: one page that needs no network, with every document before and after."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.building.personal_data_check import PersonalDatum, personal_data_in
from corpus.errors import IntegrityError, MissingExtraError
from corpus.model.foreign_errors import translated
from corpus.release import parquet
from corpus.release.atomic import write_file
from corpus.release.diff import Difference
from corpus.release.handle import Release
from corpus.release.inline_diff import diff_runs
from corpus.release.layout import paths_of
from corpus.reporting.figures import Plot, plot
from corpus.reporting.page_rows import PageRows
from corpus.reporting.quality_table import HEADS, read_quality

MOST_CHANGES = 500  # shown; corpus diff lists all
BANDS = ("< .5", ".5-.8", ".8-.9", ".9-.95", ".95-1")
_EDGES = (0.5, 0.8, 0.9, 0.95)
# Controls, and what turns the order of the text: shown, never obeyed.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@translated
def write_report(release: Release, out: Path, *, previous: Release | None = None, quality: Path | None = None) -> None:
    """Write the report of a release; the same release, previous one and quality table give the same bytes.

    Raises
    ------
    IntegrityError
        The release fails its proof: nothing that it says can be shown as true.
    MissingExtraError
        Jinja2 is not installed.
    """
    write_file(out, report_page(release, previous, quality))


def report_page(release: Release, previous: Release | None = None, quality: Path | None = None) -> str:
    """Return the page as HTML."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ModuleNotFoundError:
        raise MissingExtraError.of("jinja2", "report") from None
    for problem in release.verify().problems:
        raise IntegrityError(
            f"{release.path / problem.where}: {problem.message}; a release that is not proved gets no report",
            "corpus verify lists what is wrong",
        )
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    script, style = _part("page.js"), _part("page.css")
    facts = {
        **_facts(release, previous),
        "quality": _quality(release, quality),
        "script": script,
        "style": style,
        "script_hash": _csp_hash(script),
        "style_hash": _csp_hash(style),
        "rows": PageRows(release).packed(),
        "plots": plots(release),
    }
    return environment.from_string(_part("page.html.j2")).render(facts) + "\n"


def _part(name: str) -> str:
    return files("corpus.reporting").joinpath("page", name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facts(release: Release, previous: Release | None) -> dict[str, Any]:
    manifest, dataset = release.manifest, release.manifest["dataset"]
    counts, before = manifest["counts"], manifest["previous"]
    return {
        "name": release.name,
        "title": _visible(dataset["title"]),
        "version": release.version,
        "date": manifest["date"],
        "content_hash": manifest["content_hash"],
        "description": _visible(dataset["description"] or ""),
        "standoff": release.standoff,
        "previous": before and before["version"],
        "facts": [
            ("Documents", "文档", f"{manifest['tables']['documents']['rows']:,}"),
            ("Paragraphs", "段落", f"{manifest['tables']['paragraphs']['rows']:,}"),
            ("Characters", "字符", f"{_characters(release):,}"),
            ("Edits", "修改", f"{manifest['tables']['edits']['rows']:,}"),
            ("Quarantined", "隔离", f"{counts['quarantined']:,}"),
            ("Skipped", "跳过", f"{counts['skipped']:,}"),
        ],
        "changes": None if previous is None else _changes(previous.diff(release)),
        "quarantined": [{name: _visible(value) for name, value in item.items()} for item in release.quarantined],
        "personal": [_masked(item) for item in personal_data_in(release)],
    }


def _quality(release: Release, path: Path | None) -> dict[str, Any] | None:
    text = _visible(release.manifest["dataset"].get("quality"))
    rows = [tuple(map(_visible, row)) for row in read_quality(path)] if path else []
    return {"text": text, "heads": HEADS, "rows": rows} if text or rows else None


def _masked(item: PersonalDatum) -> dict[str, Any]:
    return {"paragraph_id": item.paragraph_id, "doc_id": item.doc_id, "type": item.type, "value": _visible(item.value)}


def _visible(text: str | None) -> str:
    return _CONTROLS.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text or "")


def _characters(release: Release) -> int:
    return sum(sum(column) for column in _columns(release, "paragraphs", "n_chars"))


def _columns(release: Release, table: str, name: str) -> Iterator[list[Any]]:
    for path in paths_of(release.path, table):
        yield parquet.read_whole(path, [name])[name].to_pylist()


def plots(release: Release) -> list[Plot]:
    """Make the figures of a release: kinds, dates, places, scripts, encodings, flags, and how sure the rows are."""
    manifest = release.manifest
    dates = Counter(_year(date) for column in _columns(release, "documents", "date") for date in column)
    places = Counter(p for column in _columns(release, "documents", "places") for row in column for p in row or ())
    scripts = Counter(each or "none" for column in _columns(release, "paragraphs", "script") for each in column)
    sure = Counter(_band(each) for column in _columns(release, "paragraphs", "confidence") for each in column)
    return [
        plot("Kinds of paragraphs", "段落类型", manifest["kinds"].items()),
        plot("Years", "年份", sorted(dates.items()) if len(dates) <= 12 else dates.items(), ordered=len(dates) <= 12),
        plot("Places", "地点", ((_visible(place), count) for place, count in places.items())),
        plot("Scripts", "字体", scripts.items()),
        plot("Encodings of the sources", "原文件编码", manifest["encodings"].items()),
        plot("Flags of documents", "文档标记", manifest["flags"].items()),
        plot(
            "Confidence of the weakest break",
            "最弱断点的置信度",
            [(band, sure[band]) for band in BANDS],
            ordered=True,
            low=BANDS[:2],
        ),
    ]


def _year(date: str | None) -> str:
    return date[:4] if date else "undated"


def _band(confidence: float) -> str:
    return BANDS[sum(confidence >= edge for edge in _EDGES)]


def _changes(found: Difference) -> dict[str, Any]:
    counts = found.counts()
    summary = "; ".join(
        f"{what} " + (", ".join(f"{count} {relation}" for relation, count in counts[what].items()) or "unchanged")
        for what in ("documents", "paragraphs")
    )
    shown = list(islice(found.paragraphs, MOST_CHANGES))
    return {
        "old": found.old,
        "summary": summary,
        "more": len(found.paragraphs) - len(shown),
        "rows": [
            {
                "id": change.paragraph_id,
                "relation": change.relation,
                "heirs": ", ".join(change.heirs),
                "runs": [] if change.withheld else _runs(change.before, change.after),
            }
            for change in shown
        ],
    }


def _runs(before: str | None, after: str | None) -> Sequence[Mapping[str, str]]:
    return [{"text": _visible(run.text), "state": run.state} for run in diff_runs(before or "", after or "")]
