"""Who is meant by a name: push lies low, so the rooms above lend it their queries through wiring.AUDIENCES."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select

Audience = Callable[..., Select[Any]]
_table: dict[str, Audience] = {}


def wire(table: Mapping[str, Audience]) -> None:
    """Take the table name -> function of the notification's args; called once, by create_app()."""
    _table.clear()
    _table.update(table)


def accounts(name: str, args: Mapping[str, Any]) -> Select[Any]:
    """A select of the ids of the accounts meant. Raises KeyError for a name nobody lent."""
    return _table[name](**args)
