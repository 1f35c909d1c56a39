"""Judging rotas, ours and today's practice: by the known checker where it is, else by the engine's own rules."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rota.neighbourhood import Json
from siskamling.rota import documents
from siskamling.rota.engine import check, score
from siskamling.rota.engine.problem import Turn

GOALS = ("shortage", "excess", "disturbance", "ssq", "heavy_ssq", "avoided", "preferred")


@dataclass(frozen=True)
class Verdict:
    """Broken rules by name, and the measures of a rota (GOALS, spread, heavy_spread)."""

    broken: dict[str, int]
    measures: dict[str, int]

    @property
    def breaches(self) -> int:
        """How many."""
        return sum(self.broken.values())


class Judge:
    """`checker`: rota_check.py, or where it would be."""

    def __init__(self, checker: Path) -> None:
        self.checker = checker if checker.is_file() else None

    @property
    def name(self) -> str:
        """Who judges."""
        return self.checker.name if self.checker else "siskamling.rota.engine.check"

    def judged(self, problem: Json, assignments: list[Json]) -> Verdict:
        """A rota held against its problem."""
        if self.checker is None:
            return _ours(problem, assignments)
        rota = {"format": "rota/1", "assignments": assignments}
        found = self._asked("check", problem, rota, "--no-bounds")
        return Verdict(found["broken"], {"disturbance": 0} | found["measures"])

    def is_seen_by_counting(self, problem: Json) -> bool | None:
        """Whether counting seats and people shows that there is no rota; None without the checker."""
        return None if self.checker is None else "infeasible" in self._asked("bounds", problem)

    def _asked(self, command: str, *given: Json | str) -> Json:
        with tempfile.TemporaryDirectory(prefix="siskamling-rota-") as folder:
            words = []
            for number, one in enumerate(given):
                if isinstance(one, dict):
                    file = Path(folder) / f"{number}.json"
                    file.write_text(json.dumps(one), encoding="utf-8")
                    one = str(file)
                words.append(one)
            asked = subprocess.run([sys.executable, str(self.checker), command, *words], capture_output=True)
        if asked.returncode > 1:
            raise RuntimeError(asked.stderr.decode())
        found: Json = json.loads(asked.stdout)
        return found


def _ours(problem: Json, assignments: list[Json]) -> Verdict:
    read = documents.read_problem(problem)
    turns = [Turn(read.dates[0].fromisoformat(one["date"]), one["shift"], one["person"]) for one in assignments]
    figures = score.score(read, turns)
    broken = Counter(one.rule for one in check.breaches(read, turns))
    return Verdict(dict(broken), {name: getattr(figures, name) for name in (*GOALS, "spread", "heavy_spread")})


def false_claims(document: Json, verdict: Verdict) -> list[str]:
    """Goals that the rota's own document states otherwise than the judge; and bounds that its own rota beats."""
    found = []
    for goal, said in document["goals"].items():
        value, bound = verdict.measures[goal], said["bound"]
        beaten = bound is not None and (value > bound if goal == "preferred" else value < bound)
        if said["value"] != value or beaten or said["proven"] != (value == bound):
            found.append(goal)
    return found
