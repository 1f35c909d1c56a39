"""Reads on posts and nights. Subjects carry `area_paths`: all RTs a post serves."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from siskamling.kit.db.base import db
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import within
from siskamling.kit.errors import NotFound
from siskamling.nights.models import Night, Post, PostArea, Shift


@dataclass(frozen=True)
class PostSubject:
    """A post and the areas it serves."""

    post: Post
    area_paths: tuple[str, ...]


@dataclass(frozen=True)
class NightSubject:
    """A night, its post, and the areas that post serves."""

    night: Night
    post: Post
    area_paths: tuple[str, ...]


def post(post_id: uuid.UUID) -> PostSubject:
    """A post, or NotFound."""
    rows = db.session.execute(
        select(Post, PostArea.area_path).join(PostArea, PostArea.post_id == Post.id).where(Post.id == post_id)
    ).all()
    if not rows:
        raise NotFound
    return PostSubject(rows[0][0], tuple(row[1] for row in rows))


def night(night_id: uuid.UUID) -> NightSubject:
    """A night with its post, or NotFound; one statement by primary keys."""
    rows = db.session.execute(
        select(Night, Post, PostArea.area_path)
        .join(Post, Post.id == Night.post_id)
        .join(PostArea, PostArea.post_id == Post.id)
        .where(Night.id == night_id)
    ).all()
    if not rows:
        raise NotFound
    return NightSubject(rows[0][0], rows[0][1], tuple(row[2] for row in rows))


def posts(area_path: str, query: dict[str, Any]) -> Page:
    """The posts that serve an area or one below it."""
    serving = select(PostArea.post_id).where(within(PostArea.area_path, area_path))
    return page(select(Post).where(Post.id.in_(serving)), Post.id, query)


def shifts_of(night_ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Shift]]:
    """The shifts of some nights, in order of time."""
    found: dict[uuid.UUID, list[Shift]] = {}
    for shift in db.session.scalars(select(Shift).where(Shift.night_id.in_(night_ids)).order_by(Shift.starts_at)):
        found.setdefault(shift.night_id, []).append(shift)
    return found
