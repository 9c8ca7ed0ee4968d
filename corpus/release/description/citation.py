"""How a release, or a paragraph of it, is cited: BibTeX, APA, and the Citation File Format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.release.rights import SPDX

# What JSON takes in a string and YAML does not, or takes for the end of a line.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation says."""

    name: str
    title: str
    authors: tuple[str, ...]
    version: str
    date: str
    content_hash: str
    url: str | None = None
    licence: str | None = None
    paragraph: str | None = None

    @classmethod
    def of_manifest(cls, manifest: Mapping[str, Any], paragraph: str | None = None) -> Work:
        """Return a release as its manifest describes it, or a paragraph of it."""
        dataset = manifest["dataset"]
        return cls(
            name=manifest["name"],
            title=dataset["title"],
            authors=tuple(dataset["authors"]),
            version=manifest["version"],
            date=manifest["date"],
            content_hash=manifest["content_hash"],
            url=dataset["url"],
            licence=dataset["licence"],
            paragraph=paragraph,
        )

    @property
    def people(self) -> tuple[str, ...]:
        """The authors; a data set without any is its maintainers'."""
        return self.authors or (f"The maintainers of {self.name}",)


def bibtex(work: Work) -> str:
    """Return a BibTeX entry."""
    fields = {
        "title": _flat(work.title),
        "author": " and ".join("{" + _flat(author) + "}" for author in work.people),
        "year": work.date[:4],
        "version": work.version,
        "url": _flat(work.url or ""),
        "note": f"{f'Paragraph {work.paragraph}; ' if work.paragraph else ''}content hash sha256:{work.content_hash}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{work.paragraph or work.name}-{work.version},", *lines, "}"])


def apa(work: Work) -> str:
    """Return a reference in the manner of APA, 7th edition, 10.9 (data sets)."""
    people = work.people if len(work.people) < 3 else (*work.people[:-1], "& " + work.people[-1])
    names = " & ".join(people) if len(people) == 2 else ", ".join(people)
    part = f", paragraph {work.paragraph}" if work.paragraph else ""
    where = f" {work.url}" if work.url else ""
    head = f"{names.rstrip('.')}. ({work.date[:4]}). {_flat(work.title)} (Version {work.version}{part})"
    return f"{head} [Data set]. sha256:{work.content_hash}{where}"


def cff(work: Work) -> str:
    """Return a ``CITATION.cff``, in the Citation File Format 1.2.0."""
    lines = ["cff-version: 1.2.0", "message: If you use this data set, please cite it as below.", "type: dataset"]
    lines += [f"title: {quoted(work.title)}", f"version: {quoted(work.version)}", f"date-released: {quoted(work.date)}"]
    lines += ["authors:", *(f"- name: {quoted(author)}" for author in work.people)]
    if work.licence and work.licence.lower() in SPDX:
        lines.append(f"license: {SPDX[work.licence.lower()]}")
    if work.url:
        lines.append(f"url: {quoted(work.url)}")
    lines += ["identifiers:", "- type: other", f"  value: {quoted('sha256:' + work.content_hash)}"]
    lines.append("  description: content hash of the tables")
    if work.paragraph:
        lines += ["- type: other", f"  value: {quoted(work.paragraph)}", "  description: ID of the paragraph"]
    return "\n".join([*lines, ""])


STYLES = {"bibtex": bibtex, "apa": apa, "cff": cff}
"""The styles of citation by name."""


def quoted(value: object) -> str:
    """Return a YAML scalar: a JSON string is one, quoted, so that "no" stays a word and "1.10" a version."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _flat(text: str) -> str:
    """Return one line without braces, which delimit BibTeX's fields."""
    return re.sub(r"[{}]", "", re.sub(r"\s+", " ", text))
