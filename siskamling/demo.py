"""The demo RT: RT 007 RW 005 of Kelurahan Warakas, its head, three residents, a post, and an officer of its Polsek.

Names and numbers are invented (prefix 0870 has no operator). Its password is drawn once and kept in the data folder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from siskamling.access import passwords
from siskamling.agencies import queries as agencies
from siskamling.areas import actions as areas
from siskamling.areas import queries as area_queries
from siskamling.areas.models import Area
from siskamling.areas.rules import rt_path
from siskamling.kit.config import Config, kept
from siskamling.kit.db.base import db
from siskamling.kit.db.session import writing
from siskamling.kit.ids import new_code
from siskamling.nights import actions as nights
from siskamling.nights.models import Post
from siskamling.people import actions as people
from siskamling.people import queries as found
from siskamling.people.models import Person

KELURAHAN, RW, RT = "31.72.02.1007", 5, 7
RT_PATH = rt_path(KELURAHAN, RW, RT)
POST = {"name": "Pos RT 007", "lat": -6.1219, "lon": 106.8778, "radius_m": 75, "starts": "22:00", "minutes": 360,
        "early_min": 30}  # fmt: skip


@dataclass(frozen=True)
class Citizen:
    """Somebody of the demo."""

    role: str
    phone: str
    name: str


PEOPLE = (
    Citizen("operator", "+628700000001", "Operator Demo"),
    Citizen("rt_head", "+628700000002", "Pak Harun"),
    Citizen("resident", "+628700000003", "Budi"),
    Citizen("resident", "+628700000004", "Siti"),
    Citizen("resident", "+628700000005", "Joko"),
    Citizen("police_officer", "+628700000006", "Petugas Demo"),
)


def seed(config: Config) -> list[str]:
    """Make what is missing. Gives lines that say who can sign in with what. Never in production."""
    if config.env == "production":
        return ["not in production"]
    password = _password(config)
    if found.account_by_phone(PEOPLE[0].phone) is None:
        hashed = passwords.hash_password(password)
        writing(lambda: _make(hashed))
    return [f"{person.role:<15} {person.phone}  {password}  {person.name}" for person in PEOPLE]


def _password(config: Config) -> str:
    """The password in demo.json, drawn if it is not there."""
    drawn = kept(config.data / "demo.json", lambda: json.dumps({"password": "ronda-" + new_code().lower()}))
    return str(json.loads(drawn)["password"])


def _make(hashed: str) -> None:
    if db.session.get(Area, RT_PATH) is None:
        rw = areas.open_area(area_queries.area(KELURAHAN), RW)
        areas.open_area(rw, RT)
    polsek = agencies.responsible_unit(KELURAHAN)
    assert polsek is not None, "the police units are seeded before the demo"
    for person in PEOPLE:
        account = people.open_account(person.phone, person.name, hashed)
        place: dict[str, Any] = {"area_path": RT_PATH}
        if person.role == "police_officer":
            place = {"unit_path": polsek.path}
        elif person.role == "operator":
            place = {}
        people.grant_role(account.id, person.role, granted_by=None, **place)
        if "area_path" in place:
            household = people.add_household(
                None, RT_PATH, {"head_name": person.name, "phone": person.phone, "tenure": "owner"}
            )
            listed = db.session.scalars(select(Person).where(Person.household_id == household.id)).one()
            people.link_person(account, listed.id)
    if db.session.scalar(select(Post.id).where(Post.area_path == RT_PATH)) is None:
        nights.add_post(RT_PATH, dict(POST))
