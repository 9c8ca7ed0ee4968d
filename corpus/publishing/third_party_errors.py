"""Third-party exceptions, translated: on one line, scrubbed of secrets, and without the requests they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from corpus.errors import CorpusError, SingleProblem, SourceError
from corpus.loading.remote.redact_secrets import scrub

Result = TypeVar("Result")


def translate_errors(work: Callable[[], Result], explain: Callable[[Exception], CorpusError]) -> Result:
    """Run some work with a third-party library, and translate its exception; the message is scrubbed.

    The error is raised outside the handler: a library's exception holds requests with their headers, so it must not
    be the context of ours.
    """
    try:
        return work()
    except CorpusError as error:
        failure = _scrubbed(error) if error.__context__ else error
    except Exception as error:
        failure = explain(error)
    raise failure


def _scrubbed(error: CorpusError) -> CorpusError:
    if isinstance(error, SourceError):
        return SourceError(error.code, scrub(error.message))
    problems = tuple(SingleProblem(*map(scrub, problem)) for problem in error.problems)
    return type(error)(scrub(error.message), scrub(error.help), scrub(error.where), error.code, problems)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, the outermost first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def one_line(error: BaseException) -> str:
    """Return an error's message, on one line and scrubbed."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return scrub(" ".join(lines)[:300] or type(error).__name__)
