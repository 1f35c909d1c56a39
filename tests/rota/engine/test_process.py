"""The engine in a process of its own: stopped at once, and told of when it dies."""

from __future__ import annotations

import os
import signal
import time

import psutil
import pytest

from benchmarks.rota.problems import problem
from siskamling.rota.documents import read_problem
from siskamling.rota.engine import process
from siskamling.rota.engine.answer import Rota, Settings
from siskamling.rota.engine.process import Explanation
from siskamling.rota.engine.watch import Progress


def test_a_cancelled_search_is_over_within_a_second() -> None:
    said_no = 0.0

    def on_progress(_told: Progress) -> bool:
        nonlocal said_no
        said_no = time.monotonic()
        return False

    assert process.run(read_problem(problem("rw", 0)), Settings(60, 2), on_progress) is None
    assert time.monotonic() - said_no < 1
    assert [child for child in psutil.Process().children() if "engine.child" in " ".join(child.cmdline())] == []


def test_a_killed_engine_is_an_error_and_no_rota() -> None:
    def on_progress(_told: Progress) -> bool:
        for child in psutil.Process().children():
            os.kill(child.pid, signal.SIGKILL)
        return True

    with pytest.raises(RuntimeError):
        process.run(read_problem(problem("rw", 0)), Settings(60, 2), on_progress)


def test_it_answers_as_the_engine_in_this_process_does() -> None:
    found = process.run(read_problem(problem("impossible-month", 0)), Settings(5, 1), lambda _told: True)
    assert isinstance(found, Explanation)
    assert {clause.rule for clause in found.clauses} == {"crew_min", "max_per_month"}
    assert isinstance(process.run(read_problem(problem("month", 0)), Settings(1, 1), lambda _told: True), Rota)
