"""What a register may say where words are fixed: encodings, rights."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from corpus.cleaning.decoding import declared
from corpus.errors import SingleProblem, UsageError
from corpus.model.near_miss import near_miss
from corpus.release.rights import CLOSED, NONCOMMERCIAL, OPEN, normal
from corpus.sources.register import Register
from corpus.sources.register_problems import register_error

CODE = "BAD_VALUE"
WORDS = (*sorted(OPEN | NONCOMMERCIAL | CLOSED), "unknown")


def require_known_values(register: Register) -> None:
    """Check the encodings and the rights that a register states.

    Raises
    ------
    RegisterError
        With each value that is none, the line of its source and its key, and the near miss.
    """
    problems = tuple(_problems(register))
    if problems:
        raise register_error(register.path, *problems)


def _problems(register: Register) -> Iterator[SingleProblem]:
    dataset = register.dataset
    for key, rights in (("rights", dataset.rights), ("licence", dataset.licence)):
        yield from _of_rights(rights, f"dataset.{key}", str(register.path))
    for entry in register.sources.values():
        where = register.places.get(entry.key, str(register.path))
        yield from _of_rights(entry.rights, f"rights of {entry.key!r}", where)
        if entry.encoding:
            yield from _of_encoding(entry.encoding, f"encoding of {entry.key!r}", where)


def _of_rights(rights: str | None, key: str, where: str) -> Iterator[SingleProblem]:
    if rights and normal(rights) not in WORDS and not _is_spdx(rights):
        hint = near_miss(normal(rights), WORDS, "give an SPDX identifier, public-domain or unknown", cutoff=0.6)
        yield SingleProblem(where, CODE, f"{key}: {rights!r} is not a known licence; {hint}")


def _of_encoding(encoding: str, key: str, where: str) -> Iterator[SingleProblem]:
    try:
        declared.checked(encoding)
    except UsageError as error:
        yield SingleProblem(where, CODE, f"{key}: {error.message}; {error.help}")


def _is_spdx(rights: str) -> bool:
    try:
        canonicalize_license_expression(rights)
    except InvalidLicenseExpression:
        return False
    return True
