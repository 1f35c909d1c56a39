"""The eye on a running search: tells how it goes twice a second, and stops it when asked or when far too late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

EVERY_S = 0.5
LOOK_S = 0.1
PATIENCE = 3  # times the seconds asked for, after which the clock stops what effort should have


class Stoppable(Protocol):
    """A solve that another thread may stop."""

    def stop(self) -> None:
        """Ask it to give up."""


@dataclass(frozen=True)
class Progress:
    """How far the search is: the fairness of the best rota so far, what none can beat, and the gap between them."""

    elapsed_s: float
    ssq: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """(ssq - bound) / bound; None while one of them is not known."""
        if self.ssq is None or self.bound is None:
            return None
        return (self.ssq - self.bound) / self.bound if self.bound else float(self.ssq > 0)


class Watch:
    """A context around a search. `listener` is told twice a second and at every better rota or bound."""

    def __init__(
        self,
        seconds: float,
        listener: Callable[[Progress], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._began, self._limit = time.monotonic(), PATIENCE * seconds
        self._listener, self._is_cancelled = listener, is_cancelled
        self._lock, self._over = threading.Lock(), threading.Event()
        self._running: set[Stoppable] = set()
        self._ssq: int | None = None
        self._bound: int | None = None
        self.is_cancelled = self.is_late = False

    @property
    def is_stopped(self) -> bool:
        """Nothing more is to be begun."""
        return self.is_cancelled or self.is_late

    def __enter__(self) -> Watch:
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def tell(self, *, ssq: int | None = None, bound: int | None = None) -> None:
        """A better rota, a better bound."""
        with self._lock:
            self._ssq, self._bound = ssq if ssq is not None else self._ssq, bound if bound is not None else self._bound
        self._say()

    @contextmanager
    def running(self, solve: Stoppable) -> Iterator[None]:
        """While a solve runs, it is stopped with the search."""
        with self._lock:
            self._running.add(solve)
        if self.is_stopped:
            solve.stop()
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(solve)

    def _say(self) -> None:
        if self._listener is not None:
            self._listener(Progress(time.monotonic() - self._began, self._ssq, self._bound))

    def _look(self) -> None:
        said = time.monotonic()
        while not self._over.wait(LOOK_S):
            at = time.monotonic()
            self.is_cancelled = self.is_cancelled or self._is_cancelled()
            self.is_late = self.is_late or at - self._began > self._limit
            if self.is_stopped:
                with self._lock:
                    for solve in self._running:
                        solve.stop()
            if at - said >= EVERY_S:
                said = at
                self._say()
