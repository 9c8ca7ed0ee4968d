"""A document's own metadata - title, authors, date, places, genre, script - each with the span that states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.cleaning.metadata.contributors import read_credit_lines
from corpus.cleaning.metadata.datelines import read_closing, read_datelines
from corpus.cleaning.metadata.document_date import read_date
from corpus.cleaning.metadata.document_title import read_titles
from corpus.cleaning.metadata.field_reading import MOST, FieldReading, Reader, evidence
from corpus.cleaning.metadata.genre import read_genre
from corpus.cleaning.metadata.identifiers import read_identifiers
from corpus.cleaning.metadata.issuer import SIGNED, read_issuer
from corpus.cleaning.metadata.labelled_values import read_affiliations, read_labelled_values
from corpus.cleaning.metadata.places import read_places
from corpus.cleaning.metadata.publication import read_cataloguing, read_publication, read_thesis
from corpus.cleaning.metadata.register_values import apply_register_values
from corpus.cleaning.metadata.script_detection import document_script
from corpus.cleaning.structure.dates import valid_date
from corpus.cleaning.structure.person_names import is_organisation
from corpus.model.values import Container, Evidence, Layout, Metadata

__all__ = ["READERS", "apply_register_values", "read_metadata", "valid_date"]

READERS: tuple[Reader, ...] = (
    read_labelled_values,
    read_affiliations,
    read_titles,
    read_publication,
    read_thesis,
    read_cataloguing,
    read_datelines,
    read_closing,
    read_credit_lines,
    read_identifiers,
    read_issuer,
    read_date,
    read_places,
)


def read_metadata(layout: Layout) -> Metadata:
    """Read the metadata of a structured layout; a field that the text does not state stays empty.

    Credits are read from every block, dates and places from bounded windows at the document's ends.
    """
    found = defaultdict[str, list[FieldReading]](list)
    for reader in READERS:
        for item in reader(layout):
            found[item.field].append(item)
    _complete(found)
    if not found["publisher"]:
        # An organisation that signs a notice or a letter publishes it.
        found["publisher"] += [
            item._replace(field="publisher", basis="inferred", confidence=_SIGNED)
            for item in found["issuer"]
            if item.confidence == SIGNED
        ][:1]
    people = [
        (item.block, item.start, item.end)
        for field in ("authors", "contributors")
        for item in found[field]
        if not is_organisation(item.value.partition(" (")[0])
    ]
    found["places"] = [
        place
        for place in found["places"]
        if not any(block is place.block and start <= place.start < end for block, start, end in people)
    ]
    script, language, script_evidence = document_script(layout)
    found["genre"] += read_genre(layout, {field: items for field, items in found.items() if items}, language)
    kept = {
        field: _distinct(items)[:MOST] if field in _MANY else [_surest(items)]
        for field, items in found.items()
        if items
    }
    return _metadata(layout, kept, script, language, script_evidence)


_SIGNED = 0.5
_MANY = frozenset({"authors", "contributors", "places", "identifiers", "keywords", "affiliations"})


def _complete(found: dict[str, list[FieldReading]]) -> None:
    """Complete the year of a paper's head by the day of the dateline."""
    days, dates = found.pop("day", []), found["date"]
    if not days or not dates:
        return
    date = _surest(dates)
    full = f"{date.value}-{days[0].value}"
    if len(date.value) == 4 and date.basis == "stated" and valid_date(full):
        found["date"] = [days[0]._replace(field="date", value=full)]


def _surest(items: Sequence[FieldReading]) -> FieldReading:
    """Choose the surest reading of a field with one value, of equals the first."""
    return max(items, key=lambda item: item.confidence)


def _distinct(items: Sequence[FieldReading]) -> list[FieldReading]:
    return list({item.value: item for item in reversed(items)}.values())[::-1]


def _metadata(
    layout: Layout,
    kept: dict[str, list[FieldReading]],
    script: str | None,
    language: str,
    script_evidence: tuple[Evidence, ...],
) -> Metadata:
    def first(field: str) -> str | None:
        return kept[field][0].value if field in kept else None

    return Metadata(
        title=first("title"),
        subtitle=first("subtitle"),
        authors=tuple(item.value for item in kept.get("authors", ())),
        contributors=tuple(_contributor(item.value) for item in kept.get("contributors", ())),
        publisher=first("publisher"),
        date=first("date"),
        date_basis=kept["date"][0].basis if "date" in kept else None,
        places=tuple(item.value for item in kept.get("places", ())),
        genre=first("genre"),
        language=language,
        script=script,
        evidence=(*(evidence(layout, item) for items in kept.values() for item in items), *script_evidence),
        identifiers=tuple(_identifier(item.value) for item in kept.get("identifiers", ())),
        keywords=tuple(item.value for item in kept.get("keywords", ())),
        container=_container(kept),
        issuer=first("issuer"),
        affiliations=tuple(item.value for item in kept.get("affiliations", ())),
    )


def _identifier(value: str) -> tuple[str, str]:
    scheme, _, number = value.partition(":")
    return scheme, number


def _container(kept: dict[str, list[FieldReading]]) -> Container | None:
    parts = {name: kept[f"container.{name}"][0].value for name in Container._fields if f"container.{name}" in kept}
    return Container(**parts) if parts else None


def _contributor(value: str) -> tuple[str, str]:
    name, _, role = value.rpartition(" (")
    return name, role.rstrip(")")
