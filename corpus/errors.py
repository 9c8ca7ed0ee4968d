"""Every error that corpus raises on purpose: what went wrong, where, and what to do.

    CorpusError                 corpus itself failed                          (exit 4)
    ├── UsageError              the call or its configuration is wrong        (exit 2)
    │   ├── RegisterError       a register has an entry that cannot be right
    │   ├── ReviewError         a review file cannot be right, or is of another data set
    │   ├── MissingExtraError   an optional library is not installed
    │   ├── ReleaseExistsError  the version exists already with different content
    │   ├── GoneError           an ID of an earlier release that names no single paragraph any more
    │   └── RightsError         the rights of documents do not allow it
    ├── NotAReleaseError        the folder is not a release                   (exit 2)
    ├── RemoteError             a remote release cannot be read               (exit 2)
    ├── PublishError            a release was not sent, or only in part: the version is not visible  (exit 1)
    ├── SourceError             one source cannot be accepted: it is quarantined                     (exit 1)
    ├── IntegrityError          a release is not what its manifest says       (exit 3)
    ├── ResourceError           the disk is full, or memory or workers are    (exit 4)
    └── DefectError             a check inside corpus failed: please report   (exit 4)

Exit codes: 0 done, 1 findings or partial, 2 usage or configuration, 3 integrity, 4 corpus itself failed or ran out of
resources, 130 ended by Ctrl-C, 143 by SIGTERM. Each error has fields, so that no caller takes its text apart; all
survive pickling between processes. As text it has its help on a line of its own, so that a traceback says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

REPORT = "this is a defect of corpus; please report it"
BUILD_LIBRARIES = ("chardet", "numpy", "pydantic", "rapidfuzz", "tomlkit", "yaml")


class SingleProblem(NamedTuple):
    """One of several problems: its place, such as a file with the line, a stable code, and what is wrong."""

    where: str = ""
    code: str = ""
    text: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, self))


class CorpusError(Exception):
    """The root: a message for the user, and what a program wants to know of it.

    Attributes
    ----------
    message : str
        What went wrong, for a person.
    help : str
        What to do about it; empty where nothing is known.
    where : str
        The file, folder, URL or ID that the error is about; empty where there is none.
    code : str
        A stable code, such as ``BAD_VERSION``; empty where the class says enough.
    problems : tuple of SingleProblem
        Each single problem, where several were found at once, with ``where``, ``code`` and ``text``.
    """

    exit_code = 4

    def __init__(
        self,
        message: str,
        help: str = "",
        where: str = "",
        code: str = "",
        problems: Iterable[str | SingleProblem] = (),
    ) -> None:
        problems = tuple(SingleProblem(text=item) if isinstance(item, str) else item for item in problems)
        super().__init__(message, help, where, code, problems)  # all in args: that is what pickling keeps
        self.message = message
        self.help = help
        self.where = where
        self.code = code
        self.problems = problems

    @property
    def headline(self) -> str:
        """What went wrong, without the help: what another message may quote."""
        return self.message

    def __str__(self) -> str:
        return f"{self.headline}\nhelp: {self.help}" if self.help else self.headline


class UsageError(CorpusError):
    """The call or its configuration is wrong; nothing was written."""

    exit_code = 2


class RegisterError(UsageError):
    """A register has an unknown key, a duplicate, a wrong hash or a path outside its folder."""


class ReviewError(UsageError):
    """A review file has an unknown key, decisions that contradict each other, or is of another data set."""


class MissingExtraError(UsageError):
    """An optional library is needed; the help is the line that installs it."""

    @classmethod
    def of(cls, library: str, extra: str) -> MissingExtraError:
        """Make the error for a library that an extra brings."""
        return cls(f"this needs {library}, which is not installed", f"pip install 'corpus-zh[{extra}]'")

    @classmethod
    def of_import(cls, error: ModuleNotFoundError) -> MissingExtraError | None:
        """Make the error for a failed import of a library that building needs; None for any other library."""
        return cls.of(error.name, "build") if error.name in BUILD_LIBRARIES else None


class ReleaseExistsError(UsageError):
    """This version exists already with different content."""


class GoneError(UsageError):
    """An ID of an earlier release was removed, withdrawn or split; the message says what happened, and when."""


class RightsError(UsageError):
    """The rights of documents do not allow it; the message names them."""


class NotAReleaseError(CorpusError):
    """The folder is not a release; the message says what it lacks."""

    exit_code = 2


class RemoteError(CorpusError):
    """A remote release cannot be read: no network, no such data set, no right to it, or we are offline."""

    exit_code = 2


class PublishError(CorpusError):
    """A release was not sent, or only in part; the version is not visible, and the same call again completes it."""

    exit_code = 1


class SourceError(CorpusError):
    """One source cannot be accepted; ``code`` is the reason that quarantine records."""

    exit_code = 1

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, code=code)
        self.args = (code, message)

    @property
    def headline(self) -> str:
        """The code and what went wrong."""
        return f"{self.code}: {self.message}"


class IntegrityError(CorpusError):
    """A release is not what its manifest says; ``where`` is the file."""

    exit_code = 3


class ResourceError(CorpusError):
    """The machine ran out of something: space on a disk, memory, open files, or workers that stay alive."""


class DefectError(CorpusError):
    """A check inside corpus failed: it is a defect of corpus, and the help asks for a report."""

    def __init__(
        self,
        message: str,
        help: str = REPORT,
        where: str = "",
        code: str = "",
        problems: Iterable[str | SingleProblem] = (),
    ) -> None:
        super().__init__(message, help, where, code, problems)
