"""How well metadata is read from the heads of documents: precision and recall of every field.

``python benchmarks/heads.py seeds/heads/dev seeds/heads/held``. A folder holds NAME.txt with NAME.json, whose ``meta``
says what a reader would write down; its README says by which rules. Blanks do not count; places count in Simplified
characters; ``signed`` is the publisher or the issuer. ``held`` was never looked at while rules were made.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.cleaning.clean import clean
from corpus.cleaning.metadata.script_detection import simplified
from corpus.model.values import Metadata

SINGLE = ("title", "subtitle", "publisher", "issuer", "date", "genre", "language", "script")
MANY = ("authors", "places", "keywords", "affiliations")
PAIRS = ("contributors", "identifiers")
SIGNED = "signed"
FIELDS = (*SINGLE, SIGNED, *MANY, *PAIRS)
BLANK = re.compile(r"\s")


def facts(meta: Mapping[str, Any], field: str) -> frozenset[str]:
    """Return what is said of a field, comparable."""
    if field == SIGNED:
        return facts(meta, "publisher") | facts(meta, "issuer")
    value = meta.get(field)
    values = [value] if field in SINGLE else value or ()
    plain = (":".join(item) if field in PAIRS else str(item) for item in values if item)
    return frozenset(BLANK.sub("", simplified(text) if field == "places" else text) for text in plain)


def counted(folder: Path) -> Counter[tuple[str, str]]:
    """Count right, said and wanted facts by field."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(folder.glob("*.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))["meta"]
        read = as_mapping(clean(path.with_suffix(".txt")).meta)
        for field in FIELDS:
            said, true = facts(read, field), facts(wanted, field)
            counts.update({(field, "right"): len(said & true), (field, "said"): len(said), (field, "true"): len(true)})
    return counts


def as_mapping(meta: Metadata) -> dict[str, Any]:
    return {field: getattr(meta, field) for field in (*SINGLE, *MANY, *PAIRS)}


def shares(counts: Counter[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Return precision and recall by field; 1 where there is nothing to be right or found."""
    return {field: (share(counts, field, "said"), share(counts, field, "true")) for field in FIELDS}


def share(counts: Counter[tuple[str, str]], field: str, of: str) -> float:
    return counts[field, "right"] / counts[field, of] if counts[field, of] else 1.0


def lines(folder: Path) -> Iterator[str]:
    counts = counted(folder)
    yield f"{folder.name:14}{'P':>7}{'R':>7}{'right':>7}{'said':>6}{'true':>6}"
    for field, (precision, recall) in shares(counts).items():
        numbers = "".join(f"{counts[field, of]:>{width}}" for of, width in (("right", 7), ("said", 6), ("true", 6)))
        yield f"{field:14}{precision:7.3f}{recall:7.3f}{numbers}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dirs", type=Path, nargs="+")
    for folder in parser.parse_args().dirs:
        print("\n".join(lines(folder)))


if __name__ == "__main__":
    main()
