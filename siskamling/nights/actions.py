"""Open posts and nights."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from siskamling.kit.db.base import db
from siskamling.kit.db.dialect import upsert
from siskamling.kit.errors import Refused
from siskamling.kit.ids import new_id
from siskamling.nights import queries
from siskamling.nights.models import Night, Post, PostArea, Shift
from siskamling.nights.queries import PostAndArea, PostSubject
from siskamling.nights.rules import window
from siskamling.people import actions as people


def add_post(area_path: str, body: dict[str, Any]) -> Post:
    """A post of an RT, which it serves."""
    post = Post(**{"id": new_id(), **body, "area_path": area_path})
    if db.session.get(Post, post.id) is not None:
        raise Refused("kit.key_used")
    db.session.add(post)
    db.session.flush()
    db.session.add(PostArea(post_id=post.id, area_path=area_path))
    return post


def serve_area(actor: Any, on: PostAndArea) -> PostSubject:
    """Let a post serve an RT; where it does so already, nothing changes."""
    row = {"post_id": on.post.id, "area_path": on.area.path}
    upsert(PostArea, [row], keys=["post_id", "area_path"], update=[])
    people.write_line(actor.id, "post_shared", area_path=on.area.path, post_id=str(on.post.id))
    return queries.post(on.post.id)


def stop_serving(actor: Any, on: PostAndArea) -> None:
    """End that. Its own RT stays: else nobody would answer for the post."""
    if on.area.path == on.post.area_path:
        raise Refused("nights.its_own_area")
    served = (PostArea.post_id == on.post.id, PostArea.area_path == on.area.path)
    db.session.execute(delete(PostArea).where(*served))
    people.write_line(actor.id, "post_withdrawn", area_path=on.area.path, post_id=str(on.post.id))


def nights_there(post_id: uuid.UUID, evenings: list[date]) -> list[date]:
    """Those of the evenings that this post already has."""
    return list(
        db.session.scalars(select(Night.evening_on).where(Night.post_id == post_id, Night.evening_on.in_(evenings)))
    )


@dataclass(frozen=True)
class NightToOpen:
    """A night that is not there yet: its post, the zone, the evening, and its shifts: the date on which each begins
    (past midnight it is the next), start (HH:MM) and minutes."""

    post: Post
    zone: str
    evening: date
    spans: Sequence[tuple[date, str, int]]


Opened = dict[tuple[uuid.UUID, date], tuple[uuid.UUID, list[uuid.UUID]]]


def open_nights(wanted: Iterable[NightToOpen]) -> Opened:
    """Nights with their shifts, in two statements. Gives (post, evening) -> the night, and its shifts in order."""
    nights, shifts = [], []
    opened: Opened = {}
    for one in wanted:
        night_id = new_id()
        made = opened[one.post.id, one.evening] = night_id, []
        nights.append({"id": night_id, "post_id": one.post.id, "evening_on": one.evening, "zone": one.zone})
        for day, starts, minutes in one.spans:
            made[1].append(new_id())
            span = window(day, starts, minutes, one.post.early_min, one.zone)
            hours = {name: getattr(span, name) for name in ("starts_at", "ends_at", "opens_at", "closes_at")}
            shifts.append({"id": made[1][-1], "night_id": night_id, **hours})
    if nights:
        db.session.execute(insert(Night), nights)
        db.session.execute(insert(Shift), shifts)
    return opened
