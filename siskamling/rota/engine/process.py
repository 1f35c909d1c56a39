"""The engine in a process of its own: its memory is given back, and it can be stopped at once.

`child.py` is the other side. Problem and settings go in as one pickle, progress and the answer come out as pickles, one
after another, between two ends of our own.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from siskamling.rota.engine.answer import Clause, Count, Remedy, Rota, Settings, Undecided
from siskamling.rota.engine.problem import Problem
from siskamling.rota.engine.watch import Progress


@dataclass(frozen=True)
class Explanation:
    """Why there is no rota."""

    clauses: list[Clause]
    count: Count | None
    remedies: list[Remedy]


def run(problem: Problem, settings: Settings, on_progress: Callable[[Progress], bool]) -> Rota | Explanation | None:
    """Solve in a child. `on_progress` is called twice a second; where it says no, the child is killed: None.

    Raises Undecided, and RuntimeError where the child died of something else.
    """
    command = [sys.executable, "-m", "siskamling.rota.engine.child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        pickle.dump((problem, settings), child.stdin)
        child.stdin.flush()
        try:
            while True:
                told = pickle.load(child.stdout)  # noqa: S301  # our own child's
                if not isinstance(told, Progress):
                    return _answered(told)
                if not on_progress(told):
                    return None
        except EOFError:
            raise RuntimeError("the engine's process died") from None
        finally:
            child.kill()


def _answered(told: Any) -> Rota | Explanation:
    if isinstance(told, Rota | Explanation):
        return told
    raise Undecided
