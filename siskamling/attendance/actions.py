"""Check in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from siskamling.attendance import queries
from siskamling.attendance.models import CheckIn
from siskamling.attendance.rules import Fix, judge_check_in
from siskamling.kit import feed
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Forbidden, Refused
from siskamling.kit.ids import new_id
from siskamling.nights.queries import NightSubject
from siskamling.rota import queries as rota

_insert = insert(CheckIn)


def check_in(actor: Any, subject: NightSubject, body: dict[str, Any]) -> dict[str, Any]:
    """Count the actor as present, if they watch tonight, the window is open and they stand at the post."""
    turn = rota.assignment_of(subject.night.id, actor.id)
    if turn is None:
        raise Forbidden("attendance.not_tonight")
    assignment, shift = turn
    if queries.is_present(subject.night.id, assignment.person_id):
        raise Refused("attendance.already_present")
    post, at = subject.post, now()
    fix = Fix(body["lat"], body["lon"], body["accuracy_m"])
    away = judge_check_in(shift.opens_at, shift.closes_at, post=(post.lat, post.lon, post.radius_m), fix=fix, at=at)
    row = {
        "id": body.get("id") or new_id(), "night_id": subject.night.id, "assignment_id": assignment.id,
        "person_id": assignment.person_id, "at": at, "phone_at": body["phone_at"], "lat": fix.lat, "lon": fix.lon,
        "accuracy_m": fix.accuracy_m, "distance_m": away,
    }  # fmt: skip
    try:
        db.session.execute(_insert, row)
    except IntegrityError:
        raise Refused("attendance.already_present") from None  # the other device was faster
    feed.note(post.area_path, "check_in", row["id"])
    return row
