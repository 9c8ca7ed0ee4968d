"""Foreign libraries' errors in our words: on one line, scrubbed, and without what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from corpus.errors import CorpusError
from corpus.loading.remote.redact_secrets import scrub

Result = TypeVar("Result")


def guarded(work: Callable[[], Result], explain: Callable[[Exception], CorpusError]) -> Result:
    """Run some work with a third-party library, and translate its exception; the message is scrubbed.

    The error is raised outside the handler: a library's exception holds requests with their headers, so it must not
    be the context of ours.
    """
    try:
        return work()
    except CorpusError as error:
        failure = type(error)(scrub(error.message), scrub(error.help)) if error.__context__ else error
    except Exception as error:
        failure = explain(error)
    raise failure


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
