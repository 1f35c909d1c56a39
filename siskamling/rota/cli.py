"""`flask rota ...`: the rota engine from the command line."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import click

from siskamling.rota import documents
from siskamling.rota.engine.answer import Impossible, Settings, Undecided


def _number(_context: Any, _option: Any, value: float) -> float:
    if math.isnan(value):  # which no range refuses
        raise click.BadParameter("not a number")
    return value


@click.group("rota")
def rota() -> None:
    """Rotas."""


@rota.command("solve")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seed", default=0, show_default=True, help="another seed may give another rota of equal worth")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 8), help="solvers side by side")
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1, 3600), callback=_number,
              help="how hard to try")  # fmt: skip
def solve_file(file: Path, seed: int, workers: int, seconds: float) -> None:
    """Make the rota of a problem (rota-problem/1), as JSON on standard output; progress on standard error.

    Exit code 0: a rota. 1: there is none; the output is the explanation. 2: the file cannot be read. 3: not decided
    within the effort. The same problem, seed and workers give the same rota, however busy the machine, unless it
    says `reproducible: false`.
    """
    try:
        problem = documents.read_problem(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{file}: {error}") from error

    from siskamling.rota.engine import explain, remedies  # OR-Tools takes 90 MB: only here
    from siskamling.rota.engine.solve import solve

    try:
        found = solve(problem, Settings(seconds, workers, seed), _say)
    except Impossible:
        clauses = explain.conflict(problem)
        count, ways = explain.count(problem, clauses), remedies.remedies(problem, clauses)
        _print(documents.explanation_document(clauses, count, ways))
        sys.exit(1)
    except Undecided:
        click.echo("Error: no rota was found, and no proof that there is none: give more --seconds", err=True)
        sys.exit(3)
    _print(documents.rota_document(found))


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _say(progress: Any) -> None:
    gap = progress.gap
    line = {"elapsed_s": round(progress.elapsed_s, 2), "ssq": progress.ssq, "bound": progress.bound,
            "gap": None if gap is None else round(gap, 5)}  # fmt: skip
    click.echo(json.dumps(line), err=True)
