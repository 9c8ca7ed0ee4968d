"""What must never be shown: tokens, keys and passwords, wherever in a message they stand."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import quote

from corpus.errors import CorpusError

Result = TypeVar("Result")
HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_KEY|ACCOUNT_KEY|SAS", re.I)
_LEAST = 6  # a shorter value of such a variable is a switch ("1", "true") and stands everywhere
_PATTERNS = (
    re.compile(r"hf_[A-Za-z0-9]{6,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{8,}"),
    re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*(?=@)|(?<=://)[^/\s@:]+(?=@)"),
    re.compile(r"(?i)(?<=bearer )[^\s'\",;]+"),
    re.compile(r"(?i)(?<=basic )[A-Za-z0-9+/=]{8,}"),
    re.compile(r"(?i)(?<=authorization: )(?!bearer |basic )[^\r\n'\"]+"),
    re.compile(r"(?i)(?<=[?&])(?:[a-z_-]*(?:token|signature|credential|secret|password|key[a-z]*)|sig)=[^&\s'\"]*"),
)


def scrub(text: str) -> str:
    """The text without anything secret: what the environment holds, what is logged in, and what looks like it.

    >>> scrub("PUT https://ann:pass@host/x?X-Amz-Signature=0f0f failed")
    'PUT https://[hidden]@host/x?[hidden] failed'
    """
    for secret in sorted(set(_known()), key=len, reverse=True):
        for form in (secret, quote(secret, safe="")):
            text = text.replace(form, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def _known() -> Iterator[str]:
    """The secrets of the environment and of the Hub's login."""
    for name, value in os.environ.items():
        if _SECRET_NAME.search(name) and len(value.strip()) >= _LEAST and not os.path.exists(value):
            yield value.strip()
    try:
        from huggingface_hub import get_token
    except ModuleNotFoundError:
        return
    token = get_token()
    if token and len(token) >= _LEAST:
        yield token


def guarded(work: Callable[[], Result], explain: Callable[[Exception], CorpusError]) -> Result:
    """The result of some work with a foreign library; its error is told in our words, and scrubbed.

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
    """An error and what it came from, the outermost first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def one_line(error: BaseException) -> str:
    """What an error says, on one line and scrubbed."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return scrub(" ".join(lines)[:300] or type(error).__name__)
