"""Check in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from siskamling.attendance import queries
from siskamling.attendance.models import CheckIn
from siskamling.attendance.rules import Fix, judge_check_in, judge_phone_clock
from siskamling.kit import feed
from siskamling.kit.clock import now
from siskamling.kit.db.base import run, table
from siskamling.kit.errors import Forbidden, Refused
from siskamling.kit.ids import new_id
from siskamling.nights.queries import NightSubject

_insert = insert(table(CheckIn))


def check_in(actor: Any, subject: NightSubject, body: dict[str, Any]) -> dict[str, Any]:
    """Count the actor as present, if they watch tonight, the window is open and they stand at the post."""
    at = now()
    judge_phone_clock(body["phone_at"], at)
    check_in_id = body.get("id") or new_id()
    turn = queries.turn(subject.id, actor.id, check_in_id)
    if turn is None:
        raise Forbidden("attendance.not_tonight")
    if turn.check_in_id is not None:
        raise Refused("attendance.already_present")
    if turn.taken is not None:
        raise Refused("kit.key_used")
    fix = Fix(body["lat"], body["lon"], body["accuracy_m"])
    post = (subject.lat, subject.lon, subject.radius_m)
    away = judge_check_in(turn.opens_at, turn.closes_at, post=post, fix=fix, at=at)
    row = {
        "id": check_in_id, "night_id": subject.id, "assignment_id": turn.assignment_id,
        "person_id": turn.person_id, "at": at, "phone_at": body["phone_at"], "lat": fix.lat, "lon": fix.lon,
        "accuracy_m": fix.accuracy_m, "distance_m": away,
    }  # fmt: skip
    run(_insert, row)  # a twin that was faster breaks a unique key: the act is repeated, and finds it
    feed.note(subject.post_area_path, "check_in", row["id"])
    return {**row, "zone": subject.zone}
