"""Removes secrets from messages: tokens, keys and passwords, wherever they are."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from urllib.parse import quote

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_KEY|ACCOUNT_KEY|SAS", re.I)
_LEAST = 6  # a shorter value of such a variable is a switch ("1", "true") and occurs everywhere
_PATTERNS = (
    re.compile(r"hf_[A-Za-z0-9]{6,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{8,}"),
    re.compile(r"(?i)(?<=bearer )[^\s'\",;]+"),
    re.compile(r"(?i)(?<=basic )[A-Za-z0-9+/=]{8,}"),
    re.compile(r"(?i)(?<=authorization: )(?!bearer |basic )[^\r\n'\"]+"),
    re.compile(r"(?i)(?<=[?&])(?:[a-z_-]*(?:token|signature|credential|secret|password|key[a-z]*)|sig)=[^&\s'\"]*"),
)
_USER = re.compile(r"(?<=://)[^/\s@]*@")
_QUERY = re.compile(r"(https?://[^\s?'\"]*\?)[^\s'\"]+")  # of a signed URL every part may be its key


def scrub(text: str, *secrets: str) -> str:
    """Remove everything secret from a text: what is given, what the environment or a login holds, what looks like it.

    >>> scrub("PUT https://ann:pass@host/x?X-Amz-Signature=0f0f failed")
    'PUT https://host/x?[hidden] failed'
    """
    for secret in sorted({*filter(None, secrets), *_known()}, key=len, reverse=True):
        for form in (secret, quote(secret, safe="")):
            text = text.replace(form, HIDDEN)
    text = _QUERY.sub(rf"\1{HIDDEN}", _USER.sub("", text))
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def _known() -> Iterator[str]:
    """Yield the secrets of the environment, and of the Hub's login if its library has been used."""
    for name, value in os.environ.items():
        if _SECRET_NAME.search(name) and len(value.strip()) >= _LEAST and not os.path.exists(value):
            yield value.strip()
    if hub := sys.modules.get("huggingface_hub"):
        token = hub.get_token()
        if token and len(token) >= _LEAST:
            yield token
