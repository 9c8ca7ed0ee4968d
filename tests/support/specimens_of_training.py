"""Invented documents, and folders of labelled texts made of them."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

from training.layouts.labelled import Item
from training.layouts.rewrapping.render import render

SENTENCES = (
    "河边的老磨坊昨夜又亮起了灯。",
    "管账的人说，今年的粮食比去年多收了三成；可是没有人相信他。",
    "“你从哪里来？”孩子问，“也带我去看看（如果不远的话）。”",
    "Version 2 of the ledger 写于2019年，存放在阁楼的铁箱里……",
    "村里的路修好以后，《远方来信》终于可以按时送到了。",
)


def document(seed: int) -> list[Item]:
    """Invent a document of a title, headings, list items and paragraphs."""
    rng = random.Random(seed)
    items = [Item("title", f"磨坊记事之{seed}")]
    for part in range(6):
        items.append(Item("heading", f"第{part + 1}节 旧事"))
        items += [Item("paragraph", "".join(rng.choices(SENTENCES, k=rng.randint(2, 7)))) for _ in range(4)]
        items += [Item("list_item", f"（{number}）{rng.choice(SENTENCES)}") for number in range(1, 3)]
    return items


def labelled_folder(folder: Path, documents: int) -> Path:
    """Write two renderings of each document with their gold, as extractions would be."""
    rows = []
    for seed in range(documents):
        items = document(seed)
        for variant in range(2):
            name = f"doc{seed}_{variant}"
            text, _ = render(items, random.Random(100 * seed + variant))
            (folder / f"{name}.txt").write_bytes(text.encode())
            write_rows(folder / f"{name}.gold.jsonl", [item._asdict() for item in items])
            rows.append({"name": name, "doc": f"doc{seed}", "layout": f"layout{variant}"})
    write_rows(folder / "manifest.jsonl", rows)
    return folder


def write_rows(path: Path, rows: Sequence[object]) -> None:
    """Write a line of JSON for each row."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
