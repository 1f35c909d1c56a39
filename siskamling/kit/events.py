"""Facts go up: a room announces, wiring.py says who listens, all in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_listeners: dict[type, tuple[Callable[[Any], None], ...]] = {}


def wire(table: Mapping[type, Sequence[Callable[[Any], None]]]) -> None:
    """Take the table event class -> functions; called once, by create_app()."""
    _listeners.clear()
    _listeners.update({event: tuple(functions) for event, functions in table.items()})


def announce(event: object) -> None:
    """Call everybody who listens to this event's class, at once and in the table's order."""
    for listener in _listeners.get(type(event), ()):
        listener(event)
