"""The rota engine through `flask rota solve`: fairness and proofs over time, against the bars and today's practice."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks import machine
from benchmarks.rota import runs
from benchmarks.rota.bars import Bar, Measured, bars
from benchmarks.rota.judge import Judge, Verdict, false_claims
from benchmarks.rota.neighbourhood import Json
from benchmarks.rota.plain import weekday_squads
from benchmarks.rota.problems import KINDS, problem
from benchmarks.stage import ROOT, say

MOMENTS = (1, 5, 10, 15, 30, 60)
LARGE = ("rw", "year", "quarter")
SEEDS = {"month": 3, "squads": 3, "replan": 3}  # how many of a kind; one of the others
COLUMNS = (
    "problem", "people x nights", "seed", "load, others' cores", "start s", "first s",
    *(f"{moment} s" for moment in MOMENTS), "ssq, heavy, wishes proven s", "end s (its CPU)",
    "shortage/excess/changes", "ssq", "heavy ssq", "avoided/preferred", "spread/heavy", "broken", "MB", "equal",
    "weekday squads: broken, ssq, spread/heavy",
)  # fmt: skip


class Task(NamedTuple):
    """A problem to measure."""

    name: str
    kind: str
    seed: int
    problem: Json


def kind_of(given: Json) -> str:
    """Which of the kinds an open problem is; by what it asks, not by its name."""
    if given.get("note", "").startswith("Infeasible"):
        return "impossible"
    if given.get("previous"):
        return "replan"
    if given["rules"].get("fixed_weekday"):
        return "squads"
    if given["nights"] > 31:
        return "quarter" if given["nights"] < 200 else "year"
    return "rw" if len(given["people"]) > 200 else "month"


def tasks(folder: Path, kinds: list[str]) -> list[Task]:
    """Open problems, then generated ones, the kinds by turns."""
    found = []
    for file in sorted(folder.glob("*.json")) if "open" in kinds else []:
        given = json.loads(file.read_text(encoding="utf-8"))
        found.append(Task(file.stem, kind_of(given), 0, given))
    for seed in range(max(SEEDS.values())):
        found += [Task(f"{kind} {seed}", kind, seed, problem(kind, seed))
                  for kind in kinds if kind in KINDS and seed < SEEDS.get(kind, 1)]  # fmt: skip
    return found


def measure(task: Task, judge: Judge, options: argparse.Namespace) -> Measured:
    """Solve it, more than once, and have it judged."""
    seconds = options.seconds or (30 if task.kind in LARGE else 20)
    with tempfile.TemporaryDirectory(prefix="siskamling-rota-") as folder:
        file = Path(folder) / "problem.json"
        file.write_text(json.dumps(task.problem), encoding="utf-8")
        done = []
        for _ in range(options.runs):
            runs.wait_for_quiet(options.load, options.patience)
            done.append(runs.solve(file, seed=task.seed, workers=options.workers, seconds=seconds))
    outcome, ours, plain = done[0].document, None, None
    if done[0].code == 0:
        ours = judge.judged(task.problem, outcome["assignments"])
        afresh = task.problem | {"previous": None}
        plain = judge.judged(afresh, weekday_squads(afresh))
    is_counting = judge.is_seen_by_counting(task.problem) if task.kind.startswith("impossible") else None
    return Measured(*task, done, ours, plain, false_claims(outcome, ours) if ours else [], is_counting)


def cells(one: Measured) -> Iterator[str]:
    """The table's row, column by column."""
    run, size = one.run, f"{len(one.problem['people'])} x {one.problem['nights']}"
    yield from (one.name, size, str(one.seed), f"{run.load:.1f}, {run.others:.1f}")
    yield from (_seconds(run.start_s), _seconds(run.first.at_s if run.first else None))
    yield from (_moment(run.at(moment)) for moment in MOMENTS)
    yield ", ".join(_proofs(one))
    yield f"{run.seconds:.1f} ({run.cpu_s:.1f})"
    yield from _outcome(one)
    equal = runs.are_equal(one.runs)
    yield f"{max(each.peak_mb for each in one.runs):.0f}"
    yield "-" if equal is None else "yes" if equal else "NO"
    yield _practice(one.plain)


def _outcome(one: Measured) -> Iterator[str]:
    if one.ours is None:
        yield from (f"exit {one.run.code}", "-", "-", "-", "-", "-")
        return
    had, goals = one.ours.measures, one.run.document["goals"]
    shown = {name: _goal(said) for name, said in goals.items()}
    yield f"{shown['shortage']} / {shown['excess']} / {shown['disturbance']}"
    yield from (shown["ssq"], shown["heavy_ssq"], f"{shown['avoided']} / {shown['preferred']}")
    yield f"{had['spread']} / {had['heavy_spread']}"
    yield str(one.ours.breaches)


def _goal(said: Json) -> str:
    bound = "?" if said["bound"] is None else f"{said['bound']:,}"
    return f"{said['value']:,}" + ("" if said["proven"] else f" ({bound})")


def _proofs(one: Measured) -> Iterator[str]:
    """A later goal's proof is dated by the end of the process: no progress line tells of it."""
    if one.ours is None:
        yield "-"
        return
    yield _seconds(one.run.proven_s if one.is_proven("ssq") else None)
    for goals in (("heavy_ssq",), ("avoided", "preferred")):
        yield f"<= {one.run.seconds:.1f}" if one.is_proven(*goals) else "no"


def _seconds(found: float | None) -> str:
    return "-" if found is None else f"{found:.1f}"


def _moment(line: runs.Line | None) -> str:
    if line is None or line.ssq is None:
        return "-"
    return f"{line.ssq:,}" if line.gap is None else f"{line.ssq:,} / {line.bound:,} = {100 * line.gap:.1f} %"


def _practice(verdict: Verdict | None) -> str:
    if verdict is None:
        return "-"
    had = verdict.measures
    return f"{verdict.breaches}, {had['ssq']:,}, {had['spread']} / {had['heavy_spread']}"


def _row(words: Iterator[str] | tuple[str, ...]) -> None:
    print("| " + " | ".join(words) + " |", flush=True)


def show_bars(found: list[Measured]) -> None:
    """What the issue asks, problem by problem."""
    print()
    _row(("problem", "what", "found", "bar", "met", "by its processor time", "met"))
    _row(("---",) * 7)
    for one in found:
        alone = replace(one, runs=[run.by_processor() for run in one.runs])
        for bar, own in zip(bars(one), bars(alone), strict=True):
            beside = ("", "") if own == bar else (own.found, _met(own))
            _row((one.name, bar.what, bar.found, bar.bar, _met(bar), *beside))


def _met(bar: Bar) -> str:
    return "yes" if bar.is_met else "**NO**"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rota.solving", description=__doc__)
    parser.add_argument("--kinds", nargs="+", choices=["open", *KINDS], default=["open", *KINDS], metavar="KIND")
    parser.add_argument("--open", type=Path, default=ROOT.parent / "shared/rota/problems", metavar="FOLDER",
                        help="problems kept elsewhere; rota_check.py beside the folder judges, if there")  # fmt: skip
    parser.add_argument("--seconds", type=float, help="how hard to try; else 30 for large problems, 20 for small ones")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--runs", type=int, default=2, help="of each problem; they must print the same bytes")
    parser.add_argument("--load", type=float, default=2.0, help="wait before a run while the load average is above")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds, at most")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Print both tables."""
    options = _options(arguments)
    judge, found = Judge(options.open.parent / "rota_check.py"), []
    print(f"{machine.described()}; judged by {judge.name}; {options.workers} workers")
    print(f"Seconds since the process began, {runs.loading_s():.1f} of them loading. Not proven: value (bound).\n")
    _row(COLUMNS)
    _row(("---",) * len(COLUMNS))
    for task in tasks(options.open, options.kinds):
        say(f"  {task.name} (load average {os.getloadavg()[0]:.1f}) ...")
        found.append(measure(task, judge, options))
        _row(cells(found[-1]))
    show_bars(found)
    print(machine.described())


if __name__ == "__main__":
    main()
