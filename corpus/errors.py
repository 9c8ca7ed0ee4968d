"""Every error that corpus raises on purpose: what went wrong, where, and what to do.

    CorpusError
    ├── UsageError              the call or its configuration is wrong        (exit 2)
    │   ├── RegisterError       a register names something that cannot be
    │   ├── MissingExtraError   an optional library is not installed
    │   ├── ReleaseExistsError  the version is on the shelf with other content
    │   ├── GoneError           an ID of an earlier release that names no single paragraph any more
    │   └── RightsError         the rights of documents do not allow it
    ├── PublishError            a release was not sent, or only in part: the version is not visible  (exit 1)
    ├── NotAReleaseError        the folder lacks what a release has           (exit 2)
    ├── RemoteError             a place elsewhere cannot be read              (exit 2)
    ├── SourceError             one source cannot be accepted: it is quarantined
    └── IntegrityError          a release is not what its manifest says       (exit 3)

Each holds only strings in ``args``, so that it survives pickling between worker processes.
"""

from __future__ import annotations

BUILD_LIBRARIES = ("chardet", "numpy", "pydantic", "rapidfuzz", "tomlkit")


class CorpusError(Exception):
    """The root: a message for the user and, where there is one, a line of help."""

    exit_code = 2

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help)

    @property
    def message(self) -> str:
        return str(self.args[0])

    @property
    def help(self) -> str:
        return str(self.args[1])

    def __str__(self) -> str:
        return self.message


class UsageError(CorpusError):
    """The call or its configuration is wrong; nothing was written."""


class RegisterError(UsageError):
    """A register has an unknown key, a duplicate, a wrong hash or a path outside its folder."""


class MissingExtraError(UsageError):
    """An optional library is needed; the message holds the line that installs it."""

    @classmethod
    def of(cls, library: str, extra: str) -> MissingExtraError:
        return cls(
            f"this needs {library}, which is not installed",
            f"pip install 'corpus-zh[{extra}]'",
        )

    @classmethod
    def of_import(cls, error: ModuleNotFoundError) -> MissingExtraError | None:
        """The error for a failed import of a library that an extra brings; None if it is no such library."""
        return cls.of(error.name, "build") if error.name in BUILD_LIBRARIES else None


class ReleaseExistsError(UsageError):
    """This version stands on the shelf already with other content."""


class GoneError(UsageError):
    """An ID of an earlier release was removed, withdrawn or split; the message tells what happened, and when."""


class RightsError(UsageError):
    """The rights of documents do not allow it; the message names them."""


class PublishError(CorpusError):
    """A release was not sent, or only in part; the version is not visible, and the same call again completes it."""

    exit_code = 1


class NotAReleaseError(CorpusError):
    """The folder is no release; the message says what it lacks."""


class RemoteError(CorpusError):
    """A place elsewhere cannot be read: no network, no such data set, no right to it, or we are offline."""


class SourceError(CorpusError):
    """One source cannot be accepted; ``code`` is the reason that quarantine records."""

    exit_code = 1

    def __init__(self, code: str, message: str) -> None:
        Exception.__init__(self, code, message)

    @property
    def code(self) -> str:
        return str(self.args[0])

    @property
    def message(self) -> str:
        return str(self.args[1])

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    @property
    def help(self) -> str:
        return ""


class IntegrityError(CorpusError):
    """A release is not what its manifest says; the message names the file."""

    exit_code = 3
