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


@dataclass(frozen=True, slots=True)
class StandingSettings:
    """The settings of a training of the trees for lines that stand."""

    seed: int = 20261130
    renderings: int = 14  # of each document
    each: int = 120  # drafts of each kind, each set in five ways
    trees: int = 48
    rate: float = 0.17
    seen: float = 0.6  # of the breaks and of the questions by each tree: few trees must be good ones
    glances: int = 16  # trees
    glance_rate: float = 0.35
