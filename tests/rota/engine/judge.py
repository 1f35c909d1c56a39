"""The judge that the project does not ship: SISKAMLING_TEST_ROTA, else shared/rota beside the repository."""

from __future__ import annotations

import importlib.util
import json
import os
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from siskamling.rota.documents import turn_document
from siskamling.rota.engine.problem import Turn

Json = dict[str, Any]
ROTA = Path(os.environ.get("SISKAMLING_TEST_ROTA") or Path(__file__).resolve().parents[4] / "shared" / "rota")
FIGURES = ("shortage", "excess", "ssq", "spread", "heavy_ssq", "heavy_spread", "avoided", "preferred")
CHANGES = ("disturbance", "called", "released", "moved")


@cache
def checker() -> ModuleType | None:
    """rota_check.py as a module; None where it is absent."""
    spec = importlib.util.spec_from_file_location("rota_check", ROTA / "rota_check.py")
    if spec is None or spec.loader is None or not (ROTA / "rota_check.py").is_file():
        return None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def needed() -> ModuleType:
    """The same, or the test is skipped."""
    found = checker()
    if found is None:
        pytest.skip("rota_check.py is absent: set SISKAMLING_TEST_ROTA to the folder that holds it")
    return found


def open_problem(number: int) -> Path:
    """The file of an open problem, or the test is skipped."""
    found = sorted((ROTA / "problems").glob(f"{number}-*.json"))
    if not found:
        pytest.skip(f"open problem {number} is absent: set SISKAMLING_TEST_ROTA to the folder that holds problems/")
    return found[0]


def read(file: Path) -> Json:
    """A document from a file."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def broken(document: Json, turns: Iterable[Turn]) -> Counter[str]:
    """Which rules the judge sees broken, and how often."""
    judge = needed()
    found = judge.violations(judge.Problem(document), [turn_document(turn) for turn in turns])
    return Counter(one["rule"] for one in found)


def figures(document: Json, turns: Iterable[Turn]) -> dict[str, int]:
    """What the judge measures."""
    judge = needed()
    found = judge.measures(judge.Problem(document), [turn_document(turn) for turn in turns])
    return {name: found.get(name, 0) for name in (*FIGURES, *CHANGES)}
