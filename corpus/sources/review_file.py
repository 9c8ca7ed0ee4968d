"""Review files: ``review.toml`` with the decisions of reviewers, read and checked as a whole, and written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import IntegrityError, ReviewError, SingleProblem
from corpus.model.decisions import Decision, of_paragraph
from corpus.model.names import KEY
from corpus.model.near_miss import near_miss
from corpus.model.untrusted import read_bounded
from corpus.sources.register import long_key
from corpus.sources.register_problems import short
from corpus.sources.review_checks import KEYS, decision_problems, text_problems, unknown_keys

MAX_BYTES = 16 * 1024 * 1024  # some 50,000 decisions
SHOWN = 10  # problems in a message

_TOP = ("dataset", "version", "reviewer", "complete")


@dataclass(frozen=True, slots=True)
class Review:
    """A checked review: of which data set, its decisions, and the place (file and line) of each.

    ``complete``: it has all decisions, so that those which the previous release records are not carried.
    """

    dataset: str
    decisions: tuple[Decision, ...] = ()
    places: Mapping[Decision, str] | None = None
    complete: bool = False
    path: Path | None = None


def read_review(path: Path) -> Review:
    """Read and check a review file.

    Raises
    ------
    ReviewError
        With every problem found, each with its place and its code.
    """
    data, lines = _parsed(path)
    head = data.get("review", {})
    problems = [*_of_top(path, lines, data, head)]
    if problems:
        raise _error(path, problems)
    starts = [at for at, line in enumerate(lines) if re.match(r"\s*\[\[\s*decision\s*\]\]", line)]
    decisions, places = list[Decision](), dict[Decision, str]()
    about = dict[tuple[object, ...], tuple[Decision, str]]()
    for index, table in enumerate(data.get("decision", [])):
        place = f"{path}:{starts[index] + 1 if index < len(starts) else 1}"
        wrong = list(decision_problems(place, table))
        problems += wrong
        if not wrong:
            decision = _decision(table, head)
            first, where = about.setdefault(decision.place, (decision, place))
            if first.outcome != decision.outcome:
                problems.append(_conflict(decision, place, first, where))
            decisions.append(decision)
            places.setdefault(decision, place)
    if problems:
        raise _error(path, problems)
    return Review(head["dataset"], tuple(dict.fromkeys(decisions)), places, head.get("complete", False), path)


def _parsed(path: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        text = read_bounded(path, MAX_BYTES).decode("utf-8-sig")
        if found := long_key(text):
            problem = SingleProblem(str(path), "UNKNOWN_KEY", f"{short(found)}: a key of a review has one part")
            raise _error(path, [problem])
        return tomllib.loads(text), text.split("\n")
    except IntegrityError as error:
        code = "TOO_LARGE" if "at most" in error.message else error.code or "MISSING_FILE"
        raise _error(path, [SingleProblem("", code, error.message)]) from None
    except UnicodeDecodeError as error:
        raise _error(
            path, [SingleProblem(str(path), "BAD_UNICODE", f"byte {error.start} is not valid UTF-8")]
        ) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        place = f"{path}:{at[1]}:{at[2]}" if at else str(path)
        raise _error(path, [SingleProblem(place, "SYNTAX", str(error).split(" (at")[0])]) from None
    except RecursionError:
        raise _error(path, [SingleProblem(str(path), "TOO_DEEP", "the file nests too deeply")]) from None


def _error(path: Path, problems: Sequence[SingleProblem]) -> ReviewError:
    shown = [str(problem) for problem in problems[:SHOWN]]
    more = [f"... and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    codes = {problem.code for problem in problems}
    return ReviewError("\n".join([*shown, *more]), "", str(path), codes.pop() if len(codes) == 1 else "", problems)


def _of_top(path: Path, lines: Sequence[str], data: Mapping[str, Any], head: Any) -> Iterator[SingleProblem]:
    for name in data:
        if name not in ("review", "decision"):
            near = near_miss(name, ("review", "decision"), "the tables are [review] and [[decision]]")
            yield SingleProblem(f"{path}:{_line(lines, name)}", "UNKNOWN_KEY", f"{short(name)}; {near}")
    if not isinstance(head, dict) or not isinstance(data.get("decision", []), list):
        yield SingleProblem(str(path), "BAD_TYPE", "write [review] once and [[decision]] for each decision")
        return
    place = f"{path}:{_line(lines, 'review')}"
    yield from unknown_keys(place, head, _TOP)
    if "dataset" not in head:
        yield SingleProblem(place, "MISSING_KEY", "[review] needs dataset, the name of the data set")
    elif not isinstance(head["dataset"], str) or not KEY.fullmatch(head["dataset"]):
        yield SingleProblem(place, "BAD_NAME", f"dataset = {short(head['dataset'])} is not a valid name")
    if not isinstance(head.get("complete", False), bool):
        yield SingleProblem(place, "BAD_TYPE", "complete is true or false")
    yield from text_problems(place, head, ("version", "reviewer"))


def _decision(table: Mapping[str, Any], head: Mapping[str, Any]) -> Decision:
    facts = {**table, "date": str(table.get("date", ""))}
    becomes = facts.pop("becomes", [])
    facts["becomes"] = tuple(becomes) if isinstance(becomes, list) else (becomes,)
    for name in ("reviewer", "version"):
        facts.setdefault(name, head.get(name, ""))
    action, paragraph = facts.pop("action"), facts.pop("paragraph", None)
    if paragraph:
        facts.pop("document", None)
        return of_paragraph(action, paragraph, **facts)
    return Decision(action, **facts)


def _conflict(decision: Decision, place: str, first: Decision, where: str) -> SingleProblem:
    about = decision.paragraph or decision.document
    text = f"{about}: {decision.action} is not what {where} decides of the same place ({first.action})"
    return SingleProblem(place, "CONFLICT", text)


def _line(lines: Sequence[str], name: str) -> int:
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}\b")
    return next((at for at, line in enumerate(lines, 1) if pattern.match(line)), 1)


def review_text(dataset: str, version: str, decisions: Iterable[Decision], *, complete: bool = False) -> str:
    """Write decisions as a review file."""
    lines = ["[review]", f"dataset = {_toml(dataset)}", f"version = {_toml(version)}"]
    lines += ["complete = true"] if complete else []
    for decision in decisions:
        lines += ["", "[[decision]]"]
        facts = decision._asdict()
        if decision.paragraph:
            del facts["document"]
        if facts["version"] == version:
            del facts["version"]
        for name in (name for name in KEYS if facts.get(name) not in (None, "", ())):
            value = facts[name]
            one = name == "becomes" and decision.action != "authors"
            lines.append(f"{name} = {_toml(value[0] if one else value)}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)
