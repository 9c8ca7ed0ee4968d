"""What is going to be built: the sources found and the whole configuration checked, before anything is written."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.building.duplicates import DROP, without_duplicates
from corpus.building.register_check import require_known_values
from corpus.building.reviewed_sources import reviewed_sources
from corpus.cleaning import rules
from corpus.errors import CorpusError, IntegrityError, UsageError
from corpus.loading.hub_name_or_path import is_remote
from corpus.loading.open import open_release
from corpus.loading.versions import versions
from corpus.model import names
from corpus.model.decisions import Decision
from corpus.model.foreign_errors import translated
from corpus.model.untrusted import read_bounded, safe_join
from corpus.release import layout
from corpus.release.description import card
from corpus.release.description import write as describing
from corpus.release.description.front_matter import checked_card, warn_of_strange
from corpus.release.handle import Release
from corpus.release.lineage import read_tombstones, withdrawn_documents
from corpus.release.shelf import versions_in
from corpus.sources.files import FoundSources, Refused, SourceFile, find_sources
from corpus.sources.register import Register

FIRST_VERSION = "0.1.0"
CARD_LIMIT = 1_000_000  # bytes
CARD_HELP = "a card is a file beside the register or below it, and no link; --register FILE allows another place"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a release that is made from another one takes over, for no source is read."""

    rules: Mapping[str, int]
    tools: Mapping[str, str]
    skipped: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be built.

    With a previous release the version is only known when the difference is; ``asked`` is the one asked for.
    ``unchecked``: the maintainer vouches that no source holds withdrawn text.
    """

    name: str
    version: str
    date: str
    out: Path
    found: FoundSources
    register: Register
    template: str
    asked: str | None = None
    previous: Release | None = None
    ledger: Path | None = None
    unchecked: bool = False
    recorded: Recorded | None = None
    decisions: tuple[Decision, ...] = ()
    review: Path | None = None

    @property
    def skipped(self) -> int:
        """How many files were passed over."""
        return len(self.found.skipped) + (self.recorded.skipped if self.recorded else 0)

    def rules_run(self) -> dict[str, int]:
        """Return the rules that make the rows, with their versions."""
        dataset = self.register.dataset
        if self.recorded:
            return dict(self.recorded.rules)
        return {rule.name: rule.version for rule in rules.select(dataset.rules_on, dataset.rules_off)}


@translated
def plan_build(
    paths: Sequence[Path],
    out: Path,
    name: str | None = None,
    version: str | None = None,
    date: str | None = None,
    register: Path | None = None,
    previous: str | Path | None = None,
    ledger: Path | None = None,
    unchecked: bool = False,
    first: bool = False,
    replace_it: bool = False,
    review: Path | None = None,
) -> Plan:
    """Find the sources and check the whole configuration, without writing anything."""
    if first and previous:
        raise UsageError("a first release follows none", "give --previous or --first, not both")
    if version is not None:
        names.checked_version(version)
    found, used = find_sources(paths, register)
    require_known_values(used)
    rules.select(used.dataset.rules_on, used.dataset.rules_off)
    warn_of_strange({"task_categories": used.dataset.task_categories}, str(used.path))
    if name is not None and not names.KEY.fullmatch(name):
        raise UsageError(
            f"{name!r} is not a valid name for a data set", "use lower-case letters, digits, - and _", code="BAD_NAME"
        )
    if not (found.sources or found.quarantined):
        raise UsageError(
            f"no sources in {', '.join(map(str, paths))}",
            "sources are .txt, .text, .md, .markdown and files without extension",
        )
    before = open_previous(previous, version) if previous else None
    name = name or used.dataset.name or (before.name if before else names.slug(paths[0].resolve().name))
    if before and before.name != name:
        raise UsageError(
            f"{before.path} is a release of {before.name!r}, not of {name!r}",
            f"give a release of {name!r} as --previous, or --name {before.name} if this continues it",
        )
    if not (before or first):
        _require_no_others(out / name, version or FIRST_VERSION, replace_it)
    accepted, decisions = reviewed_sources(_accepted(found, used, before), name, review, before)
    return Plan(
        name=name,
        version=version or (names.next_version([before.version]) if before else FIRST_VERSION),
        date=date_of(date),
        out=out,
        found=accepted,
        register=used,
        template=template_of(used, named=register is not None),
        asked=version,
        previous=before,
        ledger=ledger,
        unchecked=unchecked,
        decisions=decisions,
        review=review,
    )


def _accepted(found: FoundSources, register: Register, previous: Release | None) -> FoundSources:
    """Leave out what was withdrawn, and duplicates where the register says so."""
    kept = _without_withdrawn(found, previous) if previous else found
    return without_duplicates(kept, previous) if register.dataset.duplicates == DROP else kept


def _without_withdrawn(found: FoundSources, previous: Release) -> FoundSources:
    """Pass over sources whose key names a document that was withdrawn."""
    withdrawn = withdrawn_documents(read_tombstones(previous.path))
    passed = [source for source in found.sources if source.key in withdrawn]
    kept = tuple(source for source in found.sources if source.key not in withdrawn)
    return replace(found, sources=kept, skipped=with_skipped(found, map(withdrawn_record, passed)))


def withdrawn_record(source: SourceFile) -> Refused:
    """Make the record of a source that was withdrawn."""
    return Refused(source.name, "WITHDRAWN", "the document was withdrawn in an earlier release")


def with_skipped(found: FoundSources, more: Iterable[Refused]) -> tuple[Refused, ...]:
    """Add to what was skipped, in order."""
    return tuple(sorted([*found.skipped, *more], key=lambda item: item.name))


def _require_no_others(shelf: Path, version: str, replace_it: bool) -> None:
    """Check that a build that follows no release does not number anew what an earlier one has numbered.

    A version that is there already may be built again: it comes out the same, or is refused when it is compared.

    Raises
    ------
    UsageError
        The shelf has another version.
    """
    there = versions_in(shelf) if shelf.is_dir() else []
    others = [each for each in there if each != version]
    if others and (replace_it or version not in there):
        raise UsageError(
            f"{shelf} has {others[-1]}, and this build follows no release: its paragraphs would be numbered anew",
            f"--previous {shelf} carries the IDs on; --first numbers anew, if that is meant",
            where=str(shelf),
            code="NO_PREVIOUS",
        )


def open_previous(place: str | Path, asked: str | None) -> Release:
    """Open and prove the release that a build follows: a release, or a shelf's newest below the version asked for.

    It may be remote: a name on the Hub or a URL, which is fetched into the cache.

    Raises
    ------
    UsageError
        There is none below the version asked for, or it is a standoff release: there are no texts to align.
    IntegrityError
        It fails its proof, or a version on the shelf was copied in part.
    """
    found = _open_remote(str(place), asked) if is_remote(place) else _open_local(Path(place), asked)
    found.require_text()
    if asked and names.version_key(asked) <= names.version_key(found.version):
        raise UsageError(
            f"{found.path} is version {found.version}, not older than {asked}, which is asked for",
            "leave --version out: the least step is found",
        )
    proof = found.verify()
    for problem in proof.problems:
        raise IntegrityError(
            f"{found.path / problem.where}: {problem.message}; a build must not follow a release that is not proved",
            "fetch the previous release again",
        )
    return found


def _open_remote(place: str, asked: str | None) -> Release:
    return open_release(place, _newest_below(place, versions(place), asked))


def _open_local(place: Path, asked: str | None) -> Release:
    _check_shelf(place)
    if not (place / layout.MANIFEST).exists() and (there := versions_in(place) if place.is_dir() else []):
        place = place / _newest_below(place, there, asked)
    return open_release(place)


def _newest_below(place: object, there: Sequence[str], asked: str | None) -> str:
    """Return the newest version that is older than the one asked for; one that was yanked has its IDs all the same."""
    below = [version for version in there if not asked or names.version_key(version) < names.version_key(asked)]
    if not below:
        raise UsageError(
            f"{place} has no version below {asked}; it has {', '.join(there)}",
            "--first builds a release that follows none",
        )
    return below[-1]


def _check_shelf(place: Path) -> None:
    folders = sorted(place.iterdir()) if place.is_dir() and not (place / layout.SUMS).exists() else []
    for folder in folders:
        if names.VERSION.fullmatch(folder.name) and not (folder / layout.MANIFEST).is_file():
            raise IntegrityError(
                f"{folder} has no {layout.MANIFEST}: it was copied in part", "copy it again, or take it away"
            )


def date_of(date: str | None) -> str:
    """Return the date of a release: the one given, else SOURCE_DATE_EPOCH's, else today.

    Raises
    ------
    UsageError
        It is not a valid date.
    """
    if date is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if epoch is not None and not epoch.isdigit():
            raise UsageError(f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds")
        now = (
            datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
        )
        return now.date().isoformat()
    if names.is_day(date):
        return date
    raise UsageError(f"{date!r} is not a valid date", "write it as 2026-11-22", code="BAD_DATE")


def template_of(register: Register, *, named: bool = False) -> str:
    """Read the card's template: the register's own, else the package's.

    A register that was found among the sources may come from a stranger: its card is a file of their folder. One that
    was ``named`` may have it in another place.

    Raises
    ------
    UsageError
        It is outside the register's folder, cannot be read, or marks a place that does not exist.
    """
    if register.dataset.card is None or register.path is None:
        return describing.default_template()
    stated = f"{register.path}: card = {register.dataset.card!a}"
    try:
        path = _card_path(register.path.parent, register.dataset.card, named)
        template = read_bounded(path, CARD_LIMIT).decode("utf-8-sig")
    except (CorpusError, UnicodeDecodeError) as error:
        reason = error.headline if isinstance(error, CorpusError) else f"byte {error.start} is not valid UTF-8"
        code = error.code if isinstance(error, CorpusError) else "BAD_UNICODE"
        raise UsageError(f"{stated}: {reason}", CARD_HELP, str(register.path), code or "UNREADABLE") from None
    for mark in card.unknown_marks(template):
        raise UsageError(f"{path}: the card has no place {mark!r}", f"the places are {', '.join(card.PLACES)}")
    return checked_card(template, str(path), warn=True)


def _card_path(folder: Path, card: str, named: bool) -> Path:
    if not named and (names.inside(card) or not _is_in(folder / card, folder)):
        raise UsageError("it is outside the folder of the sources", code="PATH_ESCAPE")
    while named and card.startswith("../"):
        folder, card = folder / "..", card.removeprefix("../")
    return safe_join(folder, card)


def _is_in(path: Path, folder: Path) -> bool:
    """Return whether a path, its links followed, is in a folder."""
    return path.resolve().is_relative_to(folder.resolve())
