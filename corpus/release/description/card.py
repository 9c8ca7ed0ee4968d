"""The texts that describe a release: the card with the Hub's front matter, the citation file, the list of rights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.model import schema
from corpus.model.counting import counted
from corpus.model.names import SPLITS
from corpus.release.description.citation import Work, bibtex, one_line, quoted
from corpus.release.description.dataset_info import TableSize, dataset_info
from corpus.release.description.examples import EXAMPLE_COLUMNS
from corpus.release.description.front_matter import LICENCES, SIZES
from corpus.release.rights import normal, standing, statement_of

Row = Mapping[str, Any]
MARK = re.compile(r"^# corpus:([a-z-]+)$|<!-- corpus:([a-z-]+) -->", re.M)

# What the register states of a data set for people: where a card prints it, and what it says where nothing is stated.
ABOUT = {
    "voices": "Nobody has stated whose voice these texts carry.",
    "uses": "Research on language and on the documents themselves.",
    "not_for": "Nothing has been ruled out; read the rights of each document below.",
    "limits": (
        "Errors that the extraction made stay as they are. Kinds, articles and metadata are read by rules: look at "
        "`confidence` and `flags` before you rely on a single row."
    ),
    "personal_data": (
        "Nobody has looked for personal data: what the documents say of people is in the text, and nothing was masked."
    ),
    "quality": "Not measured: these documents have no gold paragraphs (`corpus evaluate` measures against such).",
}

STANDOFF_NOTE = (
    "> **This is a standoff release: it has no text.** It keeps metadata, IDs, spans and hashes. The columns `text` "
    "and `section`, what edits removed and inserted, and metadata that were read from the text are null. With your own "
    "copies of the sources, `corpus hydrate RELEASE --from DIR` makes the full release again and checks its hashes."
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about a release that its texts state."""

    work: Work
    description: str
    contact: str | None
    documents: tuple[Row, ...]
    rows: Mapping[str, int]
    kinds: Mapping[str, int]
    chars: int
    rules: Mapping[str, int]
    quarantined: int
    about: Mapping[str, str] = field(default_factory=dict)  # what the register tells of the data set: see ABOUT
    full_hash: str | None = None  # of the full release, where this one is standoff
    sizes: Mapping[str, Mapping[str, TableSize]] = field(default_factory=dict)  # of each table's splits
    task_categories: tuple[str, ...] = ()
    examples: tuple[Row, ...] = ()
    schema_version: str = schema.SCHEMA_VERSION

    @property
    def standoff(self) -> bool:
        """Whether the release has no text."""
        return self.full_hash is not None


def fill(template: str, facts: Facts) -> str:
    """Return the card: a template with its marked places filled. Nothing of a document is ever taken for a mark.

    Raises
    ------
    KeyError
        The template marks a place that does not exist.
    """
    return MARK.sub(lambda match: PLACES[match[1] or match[2]](facts), template)


def unknown_marks(template: str) -> list[str]:
    """Return the marked places that do not exist."""
    return [name for match in MARK.finditer(template) if (name := match[1] or match[2]) not in PLACES]


def inline(text: object) -> str:
    """Return text inside a Markdown table: one line, with nothing that a renderer takes for markup."""
    flat = one_line(str(text if text is not None else ""))
    return re.sub(r"([\\`*_{}\[\]<>()#|~!])", r"\\\1", flat)


def rights_of(documents: Iterable[Row]) -> Counter[str]:
    """Return how many documents have which rights."""
    return Counter(row["rights"] for row in documents)


def hub_licence(facts: Facts) -> str | None:
    """Return the Hub's identifier for the licence that all documents have; None where they differ or it has none."""
    values = {normal(row["rights"]) for row in facts.documents}
    only = values.pop() if len(values) == 1 else ""
    return only if only in LICENCES - {"other", "unknown"} else None


def _front_matter(facts: Facts) -> str:
    lines = ["language:", "- zh", "multilinguality:", "- monolingual", *_licence_lines(facts)]
    lines += [f"pretty_name: {quoted(facts.work.title)}", "size_categories:", f"- {_size(facts.rows['paragraphs'])}"]
    for key, values in (("task_categories", facts.task_categories), ("tags", facts.work.tags)):
        lines += [f"{key}:", *(f"- {quoted(value)}" for value in dict.fromkeys(values))] if values else []
    licence = hub_licence(facts) or ", ".join(sorted(rights_of(facts.documents)))
    configs = list(_configs(facts))
    return "\n".join(
        [
            *lines,
            *dataset_info(facts.work, licence, facts.description, facts.sizes, facts.schema_version),
            *(["configs:", *configs] if configs else []),
        ]
    )


def _licence_lines(facts: Facts) -> list[str]:
    """Return one licence by its identifier; all else is ``other``, with what each part is."""
    licence = hub_licence(facts)
    if licence:
        return [f"license: {licence}"]
    rights = rights_of(facts.documents)
    total = counted(rights.total(), "document")
    details = ", ".join(f"{count} of {total}: {name}" for name, count in sorted(rights.items()))
    name = next(iter(rights)) if len(rights) == 1 else "mixed"
    return [
        "license: other",
        f"license_name: {quoted(name)}",
        "license_link: LICENSE",
        f"license_details: {quoted(details)}",
    ]


def _size(rows: int) -> str:
    return SIZES[max(0, len(str(rows)) - 3)] if rows < 10**12 else SIZES[-1]


def _configs(facts: Facts) -> Iterable[str]:
    """Yield the Hub's configs: one a table that has rows, for an empty one breaks the client."""
    for table in schema.tables(facts.schema_version):
        if facts.rows[table]:
            splits = facts.sizes.get(table) or ["train"]
            yield f"- config_name: {table}"
            yield f"  version: {quoted(facts.work.version)}"
            if table == "paragraphs":
                yield "  default: true"
            yield "  data_files:"
            for split in sorted(splits, key=SPLITS.index):
                files = "*" if len(splits) == 1 else f"{split}-*"
                yield from (f"  - split: {split}", f"    path: data/{table}/{files}.parquet")


def _sizes(facts: Facts) -> str:
    encodings = Counter(row["encoding"] for row in facts.documents)
    flags = Counter(flag for row in facts.documents for flag in row["flags"])
    rows = [
        ("version", f"{facts.work.version} ({facts.work.date})"),
        ("documents", str(facts.rows["documents"])),
        ("paragraphs", str(facts.rows["paragraphs"])),
        ("characters", str(facts.chars)),
        *(("articles", str(facts.rows["articles"])) for _ in [0] if "articles" in facts.rows),
        ("edits", str(facts.rows["edits"])),
        ("quarantined sources", str(facts.quarantined)),
        ("kinds", _counted(facts.kinds)),
        ("encodings", _counted(encodings)),
        ("flags", _counted(flags) or "none"),
        ("content hash", facts.work.content_hash),
    ]
    if facts.full_hash:
        rows.append(("content hash of the full release", facts.full_hash))
    table = "\n".join(["| | |", "|---|---|", *(f"| {name} | {inline(value)} |" for name, value in rows)])
    return f"{STANDOFF_NOTE}\n\n{table}" if facts.standoff else table


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in sorted(counts, key=lambda name: (-counts[name], name)))


def _documents(facts: Facts) -> str:
    head = ["| ID | title | date | script | rights |", "|---|---|---|---|---|"]
    shown = [
        "|" + "|".join(inline(row[name]) for name in ("doc_id", "title", "date", "script", "rights")) + "|"
        for row in facts.documents[:100]
    ]
    more = (
        [f"\n... and {len(facts.documents) - 100} more: see the `documents` table."]
        if len(facts.documents) > 100
        else []
    )
    return "\n".join([*head, *shown, *more])


def _load(facts: Facts) -> str:
    """Return how the rows are loaded: by the Hub's own client, and by ours, which checks each file's hash."""
    version, splits = facts.work.version, sorted(facts.sizes.get("paragraphs") or ["train"], key=SPLITS.index)
    place = _hub_name(facts.work.url) or f"USER/{facts.work.name}"
    return "\n".join(
        [
            "```python",
            "from datasets import load_dataset",
            "",
            f'rows = load_dataset("{place}", "paragraphs", revision="v{version}", split="{splits[0]}")',
            "```",
            "",
            "or, with every file's hash compared,",
            "",
            "```python",
            "import corpus",
            "",
            f'rows = corpus.load("{place}", version="{version}")',
            "```",
            "",
            f"In place of `{place}` a folder with this release or its URL is taken too. The tables are "
            + ", ".join(f"`{table}`" for table in schema.tables(facts.schema_version) if facts.rows[table])
            + ("; whole documents are in `train` or in `test`." if len(splits) > 1 else "."),
        ]
    )


def _hub_name(url: str | None) -> str:
    match = re.fullmatch(r"https://(?:huggingface\.co|hf\.co)/datasets/([\w.-]+/[\w.-]+)/?", url or "", re.ASCII)
    return match[1] if match else ""


def _examples(facts: Facts) -> str:
    head = [f"|{'|'.join(EXAMPLE_COLUMNS)}|", "|" + "---|" * len(EXAMPLE_COLUMNS)]
    rows = ("|" + "|".join(inline(row[name]) for name in EXAMPLE_COLUMNS) + "|" for row in facts.examples)
    return "\n".join([*head, *rows]) if facts.examples else "There are no rows."


def _columns(facts: Facts) -> str:
    lines = []
    for table, columns in schema.tables(facts.schema_version).items():
        lines += [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | `{column.type}` | {column.doc} |" for column in columns]
        lines.append("")
    return "\n".join(lines).rstrip()


def _rules(facts: Facts) -> str:
    return (
        "Rules that ran, with their versions: "
        + ", ".join(f"`{name}` {facts.rules[name]}" for name in sorted(facts.rules))
        + "."
    )


def _rights(facts: Facts) -> str:
    rights = rights_of(facts.documents)
    total = counted(rights.total(), "document")
    lines = [f"- {count} of {total}: {inline(name)}" for name, count in sorted(rights.items())]
    said = Counter(said for row in facts.documents if (said := statement_of(row)))
    lines += [f"- stated for {count} of them: {inline(what)}" for what, count in sorted(said.items())]
    if any(standing(row["rights"]) in ("unknown", "closed") and not statement_of(row) for row in facts.documents):
        lines += ["", "Text whose rights are unknown or closed is not for publication, whoever has a copy of it."]
    return "\n".join([*lines, "", "The rights of each document are in the file LICENSE and in the column `rights`."])


def _proof(facts: Facts) -> str:
    if facts.standoff:
        return (
            "`corpus verify` proves the places: each code point of a source lies in one span or in one edit. The "
            "hydrated release restores every source byte for byte."
        )
    return "`corpus verify` restores every source byte for byte from this release alone."


def _told(name: str) -> Callable[[Facts], str]:
    return lambda facts: facts.about.get(name) or ABOUT[name]


def _cite(facts: Facts) -> str:
    return f"```bibtex\n{bibtex(facts.work)}\n```"


PLACES = {
    "front-matter": _front_matter,
    "title": lambda facts: inline(facts.work.title),
    "description": lambda facts: facts.description,
    "sizes": _sizes,
    "documents": _documents,
    "load": _load,
    "examples": _examples,
    "columns": _columns,
    "rules": _rules,
    "rights": _rights,
    "cite": _cite,
    "proof": _proof,
    **{name.replace("_", "-"): _told(name) for name in ABOUT},
}
"""What fills each marked place of a card."""


def rights_text(facts: Facts) -> str:
    """Return ``LICENSE``: the rights of each document."""
    lines = [f"Rights in {facts.work.name} {facts.work.version}, by document.", ""]
    for row in facts.documents:
        said = statement_of(row)
        lines.append(f"{row['doc_id']}: {row['rights']}" + (f" ({said})" if said else ""))
    found = {standing(row["rights"]) for row in facts.documents}
    lines += ["", *(MEANINGS[name] for name in MEANINGS if name in found)]
    if facts.work.licence:
        lines += ["", f"What the maintainers added (selection, repair, metadata): {facts.work.licence}."]
    return "\n".join([*lines, ""])


MEANINGS = {
    "noncommercial": "A licence with 'nc' allows no commercial use.",
    "closed": "All else is no open licence: the text is not for publication unless a statement says who allows it.",
    "unknown": "'unknown' means that nobody has stated the rights: all are reserved by whoever holds them.",
}
