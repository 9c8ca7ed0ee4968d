"""The folder of made layouts: labelled documents and specimens, set by every family, extracted, labelled anew.

The text of a specimen is ours; that of the labelled documents stays where the folder is, outside of the project.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.errors import UsageError
from training.layouts.labelled import Item, body, manifest, read
from training.layouts.typesetting import alignment
from training.layouts.typesetting.extractors import EXTRACTORS
from training.layouts.typesetting.families import FAMILIES, Family
from training.layouts.typesetting.manuscripts import Manuscript, manuscript
from training.layouts.typesetting.programs import PACKAGES, missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from training.layouts.typesetting.settings import Setting

SPECIMENS = Path(__file__).parents[4] / "tests" / "gold"
SENTENCE = re.compile(r"[^。！？]{8,70}[。！？]")


class Source(NamedTuple):
    """A document that manuscripts are taken from."""

    doc: str
    genre: str
    script: str
    items: list[Item]


class Sample(NamedTuple):
    """One extraction with its gold and its row of the manifest."""

    row: dict[str, Any]
    text: str
    gold: list[dict[str, Any]]


def make(folders: Sequence[Path], out: Path, names: Sequence[str], seed: int) -> list[dict[str, Any]]:
    """Write the made layouts of some families; returns the rows of the manifest."""
    _require([program for name in names for program in (*FAMILIES[name].programs, "pdftotext")])
    sources = [*_specimens(), *(source for folder in folders for source in _labelled(folder))]
    notes = _sentences(_specimens())
    out.mkdir(parents=True, exist_ok=True)
    rows = list[dict[str, Any]]()
    for name in names:
        for sample in _family(name, FAMILIES[name], sources, notes, random.Random(f"{seed} {name}")):
            _write(out, sample)
            rows.append(sample.row)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "manifest.jsonl").write_text("".join(lines), encoding="utf-8")
    return rows


def _require(programs: Sequence[str]) -> None:
    """Fail before hours of work if a program is not there."""
    if absent := missing(sorted(set(programs))):
        packages = " ".join(PACKAGES[name] for name in absent)
        raise UsageError(
            f"not installed: {', '.join(absent)}", f"on Debian: apt-get install --no-install-recommends {packages}"
        )


def _family(
    name: str, family: Family, sources: Sequence[Source], notes: Sequence[str], rng: random.Random
) -> Iterator[Sample]:
    """Set some of the sources and label what the extractors read."""
    some = sorted(rng.sample(range(len(sources)), max(1, round(family.share * len(sources)))))
    texts = [manuscript(*sources[number], notes, rng, family.size) for number in some]
    with tempfile.TemporaryDirectory() as folder:
        for source, setting in zip(texts, family.lay(texts, Path(folder), rng), strict=True):
            for extractor, text in _extractions(setting, family, rng):
                if (gold := alignment.gold(text, source, setting, family.kept)) is not None:
                    yield Sample(_row(name, source, setting, extractor), text, gold)


def _extractions(setting: Setting, family: Family, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Read a PDF in some ways; a text is what it is."""
    if setting.pdf is None:
        yield "file", setting.text
        return
    for extractor in rng.sample(family.extractors, family.extractions):
        yield extractor, EXTRACTORS[extractor](setting.pdf)


def _row(family: str, source: Manuscript, setting: Setting, extractor: str) -> dict[str, Any]:
    """Describe a sample."""
    name = f"{source.doc}__{setting.layout}__{extractor}"
    return {
        "name": name,
        "doc": source.doc,
        "genre": source.genre,
        "script": source.script,
        "family": family,
        "layout": setting.layout,
        "extractor": extractor,
    }


def _write(out: Path, sample: Sample) -> None:
    """Write a text and its gold."""
    name = sample.row["name"]
    (out / f"{name}.txt").write_bytes(sample.text.encode())
    lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in sample.gold)
    (out / f"{name}.gold.jsonl").write_text("".join(lines), encoding="utf-8")


def _labelled(folder: Path) -> Iterator[Source]:
    """Read each document of a labelled folder once."""
    done = set[str]()
    for row in manifest(folder):
        if row["doc"] not in done:
            done.add(row["doc"])
            _, gold = read(folder, row["name"])
            yield Source(row["doc"], row.get("genre", ""), row.get("script", "Hans"), body(gold))


def _specimens() -> list[Source]:
    """Read the gold of our specimens."""
    sources = list[Source]()
    for path in sorted(SPECIMENS.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        items = body(_whole(rows))
        script = "Hant" if re.search("[這說國來為時]", "".join(item.text for item in items)) else "Hans"
        if len(items) > 5:
            sources.append(Source(f"specimen_{path.stem}", "specimen", script, items))
    return sources


def _whole(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put items together that a specimen interrupts."""
    result = list[dict[str, Any]]()
    for row in rows:
        begun = next((old for old in reversed(result) if old["kind"] == row["kind"]), None)
        if row.get("continues") is not None and begun is not None:
            begun["text"] += row["text"]
        else:
            result.append(dict(row))
    return result


def _sentences(sources: Sequence[Source]) -> list[str]:
    """List sentences for notes."""
    return sorted({found[0] for source in sources for item in source.items for found in SENTENCE.finditer(item.text)})
