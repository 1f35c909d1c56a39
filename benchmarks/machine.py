"""The machine a figure was measured on, and what a tree of processes used of it."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import psutil


def described() -> str:
    """One line: processor, cores, versions, and the load average of this moment."""
    found = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = found[0].split(": ")[1] if found else platform.machine()
    return (
        f"{processor}, {os.cpu_count()} cores; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"load average {os.getloadavg()[0]:.2f}"
    )


@dataclass(frozen=True)
class Usage:
    """What processes used so far: seconds of processor, and MB they hold (shared pages counted by share)."""

    cpu_s: float
    memory_mb: float


def usage(pids: list[int]) -> Usage:
    """The sum over these processes."""
    seconds = memory = 0.0
    for process in map(psutil.Process, pids):
        times = process.cpu_times()
        seconds += times.user + times.system
        memory += process.memory_full_info().pss / 1e6
    return Usage(seconds, memory)


def surroundings() -> dict[str, str]:
    """The environment without anybody's settings of the product."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SISKAMLING_", "DATABASE_"))}


def command(pid: int) -> str:
    """How a process was started."""
    return " ".join(psutil.Process(pid).cmdline())


def received_mb() -> float:
    """What the machine's network interfaces have received since it started."""
    return float(psutil.net_io_counters().bytes_recv / 1e6)


def resident_mb(pid: int) -> float:
    """What one process holds, shared pages counted whole: the strictest reading."""
    return float(psutil.Process(pid).memory_info().rss / 1e6)


def children(pid: int) -> list[int]:
    """The processes below one."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]
