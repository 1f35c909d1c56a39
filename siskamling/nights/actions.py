"""Open posts and nights."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import delete, select

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


def open_night(post: Post, zone: str, evening: date) -> tuple[Night, Shift]:
    """The night of an evening, with its one shift by the post's hours."""
    night = Night(id=new_id(), post_id=post.id, evening_on=evening, zone=zone)
    span = window(evening, post.starts, post.minutes, post.early_min, zone)
    shift = Shift(id=new_id(), night_id=night.id, starts_at=span.starts_at, ends_at=span.ends_at,
                  opens_at=span.opens_at, closes_at=span.closes_at)  # fmt: skip
    db.session.add(night)
    db.session.flush()
    db.session.add(shift)
    db.session.flush()
    return night, shift
