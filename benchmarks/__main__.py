"""Every measurement, one after another; each can be run alone: `python -m benchmarks.check_in --help`."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.stage import say

MEASUREMENTS = ("check_in", "push", "sign_in", "memory", "fresh", "growth", "rota.solving")


def main() -> None:
    """All, or those named."""
    chosen = sys.argv[1:] or MEASUREMENTS
    unknown = set(chosen) - set(MEASUREMENTS)
    if unknown:
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}")
    for name in chosen:
        module = import_module(f"benchmarks.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').partition(chr(10))[0]}", flush=True)
        say(f"{name} ...")
        module.main([])


if __name__ == "__main__":
    main()
