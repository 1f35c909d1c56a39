"""A meeting's decision, as a head writes it down."""

from __future__ import annotations

from typing import Any

from tests.town.citizens import Answer, Citizen
from tests.town.places import Rt
from tests.town.world import Town


def decision(from_on: str = "2026-12-10", **rules: Any) -> dict[str, Any]:
    """Of a meeting in November."""
    words = "Musyawarah 28 November: ronda seperti di bawah ini."
    return {"decided_on": "2026-11-28", "decision": words, "from_on": from_on, "rules": rules}


def decide(
    who: Citizen, area_path: str, from_on: str = "2026-12-10", *, key: str | None = None, **rules: Any
) -> Answer:
    """Write it down."""
    return who.post(f"/areas/{area_path}/rulebooks", decision(from_on, **rules), key=key)


def in_force(who: Citizen, area_path: str, on: str) -> Any:
    """The rules of an evening."""
    return who.get(f"/areas/{area_path}/rulebook?on={on}").json


def strangers(town: Town, rt: Rt) -> list[Citizen]:
    """Who must not even learn that it is there."""
    next_door, next_rw = town.rt(rt=8), town.citizen("rw_head", area_path=town.rw_path(rw=6))
    other_staff = town.citizen("kelurahan_staff", area_path="31.72.02.1001")
    assert not rt.path.startswith(next_door.path)
    return [next_door.head, next_door.resident("Siti"), next_rw, other_staff, town.unit().officer(), town.operator]
