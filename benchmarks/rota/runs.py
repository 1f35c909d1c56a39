"""One `flask rota solve` as a process of its own: what it said and when, what it left, what it took of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import psutil

from benchmarks import machine
from benchmarks.rota.neighbourhood import Json
from benchmarks.stage import ROOT

COMMAND = (sys.executable, "-m", "flask", "rota", "solve")


@dataclass(frozen=True)
class Line:
    """A progress line. `at_s`: when it reached us, since the process was started, and `cpu_s` what the process had used
    of processors by then; `elapsed_s`: what it says itself.
    """

    at_s: float
    cpu_s: float
    elapsed_s: float
    ssq: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """(ssq - bound) / bound, by these two."""
        if self.ssq is None or self.bound is None:
            return None
        return (self.ssq - self.bound) / self.bound if self.bound else float(self.ssq > 0)


@dataclass(frozen=True)
class Run:
    """What one process did. `cpu_s`: its own processor time; `others`: cores the rest of the machine kept busy."""

    code: int
    lines: list[Line]
    errors: str
    output: bytes
    seconds: float
    cpu_s: float
    peak_mb: float
    load: float
    others: float

    @property
    def document(self) -> Json:
        """What it printed; empty where that was nothing."""
        found: Json = json.loads(self.output or b"{}")
        return found

    def by_processor(self) -> Run:
        """The same by its own processor time: what other work on the machine does not stretch.

        Where two workers run side by side this counts both, so that an idle machine's clock shows less.
        """
        return replace(self, lines=[replace(one, at_s=one.cpu_s) for one in self.lines], seconds=self.cpu_s)

    @property
    def start_s(self) -> float | None:
        """From the start of the process to the engine's own zero: the application and OR-Tools being loaded."""
        return min((one.at_s - one.elapsed_s for one in self.lines), default=None)

    @property
    def first(self) -> Line | None:
        """The first line that speaks of a rota."""
        return next((one for one in self.lines if one.ssq is not None), None)

    @property
    def bounded_s(self) -> float | None:
        """The first line with a bound of ssq. Goals come in strict order: those before ssq were done with by then."""
        return next((one.at_s for one in self.lines if one.bound is not None), None)

    @property
    def proven_s(self) -> float | None:
        """From then on ssq was known to be the least there is."""
        return next((one.at_s for one in self.lines if one.gap == 0), None)

    @property
    def silence_s(self) -> float:
        """The longest time without a line, from the first line (the command is loaded) to the end of the process."""
        moments = [*(one.at_s for one in self.lines), self.seconds]
        return max((after - before for before, after in pairwise(moments)), default=self.seconds)

    def at(self, seconds: float) -> Line | None:
        """How it stood then; after the end, how it ended."""
        return next((one for one in reversed(self.lines) if one.at_s <= seconds), None)


def solve(file: Path, *, seed: int, workers: int, seconds: float) -> Run:
    """Solve a problem file. Raises RuntimeError where that gives neither a rota nor an explanation."""
    command = [*COMMAND, str(file), "--seed", str(seed), "--workers", str(workers), "--seconds", str(seconds)]
    load, busy = os.getloadavg()[0], _busy_s()
    with tempfile.TemporaryDirectory(prefix="siskamling-rota-") as folder, tempfile.TemporaryFile() as out:
        given = machine.surroundings() | {"SISKAMLING_DATA": folder, "PYTHONUNBUFFERED": "1"}
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=out, stderr=subprocess.PIPE)
        lines, errors = _heard(process, began)
        _, status, used = os.wait4(process.pid, 0)
        ended = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"flask rota solve {file} ended with {process.returncode}: {errors}")
    cpu = used.ru_utime + used.ru_stime
    others = max(0.0, _busy_s() - busy - cpu) / ended
    return Run(process.returncode, lines, errors, output, ended, cpu, used.ru_maxrss / 1e3, load, others)


def loading_s() -> float:
    """How long the command takes to show its help: the application alone, without OR-Tools."""
    began = time.monotonic()
    subprocess.run([*COMMAND, "--help"], cwd=ROOT, env=machine.surroundings(), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _heard(process: subprocess.Popen[bytes], began: float) -> tuple[list[Line], str]:
    lines: list[Line] = []
    errors: list[str] = []
    assert process.stderr is not None
    with process.stderr as told:
        for raw in told:
            at, used = time.monotonic() - began, psutil.Process(process.pid).cpu_times()
            try:
                said = json.loads(raw)
                lines.append(Line(at, used.user + used.system, said["elapsed_s"], said["ssq"], said["bound"]))
            except (ValueError, KeyError, TypeError):
                errors.append(raw.decode(errors="replace"))
    return lines, "".join(errors)


def _busy_s() -> float:
    """Seconds of processor that the whole machine has used."""
    spent = psutil.cpu_times()
    return float(spent.user + spent.nice + spent.system + spent.irq + spent.softirq)


def wait_for_quiet(limit: float, patience_s: float) -> None:
    """Until the load average is below the limit, for so long at most."""
    until = time.monotonic() + patience_s
    while os.getloadavg()[0] > limit and time.monotonic() < until:
        time.sleep(2)


def are_equal(runs: Sequence[Run]) -> bool | None:
    """Whether all printed the same bytes; None for a single run."""
    return None if len(runs) < 2 else len({(one.code, one.output) for one in runs}) == 1
