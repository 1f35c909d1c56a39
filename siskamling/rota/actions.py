"""Name the weekday squads; make a month of them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from siskamling.areas import queries as areas
from siskamling.kit.clock import now
from siskamling.kit.db.base import db
from siskamling.kit.errors import Invalid, Refused
from siskamling.kit.ids import new_id
from siskamling.nights import actions as nights
from siskamling.nights.models import Post
from siskamling.nights.queries import PostSubject
from siskamling.nights.rules import date_in, evening_of, evenings_of_month, window
from siskamling.people import queries as people
from siskamling.push import actions as push
from siskamling.rota import queries, rules
from siskamling.rota.models import Assignment, Squad, SquadMember


def set_squad(subject: PostSubject, weekday: int, body: dict[str, Any]) -> dict[str, Any]:
    """Name the squad that the post's own area sends on a weekday's evenings; whoever was in it before is replaced."""
    ids = list(dict.fromkeys(body["person_ids"]))
    here = people.persons_in(list(subject.area_paths), ids)
    faults = {str(index): ["rota.field.not_here"] for index, one in enumerate(ids) if one not in here}
    if faults:
        raise Invalid({"person_ids": faults})  # type: ignore[dict-item]  # nested, as marshmallow says it
    if body.get("leader_id") is not None and body["leader_id"] not in here:
        raise Invalid({"leader_id": ["rota.field.leader_not_in_squad"]})
    post_id, area_path = subject.post.id, subject.post.area_path
    there = (Squad.post_id == post_id, Squad.area_path == area_path, Squad.weekday == weekday)
    db.session.execute(delete(SquadMember).where(SquadMember.squad_id.in_(select(Squad.id).where(*there))))
    db.session.execute(delete(Squad).where(*there))
    squad_id = new_id()
    db.session.add(Squad(id=squad_id, post_id=post_id, area_path=area_path, weekday=weekday, name=body["name"]))
    db.session.flush()
    leader = body.get("leader_id") or ids[0]
    db.session.execute(
        insert(SquadMember), [{"squad_id": squad_id, "person_id": one, "leads": one == leader} for one in ids]
    )
    return next(squad for squad in queries.squads(post_id) if squad["id"] == squad_id)


def make_month(subject: PostSubject, year: int, month: int) -> dict[str, Any]:
    """Give every evening of a month that has no night yet, from tonight on, one with its weekday's squads.

    Nights that are there stay as they are: the head may have changed them by hand. Each person concerned is told once.
    """
    post = db.session.scalars(select(Post).where(Post.id == subject.post.id).with_for_update()).one()
    zone = areas.area(post.area_path).zone
    evenings = _evenings_to_come(post, zone, year, month)
    watching = _who_watches(post.id)
    if not watching:
        raise Refused("rota.no_squads")
    kept = set(nights.nights_there(post.id, evenings))
    opened = nights.open_nights(
        nights.NightToOpen(post, zone, evening, ((evening, post.starts, post.minutes),))
        for evening in evenings
        if evening not in kept and watching.get(evening.weekday())
    )
    rows = [
        {"id": new_id(), "night_id": night_id, "shift_id": shift_id, "person_id": person_id, "is_leader": leads}
        for (_, evening), (night_id, (shift_id,)) in opened.items()
        for person_id, leads in watching[evening.weekday()].items()
    ]
    if rows:
        db.session.execute(insert(Assignment), rows)
        _tell([night_id for night_id, _ in opened.values()], f"{year}-{month:02}")
    return {"month": f"{year}-{month:02}", "nights": len(opened), "assignments": len(rows), "kept": len(kept)}


def _who_watches(post_id: uuid.UUID) -> dict[int, dict[uuid.UUID, bool]]:
    """Weekday -> person -> leads, over all areas' squads: who is in two of them watches once, and leads if in one."""
    found: dict[int, dict[uuid.UUID, bool]] = {}
    for squad in queries.squads(post_id):
        people = found.setdefault(squad["weekday"], {})
        for member in squad["members"]:
            person_id = member["person_id"]
            people[person_id] = people.get(person_id, False) or member["is_leader"]
    return found


def _evenings_to_come(post: Post, zone: str, year: int, month: int) -> list[date]:
    """The evenings of a month whose night is not over. At breakfast it is still yesterday's, but that one is."""
    at = now()
    first = evening_of(at, zone)
    if rules.is_too_far(date_in(at, zone), year, month):
        raise Invalid({"month": [{"code": "rota.field.month_too_far", "most": rules.MONTHS_AHEAD}]})
    if (year, month) < (first.year, first.month):  # also the year 0, which is no date
        raise Invalid({"month": ["rota.field.month_past"]})
    evenings = [evening for evening in evenings_of_month(year, month, first)
                if window(evening, post.starts, post.minutes, post.early_min, zone).ends_at > at]  # fmt: skip
    if not evenings:
        raise Invalid({"month": ["rota.field.month_past"]})
    return evenings


def _tell(night_ids: list[uuid.UUID], month: str) -> None:
    push.notify("rota.published", audience="watchers", args={"night_ids": [str(one) for one in night_ids]},
                facts={"month": month})  # fmt: skip
