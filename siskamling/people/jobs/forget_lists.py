"""The job `people.forget_lists`: previews of resident lists, which hold names and phones, do not stay."""

from __future__ import annotations

from typing import Any

from siskamling.people.importing import actions


def record(_payload: dict[str, Any], _result: Any) -> None:
    """Drop the lists past their time."""
    actions.forget_old()
