"""Fills a database with as much of a city as a measurement needs, past the API: only what is measured goes through it.

A city of 5,223 RT with 90 nights behind it has 3.3 million turns; the ids of people and nights are all it gives back.
"""

from __future__ import annotations

import itertools
import secrets
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select, text

from siskamling.areas.models import Area
from siskamling.areas.rules import WIB, child_path, rt_path
from siskamling.kit.clock import now
from siskamling.kit.db.base import METADATA, db
from siskamling.kit.db.dialect import is_sqlite
from siskamling.kit.db.session import writing
from siskamling.kit.ids import new_id
from siskamling.kit.seal import digest
from siskamling.nights.rules import evening_of

RTS_OF_NORTH_JAKARTA = 5223  # DOMAIN.md 7.1
NIGHTS_BEHIND = 90
WATCH_A_NIGHT = 7
_RTS_AN_RW = 12
_RTS_A_CHUNK = 100
_POST = {"lat": -6.1219, "lon": 106.8778, "radius_m": 75}
_numbers = itertools.count()
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Watcher:
    """Somebody with a turn tonight: the bearer token of their phone, and their night."""

    token: str
    account_id: uuid.UUID
    night_id: uuid.UUID


@dataclass(frozen=True)
class Size:
    """How many RTs, how many people in each watch tonight, and how many nights lie behind."""

    rts: int
    watchers: int = WATCH_A_NIGHT
    nights_behind: int = 0


def fill(size: Size, say: Callable[[str], None] = lambda _: None) -> list[Watcher]:
    """Write it all, in chunks; needs an application context. Gives everybody who watches tonight."""
    kelurahan = list(db.session.scalars(select(Area.path).where(Area.level == "kelurahan").order_by(Area.path)))
    db.session.rollback()
    watchers: list[Watcher] = []
    for start in range(0, size.rts, _RTS_A_CHUNK):
        rows: Rows = defaultdict(list)
        for number in range(start, min(size.rts, start + _RTS_A_CHUNK)):
            watchers += _rt(rows, size, *_place(kelurahan, number))
        writing(partial(store, rows))
        if start % (10 * _RTS_A_CHUNK) == 0:
            say(f"    {start:>5} of {size.rts} RT ...")
    return watchers


def settle() -> None:
    """What PostgreSQL's autovacuum would do meanwhile, and what its and SQLite's planner need to know."""
    db.session.remove()
    options = {} if is_sqlite() else {"isolation_level": "AUTOCOMMIT"}
    with db.engine.connect().execution_options(**options) as connection:
        connection.execute(text("ANALYZE" if is_sqlite() else "VACUUM ANALYZE"))
        connection.commit()


def _place(kelurahan: list[str], number: int) -> tuple[str, int, int]:
    within = number // len(kelurahan)
    return kelurahan[number % len(kelurahan)], within // _RTS_AN_RW + 1, within % _RTS_AN_RW + 1


def store(rows: Rows) -> None:
    """Insert them, parents first; inside writing()."""
    for table in METADATA.sorted_tables:
        if rows.get(table.name):
            db.session.execute(insert(table), rows[table.name])


def _rt(rows: Rows, size: Size, kelurahan: str, rw: int, rt: int) -> list[Watcher]:
    path, at = rt_path(kelurahan, rw, rt), now()
    if rt == 1:
        rows["areas"].append(_area(child_path(kelurahan, rw), "rw", rw))
    rows["areas"].append(_area(path, "rt", rt))
    post_id = new_id()
    rows["posts"].append({"id": post_id, "area_path": path, "name": "Pos", "starts": "22:00", "minutes": 360,
                          "early_min": 30, **_POST})  # fmt: skip
    rows["post_areas"].append({"post_id": post_id, "area_path": path})
    people = [_listed(rows, path, at) for _ in range(size.watchers)]
    for back in range(size.nights_behind, 0, -1):
        _night(rows, post_id, at - timedelta(days=back), people[:WATCH_A_NIGHT], came=True)
    tonight = _night(rows, post_id, at, people, came=False)
    return [Watcher(token, account_id, tonight) for _, account_id, token in people]


def _area(path: str, level: str, number: int) -> dict[str, Any]:
    return {"path": path, "level": level, "name": f"{level.upper()} {number:03d}", "zone": WIB}


def person(
    rows: Rows, at: datetime, *, kind: str, area_path: str | None = None, unit_path: str | None = None
) -> tuple[uuid.UUID, str]:
    """Somebody with an account and a role, signed in: the account's id and the bearer token."""
    account_id, token = new_id(), secrets.token_urlsafe(32)
    phone = f"+62870{next(_numbers):07d}"  # no operator owns +62870
    rows["accounts"].append({"id": account_id, "phone": phone, "name": "Warga", "created_at": at})
    rows["roles"].append({"id": new_id(), "account_id": account_id, "kind": kind, "area_path": area_path,
                          "unit_path": unit_path, "starts_at": at - timedelta(days=1)})  # fmt: skip
    rows["tokens"].append({"id": new_id(), "account_id": account_id, "digest": digest(token), "device_name": "bench",
                           "created_at": at})  # fmt: skip
    return account_id, token


def _listed(rows: Rows, path: str, at: datetime) -> tuple[uuid.UUID, uuid.UUID, str]:
    """A resident on the RT's list."""
    account_id, token = person(rows, at, kind="resident", area_path=path)
    household_id, person_id = new_id(), new_id()
    rows["households"].append({"id": household_id, "area_path": path, "head_name": "Warga", "tenure": "owner",
                               "created_at": at})  # fmt: skip
    rows["persons"].append({"id": person_id, "household_id": household_id, "area_path": path, "name": "Warga",
                            "phone": rows["accounts"][-1]["phone"], "account_id": account_id,
                            "is_head": True})  # fmt: skip
    return person_id, account_id, token


def _night(
    rows: Rows, post_id: uuid.UUID, at: datetime, people: list[tuple[uuid.UUID, uuid.UUID, str]], *, came: bool
) -> uuid.UUID:
    """A night whose window is open at `at`."""
    night_id, shift_id = new_id(), new_id()
    rows["nights"].append({"id": night_id, "post_id": post_id, "evening_on": evening_of(at, WIB), "zone": WIB})
    rows["shifts"].append({"id": shift_id, "night_id": night_id, "starts_at": at, "ends_at": at + timedelta(hours=6),
                           "opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=6)})  # fmt: skip
    for place, (person_id, _, _) in enumerate(people):
        turn = {"id": new_id(), "night_id": night_id, "person_id": person_id}
        rows["assignments"].append(turn | {"shift_id": shift_id, "is_leader": place == 0})
        if came:
            rows["check_ins"].append({
                "id": new_id(), "night_id": night_id, "person_id": person_id, "assignment_id": turn["id"], "at": at,
                "phone_at": at, "accuracy_m": 10.0, "distance_m": 5.0, "lat": _POST["lat"], "lon": _POST["lon"],
            })  # fmt: skip
    return night_id
