"""Two at once, where one is stopped in the middle."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def while_a_file_is_half_made(monkeypatch: pytest.MonkeyPatch, work: Callable[[], T]) -> list[T]:
    """What two get who do the same: the first is stopped between making its file and writing it, until the second is
    done."""
    stopped, go_on = threading.Event(), threading.Event()
    real = os.open

    def slow(path: str, flags: int, mode: int = 0o777) -> int:
        made = real(path, flags, mode)
        if threading.current_thread().name == "first":
            stopped.set()
            go_on.wait(10)
        return made

    monkeypatch.setattr(os, "open", slow)
    found: list[T] = []
    first = threading.Thread(name="first", target=lambda: found.append(work()))
    first.start()
    assert stopped.wait(10)
    found.append(work())
    go_on.set()
    first.join()
    return found
