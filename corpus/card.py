"""The texts that describe a release: the card with the Hub's front matter, the citation file, the list of rights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus import schema
from corpus.citing import CREATIVE_COMMONS, Work, bibtex, quoted

Row = Mapping[str, Any]
MARK = re.compile(r"^# corpus:([a-z-]+)$|<!-- corpus:([a-z-]+) -->", re.M)

# The Hub's licence identifiers that a register is likely to name; all else is "other" with its details.
HUB_LICENCES = frozenset((*CREATIVE_COMMONS, "apache-2.0", "mit", "odbl", "odc-by", "pddl", "gpl-3.0", "gfdl"))
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


STANDOFF_NOTE = (
    "> **This is a standoff release: it has no text.** It keeps metadata, IDs, spans and hashes. The columns `text` "
    "and `section`, what edits removed and inserted, and metadata that were read from the text are null. With your own "
    "copies of the sources, `corpus hydrate RELEASE --from DIR` makes the full release again and checks its hashes."
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told about a release."""

    work: Work
    description: str
    contact: str | None
    documents: tuple[Row, ...]
    rows: Mapping[str, int]
    kinds: Mapping[str, int]
    chars: int
    rules: Mapping[str, int]
    quarantined: int
    full_hash: str | None = None  # of the full release, where this one is standoff

    @property
    def standoff(self) -> bool:
        """Whether the release has no text."""
        return self.full_hash is not None


def fill(template: str, facts: Facts) -> str:
    """The card: a template with its marked places filled. Nothing of a document is ever taken for a mark.

    Raises
    ------
    KeyError
        The template marks a place that does not exist.
    """
    return MARK.sub(lambda match: PLACES[match[1] or match[2]](facts), template)


def unknown_marks(template: str) -> list[str]:
    """The marked places that do not exist."""
    return [name for match in MARK.finditer(template) if (name := match[1] or match[2]) not in PLACES]


def inline(text: object) -> str:
    """Text inside a Markdown table: one line, with nothing that a renderer takes for markup."""
    flat = re.sub(r"\s+", " ", str(text if text is not None else ""))
    return re.sub(r"([\\`*_{}\[\]<>()#|~!])", r"\\\1", flat)


def rights_of(documents: Iterable[Row]) -> Counter[str]:
    """How many documents have which rights."""
    return Counter(row["rights"] for row in documents)


def _front_matter(facts: Facts) -> str:
    rights = rights_of(facts.documents)
    only = next(iter(rights)) if len(rights) == 1 else None
    lines = ["language:", "- zh"]
    if only in HUB_LICENCES:
        lines.append(f"license: {only}")
    else:
        details = ", ".join(
            f"{count} of {sum(rights.values())} documents: {name}" for name, count in sorted(rights.items())
        )
        lines += ["license: other", f"license_name: {quoted('unknown' if only == 'unknown' else 'see-license-file')}"]
        lines += ["license_link: LICENSE", f"license_details: {quoted(details)}"]
    lines += [f"pretty_name: {quoted(facts.work.title)}", "size_categories:", f"- {_size(facts.rows['paragraphs'])}"]
    configs = list(_configs(facts))
    return "\n".join([*lines, *(["configs:", *configs] if configs else [])])


def _size(rows: int) -> str:
    return next((name for limit, name in SIZES if rows < limit), "1M<n<10M")


def _configs(facts: Facts) -> Iterable[str]:
    """The Hub's configs: one a table that has rows, for an empty one breaks the client.

    datasets 5.2 keeps what it read of a local folder under the folder's last name, the config and ``version`` (three
    numbers) alone: of two folders called 0.1.0 it returns the first one's rows for both. So the version holds 32 bits
    of the content hash.
    """
    major, minor, patch = facts.work.version.split(".")
    for table in schema.TABLES:
        if facts.rows[table]:
            yield f"- config_name: {table}"
            yield f"  version: {major}.{minor}.{patch}{int(facts.work.content_hash[:8], 16):010d}"
            if table == "paragraphs":
                yield "  default: true"
            yield from ("  data_files:", "  - split: train", f"    path: data/{table}/*.parquet")


def _sizes(facts: Facts) -> str:
    encodings = Counter(row["encoding"] for row in facts.documents)
    flags = Counter(flag for row in facts.documents for flag in row["flags"])
    rows = [
        ("version", f"{facts.work.version} ({facts.work.date})"),
        ("documents", str(facts.rows["documents"])),
        ("paragraphs", str(facts.rows["paragraphs"])),
        ("characters", str(facts.chars)),
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


def _columns(facts: Facts) -> str:
    lines = []
    for table, columns in schema.TABLES.items():
        lines += [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | `{column.type}` | {column.doc} |" for column in columns]
        lines.append("")
    return "\n".join(lines).rstrip()


def _rules(facts: Facts) -> str:
    return (
        "Rules that ran, with their versions: "
        + ", ".join(f"`{name}` {facts.rules[name]}" for name in facts.rules)
        + "."
    )


def _rights(facts: Facts) -> str:
    lines = [f"- {count} documents: {inline(name)}" for name, count in sorted(rights_of(facts.documents).items())]
    if "unknown" in rights_of(facts.documents):
        lines.append(
            "\nNobody has stated the rights of the documents marked unknown; their text is not for publication."
        )
    return "\n".join(lines)


def _cite(facts: Facts) -> str:
    return f"```bibtex\n{bibtex(facts.work)}\n```"


PLACES = {
    "front-matter": _front_matter,
    "title": lambda facts: inline(facts.work.title),
    "description": lambda facts: facts.description,
    "sizes": _sizes,
    "documents": _documents,
    "columns": _columns,
    "rules": _rules,
    "rights": _rights,
    "cite": _cite,
}
"""What fills each marked place of a card."""


def rights_text(facts: Facts) -> str:
    """``LICENSE``: the rights of each document."""
    lines = [f"Rights in {facts.work.name} {facts.work.version}, by document.", ""]
    lines += [f"{row['doc_id']}: {row['rights']}" for row in facts.documents]
    lines += ["", "'unknown' means that nobody has stated the rights: all are reserved by whoever holds them."]
    return "\n".join([*lines, ""])


def changelog(facts: Facts, previous: Sequence[str] = ()) -> str:
    """``CHANGELOG.md`` of a first release."""
    counts = ", ".join(f"{facts.rows[table]} {table}" for table in ("documents", "paragraphs", "edits"))
    return "\n".join(
        [
            f"# Changes of {facts.work.name}",
            "",
            f"## {facts.work.version} - {facts.work.date}",
            "",
            f"First release: {counts}.",
            "",
            *previous,
        ]
    )
