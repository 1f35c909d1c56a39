"""Reads on posts and nights. Subjects carry `area_paths`: all RTs a post serves."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from siskamling.areas import queries as areas
from siskamling.areas.models import Area
from siskamling.kit.db.base import as_dict, db, run, table
from siskamling.kit.db.paging import Page, page
from siskamling.kit.db.ranges import within
from siskamling.kit.errors import NotFound
from siskamling.kit.paths import common
from siskamling.nights.models import Night, Post, PostArea, Shift


@dataclass(frozen=True)
class PostSubject:
    """A post and the areas it serves."""

    post: Post
    area_paths: tuple[str, ...]


@dataclass(frozen=True)
class PostAndArea:
    """A post and an area it serves or shall serve. Who decides on it must answer for both: for what covers both."""

    post: Post
    area: Area
    area_path: str


@dataclass(frozen=True)
class NightSubject:
    """A night, where its post stands, and the areas that post serves."""

    area_paths: tuple[str, ...]
    id: uuid.UUID
    post_id: uuid.UUID
    evening_on: date
    zone: str
    post_area_path: str
    lat: float
    lon: float
    radius_m: int


_night, _post, _served = table(Night).c, table(Post).c, table(PostArea).c
_night_with_post = (
    select(_night.id, _night.post_id, _night.evening_on, _night.zone, _post.area_path, _post.lat, _post.lon,
           _post.radius_m, _served.area_path)
    .join(table(Post), _post.id == _night.post_id)
    .join(table(PostArea), _served.post_id == _post.id)
    .where(_night.id == bindparam("night_id"))
)  # fmt: skip


def post(post_id: uuid.UUID) -> PostSubject:
    """A post, or NotFound."""
    rows = db.session.execute(
        select(Post, PostArea.area_path).join(PostArea, PostArea.post_id == Post.id).where(Post.id == post_id)
    ).all()
    if not rows:
        raise NotFound
    return PostSubject(rows[0][0], tuple(row[1] for row in rows))


def shown(subject: PostSubject) -> dict[str, Any]:
    """A post as answers show it: its columns, and the areas it serves."""
    return as_dict(subject.post) | {"serves": sorted(subject.area_paths)}


def post_and_area(post_id: uuid.UUID, area_path: str) -> PostAndArea:
    """A post and an RT, or NotFound."""
    found, area = post(post_id).post, areas.rt(area_path)
    return PostAndArea(found, area, common(found.area_path, area.path))


def night(night_id: uuid.UUID) -> NightSubject:
    """A night with its post, or NotFound; one statement by primary keys."""
    rows: list[Any] = list(run(_night_with_post, {"night_id": night_id}))
    if not rows:
        raise NotFound
    return NightSubject(tuple(row[-1] for row in rows), *rows[0][:-1])


def posts(area_path: str, query: dict[str, Any]) -> Page:
    """The posts that serve an area or one below it."""
    serving = select(PostArea.post_id).where(within(PostArea.area_path, area_path))
    found = page(select(Post).where(Post.id.in_(serving)), Post.id, query)
    served: dict[uuid.UUID, list[str]] = {}
    pairs = select(PostArea.post_id, PostArea.area_path).where(PostArea.post_id.in_([one.id for one in found.items]))
    for post_id, path in db.session.execute(pairs):
        served.setdefault(post_id, []).append(path)
    return Page([shown(PostSubject(one, tuple(served[one.id]))) for one in found.items], found.next)


def shifts_of(night_ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Shift]]:
    """The shifts of some nights, in order of time."""
    found: dict[uuid.UUID, list[Shift]] = {}
    for shift in db.session.scalars(select(Shift).where(Shift.night_id.in_(night_ids)).order_by(Shift.starts_at)):
        found.setdefault(shift.night_id, []).append(shift)
    return found


def with_shifts(
    post_ids: list[uuid.UUID], evenings: list[date]
) -> dict[tuple[uuid.UUID, date], tuple[uuid.UUID, list[uuid.UUID]]]:
    """(post, evening) -> the night and its shifts in order of time, of those nights that are there."""
    rows = db.session.execute(
        select(Night.post_id, Night.evening_on, Night.id, Shift.id)
        .join(Shift, Shift.night_id == Night.id)
        .where(Night.post_id.in_(post_ids), Night.evening_on.in_(evenings))
        .order_by(Shift.starts_at)
    )
    found: dict[tuple[uuid.UUID, date], tuple[uuid.UUID, list[uuid.UUID]]] = {}
    for post_id, evening, night_id, shift_id in rows:
        found.setdefault((post_id, evening), (night_id, []))[1].append(shift_id)
    return found
