"""gunicorn's hooks. The app is not preloaded, so no connection is opened before the fork."""

from __future__ import annotations

from typing import Any

from prometheus_client import multiprocess


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the live gauges of a dead process."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
