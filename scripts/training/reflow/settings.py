"""How much is learnt, and from which draw of chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a training; the defaults make the file that ships."""

    seed: int = 20261122
    renderings: int = 14  # of each document
    first_trees: int = 80
    second_trees: int = 180
