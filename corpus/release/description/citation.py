"""How a release, or a paragraph of it, is cited: BibTeX, APA, GB/T 7714, RIS, and the Citation File Format."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from corpus.release.rights import SPDX

# What turns the direction of writing: a reader sees another order than there is.
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What JSON takes in a string and YAML does not, or takes for the end of a line; and what misleads a reader.
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|" + _DIRECTION.pattern)


_CHINESE = re.compile(r"[\u3400-\u9fff]")
TEX = {
    **{mark: f"\\{mark}" for mark in "&%$#_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
}
_TEX = re.compile(f"[{re.escape(''.join(TEX))}]")


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
    doi: str | None = None
    tags: tuple[str, ...] = ()
    accessed: str | None = None  # the day on which it was read, which two styles state

    @classmethod
    def of_manifest(
        cls, manifest: Mapping[str, Any], paragraph: str | None = None, accessed: str | None = None
    ) -> Work:
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
            doi=dataset.get("doi"),
            tags=tuple(dataset.get("tags", ())),
            accessed=accessed,
        )

    @property
    def people(self) -> tuple[str, ...]:
        """The authors; a data set without any is its maintainers'."""
        return self.authors or (f"The maintainers of {self.name}",)

    @property
    def address(self) -> str:
        """Where it is found: by its DOI, else at its URL."""
        return f"https://doi.org/{self.doi}" if self.doi else _address(self.url)

    @property
    def day_read(self) -> str:
        """The day on which it was read; today, if nothing else is said."""
        return self.accessed or datetime.datetime.now(datetime.UTC).date().isoformat()


def bibtex(work: Work) -> str:
    """Return a BibTeX entry."""
    part = f"Paragraph {_tex(work.paragraph)}; " if work.paragraph else ""
    fields = {
        "title": _tex(work.title),
        "author": " and ".join("{" + _tex(author) + "}" for author in work.people),
        "year": work.date[:4],
        "version": work.version,
        "doi": work.doi,
        "url": _address(work.url),
        "note": f"{part}content hash sha256:{work.content_hash}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{work.paragraph or work.name}-{work.version},", *lines, "}"])


def apa(work: Work) -> str:
    """Return a reference in the manner of APA, 7th edition, 10.9 (data sets)."""
    people = [_flat(name) for name in work.people]
    people = people if len(people) < 3 else [*people[:-1], "& " + people[-1]]
    names = " & ".join(people) if len(people) == 2 else ", ".join(people)
    part = f", paragraph {work.paragraph}" if work.paragraph else ""
    where = f" {work.address}" if work.address else ""
    head = f"{names.rstrip('.')}. ({work.date[:4]}). {_flat(work.title)} (Version {work.version}{part})"
    return f"{head} [Data set]. sha256:{work.content_hash}{where}"


def gb7714(work: Work) -> str:
    """Return a reference as GB/T 7714-2015 wants it for a data set online: ``[DS/OL]``, with the day it was read.

    The standard has no place for a version or a hash; they follow the title and the end, as data centres write them.
    """
    named = [_flat(name).rstrip(".") for name in work.people]
    more = ("等" if _CHINESE.search("".join(named)) else "et al") if len(named) > 3 else ""
    people = ", ".join([*named[:3], more] if more else named)
    part = f", 段落 {work.paragraph}" if work.paragraph else ""
    facts = [f"{people}. {_flat(work.title)}[DS/OL]", f"V{work.version}{part}", f"({work.date})[{work.day_read}]"]
    facts += [_address(work.url)] if work.url else []
    facts += [f"DOI:{work.doi}"] if work.doi else []
    return ". ".join([*facts, f"sha256:{work.content_hash}."])


def ris(work: Work) -> str:
    """Return a record in RIS, which reference managers import."""
    fields: list[tuple[str, str | None]] = [("TY", "DATA"), ("TI", work.title)]
    fields += [
        *(("AU", name) for name in work.people),
        ("PY", work.date[:4]),
        ("DA", work.date.replace("-", "/")),
        ("ET", work.version),
        ("LA", "zh"),
    ]
    fields += [("DO", work.doi), ("UR", _address(work.url)), *(("KW", tag) for tag in work.tags)]
    fields += [("N1", work.paragraph and f"Paragraph {work.paragraph}")]
    fields += [("N1", f"Content hash sha256:{work.content_hash}"), ("Y2", work.day_read.replace("-", "/"))]
    return "\n".join([*(f"{tag}  - {_flat(value)}" for tag, value in fields if value), "ER  - "])


def cff(work: Work) -> str:
    """Return a ``CITATION.cff``, in the Citation File Format 1.2.0."""
    lines = ["cff-version: 1.2.0", "message: If you use this data set, please cite it as below.", "type: dataset"]
    lines += [f"title: {quoted(work.title)}", f"version: {quoted(work.version)}", f"date-released: {quoted(work.date)}"]
    lines += ["authors:", *(f"- name: {quoted(author)}" for author in work.people)]
    if work.licence and work.licence.lower() in SPDX:
        lines.append(f"license: {SPDX[work.licence.lower()]}")
    if work.url:
        lines.append(f"url: {quoted(work.url)}")
    if work.tags:
        lines += ["keywords:", *(f"- {quoted(tag)}" for tag in dict.fromkeys(work.tags))]
    if work.doi:
        lines.append(f"doi: {quoted(work.doi)}")
    lines += ["identifiers:", "- type: other", f"  value: {quoted('sha256:' + work.content_hash)}"]
    lines.append("  description: content hash of the tables")
    if work.paragraph:
        lines += ["- type: other", f"  value: {quoted(work.paragraph)}", "  description: ID of the paragraph"]
    return "\n".join([*lines, ""])


STYLES = {"bibtex": bibtex, "apa": apa, "gb7714": gb7714, "ris": ris, "cff": cff}
"""The styles of citation by name."""


def quoted(value: object) -> str:
    """Return a YAML scalar: a JSON string is one, quoted, so that "no" stays a word and "1.10" a version."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def one_line(text: str) -> str:
    """Return text on one line, without controls of terminals or of the direction of writing."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", _DIRECTION.sub("", text))


def _flat(text: str) -> str:
    """Return text on one line: a line more would be another field."""
    return one_line(text).strip()


def _tex(text: str) -> str:
    """Return text with what TeX takes for markup escaped; braces too, which delimit BibTeX's fields."""
    return _TEX.sub(lambda match: TEX[match[0]], _flat(text))


def _address(url: str | None) -> str:
    """Return a URL without what would end it in a reference: blanks, braces, backslashes."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f{}\\<>\"^`|]", lambda match: quote(match[0]), url or "")
