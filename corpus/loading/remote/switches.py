"""Variables of the environment that switch something on."""

from __future__ import annotations

import os

TRUE = ("1", "true", "yes", "on")


def is_switched_on(*names: str) -> bool:
    """Return whether one of some variables has a word for yes: 1, true, yes or on."""
    return any(os.environ.get(name, "").lower() in TRUE for name in names)
