"""Extractions whose paragraphs are known: how well broken lines become paragraphs again, by layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.errors import UsageError
from corpus.evaluating.alignment import levenshtein
from corpus.evaluating.breaks import ASIDES, BODY, Extracted, compare_breaks, of_body
from corpus.evaluating.comparing import Comparison
from corpus.evaluating.gold import Marked
from corpus.evaluating.harm import harm
from corpus.evaluating.join_blanks import blanks
from corpus.evaluating.jsonl import JsonLine, read_lines
from corpus.evaluating.kind_readings import readings
from corpus.evaluating.measures import OF_REFLOW, Counted, Table, table
from corpus.evaluating.produced import Made, made, produce
from corpus.evaluating.row_trust import kind_trust, row_trust
from corpus.evaluating.stream import plain
from corpus.model.names import inside
from corpus.model.values import Document

KINDS = (*BODY, *ASIDES, "furniture")


class Sample(NamedTuple):
    """An extraction: where its text and its gold are, how it was laid out, and the document that it is of."""

    source: Path
    gold: Path
    layout: str
    document: str


def evaluate_reflow(folder: Path, names: Iterable[str] | None = None) -> Table:
    """Make the table over a folder: ``manifest.jsonl``, and for each name in it ``NAME.txt`` and ``NAME.gold.jsonl``.

    Intervals are by document: the same text in five layouts is not five witnesses. ``names`` are the samples to
    take; None: all.

    Raises
    ------
    UsageError
        A file is missing, or has a defect (named with its line).
    """
    levenshtein()  # a missing extra is reported before the work, not after it
    counted, refused = list[Counted](), list[str]()
    for sample in samples(folder, names):
        document = produce(sample.source.read_bytes())
        if document is None:
            refused.append(sample.source.name)
        counted.append(Counted(sample.document, _judge(read_extracted(sample.gold), document), sample.layout))
    return table(counted, OF_REFLOW, refused)


def _judge(gold: Sequence[Extracted], document: Document | None) -> Counter[str]:
    given = made(document)
    blocks = [_known(block) for block in given]
    texts = [(block.kind, block.text) for block in blocks]
    counts = compare_breaks(gold, texts)
    wanted = [Marked(item.kind, item.text) for item in gold if item.kind in BODY]
    body = [number for number, text in of_body(gold, texts) if text]
    pair = Comparison(wanted, [blocks[number] for number in body])
    strange = {place for place, number in enumerate(body) if given[number].kind not in KINDS}
    for part in (
        blanks(pair),
        readings(pair, KINDS),
        row_trust(pair),
        kind_trust(pair, KINDS, strange),
        _furniture(gold, blocks),
    ):
        counts.update(part)
    counts.update(harm(pair, document.source.chars.splitlines() if document else ()))
    return counts


def _known(block: Made) -> Made:
    """Take for a paragraph what has a kind that these sets do not distinguish."""
    return block if block.kind in KINDS else block._replace(kind="paragraph")


def _furniture(gold: Sequence[Extracted], blocks: Sequence[Made]) -> Counter[str]:
    """Count furniture by its text: kept out of the rows, removed rightly, and text dropped with it."""
    wanted = Counter(plain(item.text) for item in gold if item.kind == "furniture")
    removed = Counter(text for block in blocks if block.kind == "furniture" and (text := plain(block.text)))
    rightly, dropped = (wanted & removed).total(), removed - wanted
    return Counter(
        furniture=wanted.total(),
        kept_out=rightly,
        removed=removed.total(),
        removed_rightly=rightly,
        dropped=sum(len(text) * number for text, number in dropped.items()),
    )


def samples(folder: Path, names: Iterable[str] | None = None) -> list[Sample]:
    """List the samples of the manifest."""
    wanted = None if names is None else set(names)
    lines = read_lines(folder / "manifest.jsonl")
    found = [_sample(folder, line) for line in lines if wanted is None or line.get("name") in wanted]
    if not found:
        raise UsageError(f"{folder / 'manifest.jsonl'}: this file has no samples")
    return found


def _sample(folder: Path, line: JsonLine) -> Sample:
    name = line.string("name")
    if inside(name):
        raise line.wrong(f"name = {name!a} is not a path inside {folder}")
    sample = Sample(
        folder / f"{name}.txt",
        folder / f"{name}.gold.jsonl",
        line.string("layout"),
        line.string("doc") if "doc" in line else name,
    )
    for path in (sample.source, sample.gold):
        if not path.is_file():
            raise line.wrong(f"{path} does not exist")
    return sample


def read_extracted(path: Path) -> list[Extracted]:
    """Read the items of an extraction, in order.

    Raises
    ------
    UsageError
        With file and line.
    """
    return _checked([_extracted(line) for line in read_lines(path)], path)


def _extracted(line: JsonLine) -> Extracted:
    key = "text" if line.get("raw") is None else "raw"
    return Extracted(line.one_of("kind", KINDS), line.string(key), line.get("inside") is True)


def _checked(items: Sequence[Extracted], path: Path) -> list[Extracted]:
    first = next((number for number, item in enumerate(items) if item.kind in BODY), len(items))
    for number, item in enumerate(items[:first], 1):
        if item.is_inside:
            raise UsageError(f"{path}: item {number} is inside, but there is no paragraph before it")
    return list(items)
