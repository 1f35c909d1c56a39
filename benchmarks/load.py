"""HTTP clients in one thread. `run` is a closed loop: each connection sends its next request when its answer is there;
`run_at` is an open one: each request has its instant, and is late from then on, whatever it waits for.

Requests are bytes made beforehand, so that the clients cost the server's cores as little as Python allows.
"""

from __future__ import annotations

import json
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_READ = 65536
_PATIENCE_S = 30.0


@dataclass
class Outcome:
    """What came back: seconds of each answer, how many of each status, and how long all took."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)
    took_s: float = 0.0

    @property
    def per_s(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.took_s

    def percentile_ms(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return 1e3 * percentile(self.seconds, share)

    def must_be(self, status: int) -> None:
        """Raises RuntimeError where any answer is another: a figure of refusals would be worthless."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"expected only {status}, got {dict(self.statuses)}: {self.bodies[:1]}")


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile of some values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method: str, path: str, *, token: str = "", body: dict[str, Any] | None = None, **headers: str) -> bytes:
    """One HTTP/1.1 request as bytes."""
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", "Accept-Encoding: gzip"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"] if body is not None else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + data


class _Connection:
    """One keep-alive connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._got = b""

    def send(self, data: bytes) -> None:
        self._got, self.began = b"", time.perf_counter()
        self.socket.sendall(data)

    def answer(self) -> tuple[int, bytes] | None:
        """Status and body once all is there."""
        piece = self.socket.recv(_READ)
        if not piece:
            raise RuntimeError("the server closed a connection in the middle")
        self._got += piece
        head, ended, body = self._got.partition(b"\r\n\r\n")
        if not ended or len(body) < _length(head):
            return None
        return int(head[9:12]), body


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def run(port: int, requests: Iterable[bytes], *, connections: int = 16, for_s: float | None = None) -> Outcome:
    """Send all requests (or for so many seconds) over so many connections. Raises RuntimeError if none answers."""
    waiting, outcome = iter(requests), Outcome()
    with selectors.DefaultSelector() as selector:
        open_ = [_Connection(port) for _ in range(connections)]
        began = time.perf_counter()
        busy = sum(_send_next(selector, one, waiting, first=True) for one in open_)
        while busy:
            ready = selector.select(_PATIENCE_S)
            if not ready:
                raise RuntimeError("no answer within half a minute")
            for key, _ in ready:
                if not _received(key.data, outcome):
                    continue
                over = for_s is not None and time.perf_counter() - began > for_s
                busy -= over or not _send_next(selector, key.data, waiting)
        outcome.took_s = time.perf_counter() - began
        for one in open_:
            one.socket.close()
    return outcome


def run_at(port: int, plan: Iterable[tuple[float, bytes]], *, connections: int) -> Outcome:
    """Send each request at its instant (seconds from now), or once a connection is free; its seconds count from the
    instant, sent or not."""
    due, outcome = deque(plan), Outcome()
    with selectors.SelectSelector() as selector:  # epoll would round its waits up to whole milliseconds
        free = deque(_Connection(port) for _ in range(connections))
        for one in free:
            selector.register(one.socket, selectors.EVENT_READ, one)
        began = time.perf_counter()
        while due or len(free) < connections:
            while due and free and began + due[0][0] <= time.perf_counter():
                (at, data), one = due.popleft(), free.popleft()
                one.send(data)
                one.began = began + at
            sends = bool(due and free)
            ready = selector.select(max(0.0, began + due[0][0] - time.perf_counter()) if sends else _PATIENCE_S)
            if not ready and not sends:
                raise RuntimeError("no answer within half a minute")
            free.extend(key.data for key, _ in ready if _received(key.data, outcome))
        outcome.took_s = time.perf_counter() - began
        for one in free:
            one.socket.close()
    return outcome


def _send_next(selector: Any, one: _Connection, waiting: Iterator[bytes], *, first: bool = False) -> bool:
    data = next(waiting, None)
    if data is None:
        return False
    if first:
        selector.register(one.socket, selectors.EVENT_READ, one)
    one.send(data)
    return True


def _received(one: _Connection, outcome: Outcome) -> bool:
    answer = one.answer()
    if answer is None:
        return False
    outcome.seconds.append(time.perf_counter() - one.began)
    outcome.statuses[answer[0]] += 1
    if len(outcome.bodies) < 20:
        outcome.bodies.append(answer[1])
    return True
