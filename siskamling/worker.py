"""The loop that runs jobs and sends pushes: a thread per lane, woken by the database or by a short poll."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Flask

from siskamling import wiring
from siskamling.kit.clock import now
from siskamling.kit.db import dialect
from siskamling.kit.db.session import end_reading, writing
from siskamling.kit.jobs import queue, runner
from siskamling.kit.jobs.models import LANES
from siskamling.push.jobs import send
from siskamling.push.transports import Sender

log = structlog.get_logger()
# SQLite cannot wake anybody: an idle lane reads this often (a read, never the write lock).
POLL_S = 0.05
BEAT_EVERY = timedelta(seconds=10)


def turn(sender: Sender, lane: str) -> int:
    """One round of a lane: due jobs, then due deliveries. Gives how much was done."""
    done = runner.run_due(wiring.JOBS, lane)
    return done + send.pump(sender, lane)


def work_until_idle(sender: Sender) -> None:
    """Run every lane until nothing is due; for tests and the demo."""
    while sum(turn(sender, lane) for lane in LANES):
        pass


class Lane(threading.Thread):
    """A lane's thread: it survives whatever a turn raises, and says so."""

    def __init__(self, app: Flask, sender: Sender, lane: str, stop: threading.Event) -> None:
        super().__init__(name=f"lane-{lane}", daemon=True)
        self.app, self.sender, self.lane, self.stopping = app, sender, lane, stop
        self._beat_at = now() - BEAT_EVERY

    def run(self) -> None:
        """Turn, beat, wait; until told to stop."""
        with self.app.app_context():
            while not self.stopping.is_set():
                try:
                    self._work(dialect.waiter(POLL_S))
                except Exception:  # the database may be away for a while: the lane waits and tries again
                    log.exception("lane_failed", lane=self.lane)
                    end_reading()
                    self.stopping.wait(1)
            self._land()

    def _land(self) -> None:
        """Record what is in the air and give the rest back: the next worker need not wait for our leases to end."""
        self.sender.stop()
        try:
            while send.pump(self.sender, self.lane):
                pass
        except Exception:  # their leases will end
            log.exception("lane_failed", lane=self.lane)

    def _work(self, wait: Callable[[threading.Event], None]) -> None:
        while not self.stopping.is_set():
            if not self._round():
                wait(self.stopping)

    def _beat(self) -> None:
        queue.beat(self.lane)
        if self.lane == "slow":
            for kind, every_s in wiring.SCHEDULE.items():
                queue.keep_scheduled(kind, every_s)

    def _round(self) -> int:
        if now() - self._beat_at >= BEAT_EVERY:
            writing(self._beat)
            self._beat_at = now()
        return turn(self.sender, self.lane)


def run(app: Flask, sender: Sender, lanes: tuple[str, ...] = LANES, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set; then let each lane finish its turn."""
    stopping = stop or threading.Event()
    threads = [Lane(app, sender, lane, stopping) for lane in lanes]
    for thread in threads:
        thread.start()
    stopping.wait()
    sender.stop()
    for thread in threads:
        thread.join(timeout=20)
    with app.app_context():
        while sum(send.pump(sender, lane) for lane in lanes):
            pass  # what is in the air is recorded, or it would ring twice
    sender.close()
