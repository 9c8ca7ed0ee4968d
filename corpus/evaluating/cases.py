"""Cases: small sources, each with what a careful reader expects of it, and what does not hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from corpus.cleaning.clean import clean
from corpus.errors import SourceError, UsageError
from corpus.evaluating.jsonl import JsonLine
from corpus.model.near_miss import near_miss
from corpus.model.values import KINDS, Document, Metadata

SOURCES = (".txt", ".md")
REMARKS = frozenset({"about", "severity", "reference", "note"})
DEMANDS = frozenset({"blocks", "lines", "any_kind", "meta", "findings", "flags"})
BLOCK = frozenset({"kind", "text", "any_kind"})
# Beside the fields of the metadata: units that must be absent, characters of the date, headings above a row.
SPECIAL = ("places_not", "date_precision", "section_of")
ANY_FLAG = "any"
SHOWN = 40  # characters of a text in a report
FURNITURE = "furniture"


class ExpectedBlock(NamedTuple):
    """A block that must come out; ``any_kind``: its kind may be another."""

    kind: str
    text: str
    any_kind: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A source and what is expected of it.

    ``blocks`` are the rows in order, and furniture in any place; None: nothing is said of them. ``lines``: blocks that
    keep their lines and blocks a line each are the same. ``any_kind``: the cut alone matters.
    """

    source: Path
    about: str
    severity: str
    blocks: tuple[ExpectedBlock, ...] | None
    lines: bool
    any_kind: bool
    meta: Mapping[str, Any]
    findings: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What does not hold of a case; it passes where nothing is named."""

    name: str
    about: str
    severity: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseResults:
    """The results of a folder, in the order of the names."""

    passed: int
    of: int
    cases: tuple[CaseResult, ...]


def evaluate_cases(folder: Path) -> CaseResults:
    """Try every case of a folder: ``NAME.txt`` or ``NAME.md`` with what is expected in ``NAME.json``.

    All are read before the first is tried.

    Raises
    ------
    UsageError
        The folder has no case, or an expectation has a defect (named with its file).
    """
    results = tuple(_result(case) for case in read_cases(folder))
    return CaseResults(sum(not result.problems for result in results), len(results), results)


def read_cases(folder: Path) -> list[Case]:
    """Read the cases of a folder; a source without an expectation is none, the reverse is a defect."""
    found = dict[str, Path]()
    for path in sorted(folder.iterdir()):
        if path.suffix in SOURCES and path.with_suffix(".json").is_file() and found.setdefault(path.stem, path) != path:
            raise UsageError(f"{path}: {found[path.stem].name} has the same expectation {path.stem}.json")
    for path in sorted(folder.glob("*.json")):
        if path.stem not in found:
            raise UsageError(f"{path}: its source {path.stem}.txt or {path.stem}.md does not exist")
    if not found:
        raise UsageError(f"{folder}: this folder has no case", "a case is NAME.txt or NAME.md with NAME.json")
    return [_read(source) for source in found.values()]


def _read(source: Path) -> Case:
    path = source.with_suffix(".json")
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not JSON: {str(error)[:80]}") from None
    if not isinstance(value, dict):
        raise UsageError(f"{path}: not a JSON object")
    stated = JsonLine(str(path), value)
    _check_keys(stated, REMARKS | DEMANDS)
    if DEMANDS.isdisjoint(stated):
        raise stated.wrong(f"nothing is expected; the keys are {', '.join(sorted(DEMANDS))}")
    return Case(
        source,
        stated.string("about") if "about" in stated else source.stem,
        str(stated.get("severity", "")),
        tuple(_blocks(stated)) if "blocks" in stated else None,
        stated.get("lines") is True,
        stated.get("any_kind") is True,
        _meta(stated),
        _texts(stated, "findings"),
        _texts(stated, "flags"),
    )


def _check_keys(stated: JsonLine, known: Iterable[str]) -> None:
    for key in stated:
        if key not in known:
            error = stated.wrong(f"unknown key {key!a}")
            raise UsageError(str(error), near_miss(key, known, f"the keys are {', '.join(sorted(known))}"))


def _blocks(stated: JsonLine) -> Iterator[ExpectedBlock]:
    blocks = stated["blocks"]
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise stated.wrong("blocks must be a list of objects with kind and text")
    for number, fields_of_block in enumerate(blocks):
        block = JsonLine(f"{stated.place}: block {number}", fields_of_block)
        _check_keys(block, BLOCK)
        yield ExpectedBlock(block.one_of("kind", KINDS), block.string("text"), block.get("any_kind") is True)


def _meta(stated: JsonLine) -> Mapping[str, Any]:
    meta = stated.get("meta", {})
    if not isinstance(meta, dict):
        raise stated.wrong("meta must be an object")
    known = [each.name for each in fields(Metadata) if each.name != "evidence"]
    _check_keys(JsonLine(f"{stated.place}: meta", meta), [*known, *SPECIAL])
    shapes: dict[str, tuple[type, str]] = {
        "places_not": (list, "a list"), "date_precision": (int, "a number"), "section_of": (dict, "an object"),
    }  # fmt: skip
    for key, (shape, name) in shapes.items():
        if key in meta and not isinstance(meta[key], shape):
            raise stated.wrong(f"meta.{key} must be {name}")
    return meta


def _texts(stated: JsonLine, key: str) -> tuple[str, ...]:
    texts = stated.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise stated.wrong(f"{key} must be a list of texts")
    return tuple(texts)


def _result(case: Case) -> CaseResult:
    return CaseResult(case.source.stem, case.about, case.severity, tuple(problems(case)))


def problems(case: Case) -> Iterator[str]:
    """Yield what does not hold of a case."""
    try:
        document = clean(case.source)
    except SourceError as error:
        yield f"refused: {error}"
        return
    for check in (_wrong_blocks, _wrong_meta, _wrong_findings, _wrong_flags):
        yield from check(case, document)


def _wrong_blocks(case: Case, document: Document) -> Iterator[str]:
    """Compare the rows text for text, blanks included, then the kinds where the texts are right."""
    if case.blocks is None:
        return
    wanted = [block for block in case.blocks if block.kind != FURNITURE]
    given = [ExpectedBlock(block.kind, block.text) for block in document.paragraphs]
    if case.lines and _all(wanted) != _all(given):
        wanted, given = list(_by_line(wanted)), list(_by_line(given))
    if _all(wanted) != _all(given):
        yield _difference("blocks", _all(given), _all(wanted))
    elif not case.any_kind:
        pairs = [(got.kind, block.kind) for got, block in zip(given, wanted, strict=True) if not block.any_kind]
        wrong = [f"{got}, not {kind}" for got, kind in pairs if got != kind]
        if wrong:
            yield f"kinds: {'; '.join(wrong[:8])}"
    gone = [part.strip() for block in document.blocks if block.kind == FURNITURE for part in block.text.split("\n")]
    kept = [block.text for block in case.blocks if block.kind == FURNITURE and block.text.strip() not in gone]
    if kept:
        yield f"furniture kept: {_shown(kept)}"


def _all(blocks: Iterable[ExpectedBlock]) -> list[str]:
    return [block.text for block in blocks]


def _by_line(blocks: Iterable[ExpectedBlock]) -> Iterator[ExpectedBlock]:
    for block in blocks:
        yield from (block._replace(text=line) for line in block.text.split("\n") if line.strip())


def _difference(what: str, given: Sequence[str], wanted: Sequence[str]) -> str:
    more = [text for text in given if text not in wanted]
    fewer = [text for text in wanted if text not in given]
    if not more and not fewer:
        return f"{what}: {len(given)} in another order or number than the {len(wanted)} wanted"
    return f"{what}: {_shown(more)} instead of {_shown(fewer)}"


def _shown(texts: Sequence[str]) -> str:
    shown = [text if len(text) <= SHOWN else text[:SHOWN] + "..." for text in texts]
    return " | ".join(shown[:6]) or "nothing"


def _wrong_meta(case: Case, document: Document) -> Iterator[str]:
    meta = document.meta
    for field, wanted in case.meta.items():
        if field == "places_not":
            if found := [place for place in meta.places if place in wanted]:
                yield f"places: {', '.join(found)} must not be among them"
        elif field == "date_precision":
            if len(meta.date or "") != wanted:
                yield f"date: {meta.date!r} has not {wanted} characters"
        elif field == "section_of":
            yield from _wrong_sections(wanted, document)
        elif (got := _as_json(getattr(meta, field))) != wanted:
            yield f"{field}: {got!r} instead of {wanted!r}"


def _wrong_sections(wanted: Mapping[str, Any], document: Document) -> Iterator[str]:
    """Compare the headings above the first row that begins with a text."""
    for start, headings in wanted.items():
        row = next((block for block in document.paragraphs if block.text.startswith(start)), None)
        if row is None:
            yield f"section_of: no row begins with {start!r}"
        elif list(row.section) != headings:
            yield f"section_of {start!r}: {list(row.section)!r} instead of {headings!r}"


def _as_json(value: object) -> object:
    return [_as_json(item) for item in value] if isinstance(value, tuple) else value


def _wrong_findings(case: Case, document: Document) -> Iterator[str]:
    covered = [document.source.chars[finding.start : finding.end] for finding in document.findings]
    for text in case.findings:
        if not any(text in found for found in covered):
            yield f"findings: none covers {text!r}"


def _wrong_flags(case: Case, document: Document) -> Iterator[str]:
    flags = {*document.flags, *document.source.flags}
    for flag in case.flags:
        if flag not in flags and not (flag == ANY_FLAG and flags):
            yield f"flags: {flag!r} is missing; there are {', '.join(sorted(flags)) or 'none'}"
