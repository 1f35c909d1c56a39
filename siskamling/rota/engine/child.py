"""The engine's own process: `python -m siskamling.rota.engine.child`, started by `process.run` alone."""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any, BinaryIO

from siskamling.rota.engine import explain, remedies
from siskamling.rota.engine.answer import Impossible, Undecided
from siskamling.rota.engine.process import Explanation
from siskamling.rota.engine.solve import solve


def answer(inside: BinaryIO, outside: BinaryIO) -> None:
    """Read what is asked, tell progress and the answer."""

    def tell(said: Any) -> None:
        pickle.dump(said, outside)
        outside.flush()

    problem, settings = pickle.load(inside)  # noqa: S301  # our own parent's
    try:
        tell(solve(problem, settings, tell))
    except Impossible:
        clauses = explain.conflict(problem)
        tell(Explanation(clauses, explain.count(problem, clauses), remedies.remedies(problem, clauses)))
    except Undecided:
        tell(None)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer of ours
    try:
        answer(sys.stdin.buffer, answers)
    except BrokenPipeError:  # our parent is gone: nobody waits
        os._exit(1)
