"""What a change demands of the next version: the least step, and the version that it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import UsageError
from corpus.model.names import version_key

LEVELS = ("patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class VersionStep:
    """The least step of a change, and why."""

    level: str
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The reasons on one line."""
        return "; ".join(self.reasons)

    def __str__(self) -> str:
        return f"{self.level.upper()}: {self.reason}"


def least_version(previous: str, level: str) -> str:
    """Return the least version after ``previous``; before 1.0.0 MAJOR raises the second number, others the third.

    >>> least_version("0.1.3", "major"), least_version("0.1.3", "minor")
    ('0.2.0', '0.1.4')
    >>> least_version("1.2.3", "major"), least_version("1.2.3", "minor"), least_version("1.2.3", "patch")
    ('2.0.0', '1.3.0', '1.2.4')
    """
    first, second, third = version_key(previous)
    if level == "major" and first:
        return f"{first + 1}.0.0"
    if level == "major" or (level == "minor" and first):
        return f"{first}.{second + 1}.0"
    return f"{first}.{second}.{third + 1}"


def checked_step(previous: str, asked: str | None, step: VersionStep) -> str:
    """Return the version that is asked for, or the least one.

    Raises
    ------
    UsageError
        The version asked for is smaller than the change demands.
    """
    least = least_version(previous, step.level)
    if asked is None:
        return least
    if version_key(asked) < version_key(least):
        raise UsageError(
            f"version {asked} is too small a step from {previous}: the change demands {least} ({step})",
            f"build it as --version {least}, or leave --version out",
        )
    return asked
