"""The same problem, seed and workers give the same rota, to the byte, however busy the machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[3]
# A process of its own. The clock, which may stop a search on a machine far too busy, is put off.
SCRIPT = """
import json, sys
from benchmarks.rota.problems import problem
from siskamling.rota import documents
from siskamling.rota.engine import watch
from siskamling.rota.engine.answer import Settings
from siskamling.rota.engine.solve import solve
watch.PATIENCE = 1000
kind, seconds, workers, seed = sys.argv[1], *map(float, sys.argv[2:])
rota = solve(documents.read_problem(problem(kind, 5)), Settings(seconds, int(workers), int(seed)))
print(json.dumps(documents.rota_document(rota)))
"""
SECONDS = 0.5  # short of what a month takes, so that the effort decides where it ends


def made(kind: str, workers: int, seed: int = 7) -> bytes:
    """What a fresh process answers."""
    command = [sys.executable, "-c", SCRIPT, kind, str(SECONDS), str(workers), str(seed)]
    return subprocess.run(command, cwd=HERE, check=True, capture_output=True, timeout=120).stdout


@contextmanager
def both_cores_busy() -> Iterator[None]:
    """Two processes that do nothing but that."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


@pytest.mark.parametrize("workers", [1, 2])
def test_three_fresh_processes_say_the_same_one_of_them_on_a_busy_machine(workers: int) -> None:
    first = made("month", workers)
    assert b'"format": "rota/1", "reproducible": true' in first
    assert made("month", workers) == first
    with both_cores_busy():
        assert made("month", workers) == first


def test_a_new_plan_is_repeated_too() -> None:
    assert made("replan", 2) == made("replan", 2)


def test_another_seed_may_choose_among_rotas_of_equal_worth() -> None:
    assert made("month", 1, seed=8) != made("month", 1, seed=7)
