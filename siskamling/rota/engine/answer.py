"""What the engine answers: a rota with its figures, or why there is none. Light: nothing here loads a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from siskamling.rota.engine.problem import Turn
from siskamling.rota.engine.score import Score


class Impossible(Exception):
    """No rota keeps all the rules."""


class Undecided(Exception):
    """Neither a rota nor a proof that there is none was found with the effort given."""


@dataclass(frozen=True)
class Settings:
    """How hard to try. The same settings give the same rota."""

    seconds: float = 30.0
    workers: int = 1
    seed: int = 0


# As people read them: `wishes`, which is small when good, is told as the `preferred` nights it stands for.
TOLD = ("shortage", "excess", "disturbance", "ssq", "heavy_ssq", "avoided", "preferred")


@dataclass(frozen=True)
class Goal:
    """One goal of a rota: its value, and what no rota can beat, the goals before it being as they are."""

    name: str
    value: int
    bound: int | None

    @property
    def is_proven(self) -> bool:
        """Whether no rota does better."""
        return self.bound == self.value


def goals_of(score: Score, bounds: Mapping[str, int]) -> list[Goal]:
    """The goals in their order."""
    known = dict(bounds)
    if "wishes" in known:
        known["preferred"] = -known["wishes"]
    return [Goal(name, int(getattr(score, name)), known.get(name)) for name in TOLD]


@dataclass(frozen=True)
class Rota:
    """A rota that keeps every hard rule; its figures; for each goal what none can beat, given the goals before it."""

    turns: list[Turn]
    score: Score
    bounds: dict[str, int]
    is_reproducible: bool
    is_cancelled: bool

    def is_proven(self, goal: str) -> bool:
        """Whether no rota does better in this goal, those before it being as they are."""
        return bool(self.bounds.get(goal) == getattr(self.score, goal))


@dataclass(frozen=True)
class Clause:
    """A rule, or those of its cases that agree with the keys given."""

    rule: str
    shift: str | None = None
    day: date | None = None
    person: str | None = None
    people: tuple[str, ...] = ()

    def speaks_of(self, shift: str, day: date) -> bool:
        """Whether it covers a slot."""
        return self.shift in (None, shift) and self.day in (None, day)


@dataclass(frozen=True)
class Count:
    """A conflict in numbers: seats that must be filled, who may fill them, and how many of them these people can."""

    needed: int
    people: tuple[str, ...]
    possible: int


@dataclass(frozen=True)
class Remedy:
    """A clause, loosened: from one number to another, or (None) no longer asked for."""

    clause: Clause
    before: int | None = None
    after: int | None = None
