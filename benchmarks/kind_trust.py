"""Count how often the kind of a block is right, by what it rests on: the figures of ``structure/kind_trust.py``.

``python benchmarks/kind_trust.py [--gold GOLD SOURCES] [--labelled DIR ...]``. Reads the gold of the sample and of
other documents, labelled extractions (folders in the format of docs/benchmark.md, such as the layouts that
scripts/training makes), and standing lines that are made here. A block counts where it is cut right. Prints a line for
each evidence, as the module has it, and the share.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from corpus.cleaning.decoding import decode
from corpus.cleaning.reflow import reflow
from corpus.cleaning.rules import normalise, select
from corpus.cleaning.structure import evidence_of
from corpus.cleaning.structure.kind_trust import KindEvidence
from corpus.errors import SourceError
from corpus.evaluating.breaks import ASIDES, BODY, Extracted, of_body
from corpus.evaluating.comparing import Comparison, whole_blocks
from corpus.evaluating.documents import paired
from corpus.evaluating.gold import Marked, read_gold
from corpus.evaluating.produced import Made, by_line
from corpus.evaluating.reflow_set import read_extracted, samples
from corpus.evaluating.stream import plain
from corpus.model.values import LINED, Block
from training.layouts.standing_lines.kinds import KINDS as STANDING
from training.layouts.standing_lines.pieces import embedded, standing
from training.layouts.standing_lines.vocabulary import REPORTING

ROOT = Path(__file__).parent.parent
Found = tuple[Block, KindEvidence]
Counts = defaultdict[KindEvidence, Counter[bool]]
# What a reader calls the lines of each maker; text of other makers (chat, forms, addresses) is paragraphs.
EXPECTED = {
    "free verse": "verse", "regular verse": "verse", "couplets": "verse", "code": "code", "formulas": "code",
    "rows, blank": "table", "rows, wide blank": "table", "rows, bar": "table", "rows, comma": "table",
    "rows, tab": "table", "log": "table", "bibliography": "reference", "markdown": "", "exam": "", "contents, bare": "",
    "contents, leaders": "", "cells": "", "form": "",
}  # fmt: skip
EACH, SEED = 1, 20261201  # few: most documents have no such lines
# A table's title is text in the labelled extractions; by the schema it is a caption.
TABLE_TITLE = ("表", "Table")


def found_in(data: bytes, declared: str | None = None) -> list[Found]:
    """Return the blocks of a source with their evidence."""
    try:
        text, _ = normalise(decode(data, declared=declared).text, select())
        return evidence_of(reflow(text))
    except SourceError:
        return []


def count_gold(counts: Counts, gold: Path, sources: Path) -> None:
    """Count the blocks of documents whose gold has every kind."""
    for each in paired([gold], sources):
        found = found_in(each.source.read_bytes(), each.entry.encoding if each.entry else None)
        count(counts, read_gold(each.gold), found)


def count(counts: Counts, gold: Sequence[Marked], found: Sequence[Found]) -> None:
    """Count the blocks that are a block of gold, as right or wrong by their kind."""
    parts = [(part, each) for block, each in found for part in by_line(made(block))]
    pair = Comparison(gold, [part for part, _ in parts])
    for mine, theirs in whole_blocks(pair).items():
        counts[parts[theirs][1]][gold[mine].kind == parts[theirs][0].kind] += 1
    for number, (part, each) in enumerate(parts):
        if part.kind == "furniture" and pair.held[number]:
            counts[each][all(gold[mine].kind == "furniture" for mine in pair.held[number])] += 1


def made(block: Block) -> Made:
    """Return a block as it is compared; its text is as it was before edits inside are applied."""
    return Made(block.kind, ((block.spans[0].start, block.text),))


def count_extractions(counts: Counts, folder: Path) -> None:
    """Count the blocks of labelled extractions; kinds that these do not have are not counted."""
    for sample in samples(folder):
        gold = read_extracted(sample.gold)
        found = [each for each in found_in(sample.source.read_bytes()) if each[0].kind in (*BODY, *ASIDES, "furniture")]
        _count_asides(counts, gold, found)
        texts = [(block.kind, block.text) for block, _ in found]
        body = [found[number] for number, text in of_body(gold, texts) if text]
        body = [each for each in body if each[0].kind in BODY or not each[0].text.startswith(TABLE_TITLE)]
        count(counts, [Marked(item.kind, item.text) for item in gold if item.kind in BODY], body)


def _count_asides(counts: Counts, gold: Sequence[Extracted], found: Sequence[Found]) -> None:
    """Count furniture, captions and notes by their text; what gold has as text is counted with the body."""
    for kind in ("furniture", *ASIDES):
        left = Counter(plain(item.text) for item in gold if item.kind == kind)
        for block, each in found:
            if block.kind == kind and (left[plain(block.text)] > 0 or kind == "furniture"):
                counts[each][left[plain(block.text)] > 0] += 1
                left[plain(block.text)] -= 1


def count_standing(counts: Counts) -> None:
    """Count the kinds of lines that stand, alone and inside prose."""
    rng = random.Random(SEED)
    for kind, maker in STANDING.items():
        wanted = EXPECTED.get(kind, "paragraph")
        for _ in range(EACH if wanted else 0):
            lines = maker(rng, REPORTING)
            for piece in (standing(lines), embedded(lines, rng, REPORTING)):
                own = {plain(line) for line, stands in zip(piece.lines, piece.stands, strict=True) if stands}
                for block, each in found_in(("\n".join(piece.lines) + "\n").encode()):
                    texts = [plain(line) for line in block.text.split("\n")]
                    if set(texts) <= own:
                        counts[each][block.kind == wanted] += len(texts) if block.kind in LINED else 1


def report(counts: Counts) -> Iterator[str]:
    """Write a line for each evidence."""
    for each in sorted(counts):
        right, of = counts[each][True], counts[each].total()
        sign = f", {each.sign!r}" if each.sign else ""
        line = f"    KindEvidence({each.kind!r}, {each.by!r}{sign}): ({right}, {of}),".replace("'", '"')
        yield f"{line:<76}  # {right / of:.3f}"


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, nargs="*", default=(), help="folders of labelled extractions")
    parser.add_argument("--gold", type=Path, nargs=2, action="append", default=[], metavar=("GOLD", "SOURCES"))
    counts: Counts = defaultdict(Counter)
    options = parser.parse_args()
    for gold, sources in [(ROOT / "tests" / "gold", ROOT / "seeds" / "sample"), *options.gold]:
        count_gold(counts, gold, sources)
    count_standing(counts)
    for folder in options.labelled:
        count_extractions(counts, folder)
    for line in report(counts):
        print(line)


if __name__ == "__main__":
    main()
